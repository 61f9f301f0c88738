// A rule with its parameters filled in, as functions of its state: which detector it asks, and when. Parameters are
// laid out in one shape per detector with the vocabulary's own strings, because this is read for every reading.

import { absence, absenceDeadline, absenceExpire, absenceReturned } from '../detectors/absence.ts'
import { type Comparison, worseDirection } from '../detectors/comparison.ts'
import type { Input, Outcome, Watch } from '../detectors/detector.ts'
import { event } from '../detectors/event.ts'
import { ladder, releaseLadder } from '../detectors/ladder.ts'
import { notWorn, notWornDeadline, notWornExpire, notWornReturned } from '../detectors/not-worn.ts'
import { offlineDeadline, offlineExpire, offlineHeard } from '../detectors/offline.ts'
import { repeats } from '../detectors/repeats.ts'
import { type SustainedParams, sustained } from '../detectors/sustained.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { bitOf } from './metric-slots.ts'
import type { DetectorSpec, Rule } from './schema.ts'
import type { RuleState } from './state.ts'

type State = RuleState | undefined

export type SafeRange = Readonly<{ metric: Metric; low: number; high: number }>

/** A rule with its parameters filled in, as functions of its state. */
export type BoundRule = Readonly<{
  rule: Rule
  /** Its place in the plan. */
  index: number
  /** Bits of the metrics whose change it looks at. */
  mask: number
  /** Values strictly between these leave the rule as it is while it is idle; a metric of `mask` not named here never does. */
  safe: readonly SafeRange[]
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

const VITALS: ReadonlySet<Metric> = new Set(['heartRate', 'systolic', 'diastolic', 'spo2', 'temperature'])

/** `spec` is the rule's detector, with a person's overrides in it. */
export function bind(rule: Rule, index: number, spec: DetectorSpec): BoundRule {
  const { metrics, ...behaviour } = behaviourOf(spec)
  const none: Omit<BoundRule, 'rule' | 'index' | 'mask' | 'vital'> = {
    safe: [],
    step: undefined,
    event: undefined,
    eventKind: undefined,
    heard: undefined,
    returned: undefined,
    silence: Number.POSITIVE_INFINITY,
    deadline: undefined,
    expire: undefined,
    release: () => undefined,
  }
  return {
    rule,
    index,
    mask: metrics.reduce((mask, metric) => mask | bitOf(metric), 0),
    vital: spec.type !== 'absence' && metrics.some((metric) => VITALS.has(metric)),
    ...none,
    ...behaviour,
  }
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

/** An absence that was told stays quiet until it has ended; one that was not told yet goes on. */
const quiet = (state: RuleState): RuleState =>
  state.phase === 'firing' &&
  (state.detector === 'absence' || state.detector === 'offline' || state.detector === 'notWorn')
    ? { ...state, phase: 'released' }
    : state

/** The program's own copy of a word: comparing and looking up a string that a file brought is slow. */
const ownWord = <T extends string>(word: T, vocabulary: readonly T[]): T =>
  vocabulary.find((known) => known === word) ?? word
const metricOf = <M extends Metric>(metric: M): M => ownWord<Metric>(metric, METRICS) as M
const COMPARISONS: readonly Comparison[] = ['above', 'below', 'atLeast', 'atMost']

function behaviourOf(spec: DetectorSpec): Behaviour {
  switch (spec.type) {
    case 'sustained': {
      const params = sustainedParams(spec)
      return {
        metrics: [params.metric],
        safe: [
          safeRange(params),
          ...(params.night ? [safeRange({ ...params, raise: params.night.raise })] : []),
        ],
        step: (state, input) => sustained(own('sustained', state), input, params),
      }
    }
    case 'repeats': {
      const any = spec.any.map(({ metric, comparison, raise, clear }) => ({
        metric: metricOf(metric),
        comparison: ownWord(comparison, COMPARISONS),
        raise,
        clear,
      }))
      const { hits, of, window, clearAfter } = spec
      const params = { any, hits, of, window, clearAfter }
      return {
        metrics: any.map((limit) => limit.metric),
        safe: any.map(safeRange),
        step: (state, input) => repeats(own('repeats', state), input, params),
      }
    }
    case 'ladder': {
      const params = { ...spec, metric: metricOf(spec.metric), comparison: ladderComparison(spec.comparison) }
      return {
        metrics: spec.notWhileCharging ? [params.metric, 'charging'] : [params.metric],
        // While idle, charging alone changes nothing.
        safe: [
          ...spec.levels.map((rung) => safeRange({ ...params, raise: rung.raise })),
          anything('charging'),
        ],
        step: (state, input) => ladder(own('ladder', state), input, params),
        release: (state) => releaseLadder(own('ladder', state), params),
      }
    }
    case 'event': {
      const params = { metric: metricOf(spec.metric) }
      return {
        metrics: [params.metric],
        event: (state, input) => event(own('event', state), input, params),
        eventKind: params.metric,
      }
    }
    case 'absence': {
      const params = { metric: metricOf(spec.metric), for: spec.for, heardWithin: spec.heardWithin }
      return {
        metrics: [params.metric, 'worn'],
        safe: [anything(params.metric)],
        step: (state, input) => absence(own('absence', state), input, params),
        returned: (state, input) => absenceReturned(own('absence', state), input, params),
        silence: spec.heardWithin,
        deadline: (state, watch) => absenceDeadline(own('absence', state), watch, params),
        expire: (state, watch) => absenceExpire(own('absence', state), watch, params),
        release: quiet,
      }
    }
    case 'offline': {
      const params = { levels: spec.levels, afterGoodbye: spec.afterGoodbye }
      return {
        metrics: [],
        heard: (state, input) => offlineHeard(own('offline', state), input, params),
        deadline: (state, watch) => offlineDeadline(own('offline', state), watch, params),
        expire: (state, watch) => offlineExpire(own('offline', state), watch, params),
        release: quiet,
      }
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

const anything = (metric: Metric): SafeRange => ({
  metric,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
})

function safeRange(limit: Readonly<{ metric: Metric; comparison: Comparison; raise: number }>): SafeRange {
  return worseDirection(limit.comparison) === 1
    ? { ...anything(limit.metric), high: limit.raise }
    : { ...anything(limit.metric), low: limit.raise }
}

const ladderComparison = (word: 'atLeast' | 'atMost'): 'atLeast' | 'atMost' =>
  word === 'atLeast' ? 'atLeast' : 'atMost'

function sustainedParams(spec: Extract<DetectorSpec, { type: 'sustained' }>): SustainedParams {
  const { night } = spec
  return {
    metric: metricOf(spec.metric),
    comparison: ownWord(spec.comparison, COMPARISONS),
    raise: spec.raise,
    clear: spec.clear,
    for: spec.for,
    atLeastSamples: spec.atLeastSamples,
    maxGap: spec.maxGap,
    clearFor: spec.clearFor,
    night: night && { window: { from: night.from, to: night.to }, raise: night.raise, clear: night.clear },
  }
}
