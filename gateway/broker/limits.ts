// How much one device, one address and all of them together may ask of the broker. Defaults suit a district behind a
// few carrier addresses; who is told to wait and who is turned away is decided where each number is used.

import { KEEP_ALIVE_SECONDS, MAX_PAYLOAD_BYTES } from '../protocol/limits.ts'

export type BrokerLimits = Readonly<{
  /** Connections in all; a further one is closed before it has said anything. */
  maxConnections: number
  /** Carriers put thousands of bands behind one address. */
  maxConnectionsPerAddress: number
  /** Connections of one device that stay open; the oldest goes. Random client-id suffixes leave dead ones behind. */
  maxConnectionsPerDevice: number
  /** New connections per second from one address, and how many may come at once, as after a restart. */
  arrivalsPerSecond: number
  arrivalBurst: number
  /** Publishes per second; above it vitals wait unread, an SOS and what stands before it pass. */
  messagesPerSecond: number
  burst: number
  messagesPerSecondPerAddress: number
  burstPerAddress: number
  /** Uncommitted publishes of one connection; above it the connection waits unread. */
  maxInFlight: number
  maxBytesInFlight: number
  /** Payload of one publish; a longer one is cut, reported and acknowledged. */
  maxPayloadBytes: number
  /** Bytes of one connection that wait unread for a limit. */
  heldBytes: number
  /** Answers a connection has not fetched; above it nothing more is read from it. */
  unreadBytes: number
  /** How long a connection may leave them unfetched. */
  drainTimeoutMs: number
  /** From the TCP connection to a complete CONNECT. */
  connectTimeoutMs: number
  /** How long a downlink waits for the band's PUBACK. */
  downlinkTimeoutMs: number
  /** Seconds; see KEEP_ALIVE_SECONDS in the protocol. */
  keepAliveSeconds: Readonly<{ low: number; high: number }>
}>

export const DEFAULT_LIMITS: BrokerLimits = Object.freeze({
  maxConnections: 50_000,
  maxConnectionsPerAddress: 10_000,
  maxConnectionsPerDevice: 3,
  arrivalsPerSecond: 200,
  arrivalBurst: 10_000,
  messagesPerSecond: 20,
  burst: 200,
  messagesPerSecondPerAddress: 20_000,
  burstPerAddress: 100_000,
  maxInFlight: 1_000,
  maxBytesInFlight: 1_048_576,
  maxPayloadBytes: MAX_PAYLOAD_BYTES,
  heldBytes: 65_536,
  unreadBytes: 65_536,
  drainTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  downlinkTimeoutMs: 8_000,
  keepAliveSeconds: KEEP_ALIVE_SECONDS,
})
