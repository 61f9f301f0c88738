// A rain gauge that feels nothing while it must be raining: its YAML and its numbers. The deciding is in
// detectors/gauge.ts.

import { z } from 'zod'
import { type GaugeState, gauge } from '../../detectors/gauge.ts'
import { RAIN_WARNINGS } from '../../model/weather.ts'
import { defineKind, own, seconds } from '../kind.ts'
import { duration, limit } from '../vocabulary.ts'

export const gaugeKind = defineKind({
  type: 'gauge',
  schema: z
    .strictObject({
      type: z.literal('gauge'),
      for: duration.describe('How long it says nothing but 0 while it must be raining.'),
      maxGap: duration.describe('Samples further apart than this start anew.'),
      elsewhere: z
        .number()
        .positive()
        .describe('It must: another gauge of the community measures so many mm in an hour …'),
      warning: z
        .enum(RAIN_WARNINGS.slice(1) as ['blue', 'yellow', 'orange', 'red'])
        .describe('… or a warning of this colour or a worse one is in force …'),
      from: limit.describe('… or the water below it stands at this level or higher …'),
      rise: z.number().positive().describe('… and has risen by so many cm meanwhile.'),
    })
    .describe('A rain gauge that is blocked.'),
  behaviour: (spec) => ({
    // 0 is what a gauge mostly says: only where somebody has one is it asked.
    metrics: ['rain'],
    step: (state, input) => gauge(own<GaugeState>('gauge', state), input, spec),
  }),
  parameters: (spec) => ({
    for: seconds(spec.for),
    maxGap: seconds(spec.maxGap),
    elsewhere: spec.elsewhere,
    from: spec.from,
    rise: spec.rise,
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    for: pick.time('for', spec.for),
    maxGap: pick.time('maxGap', spec.maxGap),
    elsewhere: pick.number('elsewhere', spec.elsewhere),
    from: pick.number('from', spec.from),
    rise: pick.number('rise', spec.rise),
  }),
  only: 'drain',
})
