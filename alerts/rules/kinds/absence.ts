// One metric has stopped although the device is there and worn. The deciding is in detectors/absence.ts.

import { z } from 'zod'
import {
  type AbsenceState,
  absence,
  absenceDeadline,
  absenceExpire,
  absenceReturned,
} from '../../detectors/absence.ts'
import { anything, defineKind, metricOf, own, quiet, seconds } from '../kind.ts'
import { duration, metric } from '../vocabulary.ts'

export const absenceKind = defineKind({
  type: 'absence',
  schema: z
    .strictObject({
      type: z.literal('absence'),
      metric,
      for: duration.describe('So long without a good value of the metric …'),
      heardWithin: duration.describe('… from a device that was heard within this time.'),
    })
    .describe('One metric has stopped although the device is there and worn.'),
  behaviour(spec) {
    const params = { metric: metricOf(spec.metric), for: spec.for, heardWithin: spec.heardWithin }
    return {
      metrics: [params.metric, 'worn'],
      safe: [anything(params.metric)],
      step: (state, input) => absence(own<AbsenceState>('absence', state), input, params),
      returned: (state, input) => absenceReturned(own<AbsenceState>('absence', state), input, params),
      silence: spec.heardWithin,
      deadline: (state, watch) => absenceDeadline(own<AbsenceState>('absence', state), watch, params),
      expire: (state, watch) => absenceExpire(own<AbsenceState>('absence', state), watch, params),
      release: quiet,
    }
  },
  parameters: (spec) => ({ for: seconds(spec.for), heardWithin: seconds(spec.heardWithin) }),
  withParameters: (spec, pick) => ({
    ...spec,
    for: pick.time('for', spec.for),
    heardWithin: pick.time('heardWithin', spec.heardWithin),
  }),
  evenUnworn: true,
})
