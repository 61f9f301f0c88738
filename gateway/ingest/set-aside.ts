// What the store refuses by itself, while it takes everything else: written down beside it and told to people, so that
// it is neither lost nor sent again for ever. A press that cannot be stored as usual is an alert of another rule, with
// the policy of a press. Does not know why the store refused; its words are kept for whoever looks into it.

import type { Alert, Finding } from '../../alerts/model/alert.ts'
import { type SubjectRef, subjectKey } from '../../alerts/model/people.ts'
import { type EpochMs, MINUTE } from '../../alerts/model/time.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import type { StoreEffect } from '../storage/effects.ts'
import { type Draft, type Drafting, newDraft } from './drafting.ts'
import type { Incoming } from './ingest.ts'
import { rejectionEffect } from './rejection.ts'
import type { Submission } from './submission.ts'
import { caseKey, type World } from './world.ts'

export const NOT_STORED_RULE = 'not-stored'
export const PRESS_NOT_STORED_RULE = 'press-not-stored'
/** Why it stands among the rejected messages. */
export const NOT_STORED = 'notStored'

/** What goes on being refused is told again after this; each message is written down. */
const TOLD_AGAIN_AFTER = 10 * MINUTE

export type SetAside = ReturnType<typeof createSetAside>

export function createSetAside(deps: {
  world: World
  drafting: Drafting
  submission(): Submission
  /** The rule of this id, while the site has it switched on. */
  rule(id: string): Rule | undefined
  now(): EpochMs
}) {
  const { world, drafting } = deps
  const toldAt = new Map<string, EpochMs>()
  /** Its own units: what says that something was refused is not told of when it is refused itself. */
  const own = new WeakSet<Draft>()

  const write = (effects: readonly StoreEffect[], finding: Finding | undefined, urgent = false) =>
    deps.submission().effects(() => {
      const draft = newDraft()
      own.add(draft)
      draft.effects.push(...effects)
      const live = finding && world.states.get(subjectKey(finding.subject))?.live
      if (finding !== undefined) drafting.takeFindings(draft, [finding], { live, now: deps.now() })
      return draft
    }, urgent)

  const findingOf = (
    rule: Rule,
    about: Readonly<{
      subject: SubjectRef
      deviceId: string
      at: EpochMs
      facts: Finding['evidence']['facts']
    }>,
  ): Finding => ({
    ruleId: rule.id,
    ruleVersion: rule.version,
    subject: about.subject,
    deviceId: about.deviceId,
    transition: 'raise',
    severity: rule.severity,
    policyId: rule.policy,
    closesOnClear: rule.closesOnClear,
    emergency: rule.emergency,
    eventTime: about.at,
    evidence: { samples: [], since: about.at, facts: about.facts ?? {} },
  })

  /** Presses are told each time; of the rest, what was told a moment ago and still stands is not told again. */
  const isNews = (key: string, now: EpochMs): boolean => {
    const last = toldAt.get(key)
    if (last !== undefined && now >= last && now - last < TOLD_AGAIN_AFTER && drafting.openCase(key))
      return false
    toldAt.set(key, now)
    return true
  }

  return {
    /**
     * A device's message. Resolves with true when the device may forget it: it is among the rejected messages, and if
     * somebody pressed a button, people are being told.
     */
    async message(
      message: Incoming,
      of: Readonly<{ subject: SubjectRef; isPress: boolean; reason: string }>,
    ): Promise<boolean> {
      const rejection = rejectionEffect(message, { reason: NOT_STORED, detail: of.reason })
      const rule = deps.rule(of.isPress ? PRESS_NOT_STORED_RULE : NOT_STORED_RULE)
      const key = caseKey(subjectKey(of.subject), NOT_STORED_RULE)
      const tells = rule !== undefined && (of.isPress || isNews(key, message.receivedAt))
      if (tells) {
        const facts = { message: message.topic.slice(message.topic.lastIndexOf('/') + 1), error: of.reason }
        const about = { subject: of.subject, deviceId: message.deviceId, at: message.receivedAt, facts }
        const failure = await write([rejection], findingOf(rule, about), of.isPress)
        if (failure === undefined) return true
        if (failure.reason !== 'refused') return false
      }
      const failure = await write([rejection], undefined)
      return failure === undefined && !of.isPress
    },

    /** What a person, the passing of time or a delivery has decided; whoever decided it hears of it as well. */
    decision(draft: Draft | undefined, reason: string): void {
      const rule = deps.rule(NOT_STORED_RULE)
      if (rule === undefined || (draft !== undefined && own.has(draft))) return
      const alert: Alert | undefined = draft?.changed[0]?.alert
      if (alert?.ruleId === NOT_STORED_RULE) return
      const subject: SubjectRef = alert?.subject ?? { kind: 'system', id: 'store' }
      const at = deps.now()
      if (!isNews(caseKey(subjectKey(subject), NOT_STORED_RULE), at)) return
      const facts = { error: reason, ...(alert === undefined ? {} : { alertId: alert.id }) }
      void write([], findingOf(rule, { subject, deviceId: alert?.deviceId ?? '', at, facts }))
    },
  }
}
