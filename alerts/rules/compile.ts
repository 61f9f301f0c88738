// Rules arranged for one look-up per reading: by the metrics that moved, the worst rules first, each with its
// parameters bound. Overridden people get their own arrangement, made once and remembered as long as they are.

import { absence, absenceDeadline, absenceExpire, absenceReturned } from '../detectors/absence.ts'
import type { Input, Outcome, Watch } from '../detectors/detector.ts'
import { event } from '../detectors/event.ts'
import { ladder, releaseLadder } from '../detectors/ladder.ts'
import { notWorn, notWornDeadline, notWornExpire, notWornReturned } from '../detectors/not-worn.ts'
import { offlineDeadline, offlineExpire, offlineHeard } from '../detectors/offline.ts'
import { repeats } from '../detectors/repeats.ts'
import { sustained } from '../detectors/sustained.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { bitOf } from './metric-slots.ts'
import { type Overrides, overridden } from './override.ts'
import type { DetectorSpec, Rule } from './schema.ts'
import type { RuleState, SubjectProfile } from './state.ts'

type State = RuleState | undefined

/** A rule with its parameters filled in, as functions of its state. */
export type BoundRule = Readonly<{
  rule: Rule
  /** Its place in the plan. */
  index: number
  /** Bits of the metrics whose change it looks at. */
  mask: number
  /** Looks at vital signs: says nothing while the band is off the wrist. */
  vital: boolean
  step: ((state: State, input: Input) => Outcome<RuleState>) | undefined
  /** A reading of the kind `eventKind`: found by its kind, not by a value, because an unreadable SOS has none. */
  event: ((state: State, input: Input) => Outcome<RuleState>) | undefined
  eventKind: 'sos' | 'fall' | undefined
  /** Any reading of the device. */
  heard: ((state: State, input: Input) => Outcome<RuleState>) | undefined
  /** The first reading after a silence longer than `silence` ms. */
  returned: ((state: State, input: Input) => Outcome<RuleState>) | undefined
  silence: number
  deadline: ((state: State, watch: Watch) => EpochMs | null) | undefined
  expire:
    | ((state: State, watch: Watch & Readonly<{ now: EpochMs; due: EpochMs }>) => Outcome<RuleState>)
    | undefined
  /** What remains after a person resolved the alert. */
  release: (state: RuleState) => State
}>

export type Plan = Readonly<{
  rules: readonly BoundRule[]
  indexOf: ReadonlyMap<string, number>
  events: readonly BoundRule[]
  hearing: readonly BoundRule[]
  returning: readonly BoundRule[]
  /** Shortest silence after which a return matters. */
  silence: number
  timed: readonly BoundRule[]
  byMask: Map<number, readonly BoundRule[]>
}>

export type Catalogue = Readonly<{
  rules: readonly Rule[]
  byId: ReadonlyMap<string, Rule>
  band: Plan
  drain: Plan
  overridden: WeakMap<Overrides, Readonly<{ band: Plan; drain: Plan }>>
}>

const VITALS: ReadonlySet<Metric> = new Set(['heartRate', 'systolic', 'diastolic', 'spo2', 'temperature'])
/** Worst first, so that a critical rule is known to fire before the warning it inhibits is asked. */
const worstFirst = (rules: readonly Rule[]): Rule[] =>
  [...rules].sort((a, b) => RANK[a.severity] - RANK[b.severity])
const RANK = { critical: 0, warning: 1, info: 2 } as const

export function compileCatalogue(rules: readonly Rule[]): Catalogue {
  return Object.freeze({
    rules: Object.freeze([...rules]),
    byId: new Map(rules.map((rule) => [rule.id, rule])),
    ...plansFor(worstFirst(rules), {}),
    overridden: new WeakMap(),
  })
}

/** The rules that apply to a subject, with its overrides. */
export function planFor(catalogue: Catalogue, profile: SubjectProfile): Plan {
  const { overrides, deviceKind } = profile
  if (isEmpty(overrides)) return catalogue[deviceKind]
  let plans = catalogue.overridden.get(overrides)
  if (plans === undefined) {
    plans = plansFor(worstFirst(catalogue.rules), overrides)
    catalogue.overridden.set(overrides, plans)
  }
  return plans[deviceKind]
}

function isEmpty(overrides: Overrides): boolean {
  for (const _ in overrides) return false
  return true
}

/** The rules of a plan that look at any of the metrics in `mask`, worst first. */
export function rulesOf(plan: Plan, mask: number): readonly BoundRule[] {
  let rules = plan.byMask.get(mask)
  if (rules === undefined) {
    rules = plan.rules.filter((bound) => bound.step !== undefined && (bound.mask & mask) !== 0)
    plan.byMask.set(mask, rules)
  }
  return rules
}

function plansFor(rules: readonly Rule[], overrides: Overrides): Readonly<{ band: Plan; drain: Plan }> {
  const of = (kind: 'band' | 'drain'): Plan => {
    const bound = rules
      .filter((rule) => rule.appliesTo === kind)
      .map((rule, index) => bind(rule, index, overridden(rule.detector, overrides[rule.id] ?? {})))
    const returning = bound.filter((one) => one.returned !== undefined)
    return Object.freeze({
      rules: bound,
      indexOf: new Map(bound.map((one) => [one.rule.id, one.index])),
      events: bound.filter((one) => one.event !== undefined),
      hearing: bound.filter((one) => one.heard !== undefined),
      returning,
      silence: Math.min(...returning.map((one) => one.silence)),
      timed: bound.filter((one) => one.deadline !== undefined),
      byMask: new Map(),
    })
  }
  return Object.freeze({ band: of('band'), drain: of('drain') })
}

const idle = (): undefined => undefined
/** An absence that was told stays quiet until it has ended; one that was not told yet goes on. */
const quiet = (state: RuleState): RuleState =>
  state.phase === 'firing' &&
  (state.detector === 'absence' || state.detector === 'offline' || state.detector === 'notWorn')
    ? { ...state, phase: 'released' }
    : state

function bind(rule: Rule, index: number, spec: DetectorSpec): BoundRule {
  const { metrics, ...behaviour } = behaviourOf(spec)
  return Object.freeze({
    rule,
    index,
    mask: metrics.reduce((mask, metric) => mask | bitOf(metric), 0),
    vital: spec.type !== 'absence' && metrics.some((metric) => VITALS.has(metric)),
    step: undefined,
    event: undefined,
    eventKind: undefined,
    heard: undefined,
    returned: undefined,
    silence: Number.POSITIVE_INFINITY,
    deadline: undefined,
    expire: undefined,
    release: idle,
    ...behaviour,
  })
}

type Behaviour = Readonly<{ metrics: readonly Metric[] }> &
  Partial<Omit<BoundRule, 'rule' | 'index' | 'mask' | 'vital'>>

/** A state of another detector is of an older version of the rule: it counts as idle. */
function own<D extends RuleState['detector']>(
  detector: D,
  state: State,
): Extract<RuleState, { detector: D }> | undefined {
  return state?.detector === detector ? (state as Extract<RuleState, { detector: D }>) : undefined
}

function behaviourOf(spec: DetectorSpec): Behaviour {
  switch (spec.type) {
    case 'sustained': {
      const { from, to, ...levels } = spec.night ?? { from: 0, to: 0, raise: 0, clear: 0 }
      const params = {
        ...spec,
        night: spec.night === undefined ? undefined : { window: { from, to }, ...levels },
      }
      return {
        metrics: [spec.metric],
        step: (state, input) => sustained(own('sustained', state), input, params),
      }
    }
    case 'repeats':
      return {
        metrics: spec.any.map((limit) => limit.metric),
        step: (state, input) => repeats(own('repeats', state), input, spec),
      }
    case 'ladder':
      return {
        metrics: spec.notWhileCharging ? [spec.metric, 'charging'] : [spec.metric],
        step: (state, input) => ladder(own('ladder', state), input, spec),
        release: (state) => releaseLadder(own('ladder', state), spec),
      }
    case 'event':
      return {
        metrics: [spec.metric],
        event: (state, input) => event(own('event', state), input, spec),
        eventKind: spec.metric,
      }
    case 'absence':
      return {
        metrics: [spec.metric, 'worn'],
        step: (state, input) => absence(own('absence', state), input, spec),
        returned: (state, input) => absenceReturned(own('absence', state), input, spec),
        silence: spec.heardWithin,
        deadline: (state, watch) => absenceDeadline(own('absence', state), watch, spec),
        expire: (state, watch) => absenceExpire(own('absence', state), watch, spec),
        release: quiet,
      }
    case 'offline':
      return {
        metrics: [],
        heard: (state, input) => offlineHeard(own('offline', state), input, spec),
        deadline: (state, watch) => offlineDeadline(own('offline', state), watch, spec),
        expire: (state, watch) => offlineExpire(own('offline', state), watch, spec),
        release: quiet,
      }
    case 'notWorn': {
      const params = { for: spec.for, daytime: spec.daytime, heardWithin: spec.heardWithin }
      return {
        metrics: ['worn', 'charging'],
        step: (state, input) => notWorn(own('notWorn', state), input),
        returned: (state, input) => notWornReturned(own('notWorn', state), input, params),
        silence: spec.heardWithin,
        deadline: (state, watch) => notWornDeadline(own('notWorn', state), watch, params),
        expire: (state, watch) => notWornExpire(own('notWorn', state), watch, params),
        release: quiet,
      }
    }
    case 'internal':
      return { metrics: [] }
  }
}
