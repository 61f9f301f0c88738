// When every message about an urgent alert fails, whatever the channel: the siren rings. Looks at what became of the
// messages; how each is tried again is delivery's business.

import type { Alert } from '../model/alert.ts'
import type { Notification } from '../model/notification.ts'
import { type EpochMs, MINUTE, SECOND } from '../model/time.ts'
import { change, mailOf, outcomeOf } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { isUrgent, ringSiren } from './siren.ts'

/** While still nobody can be reached, it rings again after this long. */
const AGAIN = 5 * MINUTE
/** One failure is a hiccup; so many, or one and this long, is a way that does not work. */
const TRIES = 3
const PATIENCE = 30 * SECOND

const PEOPLE: ReadonlySet<string> = new Set(['duty', 'grid', 'director', 'admin', 'family'])

/** What is known of one message about the alert. */
export type Sent = Pick<Notification, 'status' | 'attempts' | 'createdAt' | 'lastError'> &
  Readonly<{ role: string }>

/** People were written to, and not one message has come to anybody or is likely to at once. */
export function isInVain(sent: readonly Sent[], now: EpochMs): boolean {
  const toPeople = sent.filter(({ role, lastError }) => PEOPLE.has(role) && lastError !== 'superseded')
  return (
    toPeople.length > 0 &&
    toPeople.every(
      ({ status, attempts, createdAt }) =>
        status === 'failed' || (status === 'retrying' && (attempts >= TRIES || now - createdAt >= PATIENCE)),
    )
  )
}

/** A message about an alert has failed: when all have, the siren rings, and again while that lasts. */
export function answerFailure(alert: Alert, sent: readonly Sent[], context: ResponseContext): Outcome {
  const { now } = context
  const rings = sent.filter(({ role }) => role === 'siren').map(({ createdAt }) => createdAt)
  // A ring of the future was before the clock was set back.
  const isDue = rings.every((at) => at > now || now - at >= AGAIN)
  if (alert.status !== 'open' || !isUrgent(alert) || !isDue || !isInVain(sent, now)) return NOTHING
  const draft = change(alert, context)
  draft.notes.push(...ringSiren(mailOf(draft), Math.max(0, alert.nextStep - 1)))
  return draft.notes.length === 0 ? NOTHING : outcomeOf(draft)
}
