// Whose browsers may be pushed to: in memory for every decision, in the store before anybody is told that it is so.

import type { Reached } from '../../alerts/model/notification.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { PushSubscription } from '../http/ports-messages.ts'
import type { StoreEffect } from '../storage/effects.ts'

export type Subscriptions = Readonly<{
  of(personId: string): readonly PushSubscription[]
  /** False when the endpoint is none a push service has, or the store refused. */
  add(subscription: Omit<PushSubscription, 'createdAt'>): Promise<'added' | 'refused' | 'storeUnavailable'>
  /** Only the person's own, where a person asks. */
  remove(endpoint: string, personId?: string): Promise<boolean>
}>

export type ReceiptInput = Readonly<{ personId: string; key: string; reached: Reached }>

/** Nobody has more phones; a browser that renews its subscription leaves the old one behind. */
const MOST_PER_PERSON = 10

/**
 * Push services are public https hosts. Anything else would let whoever is logged in make the gateway knock at doors
 * inside its own network.
 */
export function isPushEndpoint(text: string): boolean {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return false
  }
  const { protocol, hostname, username, port } = url
  return (
    protocol === 'https:' &&
    username === '' &&
    port === '' &&
    /\.[a-z]{2,}$/.test(hostname) &&
    !/(?:^|\.)(?:localhost|local|internal|lan|home|arpa)$/.test(hostname)
  )
}

export function createSubscriptions(
  deps: Readonly<{
    stored: readonly PushSubscription[]
    write(effects: readonly StoreEffect[]): Promise<unknown>
    now(): EpochMs
  }>,
): Subscriptions {
  const byEndpoint = new Map(deps.stored.map((one) => [one.endpoint, one]))
  const of = (personId: string): PushSubscription[] =>
    [...byEndpoint.values()].filter((one) => one.personId === personId)

  return {
    of,
    async add(asked) {
      if (!isPushEndpoint(asked.endpoint)) return 'refused'
      const subscription = { ...asked, createdAt: deps.now() }
      const older = of(asked.personId)
        .filter(({ endpoint }) => endpoint !== asked.endpoint)
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(MOST_PER_PERSON - 1)
      const failure = await deps.write([
        { type: 'subscription', subscription },
        ...older.map(({ endpoint }) => ({ type: 'removeSubscription' as const, endpoint })),
      ])
      if (failure !== undefined) return 'storeUnavailable'
      byEndpoint.set(asked.endpoint, subscription)
      for (const { endpoint } of older) byEndpoint.delete(endpoint)
      return 'added'
    },
    async remove(endpoint, personId) {
      const known = byEndpoint.get(endpoint)
      if (known === undefined || (personId !== undefined && known.personId !== personId)) return true
      const failure = await deps.write([{ type: 'removeSubscription', endpoint }])
      if (failure === undefined && byEndpoint.get(endpoint) === known) byEndpoint.delete(endpoint)
      return failure === undefined
    },
  }
}
