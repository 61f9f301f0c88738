// The alert queue: what waits for a person, worst and newest first, and below it what somebody has taken.

import { act, inFlight } from '../alert/act.ts'
import { personName } from '../alert/names.ts'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Chip, Loading } from '../design/parts.tsx'
import { alertTitle, whyShort } from '../format/alert-text.ts'
import { clockText, countdownText } from '../format/time.ts'
import { now, slowNow } from '../live/clock.ts'
import { hasSnapshot, queue, world } from '../live/store.ts'
import { subjectName } from '../place/subject.ts'
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

const Countdown = ({ dueAt }: { dueAt: number }) => (
  <span class="alert-due" title={text.value.alert.nextStepHint}>
    {text.value.alert.nextStep} <b>{countdownText(text.value, dueAt, now.value)}</b>
  </span>
)

const AlertCard = ({ alert }: { alert: Alert }) => {
  const words = text.value
  const who = subjectName(world.value, alert.subject)
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
        <span class="alert-meta">
          <span class="alert-severity">{words.severity[alert.severity]}</span>
          {alert.confirmation === 'confirmed' && <span>{words.alert.confirmed}</span>}
          {alert.confirmation === 'withdrawn' && <span>{words.alert.withdrawn}</span>}
          {alert.difficult === true && <span>{words.alert.difficult}</span>}
          {open && alert.dueAt !== null && <Countdown dueAt={alert.dueAt} />}
          {open && alert.dueAt === null && <span>{words.alert.unacknowledged}</span>}
          {!open && (
            <span>
              {words.status.acknowledged}
              {by === undefined ? '' : ` · ${personName(by)}`}
            </span>
          )}
        </span>
      </button>
      {open && (
        <button
          type="button"
          class="button alert-ack"
          data-size="small"
          disabled={inFlight.value.has(alert.id)}
          data-testid={`acknowledge-${alert.id}`}
          onClick={() => {
            select(alert.id)
            void act(alert.id, { action: 'acknowledge' })
          }}
        >
          <Icon name="check" size={16} />
          {words.alert.acknowledge}
        </button>
      )}
    </li>
  )
}

const Section = ({ title, list }: { title: string; list: readonly Alert[] }) => {
  if (list.length === 0) return null
  return (
    <>
      <h3 class="queue-title">
        {title} <span>{list.length}</span>
      </h3>
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
  const open = list.filter((alert) => alert.status === 'open')
  return (
    <aside class="queue" aria-label={words.board.queue} data-alarm={open.length > 0 || undefined}>
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
        <Section title={words.status.open} list={open} />
        <Section
          title={words.status.acknowledged}
          list={list.filter((alert) => alert.status === 'acknowledged')}
        />
      </div>
    </aside>
  )
}
