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

/** Reads a publish topic; undefined when it is none of ours (foreign, misspelt, a downlink, a bad device id). */
export function parseTopic(topic: string): Topic | undefined {
  const parts = topic.split('/')
  if (parts.length !== 4 || parts[0] !== 'v1') return undefined
  const [, family, deviceId, kind] = parts as [string, string, string, string]
  if (!DEVICE_ID.test(deviceId)) return undefined
  if (family === 'bands' && (BAND_KINDS as readonly string[]).includes(kind))
    return { family, deviceId, kind: kind as BandKind }
  if (family === 'drains' && (DRAIN_KINDS as readonly string[]).includes(kind))
    return { family, deviceId, kind: kind as DrainKind }
  return undefined
}
