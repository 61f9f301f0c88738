// Where weeks lead, for the daily review: its YAML and its numbers. The deciding is in detectors/trend.ts.

import { z } from 'zod'
import { isTrending, type TrendParams, type TrendState, trend } from '../../detectors/trend.ts'
import type { Metric } from '../../model/telemetry.ts'
import { DAY } from '../../model/time.ts'
import { anything, at, defineKind, metricOf, own, seconds } from '../kind.ts'
import { duration, timeOfDay } from '../vocabulary.ts'

/** Any of these may be the first reading of a morning. */
const MORNING: readonly Metric[] = ['heartRate', 'systolic', 'steps', 'battery']
const EIGHT = 480

const schema = z
  .strictObject({
    type: z.literal('trend'),
    metric: z.enum(['systolic', 'steps']),
    rise: z.number().positive().optional().describe('The median of seven days is higher by so much, or'),
    share: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('has fallen to this share of what it was in the three weeks before.'),
    recentDays: z.int().min(1).max(7).default(4).describe('Days of the last seven that must be known.'),
    beforeDays: z.int().min(1).max(21).default(10).describe('Days of the three weeks before.'),
    at: timeOfDay.default(EIGHT).describe('Told from this time of day on.'),
    every: duration.default(7 * DAY).describe('Told again after so long.'),
  })
  .describe('The last seven days against the three weeks before; for the daily review.')

type Spec = z.output<typeof schema>

const paramsOf = (spec: Spec): TrendParams => ({
  metric: metricOf(spec.metric),
  rise: spec.rise,
  share: spec.share,
  recentDays: spec.recentDays,
  beforeDays: spec.beforeDays,
  at: spec.at,
  every: spec.every,
})

export const trendKind = defineKind({
  type: 'trend',
  schema,
  behaviour(spec) {
    const params = paramsOf(spec)
    return {
      metrics: MORNING,
      safe: MORNING.map(anything),
      personal: (input) => isTrending(input, params),
      byHabit: true,
      step: (state, input) => trend(own<TrendState>('trend', state), input, params),
      // Told is told, for a week: a person who has looked at it does not want it again on the next reading.
      release: (state) => state,
    }
  },
  parameters: ({ rise, share, recentDays, beforeDays, every }) => ({
    ...(rise === undefined ? {} : { rise }),
    ...(share === undefined ? {} : { share }),
    recentDays,
    beforeDays,
    every: seconds(every),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    ...(spec.rise === undefined ? {} : { rise: pick.number('rise', spec.rise) }),
    ...(spec.share === undefined ? {} : { share: pick.number('share', spec.share) }),
    recentDays: pick.number('recentDays', spec.recentDays),
    beforeDays: pick.number('beforeDays', spec.beforeDays),
    every: pick.time('every', spec.every),
  }),
  faults: ({ rise, share }) =>
    (rise === undefined) === (share === undefined)
      ? [{ path: at('rise'), message: 'either rise or share' }]
      : [],
  only: 'band',
  evenUnworn: true,
})
