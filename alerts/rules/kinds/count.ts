// So many within a window: its YAML and its numbers. The counting is in detectors/count.ts.

import { z } from 'zod'
import { type CountParams, type CountState, count, forgotten } from '../../detectors/count.ts'
import { at, comparisonOf, defineKind, metricOf, own, safeRange, seconds } from '../kind.ts'
import { comparison, duration, limit, metric } from '../vocabulary.ts'

const schema = z
  .strictObject({
    type: z.literal('count'),
    event: z.enum(['sos', 'fall']).optional().describe('What is counted: events of this kind, or …'),
    reading: z
      .strictObject({ metric, comparison, raise: limit })
      .optional()
      .describe('… readings beyond a limit.'),
    count: z.int().min(2).max(50),
    window: duration.describe('From the first to the last of them.'),
    apart: duration.default(0).describe('What follows sooner belongs to the one before.'),
  })
  .describe('So many events, or readings beyond a limit, within a window.')

type Spec = z.output<typeof schema>

function paramsOf(spec: Spec): CountParams {
  const { reading } = spec
  return {
    metric: metricOf(reading?.metric ?? spec.event ?? 'fall'),
    limit: reading && { comparison: comparisonOf(reading.comparison), raise: reading.raise },
    count: spec.count,
    window: spec.window,
    apart: spec.apart,
  }
}

export const countKind = defineKind({
  type: 'count',
  schema,
  behaviour(spec) {
    const params = paramsOf(spec)
    const metrics = [params.metric]
    const heard = (state: Parameters<typeof own>[1], input: { at: number }) =>
      forgotten(own<CountState>('count', state), input.at, params)
    if (params.limit === undefined)
      return {
        metrics,
        event: (state, input) => count(own<CountState>('count', state), input, params),
        eventKind: params.metric === 'sos' ? 'sos' : 'fall',
        heard,
        release: (state) => state,
      }
    return {
      metrics,
      safe: [safeRange({ metric: params.metric, ...params.limit })],
      step: (state, input) => count(own<CountState>('count', state), input, params),
      heard,
      release: (state) => state,
    }
  },
  parameters: (spec) => ({
    ...(spec.reading === undefined ? {} : { raise: spec.reading.raise }),
    count: spec.count,
    window: seconds(spec.window),
    apart: seconds(spec.apart),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    ...(spec.reading === undefined
      ? {}
      : { reading: { ...spec.reading, raise: pick.number('raise', spec.reading.raise) } }),
    count: pick.number('count', spec.count),
    window: pick.time('window', spec.window),
    apart: pick.time('apart', spec.apart),
  }),
  faults: ({ event, reading }) =>
    (event === undefined) === (reading === undefined)
      ? [{ path: at('event'), message: 'either event or reading' }]
      : [],
  lines: ({ reading }) =>
    reading === undefined
      ? []
      : [{ metric: reading.metric, comparison: reading.comparison, threshold: reading.raise }],
})
