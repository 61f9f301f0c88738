// A rule with its parameters filled in for somebody, as functions of its state: what it looks at, when it looks, and
// which of its variants is in force. Read for every reading, so every bound rule has one shape.

import type { DetectorState, Input, Outcome, Watch } from '../detectors/detector.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'
import { type Answer, answer, type Circumstances, isInForce } from './guard.ts'
import type { Behaviour, SafeRange, State } from './kind.ts'
import { kindOf } from './kinds/index.ts'
import { bitOf, METRIC_SLOTS, type MetricSlot } from './metric-slots.ts'
import { inVariant, type Overrides, type Parameters, specFor } from './override.ts'
import type { DetectorSpec, Rule } from './schema.ts'

export type { SafeRange } from './kind.ts'

export type BoundRule = Readonly<{
  rule: Rule
  /** Its place in the plan. */
  index: number
  /** Bits of the metrics whose change it looks at. */
  mask: number
  safe: readonly SafeRange[]
  /** `safe` arranged for the question "may it be passed over?": per metric, and the bits of the metrics it never calls safe. */
  margins: readonly Margin[]
  alert: number
  /** Looks at vital signs: says nothing while the band is off the wrist. */
  vital: boolean
  /** Whether it looks at all; undefined = always. */
  guard: ((of: Circumstances) => Answer) | undefined
  /** The same rule with the numbers of the variants in force; undefined = it has none. */
  inForce: ((at: EpochMs, timeZone: string, weather: Weather | undefined) => BoundRule) | undefined
  step: ((state: State, input: Input) => Outcome<DetectorState>) | undefined
  event: ((state: State, input: Input) => Outcome<DetectorState>) | undefined
  eventKind: 'sos' | 'fall' | undefined
  doubted: ((state: State, input: Input) => Outcome<DetectorState>) | undefined
  heard: ((state: State, input: Input) => Outcome<DetectorState>) | undefined
  returned: ((state: State, input: Input) => Outcome<DetectorState>) | undefined
  silence: number
  deadline: ((state: State, watch: Watch) => EpochMs | null) | undefined
  expire:
    | ((state: State, watch: Watch & Readonly<{ now: EpochMs; due: EpochMs }>) => Outcome<DetectorState>)
    | undefined
  release: (state: DetectorState) => State
  personal: ((input: Input) => boolean) | undefined
  byHabit: boolean
}>

/** Strictly between, a value leaves an idle rule as it is. */
export type Margin = Readonly<{ bit: number; read: MetricSlot['read']; low: number; high: number }>

const VITALS: ReadonlySet<Metric> = new Set(['heartRate', 'systolic', 'diastolic', 'spo2', 'temperature'])

/** The rule as it holds for somebody with this care plan and these tags. */
export function bind(
  rule: Rule,
  index: number,
  of: Readonly<{ overrides: Overrides; tags: readonly string[] }>,
): BoundRule {
  const spec = specFor(rule, of)
  const plain = bound(rule, index, spec)
  const { when, variants } = rule
  const guard = when && ((now: Circumstances) => answer(when, now))
  if (variants.length === 0) return guarded({ ...plain, guard })

  // By which of the variants hold, as bits: at most a handful of combinations ever occur.
  const known = new Map<number, BoundRule>([[0, { ...plain, guard }]])
  const ofMask = (mask: number): BoundRule => {
    let one = known.get(mask)
    if (one === undefined) {
      const active = variants.filter((_, i) => (mask & (1 << i)) !== 0)
      const set = Object.assign({}, ...active.map((variant) => variant.set)) as Parameters
      one = { ...bound(rule, index, inVariant(rule, spec, set)), guard }
      known.set(mask, one)
    }
    return one
  }
  return guarded({
    ...plain,
    guard,
    safe: [plain, ...variants.map((_, i) => ofMask(1 << i))].flatMap((one) => one.safe),
    inForce: (at, timeZone, weather) => {
      let mask = 0
      for (let i = 0; i < variants.length; i++) {
        const variant = variants[i]
        if (variant !== undefined && isInForce(variant, { at, timeZone, weather })) mask |= 1 << i
      }
      return ofMask(mask)
    },
  })
}

/** With its margins, worked out once all of its variants have had their say. */
function guarded(rule: BoundRule): BoundRule {
  const margins: Margin[] = []
  let alert = 0
  for (const slot of METRIC_SLOTS.values()) {
    if ((rule.mask & slot.bit) === 0) continue
    const ranges = rule.safe.filter((range) => range.metric === slot.metric)
    if (ranges.length === 0) alert |= slot.bit
    else
      margins.push({
        bit: slot.bit,
        read: slot.read,
        low: Math.max(...ranges.map((range) => range.low)),
        high: Math.min(...ranges.map((range) => range.high)),
      })
  }
  return { ...rule, margins, alert }
}

/** While idle: nothing in what moved can wake it. */
export function isPassedOver(bound: BoundRule, moved: number, input: Input): boolean {
  if ((bound.alert & moved) !== 0) return false
  for (const { bit, read, low, high } of bound.margins) {
    if ((bit & moved) === 0) continue
    const value = read(input.live.latest)?.value
    if (value === undefined || !(value > low && value < high)) return false
  }
  return bound.personal === undefined || !bound.personal(input)
}

function bound(rule: Rule, index: number, spec: DetectorSpec): BoundRule {
  const kind = kindOf(spec)
  const does: Behaviour = kind.behaviour(spec)
  return {
    rule,
    index,
    mask: does.metrics.reduce((mask, metric) => mask | bitOf(metric), 0),
    safe: does.safe ?? [],
    margins: [],
    alert: 0,
    vital: kind.evenUnworn !== true && does.metrics.some((metric) => VITALS.has(metric)),
    guard: undefined,
    inForce: undefined,
    step: does.step,
    event: does.event,
    eventKind: does.eventKind,
    doubted: does.doubted,
    heard: does.heard,
    returned: does.returned,
    silence: does.silence ?? Number.POSITIVE_INFINITY,
    deadline: does.deadline,
    expire: does.expire,
    release: does.release ?? (() => undefined),
    personal: does.personal,
    byHabit: does.byHabit ?? false,
  }
}
