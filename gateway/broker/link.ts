// One connection: its bytes' gate, its way down, and who it has turned out to be.

import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { Access, DeviceKind } from './access.ts'
import { createDownlink, type Downlink } from './downlink.ts'
import { createGate, type Gate, type GateFault } from './gate.ts'
import { createKeepAlive, type KeepAlive } from './keep-alive.ts'
import type { BrokerLimits } from './limits.ts'
import type { WholePublish } from './packets.ts'

export type Identity = Readonly<{ deviceId: string; kind: DeviceKind; access: Access }>

export type Link = {
  readonly connection: Duplex
  readonly address: string
  readonly gate: Gate
  readonly downlink: Downlink
  readonly keepAlive: KeepAlive
  /** Set once the device has proved who it is. */
  identity: Identity | undefined
  /** CONNACK is out. */
  ready: boolean
  /** Granted QoS of the commands topic while it is subscribed. */
  commandQos: 0 | 1 | undefined
  will: Readonly<{ topic: string; payload: Buffer }> | undefined
  /** Calls off a refusal that is being kept back. */
  cancelRefusal: (() => void) | undefined
}

export function createLink(
  deps: Readonly<{
    connection: Duplex
    address: string
    limits: BrokerLimits
    clock: Clock
    onFault(fault: GateFault | 'keepAlive'): void
    onThrottled(): void
    onPublish(packet: WholePublish): boolean
  }>,
): Link {
  const { connection, address, limits, clock, onFault, onThrottled, onPublish } = deps
  const downlink = createDownlink({
    connection,
    clock,
    timeoutMs: limits.downlinkTimeoutMs,
    unreadBytes: limits.unreadBytes,
  })
  const keepAlive = createKeepAlive({ clock, onSilent: () => onFault('keepAlive') })
  const gate = createGate({
    connection,
    limits,
    clock,
    onFault,
    onPuback: downlink.acknowledged,
    onThrottled,
    onPublish,
    onHeard: keepAlive.heard,
  })
  return {
    connection,
    address,
    gate,
    downlink,
    keepAlive,
    identity: undefined,
    ready: false,
    commandQos: undefined,
    will: undefined,
    cancelRefusal: undefined,
  }
}
