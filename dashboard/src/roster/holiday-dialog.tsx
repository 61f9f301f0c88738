// Days that go by another plan: another weekday's, or shifts of their own.

import { useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import { Choose, Field, Line } from '../design/parts.tsx'
import type { RosterView } from '../server-types.ts'
import { nameOf, text } from '../text/text.ts'
import { ChangeForm } from './change-form.tsx'
import { officersOf, weekdayName } from './roster-text.ts'

type Row = Readonly<{ personId: string; from: string; to: string }>

const OWN = 'own'
/** Sunday first: what most holidays are like. */
const LIKE = [7, 6, 1, 2, 3, 4, 5] as const

type DateProps = {
  label: string
  testid: string
  value: string
  min: string
  onInput: (value: string) => void
}

const DateField = ({ label, testid, value, min, onInput }: DateProps) => (
  <Field label={label}>
    {(ids) => (
      <input
        {...ids}
        class="input"
        type="date"
        required
        min={min}
        data-testid={testid}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    )}
  </Field>
)

type Props = { view: RosterView; onClose: (made: boolean) => void }

export const HolidayDialog = ({ view, onClose }: Props) => {
  const words = text.value.roster
  const officers = officersOf(view)
  const blank = (): Row => ({ personId: officers[0]?.personId ?? '', from: '08:00', to: '20:00' })
  const [name, setName] = useState('')
  const [first, setFirst] = useState(view.today)
  const [last, setLast] = useState(view.today)
  const [plan, setPlan] = useState('7')
  const [rows, setRows] = useState<readonly Row[]>(() => [
    blank(),
    { ...blank(), from: '20:00', to: '08:00' },
  ])
  const [reason, setReason] = useState('')
  const change = (index: number, more: Partial<Row>): void =>
    setRows(rows.map((row, at) => (at === index ? { ...row, ...more } : row)))
  return (
    <ChangeForm
      title={words.holiday.title}
      testid="holiday-dialog"
      view={view}
      onClose={onClose}
      read={() =>
        name.trim() === ''
          ? words.holiday.needName
          : {
              kind: 'holiday',
              communityId: view.communityId,
              // Its name says why; more may be said.
              reason: reason.trim() || name.trim(),
              name: name.trim(),
              firstDay: first,
              lastDay: last,
              plan: plan === OWN ? { shifts: rows } : { like: Number(plan) },
            }
      }
    >
      <Line
        label={words.holiday.name}
        hint={words.holiday.nameHint}
        maxLength={60}
        autofocus
        testid="holiday-name"
        value={name}
        onInput={setName}
      />
      <div class="roster-pair">
        <DateField
          label={words.holiday.firstDay}
          testid="holiday-first"
          value={first}
          min={view.today}
          onInput={(value) => {
            setFirst(value)
            if (last < value) setLast(value)
          }}
        />
        <DateField
          label={words.holiday.lastDay}
          testid="holiday-last"
          value={last}
          min={first}
          onInput={setLast}
        />
      </div>
      <Choose
        label={words.holiday.plan}
        hint={words.holiday.planHint}
        testid="holiday-plan"
        value={plan}
        onChange={setPlan}
      >
        {LIKE.map((weekday) => (
          <option key={weekday} value={String(weekday)}>
            {words.holiday.like(weekdayName(weekday))}
          </option>
        ))}
        <option value={OWN}>{words.holiday.own}</option>
      </Choose>
      {plan === OWN && (
        <div class="roster-rows">
          {rows.map((row, index) => (
            <div key={index} class="roster-row">
              <select
                class="input"
                aria-label={words.holiday.person}
                data-testid={`holiday-person-${index}`}
                value={row.personId}
                onChange={(event) => change(index, { personId: event.currentTarget.value })}
              >
                {officers.map((one) => (
                  <option key={one.personId} value={one.personId}>
                    {nameOf(one)}
                  </option>
                ))}
              </select>
              <input
                class="input"
                type="time"
                required
                aria-label={words.holiday.from}
                data-testid={`holiday-from-${index}`}
                value={row.from}
                onInput={(event) => change(index, { from: event.currentTarget.value })}
              />
              <input
                class="input"
                type="time"
                required
                aria-label={words.holiday.to}
                data-testid={`holiday-to-${index}`}
                value={row.to}
                onInput={(event) => change(index, { to: event.currentTarget.value })}
              />
              <button
                type="button"
                class="button"
                data-kind="quiet"
                data-square
                aria-label={words.holiday.remove}
                title={words.holiday.remove}
                disabled={rows.length === 1}
                onClick={() => setRows(rows.filter((_, at) => at !== index))}
              >
                <Icon name="close" />
              </button>
            </div>
          ))}
          <button
            type="button"
            class="button"
            data-size="small"
            data-testid="holiday-add"
            onClick={() => setRows([...rows, blank()])}
          >
            {words.holiday.addShift}
          </button>
        </div>
      )}
      <Line label={words.reason} maxLength={500} testid="roster-reason" value={reason} onInput={setReason} />
    </ChangeForm>
  )
}
