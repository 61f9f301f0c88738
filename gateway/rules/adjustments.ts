// What people do to the rules on the board: change, undo, a resident's own limits. Two people who change the same thing
// do not overwrite each other: whoever comes second is told who was faster. Answers after the commit.

import type { Directory, Resident } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { DAY } from '../../alerts/model/time.ts'
import {
  changeBetween,
  changeFaults,
  fixedBecause,
  parameterFaults,
  type RuleAdjustment,
  settled,
  standingOf,
} from '../../alerts/rules/adjust.ts'
import { overrideFaults } from '../../alerts/rules/override.ts'
import type { CarePlan, RuleConflict, RuleList, RuleView } from '../http/api.ts'
import type { CarePlanInput, CarePlanOutcome, RuleOutcome, RulesPort } from '../http/ports.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import type { StoreEffect } from '../storage/effects.ts'
import type { CarePlanChange, RuleCount } from '../storage/rules.ts'
import type { Edition } from './catalogue-log.ts'
import { historyOf, viewOfRule } from './rule-view.ts'
import type { Rulebook } from './rulebook.ts'

const CARE_PLAN_HISTORY = 100

type Decision = Readonly<{
  ruleId: string
  author: string
  reason: string
  expected: number
  at: EpochMs
}>

export function createAdjustments(deps: {
  book: Rulebook
  directory(): Directory
  now(): EpochMs
  alertsByRule(query: Readonly<{ since: EpochMs; recentSince: EpochMs }>): Promise<readonly RuleCount[]>
  carePlanChanges(query: Readonly<{ residentId: string; limit: number }>): Promise<readonly CarePlanChange[]>
  write(effects: readonly StoreEffect[]): Promise<CommitFailure | undefined>
  /** A resident was written: decisions must know before the answer is given. */
  residentChanged(): Promise<void>
  reload: RulesPort['reload']
}): RulesPort {
  const { book } = deps
  const nameOf = (personId: string): string => deps.directory().people.get(personId)?.name ?? personId
  const conflictOf = (change: Readonly<{ no: number; at: EpochMs; author: string }>): RuleConflict => ({
    no: change.no,
    at: change.at,
    by: change.author,
    byName: nameOf(change.author),
  })

  const counts = async (): Promise<ReadonlyMap<string, RuleCount>> => {
    const since = deps.now() - 30 * DAY
    const rows = await deps.alertsByRule({ since, recentSince: deps.now() - 7 * DAY })
    return new Map(rows.map((row) => [row.ruleId, row]))
  }

  const viewOf = (
    edition: Edition,
    ruleId: string,
    counted: ReadonlyMap<string, RuleCount>,
  ): RuleView | undefined => {
    const rule = edition.catalogue.byId.get(ruleId)
    const standard = edition.rules.find(({ id }) => id === ruleId)
    if (rule === undefined || standard === undefined) return undefined
    return viewOfRule({
      standard,
      rule,
      changes: book.changesOf(ruleId),
      faults: edition.faults.filter((fault) => fault.ruleId === ruleId).map(({ message }) => message),
      count: counted.get(ruleId),
      nameOf,
    })
  }

  /** `make` says what to write, from the standing and the changes so far. */
  const decide = async (
    input: Decision,
    make: (
      rule: Edition['rules'][number],
      own: ReturnType<Rulebook['changesOf']>,
    ) =>
      | Extract<RuleOutcome, { ok: false }>
      | Readonly<{ ok: true; change: RuleAdjustment; restores?: number }>,
  ): Promise<RuleOutcome> => {
    const { ruleId, author, reason, expected, at } = input
    const rule = book.deciding().rules.find(({ id }) => id === ruleId)
    if (rule === undefined) return { ok: false, code: 'ruleNotFound' }
    if (fixedBecause(rule) !== undefined) return { ok: false, code: 'ruleFixed' }
    const own = book.changesOf(ruleId)
    const newest = own.at(-1)
    if (newest !== undefined && newest.no !== expected)
      return { ok: false, code: 'ruleChanged', conflict: conflictOf(newest) }
    if (newest === undefined && expected !== 0)
      return {
        ok: false,
        code: 'parametersInvalid',
        faults: [{ path: 'expected', message: 'it was never changed' }],
      }
    const made = make(rule, own)
    if (!made.ok) return made
    const { ok: _, ...what } = made
    const failure = await book.change({ no: book.nextNo(), at, author, reason, ruleId, ...what })
    if (failure) return { ok: false, code: 'storeUnavailable' }
    const view = viewOf(book.visible(), ruleId, await counts())
    return view === undefined ? { ok: false, code: 'ruleNotFound' } : { ok: true, rule: view }
  }

  const residentOf = (id: string): Resident | undefined => deps.directory().residents.get(id)

  const carePlan = async (residentId: string): Promise<CarePlan | undefined> => {
    const resident = residentOf(residentId)
    if (resident === undefined) return undefined
    const changes = await deps.carePlanChanges({ residentId, limit: CARE_PLAN_HISTORY })
    return {
      residentId,
      overrides: resident.overrides ?? {},
      changeNo: book.carePlanOf(residentId)?.no ?? 0,
      history: changes.map(({ no, at, author, reason, before, after }) => ({
        no,
        at,
        by: author,
        byName: nameOf(author),
        reason,
        before,
        after,
      })),
    }
  }

  const carePlanFaults = (overrides: CarePlanInput['overrides']) => {
    const { rules } = book.deciding().catalogue
    const unknown = overrideFaults(rules, overrides)
    if (unknown.length > 0)
      return unknown.map(({ path, message }) => ({ path: ['overrides', ...path].join('.'), message }))
    return Object.entries(overrides).flatMap(([ruleId, numbers]) => {
      const rule = rules.find(({ id }) => id === ruleId)
      return rule === undefined ? [] : parameterFaults(rule, `overrides.${ruleId}`, numbers)
    })
  }

  return {
    async list(): Promise<RuleList> {
      const counted = await counts()
      const edition = book.visible()
      const rules = edition.rules.flatMap(({ id }) => viewOf(edition, id, counted) ?? [])
      const known = new Set(edition.rules.map(({ id }) => id))
      const lost = new Map(
        book
          .changes()
          .filter(({ ruleId }) => !known.has(ruleId))
          .map((change) => [change.ruleId, change]),
      )
      const tags = new Set([...deps.directory().residents.values()].flatMap((resident) => resident.tags))
      return {
        rules,
        since: book.since(),
        refusal: book.refusal(),
        orphans: [...lost.values()].map((change) => ({ ruleId: change.ruleId, ...conflictOf(change) })),
        tags: [...tags].sort(),
      }
    },

    rule: async (ruleId) => viewOf(book.visible(), ruleId, await counts()),

    history(ruleId) {
      const changes = book.changes().filter((change) => change.ruleId === ruleId)
      const isKnown = changes.length > 0 || book.visible().catalogue.byId.has(ruleId)
      return isKnown ? historyOf(changes, nameOf) : undefined
    },

    change: ({ change, ...input }) =>
      decide(input, (rule, own) => {
        const standing = standingOf(own)
        const faults = changeFaults(rule, standing, change)
        if (faults.length > 0) return { ok: false, code: 'parametersInvalid', faults }
        const written = settled(rule, standing, change)
        return written === undefined ? { ok: false, code: 'nothingChanged' } : { ok: true, change: written }
      }),

    undo: ({ to, ...input }) =>
      decide(input, (_, own) => {
        const restores = to ?? own.at(-2)?.no ?? 0
        if (restores !== 0 && !own.some(({ no }) => no === restores))
          return {
            ok: false,
            code: 'parametersInvalid',
            faults: [{ path: 'to', message: `the rule has no change ${restores}` }],
          }
        const target = standingOf(own.filter(({ no }) => no <= restores))
        const change = changeBetween(standingOf(own), target)
        return change === undefined ? { ok: false, code: 'nothingChanged' } : { ok: true, change, restores }
      }),

    reload: deps.reload,
    carePlan,

    async changeCarePlan({ residentId, overrides, reason, expected, author, at }): Promise<CarePlanOutcome> {
      const resident = residentOf(residentId)
      if (resident === undefined) return { ok: false, code: 'residentNotFound' }
      const newest = book.carePlanOf(residentId)
      if ((newest?.no ?? 0) !== expected)
        return newest === undefined
          ? {
              ok: false,
              code: 'parametersInvalid',
              faults: [{ path: 'expected', message: 'it was never changed' }],
            }
          : { ok: false, code: 'ruleChanged', conflict: conflictOf(newest) }
      const faults = carePlanFaults(overrides)
      if (faults.length > 0) return { ok: false, code: 'parametersInvalid', faults }
      const { overrides: before = {}, ...rest } = resident
      const named = Object.fromEntries(
        Object.entries(overrides).filter(([, numbers]) => Object.keys(numbers).length > 0),
      )
      if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(named)))
        return { ok: false, code: 'nothingChanged' }
      const body = Object.keys(named).length === 0 ? rest : { ...rest, overrides: named }
      const failure = await book.changeCarePlan(
        { no: book.nextNo(), at, author, reason, residentId, before, after: named },
        deps.write,
        [{ type: 'entity', kind: 'resident', id: residentId, body }, { type: 'directoryChanged' }],
      )
      if (failure) return { ok: false, code: 'storeUnavailable' }
      await deps.residentChanged()
      const plan = await carePlan(residentId)
      return plan === undefined ? { ok: false, code: 'residentNotFound' } : { ok: true, plan }
    },
  }
}

/** Equal plans as equal texts, whatever the order they were written in. */
const sorted = (plan: CarePlan['overrides']): unknown =>
  Object.entries(plan)
    .map(([ruleId, numbers]) => [ruleId, Object.entries(numbers).sort()])
    .sort()
