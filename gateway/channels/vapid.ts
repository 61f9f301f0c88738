// Who this gateway is to push services: one key pair, and the sealing of messages with it.

import { join } from 'node:path'
import webPush from 'web-push'
import { z } from 'zod'
import type { PushDeps } from '../../alerts/channels/push.ts'
import { type EpochMs, HOUR } from '../../alerts/model/time.ts'
import { openKeptSecret } from '../kept-secret.ts'

const pair = z.object({ publicKey: z.string().min(80), privateKey: z.string().min(40) })
export type VapidKeys = Readonly<z.infer<typeof pair>>

/** Reads `vapid.json` of the data folder, or makes it. @throws GatewayError configInvalid when it cannot be read. */
export const openVapidKeys = (dataFolder: string): VapidKeys =>
  openKeptSecret<VapidKeys>({
    path: join(dataFolder, 'vapid.json'),
    name: 'the keys of Web Push',
    advice:
      'Restore the file from a backup; deleting it makes new keys, and every phone has to switch push on again.',
    make: () => webPush.generateVAPIDKeys(),
    write: (keys) => JSON.stringify(keys, null, 2),
    read: (text) => pair.parse(JSON.parse(text)),
  })

/** A signature is good for twelve hours; services ask for at most a day (RFC 8292 2). */
const SIGNED_FOR = 6 * HOUR
/** Browsers know a handful of push services; more than this is somebody's invention. */
const SERVICES_KEPT = 50

/**
 * Who we are, signed for one push service at a time: the same words for every message to it, so they are signed twice a
 * day and not a thousand times a minute.
 */
function createSignatures(sign: (audience: string) => string, now: () => EpochMs) {
  const kept = new Map<string, Readonly<{ words: string; at: EpochMs }>>()
  return (endpoint: string): string => {
    const audience = new URL(endpoint).origin
    const known = kept.get(audience)
    // Also when the clock was set back.
    if (known !== undefined && Math.abs(now() - known.at) < SIGNED_FOR) return known.words
    if (kept.size >= SERVICES_KEPT) kept.clear()
    const words = sign(audience)
    kept.set(audience, { words, at: now() })
    return words
  }
}

/** `contact`: a mailto: or https: address the push service may turn to (RFC 8292 2.1). */
export function sealWith(
  { publicKey, privateKey }: VapidKeys,
  contact: string,
  now: () => EpochMs,
): PushDeps['seal'] {
  const signed = createSignatures(
    (audience) =>
      webPush.getVapidHeaders(audience, contact, publicKey, privateKey, 'aes128gcm').Authorization,
    now,
  )
  return ({ endpoint, p256dh, auth }, payload, { ttlSeconds, urgent, topic }) => {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      headers: { Authorization: signed(endpoint) },
      TTL: ttlSeconds,
      urgency: urgent ? 'high' : 'normal',
      topic,
      contentEncoding: 'aes128gcm',
    })
    const { 'Content-Length': _, ...rest } = headers
    return {
      headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
      body: new Uint8Array(body ?? Buffer.alloc(0)),
    }
  }
}
