// What a scenario does to one device, on the clock: the compiled form that bands, drains and the link read.
// Knows no YAML.

import type { Span } from '../time.ts'

export type ValueMetric =
  | 'heartRate'
  | 'systolic'
  | 'diastolic'
  | 'spo2'
  | 'temperature'
  | 'battery'
  | 'level'
  | 'rain'

export const GARBAGE = [
  'notJson',
  'truncated',
  'wrongTypes',
  'absurd',
  'huge',
  'retainedSos',
  'foreignTopic',
] as const
export type GarbageShape = (typeof GARBAGE)[number]

export type Effect =
  /** Moves a metric to `to` over `rampMs`, holds it, and lets it go over the last `backMs`. */
  | (Span & Readonly<{ type: 'value'; metric: ValueMetric; to: number; rampMs: number; backMs: number }>)
  | (Span & Readonly<{ type: 'offWrist' | 'atHome' | 'charging' | 'duplicate' | 'reorder' }>)
  /** Away from home on a straight line, then round a circle (0 = stays there), and back over the last `backMs`. */
  | (Span &
      Readonly<{
        type: 'outing'
        metres: number
        /** Radians clockwise from north. */
        bearing: number
        overMs: number
        circleMetres: number
        backMs: number
      }>)
  | (Span & Readonly<{ type: 'rain'; millimetresPerHour: number }>)
  | (Span & Readonly<{ type: 'skew'; byMs: number }>)
  /** The link is dead without a DISCONNECT. `keeps`: the device is alive and batches what it measured meanwhile. */
  | (Span & Readonly<{ type: 'away'; keeps: boolean }>)
  /** Switched off properly, with a DISCONNECT. */
  | (Span & Readonly<{ type: 'off' }>)
  | Readonly<{ type: 'sos'; at: number }>
  | Readonly<{ type: 'fall'; at: number; still: boolean }>
  | Readonly<{ type: 'garbage'; at: number; shape: GarbageShape }>
  /** One level message that says something else: the wave of a passing car. */
  | Readonly<{ type: 'spike'; at: number; to: number }>

export type SpanEffect = Extract<Effect, Span>

/** The last effect of a type in force at a moment; later lines of a script win. */
export function inForce<T extends SpanEffect['type']>(
  effects: readonly Effect[],
  type: T,
  at: number,
): Extract<Effect, { type: T }> | undefined {
  return effects.findLast(
    (effect): effect is Extract<Effect, { type: T }> =>
      effect.type === type && 'from' in effect && at >= effect.from && at < effect.until,
  )
}

/** The value a script gives a metric; undefined where nature rules. `natural` is where ramps start and end. */
export function scriptedValue(
  effects: readonly Effect[],
  question: Readonly<{ metric: ValueMetric; at: number; natural: number }>,
): number | undefined {
  const { metric, at, natural } = question
  let value: number | undefined
  for (const effect of effects) {
    if (effect.type !== 'value' || effect.metric !== metric || at < effect.from || at >= effect.until)
      continue
    const start = value ?? natural
    const rise = effect.rampMs === 0 ? 1 : Math.min(1, (at - effect.from) / effect.rampMs)
    const fall = effect.backMs === 0 ? 1 : Math.min(1, (effect.until - at) / effect.backMs)
    value = start + (effect.to - start) * Math.min(rise, fall)
  }
  return value
}

/** Moments in (from, until] at which an effect of the given types begins or ends. */
export function edges(
  effects: readonly Effect[],
  types: readonly Effect['type'][],
  window: Span,
): readonly number[] {
  return effects.flatMap((effect) =>
    types.includes(effect.type) && 'from' in effect
      ? [effect.from, effect.until].filter((at) => at > window.from && at <= window.until)
      : [],
  )
}
