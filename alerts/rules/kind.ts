// What a way of noticing has to say about itself, so that everything else treats all of them alike: its YAML, its
// behaviour, its numbers, its faults, its lines on a curve. One file per kind in kinds/.

import type { z } from 'zod'
import { type Comparison, worseDirection } from '../detectors/comparison.ts'
import type { DetectorState, Input, Outcome, Watch } from '../detectors/detector.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'

export type State = DetectorState | undefined

export type SafeRange = Readonly<{ metric: Metric; low: number; high: number }>

/** What a detector does, with its parameters filled in, as functions of its state. Everything left out is never asked. */
export type Behaviour = Readonly<{
  /** The metrics whose change it looks at. */
  metrics: readonly Metric[]
  /** Values strictly between these leave it as it is while idle; a metric of `metrics` not named here never does. */
  safe?: readonly SafeRange[]
  /** A reading that moved one of its metrics. */
  step?: (state: State, input: Input) => Outcome<DetectorState>
  /** A reading of the kind `eventKind`: found by its kind, not by a value, because an unreadable SOS has none. */
  event?: (state: State, input: Input) => Outcome<DetectorState>
  eventKind?: 'sos' | 'fall'
  /** A reading with doubtful values, which move no metric. */
  doubted?: (state: State, input: Input) => Outcome<DetectorState>
  /** Any reading of the device, while not idle. */
  heard?: (state: State, input: Input) => Outcome<DetectorState>
  /** The first reading after a silence longer than `silence` ms. */
  returned?: (state: State, input: Input) => Outcome<DetectorState>
  silence?: number
  /** When time alone has something to say; null = never as things stand. */
  deadline?: (state: State, watch: Watch) => EpochMs | null
  expire?: (state: State, watch: Watch & Readonly<{ now: EpochMs; due: EpochMs }>) => Outcome<DetectorState>
  /** What remains after a person resolved the alert. */
  release?: (state: DetectorState) => State
  /** A value outside `safe` may matter only for this person: asked when all is idle and nothing else is notable. */
  personal?: (input: Input) => boolean
  /** `personal` is never true of somebody whose usual ranges are not known yet. */
  byHabit?: boolean
}>

/** A fault of one rule; `path` is inside the rule. */
export type Inconsistency = Readonly<{ path: readonly PropertyKey[]; message: string }>

/** A limit to draw into a curve. */
export type Line = Readonly<{
  metric: Metric
  comparison: Comparison
  threshold: number
  severity?: 'info' | 'warning' | 'critical'
}>

/** Reads one parameter: the person's own number, or what the rule says. Durations are seconds outside, ms inside. */
export type Picker = Readonly<{
  number(name: string, fallback: number): number
  time(name: string, fallback: number): number
}>

export type DetectorKind<Schema extends z.ZodObject> = Readonly<{
  type: string
  schema: Schema
  behaviour(spec: z.output<Schema>): Behaviour
  /** Numbers that a person, a tag or a season may change; durations in seconds. */
  parameters(spec: z.output<Schema>): Readonly<Record<string, number>>
  withParameters(spec: z.output<Schema>, pick: Picker): z.output<Schema>
  faults?(spec: z.output<Schema>): readonly Inconsistency[]
  lines?(spec: z.output<Schema>): readonly Line[]
  /** The devices it makes sense for; both when left out. */
  only?: 'band' | 'drain' | 'gateway'
  /** It may look at vital signs while the band is off the wrist. */
  evenUnworn?: boolean
}>

export const defineKind = <Schema extends z.ZodObject>(kind: DetectorKind<Schema>): DetectorKind<Schema> =>
  kind

export const seconds = (ms: number): number => ms / 1_000

/** A state of another detector is of an older version of the rule: it counts as idle. */
export const own = <S extends DetectorState>(detector: S['detector'], state: State): S | undefined =>
  state?.detector === detector ? (state as S) : undefined

/** An absence that was told stays quiet until it has ended; one that was not told yet goes on. */
export const quiet = (state: DetectorState): State =>
  state.phase === 'firing' ? { ...state, phase: 'released' } : state

/** The program's own copy of a word: comparing and looking up a string that a file brought is slow. */
const ownWord = <T extends string>(word: T, vocabulary: readonly T[]): T =>
  vocabulary.find((known) => known === word) ?? word
export const metricOf = <M extends Metric>(metric: M): M => ownWord<Metric>(metric, METRICS) as M
const COMPARISONS: readonly Comparison[] = ['above', 'below', 'atLeast', 'atMost']
export const comparisonOf = <C extends Comparison>(comparison: C): C =>
  ownWord<Comparison>(comparison, COMPARISONS) as C

/** Every value of the metric is safe while idle. */
export const anything = (metric: Metric): SafeRange => ({
  metric,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
})

export function safeRange(
  limit: Readonly<{ metric: Metric; comparison: Comparison; raise: number }>,
): SafeRange {
  return worseDirection(limit.comparison) === 1
    ? { ...anything(limit.metric), high: limit.raise }
    : { ...anything(limit.metric), low: limit.raise }
}

/** `raise` and `clear` on the right sides of each other. */
export function sides(
  of: Readonly<{ comparison: Comparison; raise: number; clear: number }>,
  path: readonly PropertyKey[],
): Inconsistency[] {
  const { comparison, raise, clear } = of
  const upper = worseDirection(comparison) === 1
  if (upper ? clear < raise : clear > raise) return []
  const side = upper ? 'below' : 'above'
  return [{ path, message: `clear (${clear}) must lie ${side} raise (${raise}), or the alert flaps` }]
}

export const ascending = (values: readonly number[], fault: (i: number) => Inconsistency): Inconsistency[] =>
  values.flatMap((value, i) => (i > 0 && value <= (values[i - 1] ?? 0) ? [fault(i)] : []))

export const unique = (names: readonly string[], path: (i: number) => PropertyKey[]): Inconsistency[] =>
  names.flatMap((name, i) =>
    names.indexOf(name) < i ? [{ path: path(i), message: `the level "${name}" stands here twice` }] : [],
  )

/** A path inside the rule's detector. */
export const at = (...path: PropertyKey[]): PropertyKey[] => ['detector', ...path]
