// Slow going round in circles outside: a long way that leads nowhere, with many turns, at a walk. By good fixes only; a
// gap starts it anew, and without a home nobody can say that somebody is away from it.

import type { SubjectProfile } from '../model/profile.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { cameLate, type Input, keep, type Outcome, QUIET } from './detector.ts'
import { type Fix, fixIn, isCoarse, leastSpeed, spotOf } from './fix.ts'
import { placeFacts } from './geofence.ts'
import { centreOf, metresBetween, metresFrom, type Point } from './path.ts'

export type WanderingParams = Readonly<{
  /** Metres from home within which nobody wanders. */
  homeRadius: number
  /** ms; looked at is the way of so long … */
  window: number
  /** … once it covers so long. */
  atLeast: number
  /** ms; fixes further apart start anew. */
  maxGap: number
  /** Metres walked in the window. */
  path: number
  /** Of the way walked, no more than this share may have led anywhere. */
  straightness: number
  /** Changes of direction of 60° and more, or quarters of a circle all round. */
  turns: number
  /** Metres per second, on the whole: faster is no walk. */
  maxSpeed: number
  usableAccuracy: number
}>

/** `way` is flat: seconds since `from`, metres east and north of home, time after time. */
export type WanderingState = Readonly<{
  detector: 'wandering'
  phase: 'pending' | 'firing'
  from: EpochMs
  last: EpochMs
  way: readonly number[]
  askedAt?: EpochMs
}>

/** Shorter legs are the jitter of the receiver, not a way. */
const LEG_METRES = 25
/** 30 legs in half an hour are 750 m and more; older ones go first. */
const KEPT_LEGS = 30
const TURN_DEGREES = 60
const ASK_EVERY = 3 * MINUTE

/** The house; where nobody wrote down where it stands, the middle of the safe zone: families draw it round the house. */
export const homeOf = ({ home, safeZone }: SubjectProfile): Point | undefined =>
  home ?? (safeZone === undefined ? undefined : centreOf(safeZone))

export function wandering(
  state: WanderingState | undefined,
  input: Input,
  params: WanderingParams,
): Outcome<WanderingState> {
  const home = homeOf(input.profile)
  const fix = fixIn(input.live)
  if (home === undefined) return QUIET
  if (fix === undefined || fix.at !== input.at) return keep(state)
  const away = metresBetween(home, fix.point)
  const accuracy = fix.accuracy ?? 0
  if (isCoarse(fix, params.usableAccuracy) || fix.source !== 'gps') return keep(state)
  if (away <= params.homeRadius) return state?.phase === 'firing' ? backHome(state, fix, away) : QUIET
  // Near enough to home to be at home.
  if (away - accuracy <= params.homeRadius) return keep(state)
  if (isLeap(input, fix, params)) return keep(state)

  const own = extended(state, fix, { home, params })
  if (own.phase === 'firing') return { state: own, verdict: 'none' }
  const seen = measured(own)
  const wanders =
    seen.ms >= params.atLeast &&
    seen.metres >= params.path &&
    seen.displacement <= params.straightness * seen.metres &&
    seen.turns >= params.turns &&
    seen.metres / (seen.ms / 1_000) <= params.maxSpeed
  if (wanders)
    return {
      state: { detector: 'wandering', phase: 'firing', from: own.from, last: own.last, way: [] },
      verdict: 'raise',
      evidence: {
        samples: [
          { metric: 'latitude', at: fix.at, value: fix.point[0] },
          { metric: 'longitude', at: fix.at, value: fix.point[1] },
        ],
        since: own.from,
        heldMs: seen.ms,
        facts: {
          ...placeFacts(fix),
          homeMetres: Math.round(away),
          pathMetres: Math.round(seen.metres),
          displacementMetres: Math.round(seen.displacement),
          turns: seen.turns,
          windowMs: seen.ms,
        },
      },
    }
  // Ten minutes between two fixes show no way: the band is asked to look more often while it is out at night.
  const ask = !cameLate(input) && input.at - (own.askedAt ?? Number.NEGATIVE_INFINITY) >= ASK_EVERY
  return ask
    ? { state: { ...own, askedAt: input.at }, verdict: 'none', request: 'locate' }
    : { state: own, verdict: 'none' }
}

function isLeap(input: Input, fix: Fix, params: WanderingParams): boolean {
  const before = fixIn(input.before)
  if (before === undefined || isCoarse(before, params.usableAccuracy)) return false
  return leastSpeed(spotOf(before), spotOf(fix)) > FASTEST
}

/** No walker and no car: an error of the receiver. */
const FASTEST = 60

function backHome(state: WanderingState, fix: Fix, away: number): Outcome<WanderingState> {
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: [
        { metric: 'latitude', at: fix.at, value: fix.point[0] },
        { metric: 'longitude', at: fix.at, value: fix.point[1] },
      ],
      since: fix.at,
      facts: { ...placeFacts(fix), homeMetres: Math.round(away), outsideSince: state.from },
    },
  }
}

/** The way with one more fix, in legs longer than the fixes' own error. */
function extended(
  state: WanderingState | undefined,
  fix: Fix,
  by: Readonly<{ home: Point; params: WanderingParams }>,
): WanderingState {
  const [east, north] = metresFrom(by.home, fix.point).map(Math.round) as [number, number]
  const fresh = state !== undefined && fix.at - state.last <= by.params.maxGap
  if (state?.phase === 'firing') return { ...state, last: fix.at }
  if (!fresh)
    return {
      detector: 'wandering',
      phase: 'pending',
      from: fix.at,
      last: fix.at,
      way: [0, east, north],
      ...(state?.askedAt === undefined ? {} : { askedAt: state.askedAt }),
    }
  const { way } = state
  const leg = Math.hypot(east - (way.at(-2) ?? east), north - (way.at(-1) ?? north))
  if (leg < Math.max(LEG_METRES, fix.accuracy ?? 0)) return { ...state, last: fix.at }
  const longer = [...way, Math.round((fix.at - state.from) / 1_000), east, north]
  let first = 0
  while (
    longer.length - first > 3 * KEPT_LEGS + 3 ||
    (fix.at - state.from) / 1_000 - (longer[first] ?? 0) > by.params.window / 1_000
  )
    first += 3
  const shift = longer[first] ?? 0
  const kept = longer.slice(first).map((value, i) => (i % 3 === 0 ? value - shift : value))
  return { ...state, from: state.from + shift * 1_000, last: fix.at, way: kept }
}

/** The way in numbers; time counts to the newest fix, so that whoever sits down does not walk on. */
function measured(state: WanderingState): Readonly<{
  ms: number
  metres: number
  displacement: number
  turns: number
}> {
  const { way } = state
  let metres = 0
  let sharp = 0
  let round = 0
  let heading: number | undefined
  for (let i = 3; i < way.length; i += 3) {
    const east = (way[i + 1] ?? 0) - (way[i - 2] ?? 0)
    const north = (way[i + 2] ?? 0) - (way[i - 1] ?? 0)
    metres += Math.hypot(east, north)
    const now = (Math.atan2(east, north) * 180) / Math.PI
    const turn = heading === undefined ? 0 : turnFrom(heading, now)
    if (Math.abs(turn) >= TURN_DEGREES) sharp += 1
    round += turn
    heading = now
  }
  const displacement = Math.hypot((way.at(-2) ?? 0) - (way[1] ?? 0), (way.at(-1) ?? 0) - (way[2] ?? 0))
  // Pacing turns sharply; whoever walks round a pond turns a little all the time, and always the same way.
  const turns = Math.max(sharp, Math.floor(Math.abs(round) / 90))
  return { ms: state.last - state.from, metres, displacement, turns }
}

/** Degrees clockwise, -180 to 180. */
const turnFrom = (a: number, b: number): number => ((((b - a) % 360) + 540) % 360) - 180
