// The second door: what a person does to an alert. Idempotent by request id; the first of two officers wins, and
// the answer is given after the commit.

import type { Alert } from '../../alerts/model/alert.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { CommandResult } from '../../alerts/response/context.ts'
import { part } from '../../alerts/response/membership.ts'
import { command as commandAlert } from '../../alerts/response/respond.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import type { CommandInput, CommandOutcome, CommandPort } from '../http/ports.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import { type Drafting, newDraft } from './drafting.ts'
import type { OneByOne } from './one-by-one.ts'
import { releaseRule } from './release.ts'
import type { Submission } from './submission.ts'
import { type Case, caseKeyOf, type World } from './world.ts'

const REMEMBERED_REQUESTS = 2_000

/** An ambulance may arrive, a card be looked at and a remark be made when the alert is closed already. */
const OF_CLOSED: ReadonlySet<CommandInput['action']> = new Set(['desk', 'openCard', 'comment'])
const isOfClosed = (action: CommandInput['action']): boolean => OF_CLOSED.has(action)

export function createCommands(deps: {
  world: World
  drafting: Drafting
  submission: Submission
  catalogue(): Catalogue
  /** A case that is not in memory any more: resolved, or never there. */
  storedCase(id: number): Promise<Case | undefined>
  /** One after the other, of a closed alert. */
  oneByOne: OneByOne
  /** After the commit: a person has closed this alert, or reopened it. */
  closed?(alert: Alert, at: EpochMs): void
}): CommandPort {
  const { world, drafting, submission } = deps
  const requests = new Map<string, Promise<CommandOutcome>>()

  const decide = async (input: CommandInput): Promise<CommandOutcome> => {
    const key = world.keyOfAlert.get(input.alertId)
    const open = key === undefined ? undefined : drafting.openCase(key)
    if (open?.alert.id === input.alertId) return onCase(open, input)
    if (key !== undefined && isOfClosed(input.action)) {
      // Resolved, but not yet on disk: what is decided after it is written after it.
      await submission.effects(newDraft())
      return decide(input)
    }
    // There is nothing to go back to that anybody has been told of.
    if (key !== undefined)
      return { ok: false, code: input.action === 'undo' ? 'tooLateToUndo' : 'alreadyResolved' }
    return deps.oneByOne(input.alertId, () => onStored(input))
  }

  const onStored = async (input: CommandInput): Promise<CommandOutcome> => {
    const stored = await deps.storedCase(input.alertId)
    if (stored === undefined) return { ok: false, code: 'alertNotFound' }
    if (input.action !== 'undo' && !isOfClosed(input.action)) return { ok: false, code: 'alreadyResolved' }
    // While the store was asked, somebody may have reopened it, or its cause may have opened another one.
    const other = drafting.openCase(caseKeyOf(stored.alert))
    if (other?.alert.id === input.alertId) return onCase(other, input)
    if (isOfClosed(input.action)) return ofClosed(stored, input)
    if (stored.alert.status !== 'resolved' || other !== undefined) return { ok: false, code: 'tooLateToUndo' }
    return onCase(stored, input)
  }

  /** What is still said of a closed alert changes its record, and never meets the case its cause may have opened since. */
  const ofClosed = async (stored: Case, input: CommandInput): Promise<CommandOutcome> => {
    const live = world.states.get(subjectKey(stored.alert.subject))?.live
    const result = commandAlert(stored.alert, input, drafting.contextFor(stored, live, { now: input.at }))
    if (!result.ok) return { ok: false, code: result.code }
    const draft = newDraft()
    draft.effects.push({ type: 'alert', alert: result.alert })
    for (const entry of result.entries) draft.effects.push({ type: 'timeline', entry })
    draft.changed.push({ alert: result.alert, entries: result.entries })
    if (await submission.effects(draft)) return { ok: false, code: 'storeUnavailable' }
    return { ok: true, alert: result.alert, entries: result.entries }
  }

  const onCase = async (found: Case, input: CommandInput): Promise<CommandOutcome> => {
    if (input.action === 'call') {
      const list = drafting.callListOf(found.alert, input.at)
      if (list === undefined) return { ok: false, code: 'noCallList' }
      const known = list.some(({ residentId }) => residentId === input.residentId)
      if (!known && found.alert.calls?.[input.residentId] === undefined)
        return { ok: false, code: 'notOnCallList' }
    }
    const { result, written } = say(found, input)
    if (!result.ok) return { ok: false, code: result.code }
    const failures = await written
    // Decided on top of what the store has refused, and not itself refused: it stands as before the command.
    if (failures.length > 0 && failures.every(({ reason }) => reason === 'void')) return decide(input)
    if (failures.length > 0) return { ok: false, code: 'storeUnavailable' }
    if (input.action === 'resolve' || input.action === 'undo') deps.closed?.(result.alert, input.at)
    return { ok: true, alert: result.alert, entries: result.entries }
  }

  /** Carries out a command on one alert and on what belongs to it; `written` holds what the store refused. */
  const say = (
    found: Case,
    input: CommandInput,
  ): Readonly<{ result: CommandResult; written: Promise<readonly CommitFailure[]> }> => {
    const { at } = input
    const draft = newDraft()
    const closes = input.action === 'resolve'
    // What a late upload has not ended yet must not be closed with its summary.
    const entry = closes ? drafting.uploads.finish(draft, found, at) : found
    const subject = subjectKey(entry.alert.subject)
    const live = world.states.get(subject)?.live
    const result = commandAlert(entry.alert, input, drafting.contextFor(entry, live, { now: at }))
    if (!result.ok) return { result, written: Promise.resolve([]) }
    const members = closes ? drafting.membersOf(entry.alert) : []
    const ofMembers =
      closes && input.members === 'resolve'
        ? members.map((member) => say(member, { ...input, alertId: member.alert.id }).written)
        : []
    drafting.take(draft, found, result)
    if (input.evidence !== undefined) draft.effects.push(input.evidence)
    if (ofMembers.length === 0)
      for (const member of members)
        drafting.take(draft, member, part(member.alert, drafting.contextFor(member, undefined, { now: at })))
    const own = closes
      ? releaseRule(deps, entry.alert, { at, draft })
      : submission.effects(draft, entry.alert.emergency)
    const written = Promise.all([...ofMembers, own.then((failure) => (failure ? [failure] : []))])
    return { result, written: written.then((failures) => failures.flat()) }
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
