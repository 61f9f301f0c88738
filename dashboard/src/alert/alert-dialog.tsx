// One alert, whole: why, who was told, what happened, where to go, and what the officer can do now.

import { useEffect } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { Glyph } from '../design/glyph.tsx'
import { Chip, Empty, Loading } from '../design/parts.tsx'
import { DeskPanel } from '../desk/desk-panel.tsx'
import { alertTitle } from '../format/alert-text.ts'
import { clockText, countdownText, preciseText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import { alerts, entries as liveEntries, notifications } from '../live/store.ts'
import { mergeEntries, newerAlert } from '../live/world.ts'
import { subjectName } from '../place/subject.ts'
import { TestActions, TestStanding } from '../proven/test-alert.tsx'
import type { Alert, AlertDetail } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { hideAlert, Link, showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'
import { Actions } from './actions.tsx'
import { CallList } from './call-list.tsx'
import { Explained } from './explained.tsx'
import { Going, Lapse } from './going.tsx'
import { Members } from './members.tsx'
import { learnNames, personName } from './names.ts'
import { Proof } from './proof.tsx'
import { Story } from './story.tsx'
import { Told } from './told.tsx'
import { Where } from './where.tsx'
import { Why } from './why.tsx'

/** It tells of a change of the roster, and was never open. */
const isNotice = ({ ruleId }: Alert): boolean => ruleId === 'roster-change'

/** The countdown to the next step, or what stopped it. */
const Escalation = ({ alert }: { alert: Alert }) => {
  const words = text.value.alert
  const at = (time: number) => preciseText(locale.value, time, now.peek())
  if (alert.status === 'resolved') {
    if (alert.resolvedAt === undefined) return null
    const by = alert.resolvedBy
    return (
      <p class="escalation" data-state="done">
        <Glyph shape="fine" />
        {alert.outcome === 'recovered' || by === undefined
          ? words.closedItself(at(alert.resolvedAt))
          : isNotice(alert)
            ? text.value.roster.toldOnly(personName(by), at(alert.resolvedAt))
            : words.resolvedBy(personName(by), at(alert.resolvedAt))}
        {alert.outcome !== undefined && <Chip>{text.value.outcome[alert.outcome]}</Chip>}
      </p>
    )
  }
  if (alert.status === 'acknowledged')
    return (
      <p class="escalation" data-state="held">
        <Glyph shape="info" />
        {alert.acknowledgedBy !== undefined && alert.acknowledgedAt !== undefined
          ? words.acknowledgedBy(personName(alert.acknowledgedBy), at(alert.acknowledgedAt))
          : text.value.status.acknowledged}
        {alert.handedOver !== undefined && (
          <span>{text.value.actions.takenOver(personName(alert.handedOver.from))}</span>
        )}
        {alert.lapsesAt === undefined ? (
          <span class="muted">{words.stopped}</span>
        ) : (
          <Lapse at={alert.lapsesAt} />
        )}
      </p>
    )
  const { silence } = alert
  if (silence !== undefined && silence.until > now.value)
    return (
      <p class="escalation" data-state="held" data-testid="silenced">
        <Glyph shape="unknown" />
        {text.value.silences.card(at(silence.until))}
      </p>
    )
  const left = alert.dueAt === null ? null : countdownText(alert.dueAt, now.value)
  return (
    <p class="escalation" data-state="running">
      <Glyph shape="warning" />
      {alert.dueAt === null ? (
        words.chainEnded
      ) : (
        <>
          {left === null ? words.escalating : words.nextStep}
          {left !== null && (
            <strong class="countdown" data-testid="countdown">
              {left}
            </strong>
          )}
          <span class="muted">{words.nextStepHint}</span>
        </>
      )}
    </p>
  )
}

/** The incident that stands for this alert, one click away. */
const PartOf = ({ alert }: { alert: Alert }) => {
  const { incidentId } = alert
  if (incidentId === undefined) return null
  const words = text.value.incident
  return (
    <p class="escalation" data-state="held">
      <Glyph shape="info" />
      {words.partOf(incidentId)}
      <button type="button" class="button" data-size="small" onClick={() => showAlert(incidentId)}>
        {words.open}
      </button>
    </p>
  )
}

const Title = ({ alert }: { alert: Alert }) => {
  const words = text.value
  const who = subjectName(alert.subject)
  return (
    <span class="alert-title">
      <Glyph shape={alert.severity} size={26} />
      <span class="alert-title-words">
        <span>{alertTitle(words, alert)}</span>
        <span class="alert-title-who">
          {who.path === null ? (
            <strong>{who.name}</strong>
          ) : (
            <Link to={who.path}>
              <strong>{who.name}</strong>
            </Link>
          )}{' '}
          {who.place}
        </span>
      </span>
      <span class="alert-title-side">
        <span>{words.alert.number(alert.id)}</span>
        <strong class="alert-title-age">
          {alert.status === 'resolved' ? words.status.resolved : clockText(now.value - alert.receivedAt)}
        </strong>
      </span>
    </span>
  )
}

/** What an alert can be about that sends readings: only these can be replayed. */
const EXPLAINED: ReadonlySet<string> = new Set(['resident', 'drain', 'device'])

export const AlertDialog = ({ id }: { id: number }) => {
  const words = text.value
  const live = alerts.value.get(id)
  const detail = useLoaded<AlertDetail>(`/api/alerts/${id}`)
  const fetched = detail.value

  useEffect(() => {
    if (fetched !== null) learnNames(fetched.people)
  }, [fetched])
  // A change that came live may involve people this page has no name for yet.
  const revision = live?.revision
  const { reload } = detail
  useEffect(() => {
    if (revision !== undefined && fetched !== null && revision > fetched.alert.revision) reload()
  }, [revision, fetched, reload])

  const alert = fetched === null ? live : newerAlert(live, fetched.alert)
  if (alert === undefined)
    return (
      <Dialog title={words.alert.number(id)} onClose={hideAlert} testid="alert-dialog">
        {detail.state === 'failed' ? (
          <Empty icon="search" title={words.problem[detail.code] ?? words.ui.failed}>
            <button type="button" class="button" onClick={reload}>
              {words.ui.retry}
            </button>
          </Empty>
        ) : (
          <Loading />
        )}
      </Dialog>
    )

  const isTest = alert.test !== undefined && alert.status !== 'resolved'
  const entries = mergeEntries(fetched?.timeline ?? [], liveEntries.value.get(id) ?? [])
  const views = [...notifications.value.values()].filter((view) => view.alertId === id)
  const seen = new Set(views.map((view) => view.key))
  const told = [...views, ...(fetched?.notifications.filter((view) => !seen.has(view.key)) ?? [])]
  return (
    <Dialog
      wide
      tone={alert.status === 'resolved' ? 'done' : alert.severity}
      testid="alert-dialog"
      title={<Title alert={alert} />}
      onClose={hideAlert}
      footer={isTest ? <TestActions alert={alert} /> : <Actions alert={alert} />}
    >
      <div class="alert-grid">
        <div class="alert-column">
          {isTest ? <TestStanding alert={alert} /> : <Escalation alert={alert} />}
          <Going alert={alert} />
          {!isTest && <DeskPanel alert={alert} told={told} />}
          <PartOf alert={alert} />
          {alert.ruleId === 'review-list' && (
            <Link to="/review" class="button">
              {words.review.open}
            </Link>
          )}
          {fetched?.callList !== undefined && <CallList alert={alert} entries={fetched.callList} />}
          <Why alert={alert} />
          {EXPLAINED.has(alert.subject.kind) && <Explained alertId={id} />}
          <Where alert={alert} />
        </div>
        <div class="alert-column">
          {fetched?.members !== undefined && <Members incident={alert} members={fetched.members} />}
          <Told views={told} loading={detail.state === 'loading' && told.length === 0} />
          {fetched !== null && !isNotice(alert) && (
            <Proof alert={alert} settled={told.filter(({ settledAt }) => settledAt !== undefined).length} />
          )}
          <Story entries={entries} loading={detail.state === 'loading' && entries.length === 0} />
          {detail.state === 'failed' && (
            <p class="fault">
              {words.problem[detail.code] ?? words.ui.failed}{' '}
              <button type="button" class="button" data-size="small" onClick={reload}>
                {words.ui.retry}
              </button>
            </p>
          )}
        </div>
      </div>
    </Dialog>
  )
}
