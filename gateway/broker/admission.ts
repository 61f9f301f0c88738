// Who may connect: a device that is known, under its own name, with its own secret. Pure; the answer is in CONNACK's
// own return codes [MQTT-3.2.2-5]. Slowing down who fails is in suspects.ts.

import { isDeviceSecret } from '../people/device-secret.ts'
import { DEVICE_ID } from '../protocol/topics.ts'
import type { DeviceKind } from './access.ts'

export type Credential = Readonly<{ secretHash: string; kind: DeviceKind }>
export type Credentials = Readonly<{ lookup(deviceId: string): Credential | undefined }>

export type ConnectRefusal = 'noUsername' | 'foreignClientId' | 'unknownDevice' | 'wrongSecret'

export type Admission =
  | Readonly<{ ok: true; deviceId: string; kind: DeviceKind }>
  | Readonly<{ ok: false; reason: ConnectRefusal; returnCode: 2 | 4 }>

const LONGEST_CLIENT_ID = 128
/** What an unknown device is compared with, so that its refusal takes as long as a wrong secret's. */
const NO_SECRET = '0'.repeat(64)

/**
 * The user name is the device id; the client id is the device id, or begins with it and '-', for clients that must
 * have a random one. Unknown device and wrong secret get the same answer: it is nobody's business which ids exist.
 */
export function admit(
  claim: Readonly<{ clientId: string; username: string | undefined; password: Buffer | undefined }>,
  credentials: Credentials,
): Admission {
  const { clientId, username } = claim
  if (username === undefined || !DEVICE_ID.test(username))
    return { ok: false, reason: 'noUsername', returnCode: 4 }
  const isOwnName = clientId === username || clientId.startsWith(`${username}-`)
  if (!isOwnName || clientId.length > LONGEST_CLIENT_ID)
    return { ok: false, reason: 'foreignClientId', returnCode: 2 }

  const credential = credentials.lookup(username)
  const isRight = isDeviceSecret(claim.password?.toString() ?? '', credential?.secretHash ?? NO_SECRET)
  if (credential === undefined) return { ok: false, reason: 'unknownDevice', returnCode: 4 }
  if (!isRight) return { ok: false, reason: 'wrongSecret', returnCode: 4 }
  return { ok: true, deviceId: username, kind: credential.kind }
}
