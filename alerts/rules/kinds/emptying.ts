// A battery that will be empty in days: its YAML and its numbers. The deciding is in detectors/emptying.ts.

import { z } from 'zod'
import { type EmptyingState, emptying } from '../../detectors/emptying.ts'
import { anything, at, defineKind, own, quiet, seconds } from '../kind.ts'
import { duration, limit } from '../vocabulary.ts'

export const emptyingKind = defineKind({
  type: 'emptying',
  schema: z
    .strictObject({
      type: z.literal('emptying'),
      within: duration.describe('Empty in so long or less, as it has been falling.'),
      empty: limit.default(10).describe('Percent at which the device stops.'),
      from: limit.describe('Only percentages at or below this one matter.'),
      window: duration.describe('The fall is that of so long …'),
      atLeastFor: duration.describe('… seen for at least so long …'),
      atLeastSamples: z.int().min(3).default(4).describe('… in at least so many samples.'),
      maxGap: duration.describe('Samples further apart than this start anew.'),
    })
    .describe('A battery that nobody charges every evening will be empty in days.'),
  behaviour: (spec) => ({
    metrics: ['battery'],
    safe: [{ ...anything('battery'), low: spec.from }],
    step: (state, input) => emptying(own<EmptyingState>('emptying', state), input, spec),
    release: quiet,
  }),
  parameters: (spec) => ({
    within: seconds(spec.within),
    empty: spec.empty,
    from: spec.from,
    window: seconds(spec.window),
    atLeastFor: seconds(spec.atLeastFor),
    atLeastSamples: spec.atLeastSamples,
    maxGap: seconds(spec.maxGap),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    within: pick.time('within', spec.within),
    empty: pick.number('empty', spec.empty),
    from: pick.number('from', spec.from),
    window: pick.time('window', spec.window),
    atLeastFor: pick.time('atLeastFor', spec.atLeastFor),
    atLeastSamples: pick.number('atLeastSamples', spec.atLeastSamples),
    maxGap: pick.time('maxGap', spec.maxGap),
  }),
  faults: (spec) => [
    ...(spec.empty < spec.from
      ? []
      : [{ path: at('empty'), message: `empty (${spec.empty}) must lie below from (${spec.from})` }]),
    ...(spec.atLeastFor <= spec.window
      ? []
      : [{ path: at('atLeastFor'), message: 'atLeastFor must not be longer than window' }]),
  ],
})
