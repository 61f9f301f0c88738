// The sheet of a change of shift: what is open, promised, about to end, silent or undelivered. Made to be printed.

import type { ComponentChildren } from 'preact'
import { Empty } from '../design/parts.tsx'
import { alertTitle, whyShort } from '../format/alert-text.ts'
import { momentText, preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { subjectName } from '../place/subject.ts'
import { promiseText } from '../review/review-text.ts'
import type { Alert, HandoverSheet, OpenPromise, StaffMember } from '../server-types.ts'
import { CommunityChoice, useCommunity } from '../shell/community-choice.tsx'
import { useLoaded } from '../shell/load.ts'
import { showAlert } from '../shell/navigation.tsx'
import { NotYet } from '../shell/not-yet.tsx'
import { matchText } from '../silences/silence-text.ts'
import { locale, nameOf, text } from '../text/text.ts'
import './handover.css'

const at = (time: number): string => momentText(locale.value, time, slowNow.value)

type PartProps = { title: string; none: string; children: readonly ComponentChildren[] }

/** A heading with its lines, or one line that says there are none: an empty part must not look forgotten. */
const Part = ({ title, none, children }: PartProps) => (
  <section class="handover-part">
    <h2>
      {title} <span>{children.length}</span>
    </h2>
    {children.length === 0 ? <p class="muted">{none}</p> : <ul>{children}</ul>}
  </section>
)

const AlertLine = ({ alert, name }: { alert: Alert; name: (id: string) => string }) => {
  const words = text.value
  const who = subjectName(alert.subject)
  const by = alert.acknowledgedBy
  const reader = { words, locale: locale.value, now: slowNow.value }
  return (
    <li data-severity={alert.severity}>
      <button type="button" onClick={() => showAlert(alert.id)}>
        <strong>
          {words.severity[alert.severity]} · {alertTitle(words, alert)}
        </strong>{' '}
        {who.name} {who.place}
      </button>
      <span class="muted">
        {words.alert.number(alert.id)} · {at(alert.eventTime)} · {whyShort(reader, alert)} ·{' '}
        {by === undefined ? words.handover.untaken : words.handover.takenBy(name(by))}
      </span>
    </li>
  )
}

const Staff = ({ list }: { list: readonly StaffMember[] }) => (
  <ul class="handover-staff">
    {list.map((one) => (
      <li key={one.personId}>
        <strong>{nameOf(one)}</strong> {text.value.role[one.role] ?? one.role} {one.phone}
      </li>
    ))}
  </ul>
)

type PromisesProps = { promises: readonly OpenPromise[]; nameOf: (id: string) => string }

/** What residents were promised, and by whom. */
const CarePromises = ({ promises, nameOf: name }: PromisesProps) => {
  const words = text.value.review
  const reader = { words: text.value, locale: locale.value, now: slowNow.value }
  return (
    <Part title={words.handover} none={words.handoverNone}>
      {promises.map((promise) => {
        const who = subjectName({ kind: 'resident', id: promise.residentId })
        return (
          <li key={promise.id} data-testid={`care-promise-${promise.id}`}>
            <span>
              <strong>{who.name}</strong> {who.place} · {promiseText(reader, promise)}
            </span>
            <span class="muted">{words.promiseBy(name(promise.by), at(promise.at))}</span>
          </li>
        )
      })}
    </Part>
  )
}

const Sheet = ({ sheet }: { sheet: HandoverSheet }) => {
  const words = text.value.handover
  const name = (id: string): string => sheet.people[id] ?? id
  return (
    <>
      <section class="handover-part handover-shifts">
        <div>
          <h2>{words.onDuty}</h2>
          {sheet.onDuty.length === 0 ? <p class="fault">{words.nobody}</p> : <Staff list={sheet.onDuty} />}
        </div>
        <div>
          <h2>{sheet.next === null ? words.nextNobody : words.next(at(sheet.next.from))}</h2>
          {sheet.next !== null && <Staff list={sheet.next.people} />}
        </div>
      </section>
      <Part title={words.open} none={words.noOpen}>
        {sheet.alerts.map((alert) => (
          <AlertLine key={alert.id} alert={alert} name={name} />
        ))}
      </Part>
      <Part title={words.promised} none={words.noPromised}>
        {sheet.promised.map(({ alertId, personId, what, at: time }) => (
          <li key={`${alertId}-${personId}-${what}`}>
            <button type="button" onClick={() => showAlert(alertId)}>
              <strong>{name(personId)}</strong> {words.promises[what]} · {text.value.alert.number(alertId)}
            </button>
            <span class="muted">{at(time)}</span>
          </li>
        ))}
      </Part>
      <CarePromises promises={sheet.carePromises} nameOf={name} />
      <Part title={words.failed} none={words.noFailed}>
        {sheet.failed.map((alert) => (
          <AlertLine key={alert.id} alert={alert} name={name} />
        ))}
      </Part>
      <Part title={words.silent} none={words.noSilent}>
        {sheet.silent.map(({ residentId, seenAt }) => {
          const who = subjectName({ kind: 'resident', id: residentId })
          return (
            <li key={residentId}>
              <span>
                <strong>{who.name}</strong> {who.place}
              </span>
              <span class="muted">{seenAt === null ? words.neverSeen : words.seen(at(seenAt))}</span>
            </li>
          )
        })}
      </Part>
      <Part title={words.silences} none={words.noSilences}>
        {sheet.silences.map((silence) => (
          <li key={silence.id}>
            <span>
              <strong>{matchText(silence.match)}</strong> {silence.reason}
            </span>
            <span class="muted">
              {name(silence.createdBy)} · {words.until(at(silence.until))}
            </span>
          </li>
        ))}
      </Part>
      <Part title={words.gaps} none={words.noGaps}>
        {sheet.uncovered.map(({ from, to }) => (
          <li key={from} data-severity="warning">
            <strong>{words.span(at(from), at(to))}</strong>
          </li>
        ))}
      </Part>
      <p class="handover-sign">
        {words.signatures.map((who) => (
          <span key={who}>{who}</span>
        ))}
      </p>
    </>
  )
}

const HandoverPage = () => {
  const words = text.value.handover
  const [community, choose] = useCommunity()
  const loaded = useLoaded<HandoverSheet>(
    community === undefined ? null : `/api/handover?communityId=${encodeURIComponent(community.id)}`,
  )
  if (community === undefined) return <Empty icon="copy" title={words.nav} />
  const sheet = loaded.value
  return (
    <main id="main" class="page handover" data-testid="handover-page">
      <header class="handover-head">
        <h1>{words.title(nameOf(community))}</h1>
        {sheet !== null && (
          <span class="muted">{words.madeAt(preciseText(locale.value, sheet.at, slowNow.value))}</span>
        )}
        <span class="handover-tools">
          <CommunityChoice label={words.community} of={community} choose={choose} />
          <button type="button" class="button" onClick={loaded.reload}>
            {words.refresh}
          </button>
          <button type="button" class="button" data-kind="primary" onClick={() => print()}>
            {words.print}
          </button>
        </span>
      </header>
      {sheet === null && <NotYet asked={loaded} />}
      {sheet !== null && <Sheet sheet={sheet} />}
    </main>
  )
}

export default HandoverPage
