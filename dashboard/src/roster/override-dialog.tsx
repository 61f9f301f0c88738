// Others are on duty for a while: from when to when, instead of whom, who, why.

import { useState } from 'preact/hooks'
import { Choose, Field, Line } from '../design/parts.tsx'
import type { RosterView } from '../server-types.ts'
import { nameOf, text } from '../text/text.ts'
import { ChangeForm } from './change-form.tsx'
import { officersOf, readerOf } from './roster-text.ts'
import { fieldOf } from './zoned.ts'

const HOUR = 3_600_000

type TimeProps = { label: string; testid: string; value: string; onInput: (value: string) => void }

const Time = ({ label, testid, value, onInput }: TimeProps) => (
  <Field label={label}>
    {(ids) => (
      <input
        {...ids}
        class="input"
        type="datetime-local"
        required
        data-testid={testid}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    )}
  </Field>
)

type Props = {
  view: RosterView
  /** A gap to be filled, where one was chosen. */
  span?: Readonly<{ from: number; to: number }> | undefined
  onClose: (made: boolean) => void
}

export const OverrideDialog = ({ view, span, onClose }: Props) => {
  const words = text.value.roster
  const reader = readerOf(view)
  const [from, setFrom] = useState(() => fieldOf(reader, Math.max(span?.from ?? view.at, view.at)))
  const [to, setTo] = useState(() => fieldOf(reader, span?.to ?? view.at + 12 * HOUR))
  const [instead, setInstead] = useState('')
  const [who, setWho] = useState<readonly string[]>([])
  const [reason, setReason] = useState('')
  const officers = officersOf(view)
  return (
    <ChangeForm
      tells
      title={words.override.title}
      testid="override-dialog"
      view={view}
      onClose={onClose}
      read={() => {
        if (who.length === 0 && instead === '') return words.override.needPerson
        if (reason.trim() === '') return text.value.silences.reasonRequired
        return {
          kind: 'override',
          communityId: view.communityId,
          reason: reason.trim(),
          from,
          to,
          personIds: who,
          ...(instead === '' ? {} : { instead }),
        }
      }}
    >
      <div class="roster-pair">
        <Time label={words.override.from} testid="override-from" value={from} onInput={setFrom} />
        <Time label={words.override.to} testid="override-to" value={to} onInput={setTo} />
      </div>
      <Choose
        label={words.override.instead}
        testid="override-instead"
        value={instead}
        onChange={(value) => {
          setInstead(value)
          setWho(who.filter((personId) => personId !== value))
        }}
      >
        <option value="">{words.override.everybody}</option>
        {officers.map((one) => (
          <option key={one.personId} value={one.personId}>
            {nameOf(one)}
          </option>
        ))}
      </Choose>
      <fieldset class="roster-people">
        <legend>{words.override.who}</legend>
        {officers
          .filter(({ personId }) => personId !== instead)
          .map((one) => (
            <label key={one.personId} class="check">
              <input
                type="checkbox"
                data-testid={`override-who-${one.personId}`}
                checked={who.includes(one.personId)}
                onChange={(event) =>
                  setWho(
                    event.currentTarget.checked
                      ? [...who, one.personId]
                      : who.filter((personId) => personId !== one.personId),
                  )
                }
              />
              <span>{nameOf(one)}</span>
            </label>
          ))}
        <p class="muted small">{words.override.whoHint}</p>
      </fieldset>
      <Line
        label={words.reason}
        hint={words.reasonHint}
        maxLength={500}
        testid="roster-reason"
        value={reason}
        onInput={setReason}
      />
    </ChangeForm>
  )
}
