// Whether somebody is outside their safe zone: two good fixes over a time, or one that leaves no doubt. By fixes alone:
// no silence makes anybody leave, stay away or come back. A cell tower's word raises nothing; the band is asked instead.

import type { Evidence, Severity } from '../model/alert.ts'
import { type EpochMs, HOUR, MINUTE } from '../model/time.ts'
import { cameLate, type Input, keep, type Outcome, QUIET } from './detector.ts'
import { type Fix, fixIn, isCoarse, leastSpeed, pointOf, type Spot, spotOf } from './fix.ts'
import { metresOutside } from './path.ts'

/** A class of being outside, the mildest first; the first one has neither, each other one exactly one of the two. */
export type GeofenceLevel = Readonly<{
  level: string
  severity: Severity
  /** Metres beyond the border. */
  beyond?: number | undefined
  /** ms outside, with fixes all along. */
  for?: number | undefined
}>

export type GeofenceParams = Readonly<{
  levels: readonly GeofenceLevel[]
  /** So many fixes outside … */
  fixes: number
  /** … over so long, ms. */
  dwell: number
  /** ms; fixes further apart start every duration anew. */
  maxGap: number
  /** Metres beyond the border that count as outside; the accuracy of the fix when that is more. */
  margin: number
  /** Metres beyond the border at which one fix of `goodAccuracy` is enough. */
  atOnce: number
  goodAccuracy: number
  /** Metres; a fix less exact than this shows nothing. */
  usableAccuracy: number
  /** Metres per second; nobody is that fast, so the fix is wrong until a second one says the same. */
  maxSpeed: number
}>

export type GeofenceState = Readonly<{
  detector: 'geofence'
  /** `armed`: inside as far as anybody knows, but a fix is doubted or the band has been asked. */
  phase: 'armed' | 'pending' | 'firing' | 'released'
  /** The last fix that was believed. */
  fix?: Spot
  /** A fix too far off to be believed yet. */
  doubt?: Spot
  /** When the band was asked where it is, and how often since the last good fix. */
  asked?: readonly [at: EpochMs, times: number]
  /** Absent while armed. */
  outing?: Outing
}>

/** `since`: first fix outside; `held`: of the present stretch without a gap; `last`: newest fix outside. */
type Outing = Readonly<{
  since: EpochMs
  held: EpochMs
  last: EpochMs
  count: number
  /** Index of the class reached; -1 while pending. */
  rung: number
  insideAt?: EpochMs
  vehicle?: boolean
  /** It began with a jump: no single fix is enough. */
  jumped?: boolean
}>

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }
/** A band asked in vain (indoors, in a cellar) is asked at ever longer intervals, to spare its battery. */
const ASK_EVERY = 3 * MINUTE
const ASK_AT_LEAST_EVERY = HOUR
/** 20 km/h: no walker (domain facts B4). */
const VEHICLE_SPEED = 20 / 3.6

export function geofence(
  state: GeofenceState | undefined,
  input: Input,
  params: GeofenceParams,
): Outcome<GeofenceState> {
  const zone = input.profile.safeZone
  const fix = fixIn(input.live)
  if (fix === undefined || fix.at !== input.at) return keep(state)
  if (zone === undefined)
    return state?.phase === 'firing' ? cleared(state, fix, { zoneRemoved: true }) : QUIET

  const outside = metresOutside(zone, fix.point)
  const shows = !isCoarse(fix, params.usableAccuracy) && (fix.source === 'gps' || outside === 0)
  if (!shows) return outside > 0 || state?.outing !== undefined ? ask(state, input) : keep(state)

  const own = upToDate(state, input, params)
  const spot = spotOf(fix)
  const anchor = own?.fix ?? anchorIn(input, params)
  const isJump = anchor !== undefined && leastSpeed(anchor, spot) > params.maxSpeed
  const isConfirmed = isJump && own?.doubt !== undefined && leastSpeed(own.doubt, spot) <= params.maxSpeed
  // Somebody at home of whom nothing is pending has nothing to be doubted about.
  if (own === undefined && outside === 0) return QUIET
  if (isJump && !isConfirmed)
    return { state: { ...(own ?? ARMED), fix: anchor, doubt: spot }, verdict: 'none' }

  if (outside === 0) return own?.phase === 'firing' ? cleared(own, fix) : QUIET
  // Near the border: a departure that has begun to show is none yet, one that was told of goes on.
  if (outside <= Math.max(params.margin, fix.accuracy ?? 0))
    return own === undefined || own.phase === 'armed' || own.phase === 'pending'
      ? QUIET
      : { state: settledAt(own, spot), verdict: 'none' }
  const jumpedAt = isConfirmed ? own?.doubt?.[0] : undefined
  return beyond(own, input, { fix, spot, anchor, outside, jumpedAt, params })
}

const ARMED = { detector: 'geofence', phase: 'armed' } as const

/** A good fix came: no doubt, and no question that waits for an answer. */
const settledAt = ({ doubt: _, asked: __, ...state }: GeofenceState, fix: Spot): GeofenceState => ({
  ...state,
  fix,
})

/** A rule with hours did not look meanwhile: what it remembers is over when somebody was inside since. */
function upToDate(
  state: GeofenceState | undefined,
  input: Input,
  params: GeofenceParams,
): GeofenceState | undefined {
  const { safeZone } = input.profile
  if (state?.phase !== 'pending' && state?.phase !== 'released') return state
  const before = fixIn(input.before)
  if (before === undefined || safeZone === undefined || before.at <= (state.fix?.[0] ?? 0)) return state
  return !isCoarse(before, params.usableAccuracy) && metresOutside(safeZone, before.point) === 0
    ? undefined
    : state
}

function anchorIn(input: Input, params: GeofenceParams): Spot | undefined {
  const before = fixIn(input.before)
  return before === undefined || isCoarse(before, params.usableAccuracy) ? undefined : spotOf(before)
}

type Sight = Readonly<{
  fix: Fix
  spot: Spot
  anchor: Spot | undefined
  outside: number
  /** When the jump was first seen that this fix confirms. */
  jumpedAt: EpochMs | undefined
  params: GeofenceParams
}>

function beyond(state: GeofenceState | undefined, input: Input, sight: Sight): Outcome<GeofenceState> {
  const { fix, spot, params, outside } = sight
  const outing = extended(state?.outing, input, sight)
  const reached = rungOf(outing, sight)
  if (state === undefined || state.outing === undefined || outing.rung < 0) {
    const sure = outing.jumped !== true && (fix.accuracy ?? Number.POSITIVE_INFINITY) <= params.goodAccuracy
    const isOutside =
      (outing.count >= params.fixes && fix.at - outing.held >= params.dwell) ||
      (sure && outside >= params.atOnce)
    if (isOutside) return said('raise', { ...outing, rung: reached }, sight)
    const pending: GeofenceState = { detector: 'geofence', phase: 'pending', fix: spot, outing }
    // The next fix of its own may be ten minutes away.
    return withQuestion(pending, state?.asked, input)
  }
  if (state.phase === 'released') {
    // What a person has closed is told again only when it has become a more serious matter.
    if (rankOf(params, reached) > rankOf(params, outing.rung))
      return said('raise', { ...outing, rung: reached }, sight)
    return { state: settledAt({ ...state, outing }, spot), verdict: 'none' }
  }
  // Far and long may be equally grave: whoever was told the one need not hear the other.
  if (rankOf(params, reached) > rankOf(params, outing.rung))
    return said('step', { ...outing, rung: reached }, sight)
  return { state: settledAt({ ...state, outing }, spot), verdict: 'none' }
}

const rankOf = (params: GeofenceParams, rung: number): number => RANK[params.levels[rung]?.severity ?? 'info']

function extended(before: Outing | undefined, input: Input, sight: Sight): Outing {
  const { fix, spot, anchor, jumpedAt, params } = sight
  const { safeZone } = input.profile
  const isFresh = before !== undefined && fix.at - before.last <= params.maxGap
  const wasInside =
    before === undefined && anchor !== undefined && safeZone !== undefined
      ? metresOutside(safeZone, pointOf(anchor)) === 0
      : false
  const isDriven =
    anchor !== undefined &&
    jumpedAt === undefined &&
    spot[0] - anchor[0] <= params.maxGap &&
    leastSpeed(anchor, spot) >= VEHICLE_SPEED
  const start = jumpedAt ?? fix.at
  return {
    since: before?.since ?? start,
    held: isFresh ? before.held : start,
    last: fix.at,
    count: (isFresh ? before.count : 0) + (jumpedAt === undefined ? 1 : 2),
    rung: before?.rung ?? -1,
    ...(wasInside && anchor !== undefined ? { insideAt: anchor[0] } : kept(before)),
    ...(isDriven || before?.vehicle === true ? { vehicle: true } : {}),
    ...(jumpedAt !== undefined || (isFresh && before.jumped === true) ? { jumped: true } : {}),
  }
}

const kept = (outing: Outing | undefined): Pick<Outing, 'insideAt'> =>
  outing?.insideAt === undefined ? {} : { insideAt: outing.insideAt }

/** The worst class that is reached; one that was reached stays, whoever comes a little nearer again. */
function rungOf(outing: Outing, { fix, outside, params }: Sight): number {
  let reached = Math.max(0, outing.rung)
  params.levels.forEach((level, i) => {
    const isFar = level.beyond !== undefined && outside >= level.beyond
    const isLong = level.for !== undefined && fix.at - outing.held >= level.for
    if (i > reached && (isFar || isLong)) reached = i
  })
  return reached
}

function said(verdict: 'raise' | 'step', outing: Outing, sight: Sight): Outcome<GeofenceState> {
  const { fix, spot, outside, params } = sight
  const level = params.levels[outing.rung]
  return {
    state: { detector: 'geofence', phase: 'firing', fix: spot, outing },
    verdict,
    ...(level === undefined ? {} : { severity: level.severity, level: level.level }),
    evidence: {
      samples: samplesOf(fix),
      since: outing.since,
      heldMs: fix.at - outing.held,
      facts: {
        ...placeFacts(fix),
        distanceMetres: Math.round(outside),
        outsideSince: outing.since,
        ...(outing.insideAt === undefined ? {} : { lastInsideAt: outing.insideAt }),
        ...(outing.vehicle === true ? { byVehicle: true } : {}),
      },
    },
    // A raise without a doubt comes from one fix: the next one shows which way they go.
    ...(verdict === 'raise' && outing.count < params.fixes ? { request: 'locate' as const } : {}),
  }
}

function cleared(
  state: GeofenceState,
  fix: Fix,
  more: Readonly<Record<string, boolean>> = {},
): Outcome<GeofenceState> {
  const since = state.outing?.since ?? fix.at
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: samplesOf(fix),
      since: fix.at,
      facts: { ...placeFacts(fix), outsideSince: since, ...more },
    },
  }
}

const samplesOf = (fix: Fix): Evidence['samples'] => [
  { metric: 'latitude', at: fix.at, value: fix.point[0] },
  { metric: 'longitude', at: fix.at, value: fix.point[1] },
]

/** Where a map would put the pin. */
export const placeFacts = (fix: Fix): Readonly<Record<string, string | number>> => ({
  latitude: fix.point[0],
  longitude: fix.point[1],
  source: fix.source,
  positionAt: fix.at,
  ...(fix.accuracy === undefined ? {} : { accuracyMetres: Math.round(fix.accuracy) }),
})

/** A fix that shows nothing: the band is asked for a better one. */
const ask = (state: GeofenceState | undefined, input: Input): Outcome<GeofenceState> => {
  const asked = withQuestion(state ?? ARMED, state?.asked, input)
  return state === undefined && asked.request === undefined ? QUIET : asked
}

/** What comes late is over: asking about it shows nothing. */
function withQuestion(
  state: GeofenceState,
  asked: GeofenceState['asked'],
  input: Input,
): Outcome<GeofenceState> {
  const [at, times] = asked ?? [Number.NEGATIVE_INFINITY, 0]
  const wait = Math.min(ASK_EVERY * 2 ** Math.max(0, times - 1), ASK_AT_LEAST_EVERY)
  if (cameLate(input) || input.at - at < wait)
    return { state: asked === undefined ? state : { ...state, asked }, verdict: 'none' }
  return { state: { ...state, asked: [input.at, times + 1] }, verdict: 'none', request: 'locate' }
}

/** What remains once a person has resolved it: quiet until they are back, or until it is a graver matter. */
export const releaseGeofence = (state: GeofenceState | undefined): GeofenceState | undefined =>
  state?.phase === 'firing' ? { ...state, phase: 'released' } : state
