// What the engine wants of a band (tell where you are, measure again) as a command to it: best effort, once, and not
// more often than its battery bears. Waits for nothing; a band that is away is not asked later, for then it is too late.

import type { DeviceRequest } from '../../alerts/detectors/detector.ts'
import { type EpochMs, MINUTE } from '../../alerts/model/time.ts'
import type { CommandPayload } from '../protocol/payloads.ts'

/** A satellite fix takes half a minute and much of a battery; a pressure takes a minute and the wearer's patience. */
const NOT_WITHIN: Readonly<Record<DeviceRequest, number>> = { locate: MINUTE, measure: 3 * MINUTE }
const LONGEST = 3 * MINUTE
/** Bands remembered before those asked long ago are forgotten. */
const REMEMBERED = 10_000

export type BandRequests = Readonly<{
  ask(deviceId: string, requests: readonly DeviceRequest[], now: EpochMs): void
}>

export function createBandRequests(
  deps: Readonly<{ publish(deviceId: string, payload: string): Promise<unknown> }>,
): BandRequests {
  const asked = new Map<string, EpochMs>()

  const isTooSoon = (key: string, request: DeviceRequest, now: EpochMs): boolean => {
    const before = asked.get(key)
    return before !== undefined && Math.abs(now - before) < NOT_WITHIN[request]
  }

  const forgetOld = (now: EpochMs): void => {
    if (asked.size < REMEMBERED) return
    for (const [key, at] of asked) if (now - at >= LONGEST) asked.delete(key)
    if (asked.size >= REMEMBERED) asked.clear()
  }

  return {
    ask(deviceId, requests, now) {
      for (const request of requests) {
        const key = `${request} ${deviceId}`
        if (isTooSoon(key, request, now)) continue
        forgetOld(now)
        asked.set(key, now)
        const command: CommandPayload = { id: `${request}-${now}`, command: request, sentAt: now }
        deps.publish(deviceId, JSON.stringify(command)).catch(() => {
          // Not asked; the next fix will show what this one would have.
        })
      }
    },
  }
}
