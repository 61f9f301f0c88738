// One resident of the list: who, why, how to reach them, what was said before, and what one tap records.

import { Icon } from '../design/icon.tsx'
import { Chip, type Tone } from '../design/parts.tsx'
import { slowNow } from '../live/clock.ts'
import { alerts } from '../live/store.ts'
import { Call } from '../place/contacts.tsx'
import type {
  ContactKind,
  ContactResult,
  LocalDay,
  OpenPromise,
  PromiseEnd,
  ReviewEntry,
  ReviewState,
} from '../server-types.ts'
import { Link } from '../shell/navigation.tsx'
import { residentPath } from '../shell/route.ts'
import { homeOf, nameOf as inLocale, locale, text } from '../text/text.ts'
import { ReviewTest } from './review-test.tsx'
import { contactText, daysLate, dayText, promiseText, reasonText } from './review-text.ts'

export type Deeds = Readonly<{
  record: (entry: ReviewEntry, kind: ContactKind, result: ContactResult) => void
  openContact: (entry: ReviewEntry, result: ContactResult) => void
  openAssign: (entry: ReviewEntry) => void
  settle: (entry: ReviewEntry, promiseId: number, how: PromiseEnd) => void
}>

const TONE: Readonly<Record<ReviewState, Tone>> = {
  open: 'plain',
  fine: 'fine',
  promised: 'info',
  needsHelp: 'critical',
  notReached: 'warning',
}

export const nameOfEntry = (entry: ReviewEntry): string =>
  entry.resident === null ? text.value.review.gone(entry.residentId) : inLocale(entry.resident)

const Promises = ({
  promises,
  today,
  nameOf,
  settle,
}: {
  promises: readonly OpenPromise[]
  today: LocalDay
  nameOf: (id: string) => string
  settle: ((promiseId: number, how: PromiseEnd) => void) | undefined
}) => {
  const words = text.value.review
  const reader = { words: text.value, locale: locale.value, now: slowNow.value }
  return (
    <ul class="review-promises">
      {promises.map((promise) => {
        const late = daysLate(promise.dueOn, today)
        return (
          <li key={promise.id} data-due={late >= 0 || undefined}>
            <span>
              {promiseText(reader, promise)} <span class="muted">{nameOf(promise.by)}</span>{' '}
              {late > 0 && <Chip tone="warning">{words.overdue({ days: late })}</Chip>}
            </span>
            {settle !== undefined && (
              <span class="review-settle">
                <button
                  type="button"
                  class="button"
                  data-size="small"
                  data-testid={`promise-${promise.id}-kept`}
                  onClick={() => settle(promise.id, 'kept')}
                >
                  {words.kept}
                </button>
                <button
                  type="button"
                  class="button"
                  data-size="small"
                  data-kind="quiet"
                  data-testid={`promise-${promise.id}-dropped`}
                  onClick={() => settle(promise.id, 'dropped')}
                >
                  {words.dropped}
                </button>
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

type ActProps = {
  kind?: 'primary' | 'quiet'
  testid: string
  busy: boolean
  act: () => void
  children: string
}

const Act = ({ kind, testid, busy, act, children }: ActProps) => (
  <button
    type="button"
    class="button"
    data-kind={kind}
    disabled={busy}
    data-testid={`review-${testid}`}
    onClick={act}
  >
    {children}
  </button>
)

type RowProps = {
  entry: ReviewEntry
  today: LocalDay
  selected: boolean
  busy: boolean
  /** Absent on a day that is over. */
  deeds: Deeds | undefined
  nameOf: (personId: string) => string
  onSelect: () => void
}

export const ReviewRow = ({ entry, today, selected, busy, deeds, nameOf, onSelect }: RowProps) => {
  const words = text.value.review
  const { resident, state, reasons, contacts, last, assignedTo } = entry
  const now = slowNow.value
  const reader = {
    words: text.value,
    locale: locale.value,
    now,
    alertOf: (id: number) => alerts.value.get(id),
  }
  const name = nameOfEntry(entry)
  const tap = (kind: ContactKind, result: ContactResult) => () => deeds?.record(entry, kind, result)
  const id = entry.residentId
  const isOpen = state === 'open' || state === 'notReached'
  const untried = reasons.find(({ code }) => code === 'notProven')
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: selecting by keyboard is j and k; the row holds buttons of its own.
    <li
      id={`review-${id}`}
      class="review-row"
      data-testid={`review-${id}`}
      data-state={state}
      data-selected={selected || undefined}
      onClick={onSelect}
    >
      <div class="review-who">
        <Link to={residentPath(id)} class="review-name">
          <strong>{name}</strong>
        </Link>
        {resident !== null && (
          <span class="muted">
            {text.value.person[resident.sex]} · {text.value.person.years(resident.age)} · {homeOf(resident)}
          </span>
        )}
        <span class="review-chips">
          {state !== 'open' && <Chip tone={TONE[state]}>{words.states[state]}</Chip>}
          {entry.carriedSince !== undefined && isOpen && (
            <Chip tone="warning">{words.carried(dayText(reader, entry.carriedSince))}</Chip>
          )}
          {entry.added && <Chip tone="info">{words.added}</Chip>}
        </span>
      </div>
      <div class="review-why">
        <p>
          {reasons.map((reason, at) => (
            <span
              key={`${reason.code}${reason.facts.alertId ?? reason.facts.promiseId ?? ''}`}
              data-first={at === 0 || undefined}
            >
              {reasonText(reader, reason)}
            </span>
          ))}
        </p>
        {deeds !== undefined && untried !== undefined && (
          <ReviewTest residentId={id} every={Number(untried.facts.every)} />
        )}
        {entry.promises.length > 0 && (
          <Promises
            promises={entry.promises}
            today={today}
            nameOf={nameOf}
            settle={deeds && ((promiseId, how) => deeds.settle(entry, promiseId, how))}
          />
        )}
        {contacts.map((contact) => (
          <p key={contact.id} class="review-said">
            <Icon name={contact.kind === 'visit' ? 'door' : 'phone'} size={14} />
            {contactText(reader, contact, nameOf)}
          </p>
        ))}
        <p class="muted small">
          {last === null ? words.lastNever : words.last(contactText(reader, last, nameOf))}
          {' · '}
          {assignedTo === null ? words.unassigned : words.assigned(nameOf(assignedTo))}
          {deeds !== undefined && (
            <button
              type="button"
              class="review-assign"
              data-testid={`review-${id}-assign`}
              onClick={() => deeds.openAssign(entry)}
            >
              {words.assign}
            </button>
          )}
        </p>
      </div>
      <div class="review-phone">
        {resident?.phone === undefined ? (
          <span class="muted small">{words.noPhone}</span>
        ) : (
          <Call phone={resident.phone} label={words.call} />
        )}
      </div>
      {deeds !== undefined && (
        <div class="review-acts">
          {isOpen && (
            <>
              <Act kind="primary" testid={`${id}-fine`} busy={busy} act={tap('call', 'fine')}>
                {words.act.fine}
              </Act>
              <Act testid={`${id}-noAnswer`} busy={busy} act={tap('call', 'noAnswer')}>
                {words.act.noAnswer}
              </Act>
              <Act testid={`${id}-visited`} busy={busy} act={tap('visit', 'fine')}>
                {words.act.visited}
              </Act>
              <Act testid={`${id}-promise`} busy={busy} act={() => deeds.openContact(entry, 'promised')}>
                {words.act.promise}
              </Act>
            </>
          )}
          <Act kind="quiet" testid={`${id}-more`} busy={busy} act={() => deeds.openContact(entry, 'fine')}>
            {words.act.more}
          </Act>
        </div>
      )}
    </li>
  )
}
