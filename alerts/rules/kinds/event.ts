// Something happened at one moment; every one raises. The deciding is in detectors/event.ts.

import { z } from 'zod'
import { type EventState, event } from '../../detectors/event.ts'
import { defineKind, metricOf, own } from '../kind.ts'

export const eventKind = defineKind({
  type: 'event',
  schema: z
    .strictObject({ type: z.literal('event'), metric: z.enum(['sos', 'fall']) })
    .describe('Something happened at one moment; every one raises.'),
  behaviour(spec) {
    const params = { metric: metricOf(spec.metric) }
    return {
      metrics: [params.metric],
      event: (state, input) => event(own<EventState>('event', state), input, params),
      eventKind: params.metric,
    }
  },
  parameters: () => ({}),
  withParameters: (spec) => spec,
  only: 'band',
})
