// What was changed in the days shown: what, when, who said so and why, and the way to call it off.

import { useState } from 'preact/hooks'
import { Chip, type Tone } from '../design/parts.tsx'
import { say } from '../design/toast.tsx'
import type { RosterChange, RosterView } from '../server-types.ts'
import { me } from '../session/session.ts'
import { showAlert } from '../shell/navigation.tsx'
import { text } from '../text/text.ts'
import { callOff } from './change-form.tsx'
import { changeTime, changeTitle, namesOf, readerOf, refusalText } from './roster-text.ts'
import { momentText } from './zoned.ts'

const TONES: Readonly<Record<RosterChange['kind'], Tone>> = {
  holiday: 'fine',
  swap: 'info',
  override: 'unknown',
}

/** Over for good; a holiday's last night is the server's to know, so it asks. */
const isPast = (change: RosterChange, view: RosterView): boolean => {
  if (change.kind === 'holiday') return change.lastDay < view.today
  return Math.max(change.to, change.kind === 'swap' ? (change.inReturn?.to ?? 0) : 0) <= view.at
}

const Row = ({
  view,
  change,
  onChanged,
}: {
  view: RosterView
  change: RosterChange
  onChanged: () => void
}) => {
  const words = text.value.roster
  const [busy, setBusy] = useState(false)
  const name = namesOf(view)
  const reader = readerOf(view)
  const mine = me.value?.personId
  const party = change.kind === 'swap' && (change.personId === mine || change.by === mine)
  const may = view.may === 'all' || (view.may === 'own' && party)
  const end = async (): Promise<void> => {
    setBusy(true)
    const answer = await callOff(change.id)
    setBusy(false)
    if (answer.ok) say(words.cancelled)
    else say(refusalText(answer, view), 'fault')
    onChanged()
  }
  return (
    <li
      class="roster-change"
      data-cancelled={change.cancelledAt !== undefined || undefined}
      data-testid={`change-${change.id}`}
    >
      <div>
        <Chip tone={TONES[change.kind]}>{words.marks[change.kind]}</Chip>{' '}
        <strong>{changeTitle(change, name)}</strong>
      </div>
      <p>{changeTime(change, reader)}</p>
      <p class="muted small">
        {change.reason}
        {change.kind === 'override' && change.imported === true && ` · ${words.override.imported}`} ·{' '}
        {words.by(name(change.createdBy), momentText(reader, change.createdAt))}
        {change.cancelledBy !== undefined && change.cancelledAt !== undefined && (
          <> · {words.cancelledBy(name(change.cancelledBy), momentText(reader, change.cancelledAt))}</>
        )}
        {change.noticeId !== undefined && (
          <>
            {' · '}
            <button
              type="button"
              class="button"
              data-kind="quiet"
              data-size="small"
              data-testid={`change-told-${change.id}`}
              onClick={() => showAlert(change.noticeId ?? 0)}
            >
              {words.whoWasTold}
            </button>
          </>
        )}
      </p>
      {may && change.cancelledAt === undefined && !isPast(change, view) && (
        <button
          type="button"
          class="button"
          data-size="small"
          disabled={busy}
          title={words.cancelAsk}
          data-testid={`change-cancel-${change.id}`}
          onClick={() => void end()}
        >
          {words.cancel}
        </button>
      )}
    </li>
  )
}

export const ChangeList = ({ view, onChanged }: { view: RosterView; onChanged: () => void }) => {
  const words = text.value.roster
  return view.changes.length === 0 ? (
    <p class="muted roster-none">{words.noChanges}</p>
  ) : (
    <ul class="roster-changes">
      {view.changes.map((change) => (
        <Row key={change.id} view={view} change={change} onChanged={onChanged} />
      ))}
    </ul>
  )
}
