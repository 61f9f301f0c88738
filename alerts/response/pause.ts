// What a silence that begins or ends does to an alert that is open already: its chain is held, or goes on where it
// was. Does not know who made the silence or where it is kept.

import type { Alert } from '../model/alert.ts'
import { change, escalate, hush, note, outcomeOf, recover } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { firingAt, policyFor } from './policy.ts'
import { covering } from './silence.ts'

/**
 * Brings an open alert in line with the silences in force at `context.now`. One that is covered waits for the end of
 * the silence. One that no longer is starts or continues its chain; when its cause went away meanwhile, it closes.
 * Says nothing when nothing changes, so it may be asked as often as one likes.
 */
export function align(alert: Alert, context: ResponseContext): Outcome {
  if (alert.status !== 'open') return NOTHING
  const silence = covering(context.silences, alert, context)
  if (silence === undefined) return alert.silence === undefined ? NOTHING : resume(alert, context)
  if (alert.silence?.id === silence.id && alert.silence.until === silence.until) return NOTHING
  const draft = change(alert, context)
  hush(draft, silence)
  return outcomeOf(draft)
}

function resume(alert: Alert, context: ResponseContext): Outcome {
  // Each step that is told now is marked late by its own due time.
  const draft = change(alert, { ...context, late: false })
  if (alert.clearedAt !== undefined) {
    note(draft, 'silenceEnded', { silence: alert.silence?.id ?? 0 })
    recover(draft, { silenced: true })
    return outcomeOf(draft)
  }
  // A chain that had come to its end before the silence begins anew: nobody has taken the alert on yet.
  const isOver = firingAt(policyFor(context.policies, alert.policyId), alert.nextStep) === undefined
  const end = Math.min(alert.silence?.until ?? context.now, context.now)
  const dueAt = Math.max(alert.silence?.chainDueAt ?? end, end)
  draft.alert = { ...draft.alert, dueAt, ...(isOver ? { nextStep: 0 } : {}) }
  escalate(draft)
  return outcomeOf(draft)
}
