// The SOS button: every press is told, whatever came before, late or not. Some bands press it themselves when they come
// off their charger: that is said beside it, and takes nothing away from it.

import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { cameLate, type Input, type Outcome } from './detector.ts'

export type EventParams = Readonly<{
  metric: Extract<Metric, 'sos' | 'fall'>
  /** ms; a band that was on its charger so shortly before may have pressed by itself. */
  unplugWithin: number
}>

/** `since` is the earliest and `last` the newest event of the open alert, by event time; absent `count` = 1. */
export type EventState = Readonly<{
  detector: 'event'
  phase: 'firing'
  since: EpochMs
  last: EpochMs
  count?: number
}>

export function event(state: EventState | undefined, input: Input, params: EventParams): Outcome<EventState> {
  const since = state === undefined ? input.at : Math.min(state.since, input.at)
  const last = state === undefined ? input.at : Math.max(state.last, input.at)
  const isAgain = state !== undefined && (input.at === state.last || input.at === state.since)
  const count = (state?.count ?? (state === undefined ? 0 : 1)) + (isAgain ? 0 : 1)
  return {
    state: isAgain
      ? state
      : { detector: 'event', phase: 'firing', since, last, ...(count === 1 ? {} : { count }) },
    verdict: 'raise',
    evidence: {
      samples: [{ metric: params.metric, at: input.at, value: 1 }],
      metric: params.metric,
      since: input.at,
      facts: {
        ...wearFacts(input),
        ...(params.metric === 'sos' && isUnplugged(input, params) ? { suspectedUnplug: true } : {}),
        ...(count === 1 ? {} : { presses: count, firstAt: since }),
      },
    },
    ...wherever(input),
  }
}

/** Whether the band was on a wrist, for whoever asks how much the event says. */
export function wearFacts({ live }: Input): Readonly<Record<string, boolean>> {
  const { worn, charging } = live.latest
  return {
    ...(worn?.value === 0 ? { worn: false } : {}),
    ...(charging?.value === 1 ? { charging: true } : {}),
  }
}

/** Whoever goes there needs the place: the band is asked for it unless it has just said it. */
export const wherever = (input: Input): Pick<Outcome<EventState>, 'request'> =>
  input.reading.values.latitude === undefined && !cameLate(input) ? { request: 'locate' } : {}

/**
 * 4G watches of the "watch" protocol send an SOS when they are taken off the charger (traccar, pull request 4801).
 * By device time, with a minute to spare: the status that says so may be dated after the press.
 */
function isUnplugged({ at, live }: Input, { unplugWithin }: EventParams): boolean {
  const { charging } = live.latest
  if (charging?.value === 1 && charging.at <= at + MINUTE) return true
  const { chargedAt } = live
  return chargedAt !== undefined && chargedAt <= at + MINUTE && at - chargedAt <= unplugWithin
}
