// The second door: what a person does to an alert. Idempotent by request id; the first of two officers wins, and
// the answer is given after the commit.

import type { Alert } from '../../alerts/model/alert.ts'
import { type SubjectKey, subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { command as commandAlert } from '../../alerts/response/respond.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import { release } from '../../alerts/rules/evaluate.ts'
import type { CommandInput, CommandOutcome, CommandPort } from '../http/ports.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import { type Draft, type Drafting, newDraft } from './drafting.ts'
import type { Submission } from './submission.ts'
import type { World } from './world.ts'

/** Topic of the log row that lets a rule look afresh after a person closed its alert; the payload is the rule's id. */
export const RELEASE = 'release/'
const REMEMBERED_REQUESTS = 2_000

export function createCommands(deps: {
  world: World
  drafting: Drafting
  submission: Submission
  catalogue(): Catalogue
  /** An alert that is not in memory any more: resolved, or never there. */
  storedAlert(id: number): Promise<Alert | undefined>
}): CommandPort {
  const { world, drafting, submission } = deps
  const requests = new Map<string, Promise<CommandOutcome>>()

  const decide = async (input: CommandInput): Promise<CommandOutcome> => {
    const key = world.keyOfAlert.get(input.alertId)
    const entry = key === undefined ? undefined : drafting.openCase(key)
    if (!entry || entry.alert.id !== input.alertId) {
      const known = key !== undefined || (await deps.storedAlert(input.alertId)) !== undefined
      return { ok: false, code: known ? 'alreadyResolved' : 'alertNotFound' }
    }
    const subject = subjectKey(entry.alert.subject)
    const live = world.states.get(subject)?.live
    const result = commandAlert(entry.alert, input, drafting.contextFor(entry, live, { now: input.at }))
    if (!result.ok) return { ok: false, code: result.code }
    const draft = newDraft()
    drafting.take(draft, entry, result)
    const failure =
      result.alert.status === 'resolved'
        ? await releaseRule(entry.alert, { subject, at: input.at, draft })
        : await submission.effects(draft, entry.alert.emergency)
    if (failure) return { ok: false, code: 'storeUnavailable' }
    return { ok: true, alert: result.alert, entries: result.entries }
  }

  const releaseRule = (
    alert: Alert,
    closing: { subject: SubjectKey; at: EpochMs; draft: Draft },
  ): Promise<CommitFailure | undefined> => {
    const { subject, at, draft } = closing
    const registered = world.registry.ofSubject(subject)
    const state = world.states.get(subject)
    if (!registered || !state) return submission.effects(draft)
    const step = release(deps.catalogue(), state, alert.ruleId, at, registered.profile)
    return new Promise((resolve) => {
      const log = { receivedAt: at, topic: `${RELEASE}${subject}`, payload: Buffer.from(alert.ruleId) }
      submission.step(
        { key: subject, state: step.state, log, draft, urgent: false },
        { committed: () => resolve(undefined), failed: resolve },
      )
    })
  }

  return (input) => {
    const request = `${input.actorId}|${input.requestId}`
    const known = requests.get(request)
    if (known) return known
    const answer = decide(input)
    requests.set(request, answer)
    if (requests.size > REMEMBERED_REQUESTS) requests.delete(requests.keys().next().value as string)
    // A refusal for want of a disk must be allowed to succeed when the same person tries again.
    const forget = (): boolean => requests.delete(request)
    void answer.then((outcome) => outcome.ok || outcome.code !== 'storeUnavailable' || forget(), forget)
    return answer
  }
}
