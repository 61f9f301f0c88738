// Stored values back through the engine, one device at a time, as if each had arrived when it was measured. Where the
// rules allow it, only the stretches in which one of them could be anything but idle are replayed; what lies between
// is left in the store. Knows no SQL: it asks for values by metric and time.

import type { Finding } from '../model/alert.ts'
import type { LatestValue, LiveState } from '../model/live.ts'
import type { SubjectProfile } from '../model/profile.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'
import { type EpochMs, HOUR, MINUTE } from '../model/time.ts'
import { type Catalogue, type Plan, planFor } from './compile.ts'
import { evaluate, type Observe, type SubjectState, tick } from './evaluate.ts'
import { bitOf } from './metric-slots.ts'
import { createMerge } from './stored-readings.ts'
import { createWalk } from './stored-walk.ts'

/** One stored value: when, what, and 1 when it is fit for evaluation. Oldest first within a metric. */
export type StoredRow = readonly [at: EpochMs, value: number, good: number]

/** `from` ≤ at < `to`. */
export type Span = Readonly<{ from: EpochMs; to: EpochMs }>

/** What a store knows of one device. */
export type StoredDevice = Readonly<{
  profile: SubjectProfile
  /** The metrics it ever sent. */
  metrics: readonly Metric[]
  rows(metric: Metric, span: Span): readonly StoredRow[]
  /** Good values that do not lie strictly between `low` and `high`, oldest first. */
  outside(
    metric: Metric,
    span: Span,
    range: Readonly<{ low: number; high: number }>,
  ): readonly (readonly [at: EpochMs, value: number])[]
  /** The newest good value before a moment. */
  newestBefore(metric: Metric, at: EpochMs): LatestValue | undefined
}>

export type Replayed = (finding: Finding) => void

/** Detectors whose idle state knows nothing of the past, so that safe values may be passed over unseen. */
const FORGETFUL: ReadonlySet<string> = new Set([
  'sustained',
  'repeats',
  'ladder',
  'event',
  'rate',
  'forecast',
])

/** Every rule of the plan wakes at a value outside its safe range and at nothing else. */
export const isSkippable = (plan: Plan): boolean =>
  plan.timed.length === 0 &&
  plan.hearing.length === 0 &&
  plan.returning.length === 0 &&
  plan.rules.every(({ personal }) => personal === undefined) &&
  plan.rules.every(({ rule }) => FORGETFUL.has(rule.detector.type))

/** By metric: values strictly between leave every idle rule as it is. Metrics that no rule listens to are not in it. */
export function safeRanges(plan: Plan): ReadonlyMap<Metric, Readonly<{ low: number; high: number }>> {
  const ranges = new Map<Metric, { low: number; high: number }>()
  METRICS.forEach((metric, i) => {
    const bit = bitOf(metric)
    if (plan.events.some(({ mask }) => (mask & bit) !== 0))
      ranges.set(metric, { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY })
    else if (plan.rules.some(({ mask, step }) => step !== undefined && (mask & bit) !== 0))
      ranges.set(metric, { low: plan.low[i] ?? -Infinity, high: plan.high[i] ?? Infinity })
  })
  return ranges
}

/** Chunks of the store that are in memory at once. */
const DAY_CHUNK = 24 * HOUR
const FIRST_CHUNK = 15 * MINUTE

/** One catalogue and whoever hears what it finds. */
export type Run = Readonly<{ catalogue: Catalogue; found: Replayed; observe?: Observe }>

/** Every reading of the span through each of the catalogues, time passing between them; returns the last states. */
export function replayAll(
  runs: readonly Run[],
  device: StoredDevice,
  span: Span & Readonly<{ metrics?: readonly Metric[] }>,
): readonly SubjectState[] {
  const { profile } = device
  const metrics = span.metrics ?? device.metrics
  const start = seeded(device, { at: span.from, metrics })
  const states = runs.map(() => start)
  for (let from = span.from; from < span.to; from += DAY_CHUNK) {
    const to = Math.min(span.to, from + DAY_CHUNK)
    const next = createMerge(metrics.map((metric) => [metric, device.rows(metric, { from, to })]))
    for (let reading = next(); reading !== undefined; reading = next()) {
      const at = reading.eventTime
      for (let i = 0; i < runs.length; i++) {
        const { catalogue, found, observe } = runs[i] as Run
        let state = states[i] as SubjectState
        if (state.dueAt !== null && state.dueAt < at)
          state = passTime(catalogue, state, { until: at - 1, profile, found, observe })
        const step = evaluate(catalogue, state, reading, profile, observe)
        states[i] = step.state
        for (const finding of step.findings) found(finding)
      }
    }
  }
  return runs.map(({ catalogue, found, observe }, i) =>
    passTime(catalogue, states[i] ?? start, { until: span.to, profile, found, observe }),
  )
}

/** Up to and including `until`. A deadline that a tick leaves where it was waits for the next reading. */
export function passTime(
  catalogue: Catalogue,
  before: SubjectState,
  of: Readonly<{ until: EpochMs; profile: SubjectProfile; found: Replayed; observe?: Observe | undefined }>,
): SubjectState {
  let state = before
  for (let due = state.dueAt; due !== null && due <= of.until; ) {
    const step = tick(catalogue, state, due, of.profile, of.observe)
    state = step.state
    for (const finding of step.findings) of.found(finding)
    due = state.dueAt !== null && state.dueAt > due ? state.dueAt : null
  }
  return state
}

/**
 * The same findings as `replayAll` for a skippable plan. `notable`: the moments, ascending, at which some listened-to
 * value lies outside its safe range.
 */
export function replayNotable(
  catalogue: Catalogue,
  device: StoredDevice,
  span: Span & Readonly<{ notable: Iterable<EpochMs> }>,
  found: Replayed,
): void {
  const plan = planFor(catalogue, device.profile)
  const metrics = metricsFor(plan, device.metrics)
  const walk = createWalk(device, { metrics, from: span.from })
  const lead = leadOf(plan)
  let position = span.from
  let state: SubjectState | undefined
  for (const start of span.notable) {
    if (start < position) continue
    if (start >= span.to) return
    if (state === undefined || start - position > lead) {
      position = Math.max(position, start - lead)
      const known = seeded(device, { at: position, metrics })
      const steps = walk?.(position)
      state = steps === undefined ? known : { ...known, live: { ...known.live, walk: steps } }
    }
    const next = replayUntilIdle(catalogue, device, {
      state,
      metrics,
      from: position,
      notable: start,
      to: span.to,
      found,
    })
    state = next.state
    position = next.position
  }
}

/** From an idle state at `from` past `notable` until no rule is anything but idle again. */
function replayUntilIdle(
  catalogue: Catalogue,
  device: StoredDevice,
  of: Span & Readonly<{ state: SubjectState; metrics: readonly Metric[]; notable: EpochMs; found: Replayed }>,
): Readonly<{ state: SubjectState; position: EpochMs }> {
  const { profile } = device
  let { state, from } = of
  let chunk = of.notable - from + FIRST_CHUNK
  while (from < of.to) {
    const to = Math.min(of.to, from + chunk)
    const next = createMerge(of.metrics.map((metric) => [metric, device.rows(metric, { from, to })]))
    for (let reading = next(); reading !== undefined; reading = next()) {
      const step = evaluate(catalogue, state, reading, profile)
      state = step.state
      for (const finding of step.findings) of.found(finding)
      if (reading.eventTime >= of.notable && isIdle(state)) return { state, position: reading.eventTime + 1 }
    }
    from = to
    chunk = Math.min(chunk * 2, DAY_CHUNK)
  }
  return { state, position: of.to }
}

function isIdle(state: SubjectState): boolean {
  for (const _ in state.rules) return false
  return true
}

/** What was known just before a moment, by a device whose rules are all idle. */
export function seeded(
  device: StoredDevice,
  of: Readonly<{ at: EpochMs; metrics: readonly Metric[] }>,
): SubjectState {
  const latest: Partial<Record<Metric, LatestValue>> = {}
  let seenAt: EpochMs | null = null
  for (const metric of of.metrics) {
    const known = device.newestBefore(metric, of.at)
    if (known === undefined) continue
    latest[metric] = known
    if (metric !== 'online' || known.value !== 0) seenAt = Math.max(seenAt ?? 0, known.at)
  }
  // An accuracy outlives its position nowhere.
  if (latest.accuracy?.at !== latest.latitude?.at) delete latest.accuracy
  const live: LiveState = { latest, seenAt, deviceId: device.profile.deviceId }
  return { live, rules: {}, dueAt: null }
}

/** What the rules of a skippable plan may look at, as far as the device has it; power tells of the charger. */
export function metricsFor(plan: Plan, present: readonly Metric[]): readonly Metric[] {
  const wanted = new Set<Metric>(['worn', 'charging', 'battery'])
  for (const { rule, mask } of plan.rules) {
    for (const metric of METRICS) if ((mask & bitOf(metric)) !== 0) wanted.add(metric)
    if (rule.when !== undefined) mentioned(rule.when, wanted)
  }
  return present.filter((metric) => wanted.has(metric))
}

/** How far back what a rule remembers while idle (a leap, a charger) may still count. */
function leadOf(plan: Plan): number {
  let lead = 0
  const look = (part: object): void => {
    for (const [key, value] of Object.entries(part)) {
      if (/within$/i.test(key) && typeof value === 'number') lead = Math.max(lead, value + MINUTE)
      else if (typeof value === 'object' && value !== null) look(value)
    }
  }
  for (const { rule } of plan.rules) look([rule.when ?? {}, rule.detector])
  return lead
}

/** Metrics that a condition names, whatever its shape; walking is told by steps. */
function mentioned(condition: object, into: Set<Metric>): void {
  for (const [key, value] of Object.entries(condition)) {
    if (key === 'moving' && value !== undefined) into.add('steps')
    if (key === 'leapt' && value !== undefined) into.add('heartRate')
    if (key === 'metric') into.add(value as Metric)
    else if (typeof value === 'object' && value !== null) mentioned(value, into)
  }
}
