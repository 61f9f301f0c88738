// Who is on the way, who is there, who was asked to go, who cannot; and how long an acknowledgement holds when nobody is.

import { Icon } from '../design/icon.tsx'
import { countdownText, momentText } from '../format/time.ts'
import { now, slowNow } from '../live/clock.ts'
import type { Alert } from '../server-types.ts'
import { locale, text } from '../text/text.ts'
import { personName } from './names.ts'

type Attendance = NonNullable<Alert['attending']>[number]

const sentence = ({ personId, onTheWayAt, arrivedAt }: Attendance): string => {
  const words = text.value.actions
  const at = momentText(locale.value, arrivedAt ?? onTheWayAt ?? 0, slowNow.value)
  return (arrivedAt === undefined ? words.going : words.there)(personName(personId), at)
}

/** Of the alert as it stands: everyone who is on the way or there, and whose task it is. */
export const Going = ({ alert }: { alert: Alert }) => {
  const { attending = [], assignedTo, acknowledgedBy } = alert
  const isGoing = attending.some(({ personId }) => personId === assignedTo?.personId)
  // Whoever has changed their mind since is not said to be unable any more.
  const busy = [acknowledgedBy, ...attending.map(({ personId }) => personId)]
  const declined = alert.declined?.filter((personId) => !busy.includes(personId)) ?? []
  if (attending.length === 0 && assignedTo === undefined && declined.length === 0) return null
  return (
    <ul class="going" data-testid="alert-going">
      {attending.map((one) => (
        <li key={one.personId} data-there={one.arrivedAt !== undefined || undefined}>
          <Icon name={one.arrivedAt === undefined ? 'steps' : 'place'} />
          {sentence(one)}
        </li>
      ))}
      {assignedTo !== undefined && !isGoing && (
        <li>
          <Icon name="person" />
          {text.value.actions.assignedTo(personName(assignedTo.personId), personName(assignedTo.by))}
        </li>
      )}
      {declined.map((personId) => (
        <li key={personId} data-testid="alert-declined">
          <Icon name="person" />
          {text.value.actions.declined(personName(personId))}
        </li>
      ))}
    </ul>
  )
}

/** On a card of the queue: the one who is furthest. */
export const GoingShort = ({ alert }: { alert: Alert }) => {
  const { attending = [], assignedTo } = alert
  const first = attending.find(({ arrivedAt }) => arrivedAt !== undefined) ?? attending[0]
  if (first !== undefined) return <span data-testid={`going-${alert.id}`}>{sentence(first)}</span>
  if (assignedTo === undefined) return null
  return (
    <span>{text.value.actions.assignedTo(personName(assignedTo.personId), personName(assignedTo.by))}</span>
  )
}

/** The countdown to the end of an acknowledgement that nobody has followed up. */
export const Lapse = ({ at }: { at: number }) => {
  const words = text.value.actions
  const left = countdownText(at, now.value)
  return (
    <>
      <span>{left === null ? words.lapsing : words.lapsesIn}</span>
      {left !== null && (
        <strong class="countdown" data-testid="lapse">
          {left}
        </strong>
      )}
      <span class="muted">{words.lapsesHint}</span>
    </>
  )
}

/** Work that may wait longer than this needs no clock on its card. */
const SOON_MS = 3_600_000

export const LapseShort = ({ at }: { at: number }) => {
  const words = text.value.actions
  if (at - now.value > SOON_MS) return null
  const left = countdownText(at, now.value)
  return (
    <span class="alert-due" title={words.lapsesHint}>
      {left === null ? (
        words.lapsing
      ) : (
        <>
          {words.lapsesIn} <b>{left}</b>
        </>
      )}
    </span>
  )
}
