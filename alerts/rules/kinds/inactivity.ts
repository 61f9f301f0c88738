// No movement for hours of the waking day: its YAML and its numbers. The deciding is in detectors/inactivity.ts.

import { z } from 'zod'
import { type InactivityState, inactivity, isInactive } from '../../detectors/inactivity.ts'
import { HOUR } from '../../model/time.ts'
import { anything, at, defineKind, own, quiet, seconds } from '../kind.ts'
import { dayWindow, duration } from '../vocabulary.ts'

const DAWN_MINUTE = 240
const DUSK_MINUTE = 1_320

export const inactivityKind = defineKind({
  type: 'inactivity',
  schema: z
    .strictObject({
      type: z.literal('inactivity'),
      for: duration,
      daytime: z.strictObject(dayWindow).describe('Only waking hours count, within 04:00–22:00.'),
      margin: duration
        .default(HOUR)
        .describe('Whoever usually sits longer is given this beyond their usual longest time …'),
      atMost: duration.default(6 * HOUR).describe('… but never more than this.'),
      days: z.int().min(1).default(7).describe('Days after which the usual counts.'),
    })
    .describe('No steps and no movement for hours of the day although the band is worn and heard.'),
  behaviour(spec) {
    const params = {
      for: spec.for,
      daytime: spec.daytime,
      margin: spec.margin,
      atMost: spec.atMost,
      days: spec.days,
    }
    return {
      metrics: ['steps', 'still', 'worn', 'charging'],
      safe: (['steps', 'still', 'worn', 'charging'] as const).map(anything),
      personal: (input) => isInactive(input, params),
      step: (state, input) => inactivity(own<InactivityState>('inactivity', state), input, params),
      release: quiet,
    }
  },
  parameters: (spec) => ({
    for: seconds(spec.for),
    margin: seconds(spec.margin),
    atMost: seconds(spec.atMost),
    days: spec.days,
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    for: pick.time('for', spec.for),
    margin: pick.time('margin', spec.margin),
    atMost: pick.time('atMost', spec.atMost),
    days: pick.number('days', spec.days),
  }),
  faults: ({ daytime }) =>
    daytime.from < DAWN_MINUTE || daytime.to > DUSK_MINUTE || daytime.from >= daytime.to
      ? [{ path: at('daytime'), message: 'daytime must lie between 04:00 and 22:00' }]
      : [],
  only: 'band',
})
