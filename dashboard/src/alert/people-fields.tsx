// Choosing a person: whom to send, to whom to hand over, whom one has called.

import type { Alert, PhoneResult, ResidentDetail, StaffMember } from '../server-types.ts'
import { me } from '../session/session.ts'
import { useLoaded } from '../shell/load.ts'
import { nameOf, text } from '../text/text.ts'

const RESULTS: readonly PhoneResult[] = ['answered', 'noAnswer', 'busy', 'notInService']

type FieldProps = { alert: Alert; value: string; onChange: (id: string) => void }

type Post = Pick<Alert, 'communityId' | 'gridId'>

const useStaff = ({ communityId, gridId }: Post): readonly StaffMember[] =>
  useLoaded<readonly StaffMember[]>(
    `/api/staff?${new URLSearchParams({
      ...(communityId === '' ? {} : { communityId }),
      ...(gridId === '' ? {} : { gridId }),
    })}`,
  ).value ?? []

const Person = ({ one }: { one: StaffMember }) => (
  <option value={one.personId}>
    {nameOf(one)} · {text.value.role[one.role] ?? one.role}
    {one.phone === undefined ? '' : ` · ${one.phone}`}
  </option>
)

/** Staff of the place, those on duty first. */
export const PersonField = ({
  alert,
  without,
  value,
  onChange,
}: Omit<FieldProps, 'alert'> & { alert: Post; without: string | undefined }) => {
  const words = text.value.actions
  const staff = useStaff(alert).filter(({ personId }) => personId !== without)
  const groups = [
    { label: words.onDutyNow, list: staff.filter(({ onDuty }) => onDuty) },
    { label: words.offDuty, list: staff.filter(({ onDuty }) => !onDuty) },
  ]
  return (
    <label class="field">
      <span>{words.person}</span>
      <select
        class="input"
        autofocus
        data-testid="action-person"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="" disabled />
        {groups
          .filter(({ list }) => list.length > 0)
          .map(({ label, list }) => (
            <optgroup key={label} label={label}>
              {list.map((one) => (
                <Person key={one.personId} one={one} />
              ))}
            </optgroup>
          ))}
      </select>
    </label>
  )
}

/** The elder, the relatives, the colleagues on duty, the desk, anybody else. */
export const CalleeField = ({ alert, value, onChange }: FieldProps) => {
  const words = text.value.actions
  const isResident = alert.subject.kind === 'resident'
  const detail = useLoaded<ResidentDetail>(
    isResident ? `/api/residents/${encodeURIComponent(alert.subject.id)}` : null,
  ).value
  const relatives = (detail?.caregivers ?? []).flatMap(({ personId, name, relation }) =>
    personId === undefined ? [] : [{ id: personId, label: `${name} · ${relation}` }],
  )
  const staff = useStaff(alert)
    .filter(({ onDuty, personId }) => onDuty && personId !== me.value?.personId)
    .map((one) => ({ id: one.personId, label: `${nameOf(one)} · ${text.value.role[one.role] ?? one.role}` }))
  const callee = (code: keyof typeof words.callees) => ({ id: code, label: words.callees[code] })
  const elder = isResident ? [callee('resident')] : []
  const choices = [...elder, ...relatives, ...staff, callee('desk120'), callee('other')]
  return (
    <label class="field">
      <span>{words.callee}</span>
      <select
        class="input"
        autofocus
        data-testid="action-callee"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="" disabled />
        {choices.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

type ResultProps = { value: PhoneResult | ''; onChange: (result: PhoneResult) => void }

export const ResultField = ({ value, onChange }: ResultProps) => {
  const words = text.value.actions
  return (
    <label class="field">
      <span>{words.result}</span>
      <select
        class="input"
        data-testid="action-result"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as PhoneResult)}
      >
        <option value="" disabled />
        {RESULTS.map((result) => (
          <option key={result} value={result}>
            {words.phoneResults[result]}
          </option>
        ))}
      </select>
    </label>
  )
}
