// One change of one alert: the next revision, its timeline lines and its mail, gathered until they become an Outcome.

import type { Alert, TimelineEntry } from '../model/alert.ts'
import type { EpochMs } from '../model/time.ts'
import type { Outcome, ResponseContext } from './context.ts'
import { advance, type Note } from './escalation.ts'
import { placeOf } from './place.ts'
import { policyFor } from './policy.ts'
import type { Mail } from './telling.ts'

export type Change = {
  /** The alert as it will be written; its revision is already the new one. */
  alert: Alert
  readonly context: ResponseContext
  readonly at: EpochMs
  readonly actor: string
  readonly notes: Note[]
  readonly notifications: Mail['notifications']
}

/** Opens a change of an existing alert: the next revision with these fields set. */
export function change(
  alert: Alert,
  context: ResponseContext,
  by: Readonly<{ actor: string; at: EpochMs }> = { actor: 'system', at: context.now },
): Change {
  return {
    alert: { ...alert, revision: alert.revision + 1 },
    context,
    at: by.at,
    actor: by.actor,
    notes: [],
    notifications: new Map(),
  }
}

export function note(draft: Change, kind: Note['kind'], detail: Note['detail']): void {
  draft.notes.push({ kind, detail })
}

export const mailOf = (draft: Change): Mail => ({
  alert: draft.alert,
  place: placeOf(draft.context.directory, draft.alert.subject, draft.alert.deviceId),
  context: draft.context,
  notifications: draft.notifications,
})

/** Runs the chain as far as it has fallen due and keeps where it stands. */
export function escalate(draft: Change, worsened = false): void {
  const policy = policyFor(draft.context.policies, draft.alert.policyId)
  const { notes, nextStep, dueAt, difficult } = advance(mailOf(draft), policy, worsened)
  draft.notes.push(...notes)
  draft.alert = { ...draft.alert, nextStep, dueAt, ...(difficult ? { difficult: true } : {}) }
}

/** Numbers the timeline lines and hands everything over. */
export function outcomeOf(draft: Change): Outcome & { alert: Alert } {
  const { alert, context, at, actor } = draft
  const entries = draft.notes.map(
    ({ kind, detail }): TimelineEntry => ({
      alertId: alert.id,
      seq: context.nextSeq(alert.id),
      at,
      kind,
      actor: kind === 'notified' || kind === 'escalated' || kind === 'fellThrough' ? 'system' : actor,
      detail,
    }),
  )
  return { alert, entries, notifications: [...draft.notifications.values()] }
}
