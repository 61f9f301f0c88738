// What the desk said on the telephone, when it happened, and the numbers worth writing down. The numbers may stay empty:
// that it said so is what counts.

import { useState } from 'preact/hooks'
import { act, inFlight } from '../alert/act.ts'
import { serverNow } from '../live/clock.ts'
import type { Alert, DeskStep } from '../server-types.ts'
import { text } from '../text/text.ts'
import { type WhenFault, whenOf } from './when.ts'
import { WhenField } from './when-field.tsx'

type FieldProps = {
  label: string
  value: string
  testid: string
  first?: boolean
  set: (value: string) => void
}

const Field = ({ label, value, testid, first = false, set }: FieldProps) => (
  <label class="field">
    <span>{label}</span>
    <input
      class="input"
      maxLength={testid === 'desk-event' ? 64 : 32}
      autofocus={first}
      data-testid={testid}
      value={value}
      onInput={(event) => set(event.currentTarget.value)}
      ref={(input) => {
        // The form opens inside a dialog that is open already: its own autofocus has passed.
        if (first && input !== null && input.value === '') input.focus()
      }}
    />
  </label>
)

export const DeskForm = ({
  alert,
  step,
  onDone,
  cancel = true,
}: {
  alert: Alert
  step: DeskStep | 'standDown'
  onDone: () => void
  cancel?: boolean
}) => {
  const words = text.value
  const [eventNumber, setEventNumber] = useState('')
  const [number, setNumber] = useState('')
  const [phone, setPhone] = useState('')
  const [clock, setClock] = useState<string | null>(null)
  const [fault, setFault] = useState<WhenFault | null>(null)
  const calledAt = Math.min(alert.eventTime, alert.receivedAt)
  const busy = inFlight.value.has(alert.id)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const when = clock === null ? undefined : whenOf(clock, { calledAt, now: serverNow() })
    if (when?.ok === false) {
      setFault(when.fault)
      return
    }
    const given = { number: number.trim(), phone: phone.trim() }
    const vehicle = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
    const done = await act(alert.id, {
      action: 'desk',
      step,
      ...(when === undefined ? {} : { happenedAt: when.at }),
      ...(eventNumber.trim() === '' ? {} : { eventNumber: eventNumber.trim() }),
      ...(Object.keys(vehicle).length === 0 ? {} : { vehicle }),
    })
    if (done) onDone()
  }
  return (
    <form class="desk-form" onSubmit={submit} data-testid={`desk-form-${step}`}>
      {step === 'received' && (
        <Field
          first
          label={words.desk.fieldEvent}
          value={eventNumber}
          testid="desk-event"
          set={setEventNumber}
        />
      )}
      {step === 'vehicleOut' && (
        <>
          <Field first label={words.desk.fieldVehicle} value={number} testid="desk-vehicle" set={setNumber} />
          <Field
            label={words.desk.fieldVehiclePhone}
            value={phone}
            testid="desk-vehicle-phone"
            set={setPhone}
          />
        </>
      )}
      <WhenField
        calledAt={calledAt}
        value={clock}
        fault={fault}
        first={step === 'arrived' || step === 'standDown'}
        set={(value) => {
          setClock(value)
          setFault(null)
        }}
      />
      <div class="desk-form-foot">
        {cancel && (
          <button type="button" class="button" data-kind="quiet" onClick={onDone}>
            {words.ui.cancel}
          </button>
        )}
        <button type="submit" class="button" data-kind="primary" disabled={busy} data-testid="desk-save">
          {words.desk.save}
        </button>
      </div>
    </form>
  )
}
