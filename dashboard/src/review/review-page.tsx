// The list of the morning: whom to call today and why, recorded with one tap each. Made for a desk with a keyboard, for a
// telephone in a stairwell, and for paper.

import { useState } from 'preact/hooks'
import { names } from '../alert/names.ts'
import { Card, Empty, Tabs } from '../design/parts.tsx'
import { momentText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type {
  ContactKind,
  ContactRequest,
  ContactResult,
  ReviewDay,
  ReviewDaySummary,
  ReviewEntry,
} from '../server-types.ts'
import { me } from '../session/session.ts'
import { CommunityChoice, useCommunity } from '../shell/community-choice.tsx'
import { useLoaded } from '../shell/load.ts'
import { navigate } from '../shell/navigation.tsx'
import { NotYet } from '../shell/not-yet.tsx'
import { residentPath } from '../shell/route.ts'
import { nameOf as inLocale, locale, text } from '../text/text.ts'
import { AssignDialog } from './assign-dialog.tsx'
import { recordContact, settlePromise } from './contact.ts'
import { ContactDialog } from './contact-dialog.tsx'
import { useReviewDay } from './review-day.ts'
import { useReviewKeys } from './review-keys.ts'
import { ReviewPaper } from './review-paper.tsx'
import { type Deeds, nameOfEntry, ReviewRow } from './review-row.tsx'
import { dayText } from './review-text.ts'
import './review.css'

type View = 'mine' | 'all' | 'done'
const isDone = ({ state }: ReviewEntry): boolean => state !== 'open' && state !== 'notReached'

const Progress = ({ entries }: { entries: readonly ReviewEntry[] }) => {
  const done = entries.filter(isDone).length
  return (
    <div class="review-progress" data-testid="review-progress">
      <progress
        max={entries.length}
        value={done}
        aria-label={text.value.review.progress(done, entries.length)}
      />
      <span>{text.value.review.progress(done, entries.length)}</span>
    </div>
  )
}

type ListProps = { day: ReviewDay; view: View; refresh: (residentId: string) => void; isToday: boolean }

const List = ({ day, view, refresh, isToday }: ListProps) => {
  const words = text.value.review
  const [selected, setSelected] = useState<string | null>(null)
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [dialog, setDialog] = useState<Readonly<
    { entry: ReviewEntry; start: ContactResult } | { entry: ReviewEntry; assign: true }
  > | null>(null)
  // In the reader's language; of somebody who has left, as the server remembers them.
  const nameOf = (personId: string): string => names.value[personId] ?? day.people[personId] ?? personId
  const shown = shownIn(day, view)
  const [todo, done] = [shown.filter((entry) => !isDone(entry)), shown.filter(isDone)]
  const inOrder = [...todo, ...done]
  const at = inOrder.findIndex(({ residentId }) => residentId === selected)

  const record = async (contact: Omit<ContactRequest, 'requestId'>, entry: ReviewEntry): Promise<boolean> => {
    const id = entry.residentId
    setBusy((before) => new Set(before).add(id))
    // The next one is at hand when this one has gone to the end of the list.
    const next = todo[todo.indexOf(entry) + 1]
    const recorded = await recordContact(contact, {
      name: nameOfEntry(entry),
      changed: () => refresh(id),
    })
    setBusy((before) => new Set([...before].filter((one) => one !== id)))
    if (recorded && id === selected) setSelected(next?.residentId ?? null)
    return recorded
  }
  const deeds: Deeds = {
    record: (entry, kind, result) => void record({ residentId: entry.residentId, kind, result }, entry),
    openContact: (entry, start) => setDialog({ entry, start }),
    openAssign: (entry) => setDialog({ entry, assign: true }),
    settle: (entry, promiseId, how) =>
      void settlePromise(promiseId, how).then(() => refresh(entry.residentId)),
  }
  const tap = (kind: ContactKind, result: ContactResult) => () => {
    const entry = inOrder[at]
    if (entry !== undefined && isToday && !busy.has(entry.residentId)) deeds.record(entry, kind, result)
  }
  const openAt = (start: ContactResult) => () => {
    const entry = inOrder[at]
    if (entry === undefined) return
    if (isToday) deeds.openContact(entry, start)
    else navigate(residentPath(entry.residentId))
  }
  useReviewKeys({
    move(step) {
      const next = inOrder[at < 0 ? 0 : Math.max(0, Math.min(inOrder.length - 1, at + step))]
      if (next === undefined) return
      setSelected(next.residentId)
      document.getElementById(`review-${next.residentId}`)?.scrollIntoView({ block: 'nearest' })
    },
    fine: tap('call', 'fine'),
    noAnswer: tap('call', 'noAnswer'),
    visited: tap('visit', 'fine'),
    promise: openAt('promised'),
    open: openAt('fine'),
  })

  const row = (entry: ReviewEntry) => (
    <ReviewRow
      key={entry.residentId}
      entry={entry}
      today={day.today}
      selected={entry.residentId === selected}
      busy={busy.has(entry.residentId)}
      deeds={isToday ? deeds : undefined}
      nameOf={nameOf}
      onSelect={() => setSelected(entry.residentId)}
    />
  )
  const isEmpty = view === 'done' ? done.length === 0 : shown.length === 0
  return (
    <>
      {isEmpty && <Nothing view={day.entries.length === 0 ? 'all' : view} />}
      {view !== 'done' && todo.length > 0 && (
        <ol class="review-list" data-testid="review-todo">
          {todo.map(row)}
        </ol>
      )}
      {done.length > 0 && (
        <>
          {view !== 'done' && <h3 class="review-done">{words.doneHeading(done.length)}</h3>}
          <ol class="review-list" data-done data-testid="review-done">
            {done.map(row)}
          </ol>
        </>
      )}
      {dialog !== null && 'start' in dialog && (
        <ContactDialog
          residentId={dialog.entry.residentId}
          name={nameOfEntry(dialog.entry)}
          today={day.today}
          start={dialog.start}
          record={(contact) => record(contact, dialog.entry)}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog !== null && 'assign' in dialog && (
        <AssignDialog
          entry={dialog.entry}
          communityId={day.communityId}
          name={nameOfEntry(dialog.entry)}
          changed={() => refresh(dialog.entry.residentId)}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  )
}

const Nothing = ({ view }: { view: View }) => {
  const words = text.value.review
  if (view === 'mine') return <Empty icon="check" title={words.emptyMine} hint={words.emptyMineHint} />
  if (view === 'done') return <Empty icon="phone" title={words.emptyDone} hint={words.emptyDoneHint} />
  return <Empty icon="check" title={words.empty} hint={words.emptyHint} />
}

const isMine = ({ assignedTo }: ReviewEntry): boolean => assignedTo === me.value?.personId

const shownIn = (day: ReviewDay, view: View): readonly ReviewEntry[] =>
  view === 'mine' ? day.entries.filter(isMine) : day.entries

const ReviewPage = () => {
  const words = text.value.review
  const [community, choose] = useCommunity()
  const [chosenDay, setChosenDay] = useState('')
  const [chosenView, setView] = useState<View | null>(null)
  const query = community === undefined ? '' : new URLSearchParams({ communityId: community.id })
  const loaded = useReviewDay(
    community === undefined ? null : `/api/care/list?${query}${chosenDay === '' ? '' : `&day=${chosenDay}`}`,
  )
  const days = useLoaded<readonly ReviewDaySummary[]>(
    community === undefined ? null : `/api/care/days?${query}`,
  )
  if (community === undefined) return <Empty icon="phone" title={words.nav} />
  const day = loaded.value
  const view = chosenView ?? (day?.entries.some(isMine) === true ? 'mine' : 'all')
  const reader = { words: text.value, locale: locale.value, now: slowNow.value }
  const isToday = day !== null && day.day === day.today
  const earlier = (days.value ?? []).filter((one) => one.day !== day?.today)
  return (
    <main id="main" class="page review" data-testid="review-page">
      <Card
        title={
          <>
            {words.title(inLocale(community))}{' '}
            {day !== null && <small class="muted">{dayText(reader, day.day)}</small>}
          </>
        }
        side={
          <span class="review-tools">
            <Tabs<View>
              label={words.show}
              value={view}
              onChange={setView}
              testid="review-view"
              options={[
                ['mine', words.tabs.mine],
                ['all', words.tabs.all],
                ['done', words.tabs.done],
              ]}
            />
            <CommunityChoice
              label={words.community}
              of={community}
              choose={(id) => {
                choose(id)
                setChosenDay('')
              }}
            />
            <select
              class="input"
              aria-label={words.day}
              data-testid="review-day"
              value={chosenDay}
              onChange={(event) => setChosenDay(event.currentTarget.value)}
            >
              <option value="">{words.today}</option>
              {earlier.map((one) => (
                <option key={one.day} value={one.day}>
                  {words.dayFigures(dayText(reader, one.day), one.of - one.open - one.notReached, one.of)}
                </option>
              ))}
            </select>
            <button
              type="button"
              class="button review-print"
              data-testid="review-print"
              onClick={() => print()}
            >
              {words.print}
            </button>
          </span>
        }
      >
        {day !== null && (
          <div class="review-head">
            <p class="muted">
              <span class="review-lead">{isToday ? words.lead : words.past(dayText(reader, day.day))}</span>{' '}
              {isToday &&
                (day.fixedAt === null
                  ? words.notFixed(day.fixAt)
                  : words.fixedAt(momentText(locale.value, day.fixedAt, slowNow.value)))}
            </p>
            {shownIn(day, view).length > 0 && <Progress entries={shownIn(day, view)} />}
          </div>
        )}
        {day === null && <NotYet asked={loaded} />}
        {day !== null && <List day={day} view={view} refresh={loaded.refresh} isToday={isToday} />}
        {isToday && day.entries.length > 0 && <p class="review-keys muted small">{words.keys}</p>}
      </Card>
      {day !== null && <ReviewPaper day={day} entries={shownIn(day, view).filter((one) => !isDone(one))} />}
    </main>
  )
}

export default ReviewPage
