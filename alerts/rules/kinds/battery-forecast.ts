// The battery will be empty before the next usual charge: its YAML. The deciding is in detectors/battery-forecast.ts.

import { z } from 'zod'
import { type BatteryForecastState, batteryForecast, willRunOut } from '../../detectors/battery-forecast.ts'
import { HOUR } from '../../model/time.ts'
import { anything, defineKind, own, quiet, seconds } from '../kind.ts'
import { duration } from '../vocabulary.ts'

export const batteryForecastKind = defineKind({
  type: 'batteryForecast',
  schema: z
    .strictObject({
      type: z.literal('batteryForecast'),
      times: z.int().min(2).default(3).describe('Charges after which the usual time counts.'),
      late: duration.default(HOUR).describe('A charge is expected until so long after the usual time.'),
      spare: duration.default(HOUR / 2).describe('The battery should last so long beyond it.'),
    })
    .describe('The battery will be empty before it is usually charged again.'),
  behaviour(spec) {
    const params = { times: spec.times, late: spec.late, spare: spec.spare }
    return {
      metrics: ['battery', 'charging'],
      safe: [anything('battery'), anything('charging')],
      personal: (input) => willRunOut(input, params),
      step: (state, input) =>
        batteryForecast(own<BatteryForecastState>('batteryForecast', state), input, params),
      release: quiet,
    }
  },
  parameters: (spec) => ({ times: spec.times, late: seconds(spec.late), spare: seconds(spec.spare) }),
  withParameters: (spec, pick) => ({
    ...spec,
    times: pick.number('times', spec.times),
    late: pick.time('late', spec.late),
    spare: pick.time('spare', spec.spare),
  }),
  only: 'band',
})
