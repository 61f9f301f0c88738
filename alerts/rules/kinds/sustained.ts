// A value beyond its limit for a time: its YAML and its numbers. The deciding is in detectors/sustained.ts.

import { z } from 'zod'
import { type SustainedParams, type SustainedState, sustained } from '../../detectors/sustained.ts'
import {
  at,
  comparisonOf,
  defineKind,
  type Inconsistency,
  metricOf,
  own,
  safeRange,
  seconds,
  sides,
} from '../kind.ts'
import { comparison, dayWindow, duration, limit, metric } from '../vocabulary.ts'

const schema = z
  .strictObject({
    type: z.literal('sustained'),
    metric,
    comparison,
    raise: limit.describe('The limit.'),
    clear: limit.describe('Back at this value, or further on the safe side, counts as recovered.'),
    for: duration.describe(
      'How long the value must be beyond the limit, with samples all along. 0s = at once.',
    ),
    atLeastSamples: z.int().min(1).default(1).describe('And in at least so many samples.'),
    maxGap: duration.describe('Samples further apart than this start the time anew.'),
    clearFor: duration.default(0).describe('How long it must have recovered before the alert clears.'),
    night: z
      .strictObject({ ...dayWindow, raise: limit, clear: limit })
      .optional()
      .describe('Other limits at night.'),
  })
  .describe('A value beyond its limit for a time.')

type Spec = z.output<typeof schema>

function paramsOf(spec: Spec): SustainedParams {
  const { night } = spec
  return {
    metric: metricOf(spec.metric),
    comparison: comparisonOf(spec.comparison),
    raise: spec.raise,
    clear: spec.clear,
    for: spec.for,
    atLeastSamples: spec.atLeastSamples,
    maxGap: spec.maxGap,
    clearFor: spec.clearFor,
    night: night && { window: { from: night.from, to: night.to }, raise: night.raise, clear: night.clear },
  }
}

export const sustainedKind = defineKind({
  type: 'sustained',
  schema,
  behaviour(spec) {
    const params = paramsOf(spec)
    return {
      metrics: [params.metric],
      safe: [
        safeRange(params),
        ...(params.night ? [safeRange({ ...params, raise: params.night.raise })] : []),
      ],
      step: (state, input) => sustained(own<SustainedState>('sustained', state), input, params),
    }
  },
  parameters: (spec) => ({
    raise: spec.raise,
    clear: spec.clear,
    for: seconds(spec.for),
    atLeastSamples: spec.atLeastSamples,
    maxGap: seconds(spec.maxGap),
    clearFor: seconds(spec.clearFor),
    ...(spec.night === undefined ? {} : { nightRaise: spec.night.raise, nightClear: spec.night.clear }),
  }),
  /** `raise` alone moves `clear` and the night's levels with it, so that hysteresis stays. */
  withParameters(spec, pick) {
    const { night } = spec
    const raise = pick.number('raise', spec.raise)
    const nightRaise = night === undefined ? 0 : pick.number('nightRaise', night.raise + (raise - spec.raise))
    return {
      ...spec,
      raise,
      clear: pick.number('clear', spec.clear + (raise - spec.raise)),
      for: pick.time('for', spec.for),
      atLeastSamples: pick.number('atLeastSamples', spec.atLeastSamples),
      maxGap: pick.time('maxGap', spec.maxGap),
      clearFor: pick.time('clearFor', spec.clearFor),
      ...(night === undefined
        ? {}
        : {
            night: {
              ...night,
              raise: nightRaise,
              clear: pick.number('nightClear', night.clear + (nightRaise - night.raise)),
            },
          }),
    }
  },
  faults: (spec): Inconsistency[] => [
    ...sides(spec, at('clear')),
    ...(spec.night === undefined
      ? []
      : sides({ comparison: spec.comparison, ...spec.night }, at('night', 'clear'))),
    ...(spec.for > 0 && spec.maxGap === 0
      ? [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no duration is ever filled' }]
      : []),
  ],
  lines: ({ metric, comparison, raise }) => [{ metric, comparison, threshold: raise }],
})
