// Sends a schedule at QoS 1 over one device's connection, a bounded number in flight, in order, until every
// message is acknowledged or the broker gives no more answers. Time and waiting are injected.

import type { Link, LinkFailure, OpenLink } from '../device/link.ts'
import type { Outgoing } from './schedule.ts'

export type PublishOutcome = Readonly<{
  published: number
  acknowledged: number
  /** Messages without a PUBACK, in the order of sending. */
  unacknowledged: readonly Outgoing[]
  /** Why it ended early; absent when it did not. */
  failure?: LinkFailure | Readonly<{ reason: 'stopped' | 'noProgress' | 'unacknowledged'; message: string }>
}>

/** The broker's own queue is the limit otherwise: aedes holds what it has not acknowledged in memory. */
export const IN_FLIGHT = 100
/** Connections that end without one acknowledgement before the message at the front is set aside. */
const FRUITLESS_CONNECTIONS = 3
/** Messages set aside one after the other before the broker is given up. */
const SET_ASIDE = 3
const RETRY_MS = 500

export type PublishDeps = Readonly<{
  open: OpenLink
  connection: Readonly<{ url: string; deviceId: string; secret: string; guest?: string }>
  /** How long a broker may be away before it is given up. */
  patienceMs: number
  clock: () => number
  /** Resolves after that long, or at once when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  signal: AbortSignal
  onProgress(published: number, acknowledged: number): void
  inFlight?: number
}>

export async function publishAll(outgoing: readonly Outgoing[], deps: PublishDeps): Promise<PublishOutcome> {
  const startedAt = deps.clock()
  const state: ('acknowledged' | 'setAside' | undefined)[] = new Array(outgoing.length).fill(undefined)
  let acknowledged = 0
  let published = 0
  /** Everything before it is acknowledged or set aside. */
  let floor = 0
  let fruitless = 0
  let setAside = 0
  let failure: PublishOutcome['failure']
  let unreachableSince: number | undefined

  const bell = createBell(deps)

  while (floor < outgoing.length && !deps.signal.aborted && !failure) {
    let lost = false
    const opened = await deps.open({
      ...deps.connection,
      onLost: () => {
        lost = true
        bell.ring()
      },
    })
    if (!opened.ok) {
      const refused = opened.failure.reason === 'refused' && opened.failure.code !== 3
      unreachableSince ??= deps.clock()
      if (refused || deps.clock() - unreachableSince >= deps.patienceMs) failure = opened.failure
      else await deps.wait(RETRY_MS, deps.signal)
      continue
    }
    unreachableSince = undefined
    const before = acknowledged
    await sendFrom(opened.link, () => lost)
    await opened.link.close()
    if (acknowledged > before) fruitless = setAside = 0
    else fruitless++
    // A broker that hangs up on one message must not cost its neighbours their acknowledgement.
    if (fruitless >= FRUITLESS_CONNECTIONS) {
      state[floor] = 'setAside'
      while (state[floor]) floor++
      fruitless = 1
      if (++setAside >= SET_ASIDE)
        failure = { reason: 'noProgress', message: `hangs up on ${setAside} messages in a row` }
    }
    if (lost && !failure) await deps.wait(RETRY_MS, deps.signal)
  }
  if (deps.signal.aborted && floor < outgoing.length)
    failure ??= { reason: 'stopped', message: 'stopped before the end' }
  const unacknowledged = outgoing.filter((_, index) => state[index] !== 'acknowledged')
  if (unacknowledged.length > 0)
    failure ??= { reason: 'unacknowledged', message: `${unacknowledged.length} not acknowledged` }
  return { published, acknowledged, unacknowledged, ...(failure ? { failure } : {}) }

  /** Sends what is not acknowledged yet, in order, until all is or the link is lost. */
  async function sendFrom(link: Link, isLost: () => boolean): Promise<void> {
    const limit = fruitless > 0 ? 1 : (deps.inFlight ?? IN_FLIGHT)
    let flying = 0
    let next = floor
    while (!isLost() && !deps.signal.aborted && floor < outgoing.length) {
      const index = next
      const message = outgoing[index]
      if (message && state[index]) {
        next++
        continue
      }
      const early = message ? startedAt + message.afterMs - deps.clock() : 0
      if (!message || flying >= limit || early > 0) {
        // With a full window or nothing left only an answer helps; the pause is a bound, not a pace.
        await bell.heard(message && flying < limit ? early : 60_000)
        continue
      }
      next++
      flying++
      published++
      link.publish(message, (ok) => {
        flying--
        if (ok && state[index] !== 'acknowledged') {
          state[index] = 'acknowledged'
          acknowledged++
          while (state[floor]) floor++
        }
        deps.onProgress(published, acknowledged)
        bell.ring()
      })
    }
  }
}

/** Lets one loop sleep until somebody rings, a while has passed, or the run is stopped. */
function createBell(deps: Pick<PublishDeps, 'wait' | 'signal'>) {
  let rung = new AbortController()
  return {
    ring: (): void => rung.abort(),
    async heard(ms: number): Promise<void> {
      await deps.wait(ms, AbortSignal.any([rung.signal, deps.signal]))
      rung = new AbortController()
    },
  }
}
