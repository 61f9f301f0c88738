// Two people exchange a shift, or one takes over a colleague's: which, who, in return for what, why.

import { useState } from 'preact/hooks'
import { Choose, Failed, Line } from '../design/parts.tsx'
import type { RosterView, Turn } from '../server-types.ts'
import { me } from '../session/session.ts'
import { useLoaded } from '../shell/load.ts'
import { nameOf, text } from '../text/text.ts'
import { ChangeForm } from './change-form.tsx'
import { namesOf, officersOf, readerOf } from './roster-text.ts'
import { spanText } from './zoned.ts'

const AHEAD_DAYS = 28

/** A turn keeps its key while nobody changes it. */
const keyOf = (turn: Turn): string => `${turn.personId}|${turn.from}|${turn.to}`

type Props = { view: RosterView; chosen?: Turn | undefined; onClose: (made: boolean) => void }

export const SwapDialog = ({ view, chosen, onClose }: Props) => {
  const words = text.value.roster
  const loaded = useLoaded<RosterView>(
    `/api/roster?${new URLSearchParams({ communityId: view.communityId, from: view.today, days: String(AHEAD_DAYS) })}`,
  )
  const own = view.may === 'own'
  const mine = me.value?.personId ?? ''
  const [shift, setShift] = useState(chosen === undefined ? '' : keyOf(chosen))
  const [by, setBy] = useState(own && chosen !== undefined && chosen.personId !== mine ? mine : '')
  const [back, setBack] = useState('')
  const [reason, setReason] = useState('')
  const name = namesOf(view)
  const reader = readerOf(view)
  const turns = [
    ...new Map(
      [...(loaded.value?.days ?? []).flatMap((day) => day.turns), ...(chosen === undefined ? [] : [chosen])]
        .filter(({ to }) => to > view.at)
        .sort((a, b) => a.from - b.from)
        .map((turn) => [keyOf(turn), turn] as const),
    ).values(),
  ]
  const given = turns.find((turn) => keyOf(turn) === shift)
  const returned = turns.find((turn) => keyOf(turn) === back)
  // A duty officer gives a shift of their own to anybody, or takes somebody else's.
  const takers = officersOf(view).filter(({ personId }) =>
    given === undefined
      ? false
      : personId !== given.personId && (!own || given.personId === mine || personId === mine),
  )
  const returns = turns.filter((turn) => turn.personId === by && turn.from >= view.at && turn !== given)
  return (
    <ChangeForm
      tells
      title={words.swap.title}
      testid="swap-dialog"
      view={view}
      onClose={onClose}
      read={() => {
        if (given === undefined) return words.swap.chooseShift
        if (by === '') return words.swap.choosePerson
        if (reason.trim() === '') return text.value.silences.reasonRequired
        return {
          kind: 'swap',
          communityId: view.communityId,
          reason: reason.trim(),
          personId: given.personId,
          from: given.from,
          to: given.to,
          by,
          ...(returned === undefined ? {} : { inReturn: { from: returned.from, to: returned.to } }),
        }
      }}
    >
      {loaded.state === 'failed' && <Failed code={loaded.code} retry={loaded.reload} />}
      {loaded.state === 'ready' && turns.length === 0 && <p class="muted">{words.swap.noShifts}</p>}
      <Choose
        label={words.swap.shift}
        testid="swap-shift"
        value={shift}
        onChange={(value) => {
          setShift(value)
          setBy(own && turns.find((turn) => keyOf(turn) === value)?.personId !== mine ? mine : '')
          setBack('')
        }}
      >
        <option value="">–</option>
        {turns.map((turn) => (
          <option key={keyOf(turn)} value={keyOf(turn)}>
            {spanText(reader, turn)} · {name(turn.personId)}
          </option>
        ))}
      </Choose>
      <Choose
        label={words.swap.by}
        testid="swap-by"
        value={by}
        onChange={(value) => {
          setBy(value)
          setBack('')
        }}
      >
        <option value="">–</option>
        {takers.map((one) => (
          <option key={one.personId} value={one.personId}>
            {nameOf(one)} · {text.value.role[one.role] ?? one.role}
          </option>
        ))}
      </Choose>
      <Choose label={words.swap.inReturn} testid="swap-return" value={back} onChange={setBack}>
        <option value="">{words.swap.noReturn}</option>
        {returns.map((turn) => (
          <option key={keyOf(turn)} value={keyOf(turn)}>
            {spanText(reader, turn)}
          </option>
        ))}
      </Choose>
      <Line
        label={words.reason}
        hint={words.reasonHint}
        maxLength={500}
        autofocus
        testid="roster-reason"
        value={reason}
        onInput={setReason}
      />
    </ChangeForm>
  )
}
