// The two hooks of a CONNECT: what of it is taken into our own hands, and whether the device may come in.

import type { AuthenticateError, ConnectPacket } from 'aedes'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Clock } from '../clock.ts'
import { parseTopic } from '../protocol/topics.ts'
import { accessOf, type DeviceKind } from './access.ts'
import { type Admission, admit, type ConnectRefusal, type Credentials } from './admission.ts'
import type { BrokerLimits } from './limits.ts'
import type { Identity, Link } from './link.ts'
import type { Log } from './log.ts'
import { createSuspects } from './suspects.ts'

/** A device that was refused, for the list staff adopt devices from. */
export type UnknownDevice = Readonly<{
  deviceId: string
  /** Told by the topic of its will, if it has one. */
  kind: DeviceKind | 'unknown'
  address: string
  reason: 'unknownDevice' | 'wrongSecret'
  at: EpochMs
}>

export type ConnectDeps = Readonly<{
  clock: Clock
  log: Log
  limits: BrokerLimits
  credentials: Credentials
  onUnknownDevice(device: UnknownDevice): void
  onRefused(reason: ConnectRefusal | 'protocolVersion'): void
  /** The device is who it says. */
  onAdmitted(link: Link, identity: Identity): void
}>

export function createConnecting(deps: ConnectDeps) {
  const { clock, log, limits, credentials, onRefused } = deps
  const suspects = createSuspects()

  const refuse = (link: Link, claimed: string, reason: ConnectRefusal): number => {
    onRefused(reason)
    const { delayMs, remarkable } = suspects.failed(link.address, clock.now())
    if (remarkable) log.warn({ deviceId: claimed, address: link.address, reason }, 'a device was refused')
    if (reason === 'unknownDevice' || reason === 'wrongSecret') {
      const kind = kindOf(link.will?.topic)
      deps.onUnknownDevice({ deviceId: claimed, kind, address: link.address, reason, at: clock.now() })
    }
    return delayMs
  }

  return {
    /** Before anything is checked: only what must not reach aedes as the device wrote it. */
    prepare(link: Link, packet: ConnectPacket): void {
      if (packet.protocolVersion === 5) {
        // aedes answers CONNACK 1, "unacceptable protocol version" [MQTT-3.1.2-2]. aedes 2 would let it in, but
        // answers a failed publish with PUBACK 0x87, which a v5 device takes as final: the message would be lost.
        onRefused('protocolVersion')
        if (suspects.failed(link.address, clock.now()).remarkable)
          log.warn(
            { address: link.address, clientId: packet.clientId },
            'an MQTT 5 client was refused: use 3.1.1',
          )
      }
      // A session kept for an absent device would queue in memory without bound; the outbox is the queue.
      packet.clean = true
      const { low, high } = limits.keepAliveSeconds
      const asked = packet.keepalive || high
      link.keepAlive.start(Math.min(high, Math.max(low, asked)))
      // aedes sees no ordinary publish, and would take a busy band for a silent one.
      packet.keepalive = 0
      // An empty client id asks the server for one [MQTT-3.1.3-6].
      if (!packet.clientId) packet.clientId = packet.username ?? ''
      // aedes would publish the wills of connected devices when the machine's clock jumps, and after a takeover.
      if (packet.will) {
        link.will = { topic: packet.will.topic, payload: Buffer.from(packet.will.payload) }
        delete packet.will
      }
    },

    authenticate(
      link: Link,
      claim: Readonly<{ clientId: string; username: string | undefined; password: Buffer | undefined }>,
      callback: (error: AuthenticateError | null, success: boolean | null) => void,
    ): void {
      const admission: Admission = admit(claim, credentials)
      if (!admission.ok) {
        const delayMs = refuse(link, claim.username ?? '', admission.reason)
        const answer = (): void => callback(connackError(admission.reason, admission.returnCode), false)
        if (delayMs === 0) answer()
        else link.cancelRefusal = clock.setTimer(delayMs, answer)
        return
      }
      const { deviceId, kind } = admission
      const identity: Identity = { deviceId, kind, access: accessOf(deviceId, kind) }
      link.identity = identity
      deps.onAdmitted(link, identity)
      callback(null, true)
    },
  }
}

const connackError = (reason: string, returnCode: number): AuthenticateError =>
  Object.assign(new Error(reason), { returnCode }) as AuthenticateError

function kindOf(topic: string | undefined): DeviceKind | 'unknown' {
  const parsed = topic === undefined ? undefined : parseTopic(topic)
  if (!parsed) return 'unknown'
  return parsed.family === 'bands' ? 'band' : 'drain'
}
