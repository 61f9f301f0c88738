// The topics of our own wire contract, version 1. One topic per device and kind; nothing else is accepted.

export const BAND_KINDS = ['vitals', 'location', 'steps', 'status', 'wear', 'sos', 'fall'] as const
export const DRAIN_KINDS = ['level', 'status'] as const
export type BandKind = (typeof BAND_KINDS)[number]
export type DrainKind = (typeof DRAIN_KINDS)[number]
export type TopicKind = BandKind | DrainKind

/** A device id as it may stand in a topic: 1 to 64 characters of letters, digits, `.`, `_`, `-`. */
export const DEVICE_ID = /^[A-Za-z0-9._-]{1,64}$/

export type Topic =
  | Readonly<{ family: 'bands'; deviceId: string; kind: BandKind }>
  | Readonly<{ family: 'drains'; deviceId: string; kind: DrainKind }>

export const bandTopic = (deviceId: string, kind: BandKind): string => `v1/bands/${deviceId}/${kind}`
export const drainTopic = (deviceId: string, kind: DrainKind): string => `v1/drains/${deviceId}/${kind}`
/** Downlink: the only topic a band may subscribe to. */
export const commandTopic = (deviceId: string): string => `v1/bands/${deviceId}/commands`

const BANDS = 'v1/bands/'
const DRAINS = 'v1/drains/'

/** Reads a publish topic; undefined when it is none of ours (foreign, misspelt, a downlink, a bad device id). */
export function parseTopic(topic: string): Topic | undefined {
  // Runs for every message: two slices and a walk over the id instead of a split and a regular expression.
  const isBand = topic.startsWith(BANDS)
  if (!isBand && !topic.startsWith(DRAINS)) return undefined
  const start = isBand ? BANDS.length : DRAINS.length
  const slash = topic.indexOf('/', start)
  if (slash === -1 || !isDeviceIdBetween(topic, start, slash)) return undefined
  const deviceId = topic.slice(start, slash)
  const kind = topic.slice(slash + 1)
  if (isBand) return isBandKind(kind) ? { family: 'bands', deviceId, kind } : undefined
  return isDrainKind(kind) ? { family: 'drains', deviceId, kind } : undefined
}

const isBandKind = (kind: string): kind is BandKind => (BAND_KINDS as readonly string[]).includes(kind)
const isDrainKind = (kind: string): kind is DrainKind => (DRAIN_KINDS as readonly string[]).includes(kind)

/** DEVICE_ID, on a part of a longer text. */
function isDeviceIdBetween(text: string, start: number, end: number): boolean {
  if (end === start || end - start > 64) return false
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
    const isDigit = code >= 0x30 && code <= 0x39
    if (!isLetter && !isDigit && code !== 0x2d && code !== 0x2e && code !== 0x5f) return false
  }
  return true
}
