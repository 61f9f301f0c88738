// Which devices are here, over which connections, and the rate that all connections of one device share.

import type { BrokerLimits } from './limits.ts'
import type { Link } from './link.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

export type Attendance = Readonly<{
  /** Takes in a connection whose device is known; returns those that must go, oldest first. */
  add(deviceId: string, link: Link): readonly Link[]
  /** Whether the device has no connection left and had been announced: now it is gone. */
  remove(deviceId: string, link: Link): boolean
  /** The device's connection is ready. */
  arrived(deviceId: string): void
  linksOf(deviceId: string): Iterable<Link>
  rateOf(deviceId: string): TokenBucket
}>

type Entry = { links: Set<Link>; rate: TokenBucket; announced: boolean }

export function createAttendance(limits: BrokerLimits): Attendance {
  // One entry per device that has ever logged in: as many as there are registered devices.
  const devices = new Map<string, Entry>()

  const entryOf = (deviceId: string): Entry => {
    let entry = devices.get(deviceId)
    if (!entry) {
      const rate = createTokenBucket(limits.messagesPerSecond, limits.burst)
      entry = { links: new Set(), rate, announced: false }
      devices.set(deviceId, entry)
    }
    return entry
  }

  return {
    add(deviceId, link) {
      const { links } = entryOf(deviceId)
      links.add(link)
      return [...links].slice(0, Math.max(0, links.size - limits.maxConnectionsPerDevice))
    },
    remove(deviceId, link) {
      const entry = entryOf(deviceId)
      entry.links.delete(link)
      const isGone = entry.links.size === 0 && entry.announced
      if (isGone) entry.announced = false
      return isGone
    },
    arrived: (deviceId) => {
      entryOf(deviceId).announced = true
    },
    linksOf: (deviceId) => devices.get(deviceId)?.links ?? [],
    rateOf: (deviceId) => entryOf(deviceId).rate,
  }
}
