// The cancel window of a policy: family and the 120 desk learn of it some seconds after everybody else, unless a
// person has called it off by then. Taking the alert on does not call it off.

import type { Alert } from '../model/alert.ts'
import type { EpochMs } from '../model/time.ts'
import { type Change, change, mailOf, outcomeOf } from './change.ts'
import type { Outcome, ResponseContext } from './context.ts'
import { tellStep } from './escalation.ts'
import { nameOfPerson } from './place.ts'
import { type Firing, firingAt, type PolicyBook, policyFor } from './policy.ts'
import { recipientsOf, tell, type Wording } from './telling.ts'

const NEVER = Number.POSITIVE_INFINITY

/** The telling at the end of the window, while it is still to come and somebody has taken the alert on. */
function owed(alert: Alert, policies: PolicyBook): Firing | undefined {
  if (alert.status !== 'acknowledged' || alert.chainDueAt === undefined) return undefined
  const policy = policyFor(policies, alert.policyId)
  const firing = firingAt(policy, alert.nextStep)
  return firing?.round === 0 && policy.steps[firing.step]?.cancellable === true ? firing : undefined
}

/** When that is due; never when there is none. */
export const owedAt = (alert: Alert, policies: PolicyBook): EpochMs =>
  owed(alert, policies) === undefined ? NEVER : (alert.chainDueAt ?? NEVER)

/** When something is to be done about an alert that somebody has taken on; null when nothing is. */
export function wakesAt(alert: Alert, policies: PolicyBook): EpochMs | null {
  const first = Math.min(owedAt(alert, policies), alert.lapsesAt ?? NEVER)
  return first === NEVER ? null : first
}

/** The step is behind the alert; its chain would go on with the next, at that one's own time. */
function pass(draft: Change, firing: Firing): void {
  const { alert, context } = draft
  const next = firingAt(policyFor(context.policies, alert.policyId), firing.index + 1)
  const start = (alert.chainDueAt ?? context.now) - firing.offsetMs
  const { chainDueAt: _, ...rest } = alert
  draft.alert = {
    ...rest,
    nextStep: firing.index + 1,
    ...(next === undefined ? {} : { chainDueAt: start + next.offsetMs }),
  }
  draft.alert = { ...draft.alert, dueAt: wakesAt(draft.alert, context.policies) }
}

/** The window is over and nobody has called it off. `owedAt` must have come. */
export function endWindow(alert: Alert, context: ResponseContext): Outcome {
  const firing = owed(alert, context.policies)
  const draft = change(alert, context)
  if (firing === undefined) return outcomeOf(draft)
  const by = alert.acknowledgedBy
  const news = by === undefined ? {} : { acknowledged: true, actorName: nameOfPerson(context, by) }
  draft.notes.push(...tellStep(mailOf(draft), policyFor(context.policies, alert.policyId), { firing, news }))
  pass(draft, firing)
  return outcomeOf(draft)
}

/** Called off before it was told: those who were to learn of it never will. */
export function cancelOwed(draft: Change): void {
  const firing = owed(draft.alert, draft.context.policies)
  if (firing !== undefined) pass(draft, firing)
}

/** Told at once, in these words. */
export function tellOwed(draft: Change, wording: Wording): void {
  const { alert, context } = draft
  const firing = owed(alert, context.policies)
  if (firing === undefined) return
  const mail = mailOf(draft)
  const step = policyFor(context.policies, alert.policyId).steps[firing.step]
  for (const who of step?.who ?? []) tell(mail, recipientsOf(mail, who, step), wording)
  pass(draft, firing)
}
