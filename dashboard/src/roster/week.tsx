// The week: a column for each day, on a phone a list; turns with who and why, gaps in red, holidays on the day's head.

import type { ComponentChildren } from 'preact'
import { Icon } from '../design/icon.tsx'
import { Chip } from '../design/parts.tsx'
import type { RosterChange, RosterDay, RosterView, Turn } from '../server-types.ts'
import { me } from '../session/session.ts'
import { text } from '../text/text.ts'
import { changeTitle, isWorkday, namesOf, planText, readerOf } from './roster-text.ts'
import { dateText, turnText, weekdayText } from './zoned.ts'

export type Gap = Readonly<{ from: number; to: number }>

type Props = {
  view: RosterView
  now: number
  onTurn: (turn: Turn) => void
  onGap: (gap: Gap) => void
}

type CardProps = {
  mark: string
  now: boolean
  label: string
  act: (() => void) | undefined
  testid: string
  children: ComponentChildren
}

/** A button only for who may change it: a dead button is worse than plain text. */
const Card = ({ mark, now, label, act, testid, children }: CardProps) =>
  act === undefined ? (
    <div class="turn" data-mark={mark} data-now={now || undefined} data-testid={testid}>
      {children}
    </div>
  ) : (
    <button
      type="button"
      class="turn"
      data-mark={mark}
      data-now={now || undefined}
      data-testid={testid}
      aria-label={label}
      onClick={act}
    >
      {children}
    </button>
  )

const Day = ({ view, day, now, onTurn, onGap }: Props & { day: RosterDay }) => {
  const words = text.value.roster
  const reader = readerOf(view)
  const name = namesOf(view)
  const changes = new Map<number, RosterChange>(view.changes.map((change) => [change.id, change]))
  const holiday = changes.get(day.holiday ?? -1)
  const mine = me.value?.personId
  const items = [
    ...day.turns.map((turn) => ({ at: turn.from, turn, gap: undefined })),
    ...day.gaps.map((gap) => ({ at: gap.from, turn: undefined, gap })),
  ].sort((a, b) => a.at - b.at)
  return (
    <li class="roster-day" data-today={day.day === view.today || undefined} data-testid={`day-${day.day}`}>
      <h3>
        <span>{weekdayText(reader, day.day)}</span> <span>{dateText(reader, day.day)}</span>
        {day.day === view.today && <Chip tone="fine">{words.today}</Chip>}
      </h3>
      {holiday?.kind === 'holiday' && (
        <p class="roster-holiday" data-work={isWorkday(holiday) || undefined} title={planText(holiday.plan)}>
          <b>{isWorkday(holiday) ? words.work : words.rest}</b> {holiday.name}
        </p>
      )}
      {items.length === 0 && <p class="muted small">{words.free}</p>}
      {items.map(({ turn, gap }) => {
        if (turn === undefined) {
          const time = turnText(reader, gap, day)
          return (
            <Card
              key={`gap-${gap.from}`}
              mark="gap"
              now={gap.from <= now && now < gap.to}
              label={`${words.nobody} ${time}`}
              testid="roster-gap"
              act={view.may === 'all' && gap.to > now ? () => onGap(gap) : undefined}
            >
              <span class="turn-time">{time}</span>
              <strong>{words.nobody}</strong>
            </Card>
          )
        }
        const last = changes.get(turn.changes.at(-1) ?? -1)
        const mark = last === undefined ? '' : last.kind
        const time = turnText(reader, turn, day)
        const may = turn.to > now && (view.may === 'all' || (view.may === 'own' && mine !== undefined))
        return (
          <Card
            key={`${turn.slot}-${turn.personId}-${turn.from}`}
            mark={mark}
            now={turn.from <= now && now < turn.to}
            label={`${time} ${name(turn.personId)}: ${words.add.swap}`}
            testid="roster-turn"
            act={may ? () => onTurn(turn) : undefined}
          >
            <span class="turn-time">{time}</span>
            <strong>{name(turn.personId)}</strong>
            {last !== undefined && last.kind !== 'holiday' && (
              <span class="turn-why" title={changeTitle(last, name)}>
                {turn.instead === undefined || turn.instead === turn.personId
                  ? words.marks[last.kind]
                  : words.instead(name(turn.instead))}
                {' · '}
                {last.reason}
              </span>
            )}
          </Card>
        )
      })}
    </li>
  )
}

export const Week = (props: Props) => {
  const words = text.value.roster
  const gaps = props.view.days.reduce((count, { gaps: ofDay }) => count + ofDay.length, 0)
  return (
    <>
      <p class="roster-sum" data-gaps={gaps > 0 || undefined} role="status" data-testid="roster-sum">
        <Icon name={gaps > 0 ? 'help' : 'check'} size={16} />
        {gaps > 0 ? words.gapCount(gaps) : words.whole}
      </p>
      <ol class="roster-week" data-testid="roster-week">
        {props.view.days.map((day) => (
          <Day key={day.day} {...props} day={day} />
        ))}
      </ol>
    </>
  )
}
