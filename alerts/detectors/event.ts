// Something happened at one moment: the SOS button, a fall. Every one is told, whatever came before, late or not.

import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { Input, Outcome } from './detector.ts'

export type EventParams = Readonly<{ metric: Extract<Metric, 'sos' | 'fall'> }>

/** `since` is the earliest and `last` the newest event of the open alert, by event time. */
export type EventState = Readonly<{ detector: 'event'; phase: 'firing'; since: EpochMs; last: EpochMs }>

export function event(state: EventState | undefined, input: Input, params: EventParams): Outcome<EventState> {
  const since = state === undefined ? input.at : Math.min(state.since, input.at)
  const last = state === undefined ? input.at : Math.max(state.last, input.at)
  const same = state !== undefined && state.since === since && state.last === last
  const { worn, charging } = input.live.latest
  return {
    state: same ? state : { detector: 'event', phase: 'firing', since, last },
    verdict: 'raise',
    evidence: {
      samples: [{ metric: params.metric, at: input.at, value: 1 }],
      metric: params.metric,
      since: input.at,
      facts: {
        ...(worn?.value === 0 ? { worn: false } : {}),
        ...(charging?.value === 1 ? { charging: true } : {}),
      },
    },
  }
}
