// A value far from the person's own range: its YAML and its numbers. The deciding is in detectors/baseline.ts.

import { z } from 'zod'
import { type BaselineParams, baseline, isUnusual } from '../../detectors/baseline.ts'
import { anything, at, comparisonOf, defineKind, type Inconsistency, metricOf, seconds } from '../kind.ts'
import { duration } from '../vocabulary.ts'

const schema = z
  .strictObject({
    type: z.literal('baseline'),
    metric: z.enum(['heartRate', 'systolic', 'diastolic']),
    comparison: z.enum(['atLeast', 'atMost']).describe('Far above, or far below the usual.'),
    z: z.number().min(1).default(3.5).describe('So many robust standard deviations from the median …'),
    change: z.number().min(0).describe('… and at least so far.'),
    floor: z.number().min(0).describe('The least median absolute deviation that is believed.'),
    days: z.int().min(1).default(14).describe('The range counts once it is made of so many days …'),
    samples: z.int().min(1).default(50).describe('… and so many samples.'),
    back: z
      .number()
      .min(0.1)
      .max(1)
      .default(0.7)
      .describe('Back within this share of the deviation counts as recovered.'),
    held: z
      .strictObject({
        for: duration,
        atLeastSamples: z.int().min(1).default(1),
        maxGap: duration,
        clearFor: duration.default(0),
      })
      .optional()
      .describe('For a value measured all the time: so long, with samples all along.'),
    repeated: z
      .strictObject({
        hits: z.int().min(1),
        of: z.int().min(1).max(10),
        window: duration,
        clearAfter: z.int().min(1).default(2),
      })
      .optional()
      .describe('For a value measured now and then: k of the last n measurements.'),
  })
  .describe("A value far from the person's own range, day and night apart; needs time to get to know them.")

type Spec = z.output<typeof schema>

const paramsOf = (spec: Spec): BaselineParams => ({
  ...spec,
  metric: metricOf(spec.metric),
  comparison: comparisonOf(spec.comparison),
})

export const baselineKind = defineKind({
  type: 'baseline',
  schema,
  behaviour(spec) {
    const params = paramsOf(spec)
    return {
      metrics: [params.metric],
      safe: [anything(params.metric)],
      personal: (input) => isUnusual(input, params),
      byHabit: true,
      step: (state, input) => baseline(state, input, params),
    }
  },
  parameters: ({ z, change, days, samples, back, held, repeated }) => ({
    z,
    change,
    days,
    samples,
    back,
    ...(held === undefined
      ? {}
      : {
          for: seconds(held.for),
          atLeastSamples: held.atLeastSamples,
          maxGap: seconds(held.maxGap),
          clearFor: seconds(held.clearFor),
        }),
    ...(repeated === undefined
      ? {}
      : { hits: repeated.hits, of: repeated.of, window: seconds(repeated.window) }),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    z: pick.number('z', spec.z),
    change: pick.number('change', spec.change),
    days: pick.number('days', spec.days),
    samples: pick.number('samples', spec.samples),
    back: pick.number('back', spec.back),
    ...(spec.held === undefined
      ? {}
      : {
          held: {
            for: pick.time('for', spec.held.for),
            atLeastSamples: pick.number('atLeastSamples', spec.held.atLeastSamples),
            maxGap: pick.time('maxGap', spec.held.maxGap),
            clearFor: pick.time('clearFor', spec.held.clearFor),
          },
        }),
    ...(spec.repeated === undefined
      ? {}
      : {
          repeated: {
            ...spec.repeated,
            hits: pick.number('hits', spec.repeated.hits),
            of: pick.number('of', spec.repeated.of),
            window: pick.time('window', spec.repeated.window),
          },
        }),
  }),
  faults: ({ held, repeated }): Inconsistency[] => [
    ...((held === undefined) === (repeated === undefined)
      ? [{ path: at('held'), message: 'either held or repeated, so that one odd value is not believed' }]
      : []),
    ...(repeated !== undefined && repeated.hits > repeated.of
      ? [
          {
            path: at('repeated', 'hits'),
            message: `hits (${repeated.hits}) must not exceed of (${repeated.of})`,
          },
        ]
      : []),
  ],
  only: 'band',
})
