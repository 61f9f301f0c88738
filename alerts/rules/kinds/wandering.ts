// Slow going round in circles outside: its YAML and its numbers. The deciding is in detectors/wandering.ts.

import { z } from 'zod'
import { fixIn } from '../../detectors/fix.ts'
import { metresBetween } from '../../detectors/path.ts'
import { homeOf, type WanderingState, wandering } from '../../detectors/wandering.ts'
import { anything, at, defineKind, own, seconds } from '../kind.ts'
import { duration } from '../vocabulary.ts'

const metres = z.number().min(0)

export const wanderingKind = defineKind({
  type: 'wandering',
  schema: z
    .strictObject({
      type: z.literal('wandering'),
      homeRadius: metres.describe('Metres from home within which nobody wanders.'),
      window: duration.describe('Looked at is the way of so long …'),
      atLeast: duration.describe('… once it covers so long.'),
      maxGap: duration.describe('Fixes further apart than this start it anew.'),
      path: metres.describe('Metres walked in that time.'),
      straightness: z
        .number()
        .min(0)
        .max(1)
        .describe('Of the way walked, no more than this share may have led anywhere.'),
      turns: z
        .int()
        .min(1)
        .max(30)
        .describe('Changes of direction of 60 degrees and more, or quarters of a circle all round.'),
      maxSpeed: z.number().positive().describe('Metres per second on the whole; faster is no walk.'),
      usableAccuracy: metres
        .default(50)
        .describe('A fix less exact than this, or not from satellites, shows nothing.'),
    })
    .describe('A long way outside that leads nowhere, with many turns, at a walk.'),
  behaviour: (spec) => ({
    metrics: ['latitude'],
    safe: [anything('latitude')],
    step: (state, input) => wandering(own<WanderingState>('wandering', state), input, spec),
    personal({ profile, live }) {
      const home = homeOf(profile)
      const fix = fixIn(live)
      return home !== undefined && fix !== undefined && metresBetween(home, fix.point) > spec.homeRadius
    },
  }),
  parameters: (spec) => ({
    homeRadius: spec.homeRadius,
    window: seconds(spec.window),
    atLeast: seconds(spec.atLeast),
    maxGap: seconds(spec.maxGap),
    path: spec.path,
    straightness: spec.straightness,
    turns: spec.turns,
    maxSpeed: spec.maxSpeed,
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    homeRadius: pick.number('homeRadius', spec.homeRadius),
    window: pick.time('window', spec.window),
    atLeast: pick.time('atLeast', spec.atLeast),
    maxGap: pick.time('maxGap', spec.maxGap),
    path: pick.number('path', spec.path),
    straightness: pick.number('straightness', spec.straightness),
    turns: pick.number('turns', spec.turns),
    maxSpeed: pick.number('maxSpeed', spec.maxSpeed),
  }),
  faults: (spec) => [
    ...(spec.atLeast > spec.window
      ? [{ path: at('atLeast'), message: 'atLeast must not be longer than window' }]
      : []),
    ...(spec.maxGap === 0
      ? [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no way ever begins' }]
      : []),
  ],
  only: 'band',
})
