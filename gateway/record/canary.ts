// Flies the canaries: once a day per community a band of the gateway's own presses its button over real MQTT, and its
// alert must come back as a board's frame and be taken by a channel in time. When it is due stands in the store, so a
// restart neither forgets one nor flies it twice.

import type { Finding } from '../../alerts/model/alert.ts'
import type { Directory } from '../../alerts/model/people.ts'
import { type EpochMs, HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import {
  CANARY_MISSING_RULE,
  CANARY_RULE,
  type CanaryRule,
  type CanaryStage,
  canaryDevice,
  canaryFlown,
  canaryMissing,
  lastDueAt,
} from '../../alerts/record/canary.ts'
import type { Clock } from '../clock.ts'
import type { Frame } from '../live/frames.ts'
import type { Proven, ProvenWhat } from '../storage/effects.ts'

/** A band's connection of the canary's own. */
export type CanaryBand = Readonly<{
  /** Resolves with the PUBACK: the press is on disk. */
  press(ident: string): Promise<void>
  close(): void
}>

export type CanaryDeps = Readonly<{
  clock: Clock
  /** Local time of day, "10:30". */
  at: string
  withinSeconds: number
  directory(): Directory
  rule(id: string): CanaryRule | undefined
  connect(deviceId: string): Promise<CanaryBand>
  /** A staff board's frames as they are sent; returns how to stop. */
  watch(onFrame: (frame: Frame) => void): () => void
  raise(finding: Finding): Promise<unknown>
  isMissing(communityId: string): boolean
  remembered: readonly Proven[]
  save(proven: Proven): Promise<unknown>
  onError(error: unknown, communityId: string): void
}>

export type Canary = Readonly<{
  /** What is due is flown; called once a second from when the doors are open. */
  tick(now: EpochMs): void
  /** A channel took a real message: that proves it too. */
  channelWorked(channel: string, at: EpochMs): void
  proven(): readonly Proven[]
  /** Resolves when nothing is under way. */
  settled(): Promise<void>
  close(): void
}>

const TRY_AGAIN_MS = 10 * MINUTE
/** Real traffic proves a channel all day: written down this often at most. */
const NOTE_CHANNEL_MS = HOUR

type Flight = Readonly<{ stage: CanaryStage | undefined; channels: readonly string[]; tookMs: number }>

export function createCanary(deps: CanaryDeps): Canary {
  const { clock } = deps
  // Bands prove themselves: proofs.ts.
  const remembered = deps.remembered.filter(({ what }) => what !== 'press' && what !== 'band')
  const known = new Map<string, Proven>(remembered.map((proven) => [keyOf(proven), proven]))
  const written = new Map<string, EpochMs>(remembered.map((proven) => [keyOf(proven), proven.at]))
  const flying = new Map<string, Promise<void>>()
  const nextTry = new Map<string, EpochMs>()
  const stops = new Set<() => void>()
  let isClosed = false

  const at = (what: ProvenWhat, id: string): EpochMs | undefined => known.get(keyOf({ what, id }))?.at
  const note = async (proven: Proven): Promise<void> => {
    known.set(keyOf(proven), proven)
    written.set(keyOf(proven), proven.at)
    await deps.save(proven)
  }

  /** How far a press came within the time; the flight ends at once when everything has been seen. */
  const fly = async (communityId: string): Promise<Flight> => {
    const started = clock.now()
    const deviceId = canaryDevice(communityId)
    const seen: { isCommitted: boolean; alertId?: number; channels: Set<string>; band?: CanaryBand } = {
      isCommitted: false,
      channels: new Set(),
    }
    let land = (): void => {}
    const landed = new Promise<void>((resolve) => {
      land = resolve
    })
    const look = (): void => {
      if (seen.isCommitted && seen.alertId !== undefined && seen.channels.size > 0) land()
    }
    const stopWatching = deps.watch((frame) => {
      if (frame.type === 'alert' && frame.alert.ruleId === CANARY_RULE && frame.alert.deviceId === deviceId)
        seen.alertId = frame.alert.id
      else if (frame.type === 'notification' && frame.notification.alertId === seen.alertId) {
        if (frame.notification.status === 'delivered') seen.channels.add(frame.notification.channel)
      } else return
      look()
    })
    const cancelTimer = clock.setTimer(deps.withinSeconds * SECOND, land)
    stops.add(land)
    const pressing = deps.connect(deviceId).then(async (connected) => {
      seen.band = connected
      await connected.press(`canary-${started}`)
      seen.isCommitted = true
      look()
    })
    pressing.catch((error: unknown) => deps.onError(error, communityId))
    await Promise.race([
      landed,
      pressing.then(
        () => landed,
        () => {},
      ),
    ])
    cancelTimer()
    stops.delete(land)
    stopWatching()
    seen.band?.close()
    const { isCommitted, alertId, channels } = seen
    const stage = !isCommitted
      ? 'press'
      : alertId === undefined
        ? 'board'
        : channels.size === 0
          ? 'channel'
          : undefined
    return { stage, channels: [...channels], tookMs: clock.now() - started }
  }

  const run = async (communityId: string, due: EpochMs): Promise<void> => {
    const { stage, channels, tookMs } = await fly(communityId)
    if (isClosed) return
    const now = clock.now()
    const [flown, missing] = [deps.rule(CANARY_RULE), deps.rule(CANARY_MISSING_RULE)]
    if (flown !== undefined) await deps.raise(canaryFlown(communityId, flown, now))
    for (const id of channels) await note({ what: 'channel', id, at: now })
    if (stage === undefined) await note({ what: 'community', id: communityId, at: now, tookMs })
    else nextTry.set(communityId, now + TRY_AGAIN_MS)
    // One alert per community stands until a canary has flown; nobody is told of it every ten minutes.
    if (missing === undefined || (stage !== undefined) === deps.isMissing(communityId)) return
    const place = deps.directory().communities.get(communityId)?.name ?? communityId
    const about = { communityId, place, stage, withinSeconds: deps.withinSeconds, since: due, at: now }
    await deps.raise(canaryMissing(about, missing))
  }

  return {
    tick(now) {
      if (isClosed || deps.rule(CANARY_RULE) === undefined) return
      for (const { id, timeZone } of deps.directory().communities.values()) {
        if (flying.has(id) || now < (nextTry.get(id) ?? 0)) continue
        const since = at('since', id)
        const due = lastDueAt(deps.at, timeZone, now)
        const isNew = since === undefined
        if (!isNew && (due <= since || (at('community', id) ?? 0) >= due)) continue
        const work = isNew ? note({ what: 'since', id, at: now }) : run(id, due)
        const tracked = work
          .catch((error: unknown) => {
            nextTry.set(id, clock.now() + TRY_AGAIN_MS)
            deps.onError(error, id)
          })
          .finally(() => flying.delete(id))
        flying.set(id, tracked)
      }
    },
    channelWorked(channel, at) {
      const proven = { what: 'channel', id: channel, at } as const
      known.set(keyOf(proven), proven)
      if (at - (written.get(keyOf(proven)) ?? 0) < NOTE_CHANNEL_MS) return
      note(proven).catch((error: unknown) => deps.onError(error, ''))
    },
    proven: () => [...known.values()],
    async settled() {
      await Promise.all(flying.values())
    },
    close() {
      isClosed = true
      for (const stop of stops) stop()
    },
  }
}

const keyOf = ({ what, id }: Pick<Proven, 'what' | 'id'>): string => `${what}:${id}`
