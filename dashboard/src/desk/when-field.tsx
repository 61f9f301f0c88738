// "When": just now, unless somebody says that it was earlier and at what time.

import { momentText } from '../format/time.ts'
import { serverNow } from '../live/clock.ts'
import type { EpochMs } from '../server-types.ts'
import { locale, text } from '../text/text.ts'
import { clockValue, earliest, type WhenFault } from './when.ts'

const dated = (at: EpochMs): string => momentText(locale.value, at, serverNow())

export const faultText = (fault: WhenFault, calledAt: EpochMs): string => {
  const words = text.value.desk
  switch (fault) {
    case 'empty':
      return words.whenEmpty
    case 'future':
      return words.whenFuture
    case 'beforeCall':
      return words.whenBefore(dated(calledAt))
    case 'tooOld':
      return words.whenTooOld
  }
}

type FieldProps = {
  calledAt: EpochMs
  /** A time of day; null is now. */
  value: string | null
  fault: WhenFault | null
  first?: boolean
  set: (value: string | null) => void
}

export const WhenField = ({ calledAt, value, fault, first = false, set }: FieldProps) => {
  const words = text.value.desk
  return (
    <>
      <label class="field">
        <span>{words.when}</span>
        <select
          class="input"
          data-testid="desk-when"
          value={value === null ? 'now' : 'earlier'}
          onChange={(event) => set(event.currentTarget.value === 'now' ? null : clockValue(serverNow()))}
          ref={(input) => {
            // The form opens inside a dialog that is open already: its own autofocus has passed.
            if (first && value === null) input?.focus()
          }}
        >
          <option value="now">{words.whenNow}</option>
          <option value="earlier">{words.whenEarlier}</option>
        </select>
      </label>
      {value !== null && (
        <label class="field">
          <span>{words.whenTime}</span>
          <input
            type="time"
            class="input"
            data-testid="desk-time"
            value={value}
            aria-invalid={fault !== null}
            aria-describedby="desk-when-hint"
            onInput={(event) => set(event.currentTarget.value)}
          />
        </label>
      )}
      {value !== null && (
        <p
          id="desk-when-hint"
          class={fault === null ? 'muted small desk-hint' : 'fault desk-hint'}
          role={fault === null ? undefined : 'alert'}
          data-testid="desk-when-hint"
        >
          {fault === null
            ? words.whenHint(dated(earliest({ calledAt, now: serverNow() })))
            : faultText(fault, calledAt)}
        </p>
      )}
    </>
  )
}
