// The rules that a running gateway decides by: taken from files or changed on the board, in force from one log row on.
// Two layers like all memory here: decisions ask the newest decided rules, whatever is visible the committed ones.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { RuleChange } from '../../alerts/rules/adjust.ts'
import type { SubjectState } from '../../alerts/rules/evaluate.ts'
import { transition } from '../../alerts/rules/transition.ts'
import type { Sources } from '../catalogue-files.ts'
import { GatewayError } from '../errors.ts'
import type { RulesRefusal, RulesReload } from '../http/api.ts'
import type { Submission } from '../ingest/submission.ts'
import type { World } from '../ingest/world.ts'
import type { RuleTitle } from '../live/frames.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import type { StoreEffect } from '../storage/effects.ts'
import type { CarePlanChange, RuleMemory } from '../storage/rules.ts'
import { CATALOGUE, type Edition, edit, layChanges } from './catalogue-log.ts'

type InForce = Readonly<{
  edition: Edition
  since: EpochMs
  changes: readonly RuleChange[]
  /** Number of the newest change of a rule or a care plan. */
  lastNo: number
  carePlans: RuleMemory['carePlans']
}>

export type Rulebook = ReturnType<typeof createRulebook>

export function createRulebook(deps: {
  world: World
  submission: Submission
  /** Of the log row that was submitted last. */
  lastSeq(): number
  now(): EpochMs
  edition: Edition
  since: EpochMs
  memory: Pick<RuleMemory, 'changes' | 'lastChangeNo' | 'carePlans' | 'titles'>
  /** The files were refused at the start already. */
  refusal: RulesRefusal | null
  /** What speaks against sound files all the same: faults that only the site's people show. */
  objections?(edition: Edition): RulesRefusal['faults']
  /** Other rules are in force; after the commit. */
  onEntered(edition: Edition): void
  onRefused(refusal: RulesRefusal): void
  /** The files are in force again after a refusal. */
  onAccepted(): void
}) {
  const { world, submission, now } = deps
  const { changes, lastChangeNo, carePlans } = deps.memory
  let decided: InForce = {
    edition: deps.edition,
    since: deps.since,
    changes,
    lastNo: lastChangeNo,
    carePlans,
  }
  let visible = decided
  let refusal = deps.refusal
  let titles = { ...deps.memory.titles, ...titlesOf(deps.edition) }

  /** Every state under the next rules; those that need nothing are left out. */
  const moved = (next: Edition): [SubjectKey, SubjectState][] => {
    const move = transition(decided.edition.catalogue, next.catalogue)
    const states: [SubjectKey, SubjectState][] = []
    for (const [key, state] of world.states.entries()) {
      const registered = world.registry.ofSubject(key)
      const after = registered ? move(state, registered.profile) : state
      if (after !== state) states.push([key, after])
    }
    return states
  }

  const enter = async (
    next: InForce,
    effects: readonly StoreEffect[] = [],
  ): Promise<CommitFailure | undefined> => {
    const { edition, since } = next
    const named = titlesOf(edition)
    const log = { receivedAt: since, topic: CATALOGUE, payload: Buffer.from(edition.hash) }
    const { hash, body } = edition
    const failure = await submission.everybody(() => {
      const states = moved(edition)
      decided = next
      const seq = deps.lastSeq() + 1
      const written: StoreEffect = { type: 'catalogue', seq, at: since, hash, body, titles: named }
      return { moved: states, log, effects: [written, ...effects] }
    })
    if (failure) return failure
    visible = next
    titles = { ...titles, ...named }
    deps.onEntered(edition)
    return undefined
  }

  return {
    /** What decisions ask. */
    deciding: (): Edition => decided.edition,
    /** What people are shown. */
    visible: (): Edition => visible.edition,
    since: (): EpochMs => visible.since,
    refusal: (): RulesRefusal | null => refusal,
    /** Of every rule there is and ever was. */
    titles: (): Readonly<Record<string, RuleTitle>> => titles,
    /** Of one rule, oldest first, the newest decided included. */
    changesOf: (ruleId: string): readonly RuleChange[] =>
      decided.changes.filter((change) => change.ruleId === ruleId),
    changes: (): readonly RuleChange[] => visible.changes,
    carePlanOf: (residentId: string) => decided.carePlans.get(residentId),
    nextNo: (): number => decided.lastNo + 1,

    /** At the start, after the replay: from here on these are in force, and the log says so. */
    begin: (edition: Edition): Promise<CommitFailure | undefined> =>
      enter({ ...decided, edition, since: now() }),

    /** The texts of the files. With faults they are refused, and the rules in force stay. */
    async take(sources: Sources): Promise<RulesReload> {
      const edited = edit(sources, decided.changes)
      const faults = edited.ok ? (deps.objections?.(edited.edition) ?? []) : edited.faults
      if (!edited.ok || faults.length > 0) {
        refusal = { at: now(), faults }
        deps.onRefused(refusal)
        return { ok: false, refusal }
      }
      const isNew = edited.edition.hash !== decided.edition.hash
      const failure = isNew ? await enter({ ...decided, edition: edited.edition, since: now() }) : undefined
      if (failure) throw new GatewayError('storeUnavailable', failure.message, 'Try again in a moment.')
      if (refusal !== null) deps.onAccepted()
      refusal = null
      return { ok: true, changed: isNew }
    },

    /** The files could not even be read. */
    refuse(next: RulesRefusal): void {
      refusal = next
      deps.onRefused(next)
    },

    /** One more change of the board. In force, and answered, after the commit. */
    change(change: RuleChange): Promise<CommitFailure | undefined> {
      const all = [...decided.changes, change]
      const next = {
        ...decided,
        edition: layChanges(decided.edition, all),
        since: change.at,
        changes: all,
        lastNo: change.no,
      }
      return enter(next, [{ type: 'ruleChange', change }])
    },

    /** Writes down a change of a care plan with the effects that make it; the rules themselves stay. */
    async changeCarePlan(
      change: CarePlanChange,
      write: (effects: readonly StoreEffect[]) => Promise<CommitFailure | undefined>,
      effects: readonly StoreEffect[],
    ): Promise<CommitFailure | undefined> {
      const { no, at, author } = change
      const newest = new Map(decided.carePlans).set(change.residentId, { no, at, author })
      decided = { ...decided, lastNo: no, carePlans: newest }
      const failure = await write([...effects, { type: 'carePlanChange', change }])
      if (failure) return failure
      visible = { ...visible, lastNo: Math.max(visible.lastNo, no), carePlans: newest }
      // Also where decisions were taken back meanwhile and this one was written all the same.
      decided = { ...decided, lastNo: Math.max(decided.lastNo, no), carePlans: newest }
      return undefined
    },

    /** Every uncommitted decision is void. */
    forgetDrafts(): void {
      decided = visible
    },
  }
}

function titlesOf({ catalogue, groupings }: Edition): Record<string, RuleTitle> {
  return Object.fromEntries([
    ...groupings.map(({ id, title }): [string, RuleTitle] => [id, title]),
    ...catalogue.rules.map((rule): [string, RuleTitle] => {
      const levels = 'levels' in rule.detector ? rule.detector.levels : []
      const named = Object.fromEntries(levels.map(({ level, title }) => [level, title]))
      return [rule.id, levels.length === 0 ? rule.title : { ...rule.title, levels: named }]
    }),
  ])
}
