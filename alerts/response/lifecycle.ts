// What may happen to an alert, as one table: (status, event) -> status, or why not. Knows nobody and tells nobody.

import type { AlertStatus } from '../model/alert.ts'

/**
 * `worsen` is an upward step: it asks for a new acknowledgement. `ease` is a downward one. `recover` is the
 * system's own closing of work whose cause went away. `confirm` and `withdraw` are a person's word to the 120 desk
 * and therefore also an acknowledgement; so is `attend`, going there or sending somebody. `lapse` is an
 * acknowledgement that came to nothing. `decline` is a person's word that they cannot go; what was theirs lapses.
 */
export type LifecycleEvent =
  | 'repeat'
  | 'worsen'
  | 'ease'
  | 'clear'
  | 'recover'
  | 'escalate'
  | 'acknowledge'
  | 'comment'
  | 'confirm'
  | 'withdraw'
  | 'resolve'
  | 'attend'
  | 'lapse'
  | 'decline'

export type Refusal = 'alreadyAcknowledged' | 'alreadyResolved'

export const LIFECYCLE: Readonly<
  Record<AlertStatus, Readonly<Record<LifecycleEvent, AlertStatus | Refusal>>>
> = {
  open: {
    repeat: 'open',
    worsen: 'open',
    ease: 'open',
    clear: 'open',
    recover: 'resolved',
    escalate: 'open',
    acknowledge: 'acknowledged',
    comment: 'open',
    confirm: 'acknowledged',
    withdraw: 'acknowledged',
    resolve: 'resolved',
    attend: 'acknowledged',
    lapse: 'open',
    decline: 'open',
  },
  acknowledged: {
    repeat: 'acknowledged',
    worsen: 'open',
    ease: 'acknowledged',
    clear: 'acknowledged',
    recover: 'resolved',
    escalate: 'alreadyAcknowledged',
    acknowledge: 'alreadyAcknowledged',
    comment: 'acknowledged',
    confirm: 'acknowledged',
    withdraw: 'acknowledged',
    resolve: 'resolved',
    attend: 'acknowledged',
    lapse: 'open',
    decline: 'acknowledged',
  },
  resolved: {
    repeat: 'alreadyResolved',
    worsen: 'alreadyResolved',
    ease: 'alreadyResolved',
    clear: 'alreadyResolved',
    recover: 'alreadyResolved',
    escalate: 'alreadyResolved',
    acknowledge: 'alreadyResolved',
    comment: 'resolved',
    confirm: 'alreadyResolved',
    withdraw: 'alreadyResolved',
    resolve: 'alreadyResolved',
    attend: 'alreadyResolved',
    lapse: 'alreadyResolved',
    decline: 'alreadyResolved',
  },
}

/** The next status, or the reason the event is refused. */
export function nextStatus(
  status: AlertStatus,
  event: LifecycleEvent,
): Readonly<{ ok: true; status: AlertStatus }> | Readonly<{ ok: false; code: Refusal }> {
  const next = LIFECYCLE[status][event]
  return next === 'alreadyAcknowledged' || next === 'alreadyResolved'
    ? { ok: false, code: next }
    : { ok: true, status: next }
}

/** The status after an event; a refused event leaves it as it was. */
export function statusAfter(status: AlertStatus, event: LifecycleEvent): AlertStatus {
  const next = nextStatus(status, event)
  return next.ok ? next.status : status
}
