// One metric has stopped although the device is there and, for a band, on the wrist: keep-alives must not hide a dead
// sensor. Says nothing while the band is off, on its charger, or silent altogether, which other rules notice.

import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { cameLate, type Input, keep, type Outcome, QUIET, type Watch } from './detector.ts'
import { saidGoodbye } from './offline.ts'

export type AbsenceParams = Readonly<{
  metric: Metric
  /** ms without a good value of the metric. */
  for: number
  /** ms; a device not heard for longer is offline, and the metric cannot be told. */
  heardWithin: number
}>

/** `armed`: the band was put on, came back, or sent an old value, at `since`, and owes its next value from then. */
export type AbsenceState = Readonly<{
  detector: 'absence'
  phase: 'armed' | 'firing' | 'released'
  since: EpochMs
}>

const armed = (since: EpochMs): AbsenceState => ({ detector: 'absence', phase: 'armed', since })

/** A reading of the metric or of `worn`. */
export function absence(
  state: AbsenceState | undefined,
  input: Input,
  params: AbsenceParams,
): Outcome<AbsenceState> {
  const sample = input.live.latest[params.metric]
  if (sample !== undefined && sample.at === input.at) {
    const outcome = over(state, input, { params, facts: {} })
    // A buffered value is old and yet proves that the sensor works: the wait begins with its arrival.
    return cameLate(input) ? { ...outcome, state: armed(input.receivedAt) } : outcome
  }
  const worn = input.live.latest.worn
  if (worn === undefined || worn.at !== input.at || worn.value === input.before.latest.worn?.value)
    return keep(state)
  if (worn.value === 0) return over(state, input, { params, facts: { worn: false } })
  return state === undefined || state.phase === 'armed'
    ? { state: armed(input.at), verdict: 'none' }
    : keep(state)
}

/** The device was heard again after a silence. */
export function absenceReturned(
  state: AbsenceState | undefined,
  input: Input,
  params: AbsenceParams,
): Outcome<AbsenceState> {
  const away = input.before.seenAt !== null && input.receivedAt - input.before.seenAt > params.heardWithin
  if (!away || state?.phase === 'firing' || state?.phase === 'released') return keep(state)
  return { state: armed(input.receivedAt), verdict: 'none' }
}

function over(
  state: AbsenceState | undefined,
  input: Input,
  why: Readonly<{ params: AbsenceParams; facts: Readonly<Record<string, boolean>> }>,
): Outcome<AbsenceState> {
  if (state?.phase !== 'firing') return QUIET
  const { metric } = why.params
  const sample = input.live.latest[metric]
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: sample === undefined || sample.at !== input.at ? [] : [{ metric, ...sample }],
      metric,
      since: input.at,
      facts: { missingSince: state.since, ...why.facts },
    },
  }
}

/** When the metric counts as missing; null while it is not expected or cannot be told. */
export function absenceDeadline(
  state: AbsenceState | undefined,
  watch: Watch,
  params: AbsenceParams,
): EpochMs | null {
  if (state?.phase === 'firing' || state?.phase === 'released') return null
  const { latest, seenAt } = watch.live
  if (seenAt === null || saidGoodbye(watch.live)) return null
  const worn = latest.worn?.value
  if (worn === 0 || (latest.charging?.value === 1 && worn !== 1)) return null
  const sample = latest[params.metric]
  if (sample === undefined && worn !== 1) return null
  const due = Math.max(sample?.at ?? 0, state?.since ?? 0, watch.listeningSince) + params.for
  return due <= Math.max(seenAt, watch.listeningSince) + params.heardWithin ? due : null
}

export function absenceExpire(
  _state: AbsenceState | undefined,
  watch: Watch & Readonly<{ due: EpochMs }>,
  params: AbsenceParams,
): Outcome<AbsenceState> {
  const sample = watch.live.latest[params.metric]
  const since = watch.due - params.for
  return {
    state: { detector: 'absence', phase: 'firing', since },
    verdict: 'raise',
    at: watch.due,
    evidence: {
      samples: sample === undefined ? [] : [{ metric: params.metric, ...sample }],
      metric: params.metric,
      since,
      heldMs: params.for,
      facts: {
        limitMs: params.for,
        ...(sample === undefined ? {} : { lastValueAt: sample.at }),
        ...(watch.live.seenAt === null ? {} : { lastSeenAt: watch.live.seenAt }),
      },
    },
  }
}
