// Too many jumps and impossible values: their YAML and numbers. The deciding is in detectors/spiking.ts.

import { z } from 'zod'
import { doubted, leaps, type SpikingState, spiking } from '../../detectors/spiking.ts'
import { anything, at, defineKind, metricOf, own, seconds } from '../kind.ts'
import { duration, metric } from '../vocabulary.ts'

export const spikingKind = defineKind({
  type: 'spiking',
  schema: z
    .strictObject({
      type: z.literal('spiking'),
      metric,
      jump: z.number().positive().describe('A value so far from both its neighbours is a spike.'),
      hits: z.int().min(1).describe('So many spikes and doubtful values …'),
      within: duration.describe('… within so long.'),
      clear: z.int().min(0).default(0).describe('Clears when so few are left of them.'),
      maxGap: duration.describe('Samples further apart than this are no neighbours.'),
    })
    .describe('A sensor that jumps there and back, or sends what cannot be.'),
  behaviour(spec) {
    const params = { ...spec, metric: metricOf(spec.metric) }
    return {
      metrics: [params.metric],
      safe: [anything(params.metric)],
      personal: (input) => leaps(input, params.metric, params.jump),
      step: (state, input) => spiking(own<SpikingState>('spiking', state), input, params),
      doubted: (state, input) => doubted(own<SpikingState>('spiking', state), input, params),
    }
  },
  parameters: (spec) => ({
    jump: spec.jump,
    hits: spec.hits,
    within: seconds(spec.within),
    clear: spec.clear,
    maxGap: seconds(spec.maxGap),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    jump: pick.number('jump', spec.jump),
    hits: pick.number('hits', spec.hits),
    within: pick.time('within', spec.within),
    clear: pick.number('clear', spec.clear),
    maxGap: pick.time('maxGap', spec.maxGap),
  }),
  faults: (spec) =>
    spec.clear < spec.hits
      ? []
      : [{ path: at('clear'), message: `clear (${spec.clear}) must be fewer than hits (${spec.hits})` }],
})
