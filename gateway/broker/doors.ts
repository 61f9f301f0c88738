// How many connections each address holds and how fast new ones arrive. Answers whether one more may come in.

import type { EpochMs } from '../../alerts/model/time.ts'
import type { BrokerLimits } from './limits.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

export type DoorRefusal = 'tooManyConnections' | 'tooManyFromAddress' | 'arrivingTooFast'

export type Doors = Readonly<{
  /** On true the address holds one connection more, until `leave`. */
  enter(address: string, now: EpochMs): true | DoorRefusal
  leave(address: string): void
  /** The message rate that all connections of one address share. */
  rateOf(address: string): TokenBucket
  open(): number
}>

type Door = { open: number; arrivals: TokenBucket; messages: TokenBucket }

/** Addresses remembered after their last connection closed, so that their rates outlive it. */
const REMEMBERED = 10_000

export function createDoors(limits: BrokerLimits): Doors {
  const doors = new Map<string, Door>()
  let open = 0

  const doorOf = (address: string): Door => {
    let door = doors.get(address)
    if (!door) {
      door = {
        open: 0,
        arrivals: createTokenBucket(limits.arrivalsPerSecond, limits.arrivalBurst),
        messages: createTokenBucket(limits.messagesPerSecondPerAddress, limits.burstPerAddress),
      }
      doors.set(address, door)
      if (doors.size > REMEMBERED) forgetOne()
    }
    return door
  }
  const forgetOne = (): void => {
    for (const [address, door] of doors) {
      if (door.open > 0) continue
      doors.delete(address)
      return
    }
  }

  return {
    enter(address, now) {
      const door = doorOf(address)
      if (open >= limits.maxConnections) return 'tooManyConnections'
      if (door.open >= limits.maxConnectionsPerAddress) return 'tooManyFromAddress'
      door.arrivals.refill(now)
      if (!door.arrivals.has()) return 'arrivingTooFast'
      door.arrivals.take()
      door.open++
      open++
      return true
    },
    leave(address) {
      const door = doors.get(address)
      if (door) door.open--
      open--
    },
    rateOf: (address) => doorOf(address).messages,
    open: () => open,
  }
}
