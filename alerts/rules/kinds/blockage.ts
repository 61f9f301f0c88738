// Water that rises in dry weather: its YAML and its numbers. The deciding is in detectors/blockage.ts.

import { z } from 'zod'
import { type BlockageState, blockage, watchedFrom } from '../../detectors/blockage.ts'
import { anything, at, defineKind, metricOf, own, seconds } from '../kind.ts'
import { duration, limit, metric } from '../vocabulary.ts'

export const blockageKind = defineKind({
  type: 'blockage',
  schema: z
    .strictObject({
      type: z.literal('blockage'),
      metric,
      rise: z.number().positive().describe('So much above the lowest value of the window.'),
      from: limit.describe('Below this value nothing is looked at.'),
      window: duration.describe('How far back the lowest value is looked for.'),
      atLeastSamples: z.int().min(3).default(4),
      maxGap: duration.describe('Samples further apart than this start anew.'),
      for: duration.describe('How long it must have stood there in dry weather.'),
      dryUpTo: z.number().min(0).default(0.2).describe('mm of rain in an hour that still count as dry.'),
      clearFor: duration.default(0).describe('How long it must have been back before the alert clears.'),
    })
    .describe('A level that rises although no rain is measured and no warning is in force.'),
  behaviour(spec) {
    const params = { ...spec, metric: metricOf(spec.metric) }
    return {
      metrics: [params.metric],
      safe: [{ ...anything(params.metric), high: watchedFrom(spec) }],
      step: (state, input) => blockage(own<BlockageState>('blockage', state), input, params),
    }
  },
  parameters: (spec) => ({
    rise: spec.rise,
    from: spec.from,
    window: seconds(spec.window),
    atLeastSamples: spec.atLeastSamples,
    maxGap: seconds(spec.maxGap),
    for: seconds(spec.for),
    dryUpTo: spec.dryUpTo,
    clearFor: seconds(spec.clearFor),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    rise: pick.number('rise', spec.rise),
    from: pick.number('from', spec.from),
    window: pick.time('window', spec.window),
    atLeastSamples: pick.number('atLeastSamples', spec.atLeastSamples),
    maxGap: pick.time('maxGap', spec.maxGap),
    for: pick.time('for', spec.for),
    dryUpTo: pick.number('dryUpTo', spec.dryUpTo),
    clearFor: pick.time('clearFor', spec.clearFor),
  }),
  faults: (spec) =>
    spec.maxGap > 0
      ? []
      : [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no rise is ever known' }],
  only: 'drain',
})
