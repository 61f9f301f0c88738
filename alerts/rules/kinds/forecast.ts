// When the next class will be reached: its YAML and its numbers. The deciding is in detectors/forecast.ts.

import { z } from 'zod'
import {
  type ForecastParams,
  type ForecastState,
  forecast,
  releaseForecast,
} from '../../detectors/forecast.ts'
import { anything, ascending, at, defineKind, metricOf, own, seconds, unique } from '../kind.ts'
import { duration, levelName, limit, metric, severity, words } from '../vocabulary.ts'

export const forecastKind = defineKind({
  type: 'forecast',
  schema: z
    .strictObject({
      type: z.literal('forecast'),
      metric,
      levels: z
        .array(z.strictObject({ level: levelName, title: words, raise: limit, severity }))
        .min(1)
        .describe('Classes that are foreseen, the mildest first.'),
      from: limit.describe('Below this value nothing is foreseen.'),
      minRise: z.number().positive().describe('A rise of less per hour is none.'),
      horizon: duration.describe(
        'So far ahead; a sensor that is heard seldom is given three of its intervals instead.',
      ),
      window: duration.describe('The rise is that of so long …'),
      atLeastSamples: z.int().min(3).default(3).describe('… and of at least so many samples.'),
      maxGap: duration.describe('Samples further apart than this start anew.'),
      agree: z.int().min(1).default(1).describe('So many forecasts in a row must agree on a class.'),
      clearFor: duration.describe('The alert clears when nothing has been foreseen for so long.'),
    })
    .describe('The predicted time to the next class of a rising value.'),
  behaviour(spec) {
    const params: ForecastParams = { ...spec, metric: metricOf(spec.metric) }
    return {
      metrics: [params.metric],
      safe: [{ ...anything(params.metric), high: spec.from }],
      step: (state, input) => forecast(own<ForecastState>('forecast', state), input, params),
      release: (state) => releaseForecast(own<ForecastState>('forecast', state)),
    }
  },
  parameters: (spec) => ({
    ...Object.fromEntries(spec.levels.map((rung) => [rung.level, rung.raise])),
    from: spec.from,
    minRise: spec.minRise,
    horizon: seconds(spec.horizon),
    window: seconds(spec.window),
    atLeastSamples: spec.atLeastSamples,
    maxGap: seconds(spec.maxGap),
    agree: spec.agree,
    clearFor: seconds(spec.clearFor),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    levels: spec.levels.map((rung) => ({ ...rung, raise: pick.number(rung.level, rung.raise) })),
    from: pick.number('from', spec.from),
    minRise: pick.number('minRise', spec.minRise),
    horizon: pick.time('horizon', spec.horizon),
    window: pick.time('window', spec.window),
    atLeastSamples: pick.number('atLeastSamples', spec.atLeastSamples),
    maxGap: pick.time('maxGap', spec.maxGap),
    agree: pick.number('agree', spec.agree),
    clearFor: pick.time('clearFor', spec.clearFor),
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
    ...(spec.from < (spec.levels[0]?.raise ?? Number.POSITIVE_INFINITY)
      ? []
      : [{ path: at('from'), message: 'from must lie below the first class, or it is never foreseen' }]),
    ...(spec.maxGap > 0
      ? []
      : [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or nothing is ever foreseen' }]),
  ],
})
