// One simulated device on the network: asks its model what is due, keeps it until the broker has acknowledged it,
// and comes and goes as the script says. Told the time by whoever drives it.

import { type CommandPayload, command } from '../../gateway/protocol/payloads.ts'
import type { Due, Model } from '../message.ts'
import { createStream } from '../random.ts'
import { type Effect, inForce } from '../scenario/effects.ts'
import type { Link, LinkFailure, OpenLink } from './link.ts'
import { keep, type Parcel, pack, packBacklog, reorder } from './outbox.ts'

export type StationEvent =
  | Readonly<{ type: 'connected' | 'lost' | 'wentAway' | 'switchedOff' }>
  | Readonly<{ type: 'failed'; failure: LinkFailure }>
  | Readonly<{ type: 'said'; note: string }>
  | Readonly<{ type: 'told'; command: CommandPayload }>

export type StationCounts = Readonly<{
  published: number
  acknowledged: number
  waiting: number
  up: boolean
}>

export type Station = Readonly<{
  deviceId: string
  /** Brings the device to this moment. Moments must not go back. */
  tick(now: number): void
  counts(): StationCounts
  close(): Promise<void>
}>

const MAX_IN_FLIGHT = 20
const FIRST_RETRY = 1_000
const LAST_RETRY = 30_000
const REFUSED_RETRY = 60_000
const COMMANDS_REMEMBERED = 200
const GOODBYE_MS = 2_000

export function createStation(
  options: Readonly<{
    model: Model
    url: string
    secret: string
    seed: number
    effects: readonly Effect[]
    /** First connection not before. */
    startAt: number
    open: OpenLink
    onEvent(deviceId: string, event: StationEvent): void
    /** What a band measures when a command asks for it. */
    answer?(asked: CommandPayload, at: number): readonly Due[]
  }>,
): Station {
  const { model, effects } = options
  const jitter = createStream(options.seed, `${model.deviceId}/retry`)
  const tell = (event: StationEvent): void => options.onEvent(model.deviceId, event)
  let link: Link | undefined
  let opening = false
  let closed = false
  let introduced = false
  let attemptAt = options.startAt
  let failures = 0
  let now = options.startAt
  let queue: readonly Due[] = []
  let held: Due | undefined
  /** Something waited while there was no link: the next flush sends batches. */
  let backlog = false
  const inFlight = new Set<Parcel>()
  const shown = new Set<string>()
  let published = 0
  let acknowledged = 0

  const wanted = (at: number): boolean => !inForce(effects, 'away', at) && !inForce(effects, 'off', at)
  /** Dead or switched off: it measures nothing. Out of reach: it does, and keeps it. */
  const alive = (at: number): boolean => {
    const away = inForce(effects, 'away', at)
    return !inForce(effects, 'off', at) && (!away || away.keeps)
  }

  const putBack = (): void => {
    // Garbage is not worth repeating: a broker that hangs up on it would hang up for ever.
    const unsent = [...inFlight]
      .flatMap((parcel) => parcel.messages)
      .filter((message) => typeof message.payload !== 'string')
    inFlight.clear()
    if (unsent.length > 0) queue = keep(unsent, queue)
    backlog ||= queue.length > 0
  }

  const send = (parcel: Parcel): void => {
    if (!link) return
    inFlight.add(parcel)
    published++
    link.publish(parcel, (ok) => {
      if (!inFlight.has(parcel)) return
      if (ok) {
        inFlight.delete(parcel)
        acknowledged++
      }
      if (link && !opening) flush()
    })
  }

  const flush = (): void => {
    if (!link || inFlight.size >= MAX_IN_FLIGHT || queue.length === 0) return
    if (backlog) {
      const parcels = packBacklog(queue)
      queue = []
      backlog = false
      for (const parcel of parcels) send(parcel)
      return
    }
    const room = MAX_IN_FLIGHT - inFlight.size
    const next = queue.slice(0, room)
    queue = queue.slice(room)
    for (const parcel of pack(next, effects)) send(parcel)
  }

  const hear = (text: string): void => {
    let body: unknown
    try {
      body = JSON.parse(text)
    } catch {
      return
    }
    const parsed = command.safeParse(body)
    if (!parsed.success || shown.has(parsed.data.id)) return
    shown.add(parsed.data.id)
    for (const oldest of shown) {
      if (shown.size <= COMMANDS_REMEMBERED) break
      shown.delete(oldest)
    }
    tell({ type: 'told', command: parsed.data })
    queue = keep(queue, options.answer?.(parsed.data, now) ?? [])
    flush()
  }

  const connect = async (): Promise<void> => {
    opening = true
    const result = await options.open({
      url: options.url,
      deviceId: model.deviceId,
      secret: options.secret,
      will: { topic: model.statusTopic, payload: JSON.stringify({ online: false }) },
      ...(model.commandTopic ? { subscribe: model.commandTopic } : {}),
      onMessage: hear,
      onLost: () => {
        link = undefined
        putBack()
        retryLater(FIRST_RETRY)
        tell({ type: 'lost' })
      },
    })
    opening = false
    if (!result.ok) {
      failures++
      // Wrong credentials do not get right by asking faster.
      const refused = result.failure.reason === 'refused' && result.failure.code !== 3
      retryLater(refused ? REFUSED_RETRY : Math.min(LAST_RETRY, FIRST_RETRY * 2 ** (failures - 1)))
      tell({ type: 'failed', failure: result.failure })
      return
    }
    if (closed) return result.link.close()
    failures = 0
    link = result.link
    // The retained state may still be the will of the last connection.
    const hello = model.introduction(now, effects)
    queue = keep(queue, introduced ? hello.slice(0, 1) : hello)
    introduced = true
    tell({ type: 'connected' })
    flush()
  }

  const retryLater = (delay: number): void => {
    attemptAt = now + delay * jitter.between(0.8, 1.2)
  }

  const leave = (at: number): void => {
    const going = link
    link = undefined
    putBack()
    const away = inForce(effects, 'away', at)
    if (away) going?.drop()
    else if (going) void sayGoodbye(going)
    if (!away?.keeps) {
      queue = []
      held = undefined
      backlog = false
      introduced = false
    }
    attemptAt = at
    tell({ type: away ? 'wentAway' : 'switchedOff' })
  }

  /** A clean DISCONNECT sends no will, so the retained state is put right first. */
  const sayGoodbye = async (going: Link): Promise<void> => {
    const payload = JSON.stringify({ ts: now, online: false })
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GOODBYE_MS)
      going.publish({ topic: model.statusTopic, payload, retain: true }, () => {
        clearTimeout(timer)
        resolve()
      })
    })
    await going.close()
  }

  return {
    deviceId: model.deviceId,
    tick(at) {
      if (closed || at <= now) return
      const due = model.due({ from: now, until: at }, effects).filter((message) => alive(message.at))
      now = at
      for (const { note } of due) if (note) tell({ type: 'said', note })
      const passed = reorder(due, effects, held)
      held = passed.held
      queue = keep(queue, passed.out)
      if (link && !wanted(at)) leave(at)
      if (!link && introduced) backlog ||= queue.length > 0
      if (link) flush()
      else if (!opening && wanted(at) && at >= attemptAt) void connect()
    },
    counts: () => ({
      published,
      acknowledged,
      waiting: queue.length + inFlight.size,
      up: link !== undefined,
    }),
    async close() {
      closed = true
      const going = link
      link = undefined
      if (!going) return
      await sayGoodbye(going)
    },
  }
}
