// k of the last n measurements beyond a limit: its YAML and its numbers. The deciding is in detectors/repeats.ts.

import { z } from 'zod'
import { type RepeatsState, repeats } from '../../detectors/repeats.ts'
import { at, comparisonOf, defineKind, metricOf, own, safeRange, seconds, sides } from '../kind.ts'
import { comparison, duration, limit, metric } from '../vocabulary.ts'

export const repeatsKind = defineKind({
  type: 'repeats',
  schema: z
    .strictObject({
      type: z.literal('repeats'),
      any: z
        .array(z.strictObject({ metric, comparison, raise: limit, clear: limit }))
        .min(1)
        .describe('Limits on values of one measurement; one of them is enough for a hit.'),
      hits: z.int().min(1).describe('So many hits …'),
      of: z.int().min(1).max(10).describe('… of so many measurements …'),
      window: duration.describe('… within this time.'),
      clearAfter: z
        .int()
        .min(1)
        .default(2)
        .describe('Measurements in a row beyond every clear level that end it.'),
      askAgain: z
        .boolean()
        .default(false)
        .describe('After a hit that is not enough the band is asked to measure again, at most every 5 min.'),
    })
    .describe('k of the last n measurements beyond a limit.'),
  behaviour(spec) {
    const any = spec.any.map(({ metric, comparison, raise, clear }) => ({
      metric: metricOf(metric),
      comparison: comparisonOf(comparison),
      raise,
      clear,
    }))
    const { hits, of, window, clearAfter, askAgain } = spec
    const params = { any, hits, of, window, clearAfter, askAgain }
    return {
      metrics: any.map((one) => one.metric),
      safe: any.map(safeRange),
      step: (state, input) => repeats(own<RepeatsState>('repeats', state), input, params),
    }
  },
  parameters: (spec) => ({
    ...Object.fromEntries(
      spec.any.flatMap((one) => [
        [one.metric, one.raise],
        [`${one.metric}Clear`, one.clear],
      ]),
    ),
    hits: spec.hits,
    of: spec.of,
    window: seconds(spec.window),
    clearAfter: spec.clearAfter,
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    any: spec.any.map((one) => {
      const raise = pick.number(one.metric, one.raise)
      return { ...one, raise, clear: pick.number(`${one.metric}Clear`, one.clear + (raise - one.raise)) }
    }),
    hits: pick.number('hits', spec.hits),
    of: pick.number('of', spec.of),
    window: pick.time('window', spec.window),
    clearAfter: pick.number('clearAfter', spec.clearAfter),
  }),
  faults: (spec) => [
    ...spec.any.flatMap((one, i) => sides(one, at('any', i, 'clear'))),
    ...(spec.hits > spec.of
      ? [{ path: at('hits'), message: `hits (${spec.hits}) must not exceed of (${spec.of})` }]
      : []),
  ],
  lines: (spec) =>
    spec.any.map(({ metric, comparison, raise }) => ({ metric, comparison, threshold: raise })),
})
