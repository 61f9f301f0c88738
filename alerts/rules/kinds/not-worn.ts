// A band off the wrist in waking hours. The deciding is in detectors/not-worn.ts.

import { z } from 'zod'
import {
  type NotWornState,
  notWorn,
  notWornDeadline,
  notWornExpire,
  notWornReturned,
} from '../../detectors/not-worn.ts'
import { defineKind, own, quiet, seconds } from '../kind.ts'
import { dayWindow, duration } from '../vocabulary.ts'

export const notWornKind = defineKind({
  type: 'notWorn',
  schema: z
    .strictObject({
      type: z.literal('notWorn'),
      for: duration,
      daytime: z.strictObject(dayWindow).describe('Only waking hours count.'),
      heardWithin: duration.describe('A band not heard for longer cannot be told to be off the wrist.'),
    })
    .describe('A band off the wrist in waking hours.'),
  behaviour(spec) {
    const params = { for: spec.for, daytime: spec.daytime, heardWithin: spec.heardWithin }
    return {
      metrics: ['worn', 'charging'],
      step: (state, input) => notWorn(own<NotWornState>('notWorn', state), input),
      returned: (state, input) => notWornReturned(own<NotWornState>('notWorn', state), input, params),
      silence: spec.heardWithin,
      deadline: (state, watch) => notWornDeadline(own<NotWornState>('notWorn', state), watch, params),
      expire: (state, watch) => notWornExpire(own<NotWornState>('notWorn', state), watch, params),
      release: quiet,
    }
  },
  parameters: (spec) => ({ for: seconds(spec.for), heardWithin: seconds(spec.heardWithin) }),
  withParameters: (spec, pick) => ({
    ...spec,
    for: pick.time('for', spec.for),
    heardWithin: pick.time('heardWithin', spec.heardWithin),
  }),
  only: 'band',
})
