// What being a member does to an alert: its own chain waits for the incident's, and goes on when the incident is gone
// before it. What is critical is told by itself all the same, once.

import type { Alert } from '../model/alert.ts'
import { type Change, change, mailOf, note, outcomeOf, recover } from './change.ts'
import type { Outcome, ResponseContext } from './context.ts'
import { advance } from './escalation.ts'
import { firingAt, policyFor } from './policy.ts'

/** Its cause is gone, and somebody looked after the incident it was part of. */
export function recoverWith(alert: Alert, incident: Alert, context: ResponseContext): Outcome {
  const draft = change(alert, context)
  recover(draft, { incidentId: incident.id })
  return outcomeOf(draft)
}

export type Joining = Readonly<{ saidCritical: boolean; context: ResponseContext }>

/** Its own chain waits from here on. */
export function join(alert: Alert, incidentId: number, { saidCritical, context }: Joining): Outcome {
  const draft = change(alert, context)
  const { partedAt: _, chainDueAt: __, lapsesAt: ___, ...rest } = draft.alert
  draft.alert = { ...rest, incidentId, dueAt: null }
  note(draft, 'merged', { incidentId })
  if (owesTelling(draft.alert)) tellFirst(draft, saidCritical)
  return outcomeOf(draft)
}

/** Critical, and nobody has been told of it: that never waits for anything. */
export const owesTelling = (alert: Alert): boolean =>
  alert.severity === 'critical' &&
  alert.status === 'open' &&
  alert.nextStep === 0 &&
  alert.clearedAt === undefined &&
  alert.silence === undefined

export function tellCritical(alert: Alert, { saidCritical, context }: Joining): Outcome {
  const draft = change(alert, context)
  tellFirst(draft, saidCritical)
  return outcomeOf(draft)
}

/** The first step only; the rest of the chain is the incident's. */
function tellFirst(draft: Change, saidCritical: boolean): void {
  const policy = policyFor(draft.context.policies, draft.alert.policyId)
  if (saidCritical) {
    draft.alert = { ...draft.alert, nextStep: 1 }
    return
  }
  const { now } = draft.context
  const { notes, nextStep } = advance(
    { ...mailOf(draft), alert: { ...draft.alert, dueAt: now } },
    policy,
    false,
  )
  draft.notes.push(...notes)
  draft.alert = { ...draft.alert, nextStep, dueAt: null }
}

/**
 * A member goes on by itself, because its incident was closed before it: an open one tells its next step at once (the
 * ticker fires it), one that somebody has taken on stays theirs.
 */
export function part(alert: Alert, context: ResponseContext): Outcome {
  const draft = change(alert, context)
  const hasNext = firingAt(policyFor(context.policies, alert.policyId), alert.nextStep) !== undefined
  draft.alert = {
    ...draft.alert,
    partedAt: context.now,
    // A silence holds it until its own end.
    dueAt:
      alert.silence !== undefined ? alert.dueAt : alert.status === 'open' && hasNext ? context.now : null,
  }
  note(draft, 'parted', { incidentId: alert.incidentId ?? 0 })
  return outcomeOf(draft)
}
