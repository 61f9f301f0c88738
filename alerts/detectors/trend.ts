// Where weeks lead: the median of the last seven days against that of the three weeks before. Something to talk about at
// the daily review, told in the morning and once a week at most; never an alarm, so it never fires for long.

import { dawnAt, instantOf } from '../habits/day.ts'
import { usualNumber } from '../habits/laid.ts'
import { USUAL } from '../habits/row.ts'
import type { Drift } from '../model/habits.ts'
import type { EpochMs } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'

export type TrendParams = Readonly<{
  metric: 'systolic' | 'steps'
  /** Risen by so much; for steps, see `share`. */
  rise?: number | undefined
  /** Fallen to this share of what it was. */
  share?: number | undefined
  /** Days of the last seven, and of the three weeks before, that must be known. */
  recentDays: number
  beforeDays: number
  /** Minute of the local day from which it may be told. */
  at: number
  /** ms until it is told again. */
  every: number
}>

/** Told at `since`: quiet for a while, whatever a person did with the alert. */
export type TrendState = Readonly<{ detector: 'trend'; phase: 'released'; since: EpochMs }>

/** The trend that holds this morning; undefined when there is none, or it is not the time. */
function trendOf(input: Input, params: TrendParams): Drift | undefined {
  const { habits, at, timeZone } = input
  if (habits === undefined) return undefined
  const slot = params.metric === 'systolic' ? USUAL.systolicDrift : USUAL.stepsDrift
  // Asked of every reading, so number by number.
  const recent = usualNumber(habits, slot, 0)
  const recentDays = usualNumber(habits, slot, 1)
  const before = usualNumber(habits, slot, 2)
  const beforeDays = usualNumber(habits, slot, 3)
  if (!(recentDays >= params.recentDays && beforeDays >= params.beforeDays)) return undefined
  if (params.rise !== undefined && recent < before + params.rise) return undefined
  if (params.share !== undefined && (before <= 0 || recent > before * params.share)) return undefined
  // The evening's new day has no morning yet.
  const dawn = dawnAt(habits.dawn, timeZone, at)
  return at >= instantOf(dawn, params.at) ? [recent, recentDays, before, beforeDays] : undefined
}

export const isTrending = (input: Input, params: TrendParams): boolean => trendOf(input, params) !== undefined

export function trend(state: TrendState | undefined, input: Input, params: TrendParams): Outcome<TrendState> {
  if (state !== undefined && input.at - state.since < params.every) return keep(state)
  const drift = trendOf(input, params)
  if (drift === undefined) return QUIET
  const [recent, recentDays, before, beforeDays] = drift
  return {
    state: { detector: 'trend', phase: 'released', since: input.at },
    verdict: 'raise',
    evidence: {
      samples: [],
      metric: params.metric,
      since: input.at,
      facts: { recent, recentDays, before, beforeDays },
    },
  }
}
