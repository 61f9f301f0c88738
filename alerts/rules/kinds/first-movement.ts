// The first movement of the day is missing: its YAML and its numbers. The deciding is in detectors/first-movement.ts.

import { z } from 'zod'
import { type FirstMovementState, firstMovement, isMissing } from '../../detectors/first-movement.ts'
import { HOUR } from '../../model/time.ts'
import { anything, at, defineKind, own, quiet, seconds } from '../kind.ts'
import { duration, timeOfDay } from '../vocabulary.ts'

export const firstMovementKind = defineKind({
  type: 'firstMovement',
  schema: z
    .strictObject({
      type: z.literal('firstMovement'),
      margin: duration.default(HOUR).describe('After the time by which the person is usually up.'),
      days: z.int().min(1).default(7).describe('Mornings after which the usual counts …'),
      standard: timeOfDay.describe('… and the time until then.'),
      earliest: timeOfDay.describe('Never told before.'),
      latest: timeOfDay.describe('However late they usually get up.'),
    })
    .describe('No movement since dawn, later than the person usually gets up.'),
  behaviour(spec) {
    const params = {
      margin: spec.margin,
      days: spec.days,
      standard: spec.standard,
      earliest: spec.earliest,
      latest: spec.latest,
    }
    return {
      metrics: ['steps', 'still', 'worn', 'charging'],
      safe: (['steps', 'still', 'worn', 'charging'] as const).map(anything),
      personal: (input) => isMissing(input, params),
      step: (state, input) => firstMovement(own<FirstMovementState>('firstMovement', state), input, params),
      release: quiet,
    }
  },
  parameters: (spec) => ({ margin: seconds(spec.margin), days: spec.days }),
  withParameters: (spec, pick) => ({
    ...spec,
    margin: pick.time('margin', spec.margin),
    days: pick.number('days', spec.days),
  }),
  faults: ({ earliest, standard, latest }) =>
    earliest < 240 || standard < earliest || latest < standard || latest > 1_260
      ? [
          {
            path: at('standard'),
            message: 'earliest, standard and latest must follow each other between 04:00 and 21:00',
          },
        ]
      : [],
  only: 'band',
})
