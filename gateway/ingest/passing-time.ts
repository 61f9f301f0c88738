// The door of time: silence that has become too long, steps of chains that fell due. A few are decided at once,
// emergencies before all others; what a storm or an outage leaves due in the same second goes in turns. Schedules
// nothing: it is asked once a second.

import type { DeviceRequest } from '../../alerts/detectors/detector.ts'
import { type SubjectKey, subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { due } from '../../alerts/response/respond.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import { tick } from '../../alerts/rules/evaluate.ts'
import type { CommitLane } from '../storage/commit-lane.ts'
import { createTurns, type Haste } from '../turns.ts'
import { type Drafting, newDraft } from './drafting.ts'
import { releaseRule } from './release.ts'
import type { Submission } from './submission.ts'
import type { CaseKey, World } from './world.ts'

/** Topic of the log row that records that time alone moved a subject's state. */
export const TICK = 'tick/'
const NO_BYTES = Buffer.alloc(0)
/** So many decisions in one go; each costs about as much as an alert. */
const AT_ONCE = 20

type Due = Readonly<{ subject: SubjectKey; now: EpochMs }> | Readonly<{ case: CaseKey; now: EpochMs }>

const nameOf = (one: Due): string => ('subject' in one ? `subject ${one.subject}` : `case ${one.case}`)

export function createPassingTime(deps: {
  world: World
  lane: CommitLane
  catalogue(): Catalogue
  drafting: Drafting
  submission: Submission
  /** After the commit: the engine wants a band to tell or measure something. */
  bandAsked(deviceId: string, requests: readonly DeviceRequest[]): void
  haste: Haste
  onThrown(error: unknown): void
}) {
  const { world, drafting, submission } = deps
  const { uploads } = drafting
  /** Entered, and not yet decided: the next second does not enter it again. */
  const entered = new Set<string>()

  /** True when something was decided about an alert. */
  const pass = (key: SubjectKey, now: EpochMs): boolean => {
    const state = world.states.get(key)
    const registered = world.registry.ofSubject(key)
    if (!(state && registered)) return false
    const step = tick(deps.catalogue(), state, now, registered.profile)
    if (step.state === state && step.findings.length === 0) return false
    const draft = newDraft()
    drafting.takeFindings(draft, step.findings, { live: step.state.live, now })
    const log = { receivedAt: now, topic: `${TICK}${key}`, payload: NO_BYTES }
    const { deviceId } = registered.profile
    // A tick that failed comes again with the next.
    void submission.decided({ key, state: step.state, log, draft, urgent: false }).then((failure) => {
      if (!failure && step.requests.length > 0) deps.bandAsked(deviceId, step.requests)
    })
    return step.findings.length > 0
  }

  const fire = (key: CaseKey, now: EpochMs): void => {
    const entry = drafting.openCase(key)
    if (!entry || entry.alert.dueAt === null || entry.alert.dueAt > now) return
    const { alert } = entry
    const live = world.states.get(subjectKey(alert.subject))?.live
    const draft = newDraft()
    const outcome = due(alert, drafting.contextFor(entry, live, { now, dueAt: alert.dueAt }))
    drafting.take(draft, entry, outcome)
    if (draft.effects.length === 0) return
    // Nobody closes a test that ends by itself.
    if (outcome.alert?.outcome === 'test') void releaseRule(deps, alert, { at: now, draft })
    else void submission.effects(draft, alert.emergency)
  }

  const turns = createTurns<Due>({
    run(one) {
      entered.delete(nameOf(one))
      try {
        if ('subject' in one) pass(one.subject, one.now)
        else fire(one.case, one.now)
      } catch (error) {
        deps.onThrown(error)
      }
    },
    isKin: () => false,
    haste: deps.haste,
  })
  const enter = (one: Due): void => {
    const name = nameOf(one)
    if (entered.has(name)) return
    entered.add(name)
    turns.enter(one)
  }

  const dueCases = (now: EpochMs): readonly Readonly<{ key: CaseKey; emergency: boolean }>[] => {
    const found: { key: CaseKey; emergency: boolean }[] = []
    for (const [key] of world.cases.visibleEntries()) {
      const alert = drafting.openCase(key)?.alert
      if (alert !== undefined && alert.dueAt !== null && alert.dueAt <= now)
        found.push({ key, emergency: alert.emergency })
    }
    return found
  }

  return {
    tick(now: EpochMs): void {
      let decided = 0
      for (const subject of world.states.due(now))
        if (decided >= AT_ONCE) enter({ subject, now })
        else if (pass(subject, now)) decided += 1
      const areas = newDraft()
      uploads.tick(areas, now)
      drafting.gather(areas, now)
      if (areas.effects.length > 0) void submission.effects(areas)
      const cases = dueCases(now)
      for (const { key, emergency } of cases) if (emergency) fire(key, now)
      for (const { key, emergency } of cases) {
        if (emergency) continue
        if (decided >= AT_ONCE) enter({ case: key, now })
        else fire(key, now)
        decided += 1
      }
      deps.lane.flush()
    },
    waiting: turns.waiting,
    /** Resolves when all that has fallen due is decided. */
    idle: turns.idle,
  }
}
