// A partial early-warning score: the bands of NEWS2 (RCP 2017) over what a wristband measures, as a lower and an upper
// bound with what is missing. Not NEWS2, and not called so: breathing, oxygen and consciousness are never measured, and
// the whole score is not to be modified. Alerts go by the lower bound alone, at rest, twice in a row.

import type { Severity } from '../model/alert.ts'
import type { LatestValue, LiveState } from '../model/live.ts'
import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, HOUR, MINUTE } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET, type Verdict } from './detector.ts'
import { stepsWithin } from './movement.ts'

export const SCORED = ['heartRate', 'systolic', 'spo2', 'temperature'] as const
export type Scored = (typeof SCORED)[number]
/** What a wristband cannot tell, and what each may add. */
const UNMEASURED = { respiration: 3, oxygen: 2, consciousness: 3 } as const
const WORST = 3

/** How old a value may be and still speak of now. */
export type Freshness = Readonly<Record<Scored, number>>
export const FRESHNESS: Freshness = {
  heartRate: 15 * MINUTE,
  systolic: 8 * HOUR,
  spo2: HOUR,
  temperature: 8 * HOUR,
}

export type ScorePart = Readonly<{ metric: Scored; value: number; at: EpochMs; points: number }>
export type Missing = Scored | keyof typeof UNMEASURED

/** `min`: what is missing counts as well; `max`: as at its worst. `atRest`: whether it may be judged at all. */
export type PartialScore = Readonly<{
  min: number
  max: number
  used: readonly ScorePart[]
  missing: readonly Missing[]
  atRest: 'yes' | 'no' | 'unknown'
}>

export type ScoreOptions = Readonly<{
  freshness?: Freshness
  /** 2 = prescribed 88–92 %: too much oxygen is then no merit, but nobody here knows who breathes it. */
  spo2Scale?: number
}>

/** The score at a moment, of the newest good values that are fresh enough. */
export function partialScore(live: LiveState, at: EpochMs, options: ScoreOptions = {}): PartialScore {
  const { freshness = FRESHNESS, spo2Scale = 1 } = options
  const used: ScorePart[] = []
  const missing: Missing[] = []
  for (const metric of SCORED) {
    const latest = live.latest[metric]
    if (latest === undefined || at - latest.at > freshness[metric]) missing.push(metric)
    else
      used.push({
        metric,
        value: latest.value,
        at: latest.at,
        points: points(metric, latest.value, spo2Scale),
      })
  }
  const min = used.reduce((sum, part) => sum + part.points, 0)
  let max = min + WORST * missing.length
  for (const name of Object.keys(UNMEASURED) as (keyof typeof UNMEASURED)[]) {
    missing.push(name)
    max += UNMEASURED[name]
  }
  return { min, max, used, missing, atRest: atRest(live, at) }
}

/** The chart is for whole numbers and tenths of a degree: between 35.0 and 35.1 lies nothing. */
export function points(metric: Scored, value: number, spo2Scale = 1): number {
  switch (metric) {
    case 'heartRate': {
      const bpm = Math.round(value)
      return bpm <= 40 ? 3 : bpm <= 50 ? 1 : bpm <= 90 ? 0 : bpm <= 110 ? 1 : bpm <= 130 ? 2 : 3
    }
    case 'systolic': {
      const mmHg = Math.round(value)
      return mmHg <= 90 ? 3 : mmHg <= 100 ? 2 : mmHg <= 110 ? 1 : mmHg <= 219 ? 0 : 3
    }
    case 'spo2': {
      const percent = Math.round(value) + (spo2Scale === 2 ? 8 : 0)
      return percent <= 91 ? 3 : percent <= 93 ? 2 : percent <= 95 ? 1 : 0
    }
    case 'temperature': {
      const tenths = Math.round(value * 10)
      return tenths <= 350 ? 3 : tenths <= 360 ? 1 : tenths <= 380 ? 0 : tenths <= 390 ? 1 : 2
    }
  }
}

/** Twenty steps in five minutes, as the habits have it. */
function atRest(live: LiveState, at: EpochMs): PartialScore['atRest'] {
  const walked = stepsWithin(live.walk, at, 5 * MINUTE)
  if (walked === undefined) return 'unknown'
  if (walked.steps > 20) return 'no'
  return walked.complete ? 'yes' : 'unknown'
}

export type ScoreParams = Readonly<{
  /** From the mildest to the worst, by the lower bound. */
  levels: readonly Readonly<{ level: string; raise: number; severity: Severity }>[]
  /** So many readings in a row, at least a minute apart, before it rises. */
  readings: number
  /** A class is left so many points below its limit, */
  deadBand: number
  /** for so long, with readings no further apart than `maxGap`. */
  clearFor: number
  maxGap: number
  freshness: Freshness
  spo2Scale: number
}>

/** `rung`: the class told, -1 none yet. `up`: readings in a row above it, `upTo` the least class among them. */
export type ScoreState = Readonly<{
  detector: 'score'
  phase: 'pending' | 'firing'
  since: EpochMs
  last: EpochMs
  rung: number
  up: number
  upTo: number
  leftSince: EpochMs | null
}>

const pointsOf = (metric: Scored, latest: LatestValue | undefined, scale: number): number =>
  latest === undefined ? 0 : points(metric, latest.value, scale)

/** One artefact must not count twice because two messages carry the same moment. */
const APART_MS = MINUTE

/** Whether an idle rule has anything to look at: the value scores, and so does the rest. Asked of every reading. */
export function mayScore(input: Input, params: ScoreParams): boolean {
  const { at, live } = input
  const { heartRate, systolic, spo2, temperature } = live.latest
  const scale = params.spo2Scale
  const least = params.levels[0]?.raise ?? 0
  const pulse = pointsOf('heartRate', heartRate, scale)
  const pressure = pointsOf('systolic', systolic, scale)
  const oxygen = pointsOf('spo2', spo2, scale)
  const fever = pointsOf('temperature', temperature, scale)
  const own =
    (heartRate?.at === at ? pulse : 0) +
    (systolic?.at === at ? pressure : 0) +
    (spo2?.at === at ? oxygen : 0) +
    (temperature?.at === at ? fever : 0)
  // Old values too: more than the score can be, and cheaper than the score.
  const most = pulse + pressure + oxygen + fever
  return own > 0 && most >= least && partialScore(live, at, params).min >= least
}

export function score(state: ScoreState | undefined, input: Input, params: ScoreParams): Outcome<ScoreState> {
  const { at, live } = input
  if (!SCORED.some((metric) => live.latest[metric]?.at === at)) return keep(state)
  const now = partialScore(live, at, params)
  // Walking makes a pulse of 115 without anybody being ill: nothing is known then.
  if (now.atRest === 'no') return keep(state)
  const reached = params.levels.findLastIndex((level) => now.min >= level.raise)
  const fresh = state !== undefined && at - state.last <= params.maxGap
  if (state !== undefined && at - state.last < APART_MS && reached >= Math.max(state.rung, 0))
    return keep(state)
  const rung = state?.rung ?? -1
  if (reached > rung) return rise(fresh ? state : undefined, input, { state, now, params, reached })
  if (state === undefined || rung < 0) return QUIET
  return fall({ ...state, up: 0, upTo: 0, last: at }, input, { params, fresh, leftSince: state.leftSince })
}

function rise(
  streak: ScoreState | undefined,
  input: Input,
  to: Readonly<{ state: ScoreState | undefined; now: PartialScore; params: ScoreParams; reached: number }>,
): Outcome<ScoreState> {
  const { state, now, params, reached } = to
  const rung = state?.rung ?? -1
  const up = (streak?.up ?? 0) + 1
  const upTo = streak === undefined || streak.up === 0 ? reached : Math.min(streak.upTo, reached)
  const firstUp = streak === undefined || streak.up === 0
  const next: ScoreState = {
    detector: 'score',
    phase: rung < 0 ? 'pending' : 'firing',
    since: rung >= 0 || !firstUp ? (state?.since ?? input.at) : input.at,
    last: input.at,
    rung,
    up,
    upTo,
    leftSince: null,
  }
  if (up < params.readings) return { state: next, verdict: 'none' }
  return told(
    { ...next, phase: 'firing', rung: upTo, up: 0, upTo: 0 },
    {
      verdict: rung < 0 ? 'raise' : 'step',
      now,
      params,
      at: input.at,
    },
  )
}

/**
 * Downwards the last known values count, however old: a value that is missing has not recovered.
 */
function fall(
  state: ScoreState,
  input: Input,
  to: Readonly<{ params: ScoreParams; fresh: boolean; leftSince: EpochMs | null }>,
): Outcome<ScoreState> {
  const { params } = to
  const known = partialScore(input.live, input.at, { ...params, freshness: FOREVER })
  const limit = params.levels[state.rung]?.raise ?? 0
  if (known.min >= limit - params.deadBand) return keep({ ...state, leftSince: null })
  const leftSince = to.fresh && to.leftSince !== null ? to.leftSince : input.at
  if (input.at - leftSince < params.clearFor) return keep({ ...state, leftSince })
  const rung = params.levels.findLastIndex((level) => known.min >= level.raise)
  const now = partialScore(input.live, input.at, params)
  if (rung >= 0)
    return told({ ...state, rung, leftSince: null }, { verdict: 'step', now, params, at: input.at })
  const left = params.levels[state.rung]
  return {
    state: undefined,
    verdict: 'clear',
    ...(left === undefined ? {} : { severity: left.severity, level: left.level }),
    evidence: { ...evidenceOf(now), since: leftSince, heldMs: input.at - leftSince },
  }
}

const FOREVER: Freshness = {
  heartRate: Number.POSITIVE_INFINITY,
  systolic: Number.POSITIVE_INFINITY,
  spo2: Number.POSITIVE_INFINITY,
  temperature: Number.POSITIVE_INFINITY,
}

function told(
  state: ScoreState,
  of: Readonly<{ verdict: Verdict; now: PartialScore; params: ScoreParams; at: EpochMs }>,
): Outcome<ScoreState> {
  const level = of.params.levels[state.rung]
  if (level === undefined) return keep(state)
  return {
    state,
    verdict: of.verdict,
    severity: level.severity,
    level: level.level,
    evidence: {
      ...evidenceOf(of.now, level.raise),
      since: state.since,
      heldMs: of.at - state.since,
    },
  }
}

const evidenceOf = (now: PartialScore, limit?: number) => ({
  samples: now.used.map(({ metric, at, value }) => ({ metric: metric as Metric, at, value })),
  facts: {
    min: now.min,
    max: now.max,
    used: now.used.map((part) => `${part.metric}:${part.points}`).join(','),
    missing: now.missing.join(','),
    ...(limit === undefined ? {} : { scoreLimit: limit }),
  },
})
