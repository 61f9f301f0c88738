// Something happened at one moment; every one raises. The deciding is in detectors/event.ts, and for what follows a
// fall in detectors/fall.ts.

import { z } from 'zod'
import { type EventState, event } from '../../detectors/event.ts'
import {
  afterFall,
  type FallParams,
  type FallState,
  fall,
  fallDeadline,
  fallExpire,
} from '../../detectors/fall.ts'
import { MINUTE } from '../../model/time.ts'
import { at, type Behaviour, defineKind, type Inconsistency, metricOf, own } from '../kind.ts'
import { duration, severity, words } from '../vocabulary.ts'

const LEVELS = ['moved', 'unclear', 'still'] as const

const schema = z
  .strictObject({
    type: z.literal('event'),
    metric: z.enum(['sos', 'fall']),
    unplugWithin: duration
      .default(10 * MINUTE)
      .describe(
        'A press so shortly after the band was on its charger may be its own: said, never held back.',
      ),
    afterwards: z
      .strictObject({
        stillAfter: duration.describe('No step so long after a fall is stillness.'),
        decideAfter: duration.describe('By then the word of the band counts, or it is asked to measure.'),
        movedSteps: z.int().min(1).describe('So many steps are somebody on their feet again.'),
      })
      .optional()
      .describe('What follows a fall is told as a level: `still` or `moved`.'),
    levels: z
      .array(z.strictObject({ level: z.enum(LEVELS), title: words, severity }))
      .default([])
      .describe('Their words; `unclear` is a further fall of which nothing is known yet.'),
  })
  .describe('Something happened at one moment; every one raises.')

type Spec = z.output<typeof schema>

const fallBehaviour = (params: FallParams): Behaviour => ({
  metrics: ['fall'],
  event: (state, input) => fall(own<FallState>('event', state), input),
  eventKind: 'fall',
  heard: (state, input) => afterFall(own<FallState>('event', state), input, params),
  deadline: (state) => fallDeadline(own<FallState>('event', state), params),
  expire: (state, watch) => fallExpire(own<FallState>('event', state), watch),
})

function faults({ metric, afterwards, levels }: Spec): Inconsistency[] {
  if (afterwards === undefined)
    return levels.length === 0 ? [] : [{ path: at('levels'), message: 'levels need "afterwards"' }]
  if (metric !== 'fall') return [{ path: at('afterwards'), message: 'only a fall has an afterwards' }]
  const missing = LEVELS.filter((name) => !levels.some(({ level }) => level === name))
  return [
    ...missing.map((name) => ({ path: at('levels'), message: `the level "${name}" is missing` })),
    ...(afterwards.decideAfter < afterwards.stillAfter
      ? [
          {
            path: at('afterwards', 'decideAfter'),
            message: 'decideAfter must not be shorter than stillAfter',
          },
        ]
      : []),
  ]
}

export const eventKind = defineKind({
  type: 'event',
  schema,
  behaviour(spec) {
    if (spec.afterwards !== undefined) return fallBehaviour(spec.afterwards)
    const params = { metric: metricOf(spec.metric), unplugWithin: spec.unplugWithin }
    return {
      metrics: [params.metric],
      event: (state, input) => event(own<EventState>('event', state), input, params),
      eventKind: params.metric,
    }
  },
  parameters: () => ({}),
  withParameters: (spec) => spec,
  faults,
  only: 'band',
})
