// A value beyond its limit in k of the last n measurements of a window: for values that are measured now and then and
// are each weak evidence, such as a wristband's blood pressure. Several limits of one reading count as one hit.

import type { Evidence } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { type Comparison, holds, recovered, worseDirection } from './comparison.ts'
import { cameLate, type Input, keep, type Outcome, QUIET } from './detector.ts'

export type RepeatsLimit = Readonly<{ metric: Metric; comparison: Comparison; raise: number; clear: number }>

export type RepeatsParams = Readonly<{
  /** A measurement is a hit when any of these holds. */
  any: readonly RepeatsLimit[]
  hits: number
  of: number
  /** ms between the oldest and the newest measurement that count together. */
  window: number
  /** Measurements in a row on the safe side of every clear level that end it. */
  clearAfter: number
  /** A hit that is not enough yet: the band is asked to measure again, at most every five minutes. */
  askAgain?: boolean | undefined
}>

/** The band needs a minute or two for a measurement, and the arm its rest. */
const ASKED_APART_MS = 5 * MINUTE

/** One measurement: when, whether it was a hit, and the values in the order of `any` (null = not measured). */
type Measured = Readonly<{ at: EpochMs; hit: boolean; values: readonly (number | null)[] }>

export type RepeatsState =
  | Readonly<{
      detector: 'repeats'
      phase: 'pending'
      since: EpochMs
      recent: readonly Measured[]
      /** When the band was last asked to measure again. */
      askedAt?: EpochMs
    }>
  | Readonly<{ detector: 'repeats'; phase: 'firing'; since: EpochMs; safe: number }>

export function repeats(
  state: RepeatsState | undefined,
  input: Input,
  params: RepeatsParams,
): Outcome<RepeatsState> {
  let measured = false
  let culprit: RepeatsLimit | undefined
  for (const limit of params.any) {
    const sample = input.live.latest[limit.metric]
    if (sample === undefined || sample.at !== input.at) continue
    measured = true
    if (culprit === undefined && holds(limit.comparison, sample.value, limit.raise)) culprit = limit
  }
  if (!measured) return keep(state)
  if (state === undefined && culprit === undefined) return QUIET
  if (state?.phase === 'firing') return whileFiring(state, input, params)
  return whileCounting(state, input, { params, culprit })
}

function whileCounting(
  state: Extract<RepeatsState, { phase: 'pending' }> | undefined,
  input: Input,
  rule: Readonly<{ params: RepeatsParams; culprit: RepeatsLimit | undefined }>,
): Outcome<RepeatsState> {
  const { params, culprit } = rule
  const now: Measured = { at: input.at, hit: culprit !== undefined, values: valuesOf(input, params) }
  const recent = [...(state?.recent ?? []), now]
    .filter((entry) => input.at - entry.at <= params.window)
    .slice(-params.of)
  // What lies before the first hit can never count again.
  const counted = recent.slice(recent.findIndex((entry) => entry.hit))
  const first = counted.find((entry) => entry.hit)
  if (first === undefined) return QUIET
  const hits = counted.filter((entry) => entry.hit).length
  if (culprit === undefined || hits < params.hits) {
    const asks = culprit !== undefined && params.askAgain === true && mayAsk(state?.askedAt, input)
    const askedAt = asks ? input.at : state?.askedAt
    return {
      state: {
        detector: 'repeats',
        phase: 'pending',
        since: first.at,
        recent: counted,
        ...(askedAt === undefined ? {} : { askedAt }),
      },
      verdict: 'none',
      ...(asks ? { request: 'measure' } : {}),
    }
  }
  return {
    state: { detector: 'repeats', phase: 'firing', since: first.at, safe: 0 },
    verdict: 'raise',
    evidence: {
      samples: counted.flatMap((entry) => samplesOf(entry, params)),
      metric: culprit.metric,
      comparison: culprit.comparison,
      threshold: culprit.raise,
      since: first.at,
      heldMs: input.at - first.at,
      facts: { hits, of: counted.length },
    },
  }
}

/** A value from a buffer is not answered by one of now. */
const mayAsk = (askedAt: EpochMs | undefined, input: Input): boolean =>
  !cameLate(input) && (askedAt === undefined || input.at - askedAt >= ASKED_APART_MS)

function whileFiring(
  state: Extract<RepeatsState, { phase: 'firing' }>,
  input: Input,
  params: RepeatsParams,
): Outcome<RepeatsState> {
  const safe = params.any.every((limit) => {
    const sample = input.live.latest[limit.metric]
    return sample?.at !== input.at || recovered(limit.comparison, sample.value, limit.clear)
  })
  const inRow = safe ? state.safe + 1 : 0
  if (inRow < params.clearAfter) return keep(inRow === state.safe ? state : { ...state, safe: inRow })
  const limit = params.any[0]
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: samplesOf({ at: input.at, hit: false, values: valuesOf(input, params) }, params),
      ...(limit === undefined
        ? {}
        : {
            metric: limit.metric,
            comparison: worseDirection(limit.comparison) === 1 ? ('atMost' as const) : ('atLeast' as const),
            threshold: limit.clear,
          }),
      since: input.at,
      facts: { firingSince: state.since, safeInRow: inRow },
    },
  }
}

const valuesOf = (input: Input, params: RepeatsParams): (number | null)[] =>
  params.any.map((limit) => {
    const sample = input.live.latest[limit.metric]
    return sample?.at === input.at ? sample.value : null
  })

const samplesOf = (entry: Measured, params: RepeatsParams): Evidence['samples'] =>
  params.any.flatMap((limit, i) => {
    const value = entry.values[i]
    return value === null || value === undefined ? [] : [{ metric: limit.metric, at: entry.at, value }]
  })
