// The roster of a week: who is on duty now and next, day by day, what was changed and why, and the ways to change it.

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import { Card, Empty } from '../design/parts.tsx'
import { slowNow } from '../live/clock.ts'
import { rosterVersion } from '../live/store.ts'
import type { RosterView, StaffMember, Turn } from '../server-types.ts'
import { CommunityChoice, useCommunity } from '../shell/community-choice.tsx'
import { useLoaded } from '../shell/load.ts'
import { NotYet } from '../shell/not-yet.tsx'
import { nameOf, text } from '../text/text.ts'
import { ChangeList } from './change-list.tsx'
import { FeedsDialog } from './feeds-dialog.tsx'
import { HolidayDialog } from './holiday-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { OverrideDialog } from './override-dialog.tsx'
import { readerOf } from './roster-text.ts'
import { SwapDialog } from './swap-dialog.tsx'
import { type Gap, Week } from './week.tsx'
import { dateText, momentText, plusDays, weekdayOf } from './zoned.ts'
import './roster.css'

type Open =
  | Readonly<{ dialog: 'swap'; turn?: Turn }>
  | Readonly<{ dialog: 'override'; gap?: Gap }>
  | Readonly<{ dialog: 'holiday' | 'importing' | 'feeds' }>

const mondayOf = (day: string): string => plusDays(day, 1 - weekdayOf(day))

const People = ({ list }: { list: readonly StaffMember[] }) => (
  <>
    {list.map((one) => (
      <span key={one.personId} class="roster-person">
        <strong>{nameOf(one)}</strong>
        {one.phone !== undefined && <a href={`tel:${one.phone}`}>{one.phone}</a>}
      </span>
    ))}
  </>
)

/** Who answers now, and who comes next. */
const Present = ({ view }: { view: RosterView }) => {
  const words = text.value.roster
  const { onDuty, next } = view
  return (
    <section class="roster-present" data-testid="roster-present">
      <div data-nobody={onDuty.length === 0 || undefined} data-testid="roster-now">
        <h2>{words.now}</h2>
        {onDuty.length === 0 ? <p class="fault">{words.nobodyNow}</p> : <People list={onDuty} />}
      </div>
      <div data-testid="roster-next">
        <h2>{next === null ? words.nextNobody : words.next(momentText(readerOf(view), next.from))}</h2>
        {next !== null && <People list={next.people} />}
      </div>
    </section>
  )
}

const Dialogs = ({
  view,
  open,
  onClose,
}: {
  view: RosterView
  open: Open
  onClose: (made: boolean) => void
}) => {
  switch (open.dialog) {
    case 'swap':
      return <SwapDialog view={view} chosen={open.turn} onClose={onClose} />
    case 'override':
      return <OverrideDialog view={view} span={open.gap} onClose={onClose} />
    case 'holiday':
      return <HolidayDialog view={view} onClose={onClose} />
    case 'importing':
      return <ImportDialog view={view} onClose={onClose} />
    case 'feeds':
      return <FeedsDialog view={view} onClose={() => onClose(false)} />
  }
}

const RosterPage = () => {
  const words = text.value.roster
  const [community, choose] = useCommunity()
  const [first, setFirst] = useState<string | null>(null)
  const [open, setOpen] = useState<Open | null>(null)
  const query = new URLSearchParams({
    ...(community === undefined ? {} : { communityId: community.id }),
    ...(first === null ? {} : { from: first }),
  })
  const loaded = useLoaded<RosterView>(community === undefined ? null : `/api/roster?${query}`)
  const { reload } = loaded
  // What colleagues change comes live; so does the change of a shift, by the clock.
  const now = slowNow.value
  const due = loaded.value?.next?.from ?? Number.POSITIVE_INFINITY
  const version = `${rosterVersion.value}|${now >= due ? due : ''}`
  const [seen, setSeen] = useState(version)
  if (seen !== version) {
    setSeen(version)
    reload()
  }
  // The week before stays until the other one is there: a table that blinks is hard to follow.
  const [kept, setKept] = useState<RosterView | null>(null)
  if (loaded.value !== null && loaded.value !== kept) setKept(loaded.value)
  const view = loaded.value ?? (kept?.communityId === community?.id ? kept : null)
  if (community === undefined) return <Empty icon="calendar" title={words.title} />
  const start = view?.days[0]?.day ?? first ?? ''
  const isThisWeek = view !== null && start === mondayOf(view.today)
  const shift = (weeks: number): void => setFirst(plusDays(first ?? start, weeks * 7))
  const button = (dialog: Open['dialog'], icon: ComponentChildren) => (
    <button
      type="button"
      class="button"
      data-size="small"
      data-kind={dialog === 'swap' ? 'primary' : undefined}
      data-testid={`roster-add-${dialog}`}
      onClick={() => setOpen({ dialog })}
    >
      {icon}
      {words.add[dialog]}
    </button>
  )
  const close = (made: boolean): void => {
    setOpen(null)
    if (made) reload()
  }
  return (
    <main id="main" class="page roster" data-testid="roster-page">
      {view !== null && <Present view={view} />}
      <Card
        title={
          <span class="roster-nav">
            <button
              type="button"
              class="button"
              data-size="small"
              data-square
              aria-label={words.previous}
              title={words.previous}
              data-testid="roster-previous"
              onClick={() => shift(-1)}
            >
              <Icon name="back" />
            </button>
            <span class="roster-week-name" data-testid="roster-week-name">
              {view !== null &&
                words.weekOf(dateText(readerOf(view), start), dateText(readerOf(view), plusDays(start, 6)))}
            </span>
            <button
              type="button"
              class="button"
              data-size="small"
              data-square
              data-turned
              aria-label={words.following}
              title={words.following}
              data-testid="roster-following"
              onClick={() => shift(1)}
            >
              <Icon name="back" />
            </button>
            {!isThisWeek && (
              <button type="button" class="button" data-size="small" onClick={() => setFirst(null)}>
                {words.thisWeek}
              </button>
            )}
            <CommunityChoice label={words.community} of={community} choose={choose} />
          </span>
        }
        side={
          <span class="roster-tools">
            {view !== null && view.may !== 'nothing' && button('swap', null)}
            {view?.may === 'all' && (
              <>
                {button('override', null)}
                {button('holiday', null)}
                {button('importing', null)}
              </>
            )}
            {view !== null && button('feeds', null)}
          </span>
        }
      >
        {view === null ? (
          <NotYet asked={loaded} />
        ) : (
          <Week
            view={view}
            now={now}
            onTurn={(turn) => setOpen({ dialog: 'swap', turn })}
            onGap={(gap) => setOpen({ dialog: 'override', gap })}
          />
        )}
      </Card>
      {view !== null && (
        <Card title={words.changes}>
          <ChangeList view={view} onChanged={reload} />
        </Card>
      )}
      {open !== null && view !== null && <Dialogs view={view} open={open} onClose={close} />}
    </main>
  )
}

export default RosterPage
