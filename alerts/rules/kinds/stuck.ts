// Values that stay the same to the digit: their YAML and numbers. The deciding is in detectors/stuck.ts.

import { z } from 'zod'
import { isSame, type StuckState, stuck } from '../../detectors/stuck.ts'
import { anything, at, defineKind, metricOf, own, seconds } from '../kind.ts'
import { duration, limit, metric } from '../vocabulary.ts'

export const stuckKind = defineKind({
  type: 'stuck',
  schema: z
    .strictObject({
      type: z.literal('stuck'),
      metrics: z.array(metric).min(1).describe('All of these, measured together, stay the same.'),
      atLeastSamples: z.int().min(2).describe('In so many samples or more …'),
      for: duration.default(0).describe('… and for so long.'),
      maxGap: duration.describe('Samples further apart than this start anew.'),
      from: limit
        .optional()
        .describe(
          'Values of the first metric below this one may stay the same for ever: a dry road stays dry.',
        ),
      inRain: z
        .strictObject({ mm: z.number().positive(), for: duration })
        .optional()
        .describe('While so many mm an hour are measured, no value may stay the same for so long.'),
    })
    .describe('A sensor that says the same all the time.'),
  behaviour(spec) {
    const metrics = spec.metrics.map((one) => metricOf(one))
    const params = { ...spec, metrics, from: spec.from ?? Number.NEGATIVE_INFINITY }
    return {
      metrics,
      safe: metrics.map(anything),
      personal: (input) => isSame(input, metrics),
      step: (state, input) => stuck(own<StuckState>('stuck', state), input, params),
    }
  },
  parameters: (spec) => ({
    atLeastSamples: spec.atLeastSamples,
    for: seconds(spec.for),
    maxGap: seconds(spec.maxGap),
    ...(spec.from === undefined ? {} : { from: spec.from }),
    ...(spec.inRain === undefined ? {} : { rain: spec.inRain.mm, rainFor: seconds(spec.inRain.for) }),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    atLeastSamples: pick.number('atLeastSamples', spec.atLeastSamples),
    for: pick.time('for', spec.for),
    maxGap: pick.time('maxGap', spec.maxGap),
    ...(spec.from === undefined ? {} : { from: pick.number('from', spec.from) }),
    ...(spec.inRain === undefined
      ? {}
      : {
          inRain: {
            mm: pick.number('rain', spec.inRain.mm),
            for: pick.time('rainFor', spec.inRain.for),
          },
        }),
  }),
  faults: (spec) =>
    spec.maxGap > 0
      ? []
      : [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or nothing is ever stuck' }],
})
