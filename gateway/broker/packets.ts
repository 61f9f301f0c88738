// MQTT 3.1.1 packets as they lie in a buffer: where one ends, whether it is an SOS. Reads headers only; aedes parses.

export const CONNECT = 1
export const PUBLISH = 3
export const PUBACK = 4
export const DISCONNECT = 14

/** The header is not all there yet. */
export const INCOMPLETE = -1
/** A remaining length of more than four bytes [MQTT-2.2.3]. */
export const MALFORMED = -2

export const packetType = (bytes: Buffer, at: number): number => (bytes[at] as number) >> 4

/** Remaining length times 8 plus the header's own length, in one number: this runs for every packet. */
export function readHeader(bytes: Buffer, at: number): number {
  let length = 0
  let factor = 1
  for (let used = 1; used <= 4; used++) {
    const byte = bytes[at + used]
    if (byte === undefined) return INCOMPLETE
    length += (byte & 0x7f) * factor
    if (byte < 0x80) return length * 8 + used + 1
    factor *= 128
  }
  return MALFORMED
}

export const remainingLength = (header: number): number => Math.floor(header / 8)
export const headerLength = (header: number): number => header % 8

/** A publish of QoS 0 or 1 that lies whole between `at` and `end`; what follows its fixed header starts at `body`. */
export type WholePublish = Readonly<{ bytes: Buffer; at: number; body: number; end: number }>

/** The quality of service of the publish whose first byte is at `at`; 3 is malformed [MQTT-3.3.1-4]. */
export const qosOf = (bytes: Buffer, at: number): number => ((bytes[at] as number) >> 1) & 3

/** The publish at `at` when it is one of QoS 0 or 1, whole, and its remaining length no more than `max`. */
export function wholePublish(bytes: Buffer, at: number, max: number): WholePublish | undefined {
  const header = readHeader(bytes, at)
  if (header < 0 || packetType(bytes, at) !== PUBLISH || qosOf(bytes, at) > 1) return undefined
  const body = at + headerLength(header)
  const end = body + remainingLength(header)
  return end > bytes.length || end - body > max ? undefined : { bytes, at, body, end }
}

/** A fixed header with the given first byte and remaining length. */
export function writeHeader(first: number, length: number): Buffer {
  const bytes = [first]
  let rest = length
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low | 0x80 : low)
  } while (rest > 0)
  return Buffer.from(bytes)
}

const SOS = Buffer.from('/sos')

/** The topic has not arrived in full. */
export const SOS_TOPIC_UNKNOWN = undefined

/** Whether the publish whose topic field starts at `at` goes to an `…/sos` topic. */
export function isSosTopic(bytes: Buffer, at: number): boolean | typeof SOS_TOPIC_UNKNOWN {
  if (at + 2 > bytes.length) return SOS_TOPIC_UNKNOWN
  const end = at + 2 + bytes.readUInt16BE(at)
  if (end > bytes.length) return SOS_TOPIC_UNKNOWN
  return end - at >= 2 + SOS.length && bytes.compare(SOS, 0, SOS.length, end - SOS.length, end) === 0
}

/** Whether a DISCONNECT is among a run of packets. */
export function hasDisconnect(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; ) {
    const header = readHeader(bytes, at)
    if (header < 0) return false
    if (packetType(bytes, at) === DISCONNECT) return true
    at += headerLength(header) + remainingLength(header)
  }
  return false
}
