// The weather of each community: the rain warning that staff have set, and the rain its gauges measure. Both go into
// the engine states of its drains, by one log row each time, so that a restart replays them. Decides nothing.

import { type SubjectKey, subjectKey } from '../../alerts/model/people.ts'
import type { Reading } from '../../alerts/model/telemetry.ts'
import { type EpochMs, HOUR, MINUTE } from '../../alerts/model/time.ts'
import type { Weather, WeatherReport } from '../../alerts/model/weather.ts'
import { warningAt } from '../../alerts/model/weather.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import { emptyState, type SubjectState, underWeather } from '../../alerts/rules/evaluate.ts'
import type { WeatherOutcome, WeatherPort } from '../http/ports.ts'
import type { WeatherView } from '../live/frames.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import type { StoreEffect } from '../storage/effects.ts'
import type { Submission } from './submission.ts'
import type { World } from './world.ts'

/** Topic of the log row that tells a community's drains their weather; the payload names the drains. */
export const WEATHER = 'weather/'

/** How often measured rain is passed on, and how long a gauge's word counts. */
const FEED_MS = 5 * MINUTE
const GAUGE_MS = 2 * HOUR
/** How often it is asked whether a drain is new. */
const LOOK_MS = MINUTE

type Row = Readonly<{ weather: Weather; of: readonly SubjectKey[] }>
type Rain = Readonly<{ mm: number; at: EpochMs }>

/** The states of a log row's drains under its weather. */
export function movedByWeather(
  world: World,
  catalogue: Catalogue,
  payload: string,
): readonly (readonly [SubjectKey, SubjectState])[] {
  const { weather, of } = JSON.parse(payload) as Row
  return of.flatMap((key) => {
    const registered = world.registry.ofSubject(key)
    if (registered === undefined) return []
    const state = world.states.get(key) ?? emptyState(registered.profile.deviceId)
    return [[key, underWeather(catalogue, state, weather, registered.profile).state] as const]
  })
}

export type WeatherDesk = WeatherPort &
  Readonly<{
    /** Committed readings: a gauge may be among them. */
    readingsCommitted(key: SubjectKey, readings: readonly Reading[]): void
    /** The passing of time: rain to pass on, drains that are new. */
    tick(now: EpochMs): void
  }>

export function createWeather(deps: {
  world: World
  submission: Submission
  catalogue(): Catalogue
  /** The newest of each community, out of the store. */
  reports: readonly WeatherReport[]
  /** After the commit. */
  onChanged(view: WeatherView): void
}): WeatherDesk {
  const { world, submission } = deps
  const reports = new Map(deps.reports.map((report) => [report.communityId, report]))
  const gauges = new Map<SubjectKey, Rain>()
  const fed = new Map<string, Rain & Readonly<{ fedAt: EpochMs }>>()
  let lookedAt = Number.NEGATIVE_INFINITY

  const communityOf = (drainId: string): string | undefined => {
    const drain = world.directory.drains.get(drainId)
    return drain && world.directory.grids.get(drain.gridId)?.communityId
  }

  const drainsOf = (communityId: string): readonly SubjectKey[] =>
    [...world.directory.devices.values()].flatMap(({ drainId }) =>
      drainId !== undefined && communityOf(drainId) === communityId
        ? [subjectKey({ kind: 'drain', id: drainId })]
        : [],
    )

  /** The most that any gauge of the community has measured lately. */
  const rainOf = (communityId: string, now: EpochMs): Rain | undefined => {
    const heard = drainsOf(communityId).flatMap((key) => gauges.get(key) ?? [])
    const fresh = heard.filter(({ at }) => now - at < GAUGE_MS)
    if (fresh.length === 0) return undefined
    return { mm: Math.max(...fresh.map(({ mm }) => mm)), at: Math.max(...fresh.map(({ at }) => at)) }
  }

  const weatherOf = (communityId: string, report: WeatherReport | undefined): Weather | undefined => {
    const rain = fed.get(communityId)
    if (report === undefined && rain === undefined) return undefined
    return {
      warning: report?.warning ?? 'none',
      since: report?.since ?? 0,
      until: report?.until ?? null,
      ...(rain === undefined ? {} : { rainMm: rain.mm, rainAt: rain.at }),
    }
  }

  /** One transaction: the row, the states of the drains that do not know it yet, and who said so. */
  const tell = async (
    communityId: string,
    of: Readonly<{ weather: Weather; now: EpochMs; effects?: readonly StoreEffect[] }>,
  ): Promise<CommitFailure | undefined> => {
    const text = JSON.stringify(of.weather)
    const news = drainsOf(communityId).filter(
      (key) => JSON.stringify(world.states.get(key)?.weather) !== text,
    )
    const effects = [...(of.effects ?? [])]
    if (news.length === 0 && effects.length === 0) return undefined
    const row: Row = { weather: of.weather, of: news }
    const payload = JSON.stringify(row)
    return submission.everybody(() => ({
      moved: movedByWeather(world, deps.catalogue(), payload),
      log: { receivedAt: of.now, topic: `${WEATHER}${communityId}`, payload: Buffer.from(payload) },
      effects,
    }))
  }

  const viewOf = (communityId: string): WeatherView | undefined => {
    const report = reports.get(communityId)
    const weather = weatherOf(communityId, report)
    if (weather === undefined) return undefined
    return { communityId, source: '', setBy: '', setAt: 0, ...report, ...weather }
  }

  const changed = (communityId: string): void => {
    const view = viewOf(communityId)
    if (view !== undefined) deps.onChanged(view)
  }

  // What was measured before a restart: each gauge's newest word, and when it was last passed on.
  for (const [key, { live, weather }] of world.states.visibleEntries()) {
    if (!key.startsWith('drain:')) continue
    const { rain } = live.latest
    if (rain !== undefined) gauges.set(key, { mm: rain.value, at: rain.at })
    const communityId = communityOf(key.slice('drain:'.length))
    if (communityId === undefined || weather?.rainMm === undefined || weather.rainAt === undefined) continue
    const known = fed.get(communityId)
    if (known === undefined || known.at < weather.rainAt)
      fed.set(communityId, { mm: weather.rainMm, at: weather.rainAt, fedAt: weather.rainAt })
  }

  return {
    views: () => [...world.directory.communities.keys()].flatMap((id) => viewOf(id) ?? []),

    async set({ communityId, warning, until, source, actorId, at }): Promise<WeatherOutcome> {
      if (!world.directory.communities.has(communityId)) return { ok: false, code: 'communityNotFound' }
      if (until !== null && until <= at) return { ok: false, code: 'endsTooSoon' }
      const before = reports.get(communityId)
      // A warning that goes on is the same warning, said again.
      const goesOn = before !== undefined && warning !== 'none' && warningAt(before, at) === warning
      const report: WeatherReport = {
        communityId,
        warning,
        since: goesOn ? before.since : at,
        until: warning === 'none' ? null : until,
        source,
        setBy: actorId,
        setAt: at,
      }
      const weather = weatherOf(communityId, report)
      const failure =
        weather && (await tell(communityId, { weather, now: at, effects: [{ type: 'weather', report }] }))
      if (failure) return { ok: false, code: 'storeUnavailable' }
      reports.set(communityId, report)
      changed(communityId)
      const view = viewOf(communityId)
      return view ? { ok: true, weather: view } : { ok: false, code: 'communityNotFound' }
    },

    readingsCommitted(key, readings) {
      if (!key.startsWith('drain:')) return
      for (const { values, eventTime } of readings)
        if (values.rain !== undefined && eventTime > (gauges.get(key)?.at ?? 0))
          gauges.set(key, { mm: values.rain, at: eventTime })
    },

    tick(now) {
      const looks = now - lookedAt >= LOOK_MS
      if (looks) lookedAt = now
      for (const communityId of world.directory.communities.keys()) {
        const last = fed.get(communityId)
        const due = gauges.size > 0 && now - (last?.fedAt ?? 0) >= FEED_MS
        const rain = due ? rainOf(communityId, now) : undefined
        const isNews = rain !== undefined && rain.at !== last?.at
        if (isNews) fed.set(communityId, { ...rain, fedAt: now })
        if (!isNews && !looks) continue
        const weather = weatherOf(communityId, reports.get(communityId))
        // A row that the store refuses is written with the next look.
        if (weather !== undefined)
          void tell(communityId, { weather, now }).then((failure) => {
            if (!failure && isNews) changed(communityId)
          })
      }
    },
  }
}
