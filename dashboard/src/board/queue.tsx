// The alert queue: what waits for a person, worst and newest first, and below it what somebody has taken.

import { useLayoutEffect } from 'preact/hooks'
import { act, inFlight } from '../alert/act.ts'
import { GoingShort, LapseShort } from '../alert/going.tsx'
import { personName } from '../alert/names.ts'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Chip, Loading } from '../design/parts.tsx'
import { alertTitle, whyShort } from '../format/alert-text.ts'
import { clockText, countdownText, preciseText } from '../format/time.ts'
import { now, slowNow } from '../live/clock.ts'
import { isFolded } from '../live/order.ts'
import { alerts, hasSnapshot, openAlerts, queue, silencedAlerts } from '../live/store.ts'
import { subjectName } from '../place/subject.ts'
import { RealButton, TestEnds } from '../proven/test-alert.tsx'
import type { Alert } from '../server-types.ts'
import { showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'
import { fresh } from './arrivals.ts'
import { select, selected } from './selection.ts'

/** Alone in its own component, so that the tick redraws four digits and not the card. */
const Age = ({ at }: { at: number }) => (
  <span class="alert-age" title={text.value.alert.age}>
    {clockText(now.value - at)}
  </span>
)

const Countdown = ({ dueAt }: { dueAt: number }) => {
  const words = text.value.alert
  const left = countdownText(dueAt, now.value)
  return (
    <span class="alert-due" title={words.nextStepHint}>
      {left === null ? (
        words.escalating
      ) : (
        <>
          {words.nextStep} <b>{left}</b>
        </>
      )}
    </span>
  )
}

/** A card that moved under a resting pointer this recently was not the one aimed at. */
const SLIP_MS = 400
let movedAt = 0
let pointedAt = 0
const slippedUnderPointer = (): boolean => Date.now() - movedAt < SLIP_MS && pointedAt < movedAt

const AlertCard = ({ alert }: { alert: Alert }) => {
  const words = text.value
  const who = subjectName(alert.subject)
  const open = alert.status === 'open'
  const reader = { words, locale: locale.value, now: slowNow.value }
  const by = alert.acknowledgedBy
  return (
    <li
      id={`alert-card-${alert.id}`}
      class="alert-card"
      data-testid={`alert-${alert.id}`}
      data-severity={alert.severity}
      data-status={alert.status}
      data-test={alert.test !== undefined || undefined}
      data-selected={selected.value?.id === alert.id || undefined}
      data-fresh={fresh.value.has(alert.id) || undefined}
    >
      <button
        type="button"
        class="alert-open"
        onFocus={() => select(alert.id)}
        onClick={() => {
          select(alert.id)
          showAlert(alert.id)
        }}
      >
        <span class="alert-top">
          <Glyph shape={alert.severity} size={18} />
          <strong>{alertTitle(words, alert)}</strong>
          <Age at={alert.receivedAt} />
        </span>
        <span class="alert-who">
          <strong>{who.name}</strong> {who.place}
        </span>
        <span class="alert-why">{whyShort(reader, alert)}</span>
      </button>
      <div class="alert-foot">
        <span class="alert-meta">
          <span class="alert-severity">{words.severity[alert.severity]}</span>
          {alert.confirmation === 'confirmed' && <span>{words.alert.confirmed}</span>}
          {alert.confirmation === 'withdrawn' && <span>{words.alert.withdrawn}</span>}
          {alert.members !== undefined && <span>{words.incident.standing(alert.members.standing)}</span>}
          {alert.silence !== undefined && (
            <span>{words.silences.card(preciseText(locale.value, alert.silence.until, slowNow.value))}</span>
          )}
          {alert.difficult === true && <span>{words.alert.difficult}</span>}
          {alert.test !== undefined && <TestEnds alert={alert} />}
          {open && alert.dueAt !== null && alert.silence === undefined && alert.test === undefined && (
            <Countdown dueAt={alert.dueAt} />
          )}
          {open && alert.dueAt === null && <span>{words.alert.unacknowledged}</span>}
          {!open && (
            <span>
              {words.status.acknowledged}
              {by === undefined ? '' : ` · ${personName(by)}`}
            </span>
          )}
          <GoingShort alert={alert} />
          {!open && alert.lapsesAt !== undefined && <LapseShort at={alert.lapsesAt} />}
        </span>
        {open && alert.test !== undefined && <RealButton alert={alert} />}
        {open && alert.test === undefined && (
          <button
            type="button"
            class="button alert-ack"
            data-size="small"
            disabled={inFlight.value.has(alert.id)}
            data-testid={`acknowledge-${alert.id}`}
            onClick={() => {
              if (slippedUnderPointer()) return
              select(alert.id)
              void act(alert.id, { action: 'acknowledge' })
            }}
          >
            <Icon name="check" size={16} />
            {words.alert.acknowledge}
          </button>
        )}
      </div>
    </li>
  )
}

const Section = ({ title, list }: { title?: string; list: readonly Alert[] }) => {
  if (list.length === 0) return null
  return (
    <>
      {title !== undefined && (
        <h3 class="queue-title">
          {title} <span>{list.length}</span>
        </h3>
      )}
      <ul class="queue-list">
        {list.map((alert) => (
          <AlertCard key={alert.id} alert={alert} />
        ))}
      </ul>
    </>
  )
}

export const Queue = () => {
  const words = text.value
  const list = queue.value
  const open = openAlerts.value
  const silenced = silencedAlerts.value
  const order = list.map((alert) => alert.id).join()
  // Runs after each change of the order, before a click can land on it.
  useLayoutEffect(() => {
    if (order !== '') movedAt = Date.now()
  }, [order])
  return (
    <aside
      class="queue"
      aria-label={words.board.queue}
      data-alarm={open.length > 0 || undefined}
      onPointerMove={() => {
        pointedAt = Date.now()
      }}
    >
      <header>
        <h2>{words.board.queue}</h2>
        {open.length > 0 && (
          <Chip tone={open[0]?.severity === 'critical' ? 'critical' : 'warning'}>
            {words.status.open} {open.length}
          </Chip>
        )}
      </header>
      <div class="queue-body">
        {!hasSnapshot.value && <Loading />}
        {hasSnapshot.value && open.length === 0 && (
          <div class="quiet">
            <Glyph shape="fine" size={44} />
            <strong>{words.board.quiet}</strong>
            <span>{words.board.quietHint}</span>
          </div>
        )}
        <Section list={open} />
        <Section
          title={words.status.acknowledged}
          list={list.filter((alert) => alert.status === 'acknowledged' && !isFolded(alert, alerts.value))}
        />
        <Section title={words.silences.badge} list={silenced} />
      </div>
    </aside>
  )
}
