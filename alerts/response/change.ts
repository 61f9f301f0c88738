// One change of one alert: the next revision, its timeline lines and its mail, gathered until they become an Outcome.

import type { Alert, TimelineEntry } from '../model/alert.ts'
import type { Via } from '../model/attendance.ts'
import { type Silence, stateAt } from '../model/silence.ts'
import type { EpochMs } from '../model/time.ts'
import type { Outcome, ResponseContext } from './context.ts'
import { advance, type Note } from './escalation.ts'
import { statusAfter } from './lifecycle.ts'
import { placeOf } from './place.ts'
import { policyFor } from './policy.ts'
import { covering } from './silence.ts'
import { isMember } from './storm.ts'
import { type Mail, tellAgain } from './telling.ts'

export type Change = {
  /** The alert as it will be written; its revision is already the new one. */
  alert: Alert
  readonly context: ResponseContext
  readonly at: EpochMs
  readonly actor: string
  /** How the actor spoke, where it was not with a login. */
  readonly via?: Via
  readonly notes: Note[]
  readonly notifications: Mail['notifications']
}

/** Opens a change of an existing alert: the next revision with these fields set. */
export function change(
  alert: Alert,
  context: ResponseContext,
  by: Readonly<{ actor: string; at: EpochMs; via?: Via }> = { actor: 'system', at: context.now },
): Change {
  return {
    alert: { ...alert, revision: alert.revision + 1 },
    context,
    at: by.at,
    actor: by.actor,
    ...(by.via === undefined ? {} : { via: by.via }),
    notes: [],
    notifications: new Map(),
  }
}

/** Who speaks, as a change wants it. */
export const speaker = ({ actorId, at, via }: Readonly<{ actorId: string; at: EpochMs; via?: Via }>) => ({
  actor: actorId,
  at,
  ...(via === undefined ? {} : { via }),
})

export function note(draft: Change, kind: Note['kind'], detail: Note['detail']): void {
  draft.notes.push({ kind, detail })
}

export const mailOf = (draft: Change): Mail => ({
  alert: draft.alert,
  place: placeOf(draft.context.directory, draft.alert.subject, draft.alert.deviceId),
  context: draft.context,
  notifications: draft.notifications,
})

export const withoutSilence = ({ silence: _, ...alert }: Alert): Alert => alert

/** Holds the chain where it stands until the silence ends. */
export function hush(draft: Change, silence: Silence): void {
  const { id, kind, until, reason, createdBy } = silence
  const { silence: before, dueAt } = draft.alert
  // Held by another silence already: what it waits for is that one's end.
  const ownDueAt = before !== undefined && dueAt === before.until ? before.chainDueAt : dueAt
  const isAhead = ownDueAt !== undefined && ownDueAt !== null && ownDueAt > draft.context.now
  const mark = { id, until, ...(isAhead ? { chainDueAt: ownDueAt } : {}) }
  draft.alert = { ...draft.alert, silence: mark, dueAt: until }
  if (before?.id !== id || before.until !== until)
    note(draft, 'silenced', { silence: id, silenceKind: kind, until, text: reason, by: createdBy })
}

/** Nothing holds the chain any more: it goes on when it is due. */
export function endSilence(draft: Change): void {
  const before = draft.alert.silence
  if (before === undefined) return
  draft.alert = withoutSilence(draft.alert)
  // Still in force, but no longer for this alert: it has become critical.
  const brokeThrough = draft.context.silences.some(
    (one) => one.id === before.id && stateAt(one, draft.context.now) === 'active',
  )
  note(draft, 'silenceEnded', { silence: before.id, ...(brokeThrough ? { reason: 'brokeThrough' } : {}) })
}

/**
 * Runs the chain as far as it has fallen due and keeps where it stands. The one door to every telling of a chain, and
 * so the one place where a silence or an incident holds it back.
 */
export function escalate(draft: Change, worsened = false): void {
  // A test has told whom it tells; its `dueAt` is its end.
  if (draft.alert.test !== undefined) return
  const silence = covering(draft.context.silences, draft.alert, draft.context)
  if (silence !== undefined) {
    hush(draft, silence)
    return
  }
  endSilence(draft)
  // An incident tells for its members; what may turn out to be part of one waits a moment.
  const untoldUntil = isMember(draft.alert) ? null : draft.context.untoldUntil
  if (untoldUntil !== undefined) {
    draft.alert = { ...draft.alert, dueAt: untoldUntil }
    return
  }
  const policy = policyFor(draft.context.policies, draft.alert.policyId)
  const { notes, nextStep, dueAt, difficult } = advance(mailOf(draft), policy, worsened)
  draft.notes.push(...notes)
  draft.alert = { ...draft.alert, nextStep, dueAt, ...(difficult ? { difficult: true } : {}) }
}

/** The system's own closing of what has gone away by itself. Never of an emergency. */
export function recover(draft: Change, facts: Note['detail'] = {}): void {
  const { context, alert } = draft
  const { chainDueAt: _, lapsesAt: __, undo: ___, ...rest } = withoutSilence(alert)
  draft.alert = {
    ...rest,
    status: statusAfter(alert.status, 'recover'),
    outcome: 'recovered',
    resolvedAt: context.now,
    resolvedBy: 'system',
    dueAt: null,
  }
  note(draft, 'resolved', { outcome: 'recovered', ...facts })
  if (policyFor(context.policies, alert.policyId).tellRecovered)
    tellAgain(mailOf(draft), context.told(alert.id), { reason: 'resolved', step: -1 })
}

/** Numbers the timeline lines and hands everything over. */
export function outcomeOf(draft: Change): Outcome & { alert: Alert } {
  const { alert, context, at, actor, via } = draft
  const how = via === undefined ? {} : { via: via.by, address: via.address }
  const entries = draft.notes.map(({ kind, detail }): TimelineEntry => {
    const ownDoing = kind === 'notified' || kind === 'escalated' || kind === 'fellThrough'
    return {
      alertId: alert.id,
      seq: context.nextSeq(alert.id),
      at,
      kind,
      actor: ownDoing ? 'system' : actor,
      detail: ownDoing ? detail : { ...detail, ...how },
    }
  })
  return { alert, entries, notifications: [...draft.notifications.values()] }
}
