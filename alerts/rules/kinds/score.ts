// The partial early-warning score as classes: its YAML and its numbers. The scoring is in detectors/score.ts.

import { z } from 'zod'
import {
  FRESHNESS,
  mayScore,
  SCORED,
  type ScoreParams,
  type ScoreState,
  score,
} from '../../detectors/score.ts'
import { anything, ascending, at, defineKind, own, seconds, unique } from '../kind.ts'
import { duration, levelName, severity, words } from '../vocabulary.ts'

const schema = z
  .strictObject({
    type: z.literal('score'),
    levels: z
      .array(z.strictObject({ level: levelName, title: words, raise: z.int().min(1).max(20), severity }))
      .min(1)
      .describe('Classes of the lower bound, the mildest first.'),
    readings: z.int().min(1).default(2).describe('So many readings in a row before it rises.'),
    deadBand: z
      .int()
      .min(0)
      .default(1)
      .describe('A class is left once the score is lower than this below it …'),
    clearFor: duration.describe('… for so long.'),
    maxGap: duration.describe('Readings further apart than this start anew.'),
    heartRateWithin: duration.optional().describe('How old a pulse may be; 15m when left out.'),
    systolicWithin: duration.optional().describe('How old a blood pressure may be; 8h when left out.'),
    spo2Within: duration.optional().describe('How old an oxygen saturation may be; 1h when left out.'),
    temperatureWithin: duration.optional().describe('How old a temperature may be; 8h when left out.'),
    spo2Scale: z
      .union([z.literal(1), z.literal(2)])
      .default(1)
      .describe('2 for people whose prescribed saturation is 88–92 %.'),
  })
  .describe('A partial early-warning score, at rest, by its lower bound.')

type Spec = z.output<typeof schema>

const paramsOf = (spec: Spec): ScoreParams => ({
  levels: spec.levels,
  readings: spec.readings,
  deadBand: spec.deadBand,
  clearFor: spec.clearFor,
  maxGap: spec.maxGap,
  freshness: {
    heartRate: spec.heartRateWithin ?? FRESHNESS.heartRate,
    systolic: spec.systolicWithin ?? FRESHNESS.systolic,
    spo2: spec.spo2Within ?? FRESHNESS.spo2,
    temperature: spec.temperatureWithin ?? FRESHNESS.temperature,
  },
  spo2Scale: spec.spo2Scale,
})

export const scoreKind = defineKind({
  type: 'score',
  schema,
  behaviour(spec) {
    const params = paramsOf(spec)
    return {
      metrics: SCORED,
      safe: SCORED.map(anything),
      personal: (input) => mayScore(input, params),
      step: (state, input) => score(own<ScoreState>('score', state), input, params),
    }
  },
  parameters: (spec) => ({
    ...Object.fromEntries(spec.levels.map((rung) => [rung.level, rung.raise])),
    readings: spec.readings,
    deadBand: spec.deadBand,
    clearFor: seconds(spec.clearFor),
    maxGap: seconds(spec.maxGap),
    spo2Scale: spec.spo2Scale,
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    levels: spec.levels.map((rung) => ({ ...rung, raise: pick.number(rung.level, rung.raise) })),
    readings: pick.number('readings', spec.readings),
    deadBand: pick.number('deadBand', spec.deadBand),
    clearFor: pick.time('clearFor', spec.clearFor),
    maxGap: pick.time('maxGap', spec.maxGap),
    spo2Scale: pick.number('spo2Scale', spec.spo2Scale) === 2 ? (2 as const) : (1 as const),
  }),
  faults: (spec) => [
    ...ascending(
      spec.levels.map((rung) => rung.raise),
      (i) => ({ path: at('levels', i, 'raise'), message: 'each class must be worse than the one before' }),
    ),
    ...unique(
      spec.levels.map((rung) => rung.level),
      (i) => at('levels', i, 'level'),
    ),
  ],
  only: 'band',
})
