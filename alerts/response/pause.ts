// What a silence that begins or ends does to an alert that is open already: its chain is held, or goes on where it
// was. Does not know who made the silence or where it is kept.

import type { Alert } from '../model/alert.ts'
import { type Change, change, endSilence, hush, outcomeOf, recover } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { firingAt, policyFor } from './policy.ts'
import { covering } from './silence.ts'
import { isMember } from './storm.ts'

/**
 * Brings an open alert in line with the silences in force at `context.now`. One that is covered waits for the end of
 * the silence. One that no longer is goes on, or closes when its cause went away meanwhile. Tells nobody: a chain that
 * goes on falls due (`due`), and what ends together can first be seen to belong together. Says nothing when nothing
 * changes, so it may be asked as often as one likes.
 */
export function align(alert: Alert, context: ResponseContext): Outcome {
  if (alert.status !== 'open') return NOTHING
  const silence = covering(context.silences, alert, context)
  if (silence === undefined && alert.silence === undefined) return NOTHING
  if (silence !== undefined && alert.silence?.id === silence.id && alert.silence.until === silence.until)
    return NOTHING
  const draft = change(alert, context)
  if (silence === undefined) release(draft)
  else hush(draft, silence)
  return outcomeOf(draft)
}

/** Ends the pause of a chain: where it goes on, and when. */
export function release(draft: Change): void {
  const { alert, context } = draft
  const { silence } = alert
  endSilence(draft)
  if (alert.clearedAt !== undefined) {
    recover(draft, { silenced: true })
    return
  }
  // A chain that had come to its end before the silence begins anew: nobody has taken the alert on yet.
  const isOver = firingAt(policyFor(context.policies, alert.policyId), alert.nextStep) === undefined
  const end = Math.min(silence?.until ?? context.now, context.now)
  const dueAt = isMember(alert) ? null : Math.max(silence?.chainDueAt ?? end, end)
  draft.alert = { ...draft.alert, dueAt, ...(isOver ? { nextStep: 0 } : {}) }
}
