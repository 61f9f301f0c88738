// How fast a value rises or falls: its YAML and its numbers. The deciding is in detectors/rate.ts.

import { z } from 'zod'
import { type RateParams, type RateState, rate } from '../../detectors/rate.ts'
import { anything, at, defineKind, metricOf, own, seconds } from '../kind.ts'
import { duration, limit, metric } from '../vocabulary.ts'

export const rateKind = defineKind({
  type: 'rate',
  schema: z
    .strictObject({
      type: z.literal('rate'),
      metric,
      direction: z.enum(['rising', 'falling']),
      raise: z.number().positive().describe('So much per `per`, positive in both directions.'),
      clear: z.number().min(0).describe('As slow as this, or slower, counts as recovered.'),
      per: duration,
      from: limit.describe('Only values at or beyond this one, in that direction, matter.'),
      window: duration.describe('The slope is that of so long …'),
      atLeastSamples: z.int().min(3).default(4).describe('… and of at least so many samples.'),
      maxGap: duration.describe('Samples further apart than this start anew.'),
      clearFor: duration.default(0).describe('How long it must have recovered before the alert clears.'),
    })
    .describe('A value that rises or falls by so much in so long.'),
  behaviour(spec) {
    const params: RateParams = { ...spec, metric: metricOf(spec.metric) }
    const all = anything(params.metric)
    return {
      metrics: [params.metric],
      safe: [spec.direction === 'rising' ? { ...all, high: spec.from } : { ...all, low: spec.from }],
      step: (state, input) => rate(own<RateState>('rate', state), input, params),
    }
  },
  parameters: (spec) => ({
    raise: spec.raise,
    clear: spec.clear,
    from: spec.from,
    window: seconds(spec.window),
    atLeastSamples: spec.atLeastSamples,
    maxGap: seconds(spec.maxGap),
    clearFor: seconds(spec.clearFor),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    raise: pick.number('raise', spec.raise),
    clear: pick.number('clear', spec.clear),
    from: pick.number('from', spec.from),
    window: pick.time('window', spec.window),
    atLeastSamples: pick.number('atLeastSamples', spec.atLeastSamples),
    maxGap: pick.time('maxGap', spec.maxGap),
    clearFor: pick.time('clearFor', spec.clearFor),
  }),
  faults: (spec) => [
    ...(spec.clear < spec.raise
      ? []
      : [{ path: at('clear'), message: `clear (${spec.clear}) must lie below raise (${spec.raise})` }]),
    ...(spec.per > 0 ? [] : [{ path: at('per'), message: 'per must be longer than 0s' }]),
    ...(spec.maxGap > 0
      ? []
      : [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no rate is ever known' }]),
  ],
})
