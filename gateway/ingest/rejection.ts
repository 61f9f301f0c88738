// A message that was not taken, as the row that staff can look it up in: who sent it, why not, how it began.

import type { StoreEffect } from '../storage/effects.ts'
import type { Incoming } from './ingest.ts'

/** Enough to see what it was meant to be. */
const KEPT_BYTES = 512

export const rejectionEffect = (
  message: Incoming,
  rejected: Readonly<{ reason: string; detail: string }>,
): StoreEffect => ({
  type: 'rejection',
  rejection: {
    receivedAt: message.receivedAt,
    deviceId: message.deviceId,
    topic: message.topic,
    reason: rejected.reason,
    detail: rejected.detail,
    payloadStart: Uint8Array.prototype.slice.call(message.payload, 0, KEPT_BYTES),
  },
})
