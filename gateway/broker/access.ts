// Where a device may publish and what it may subscribe to: its own topics, nothing else. Knows no connection.

import { BAND_KINDS, commandTopic, DRAIN_KINDS } from '../protocol/topics.ts'

export type DeviceKind = 'band' | 'drain'

export type AccessRefusal = 'foreignTopic' | 'wrongFamily' | 'unknownTopic'

/** What one device may do, prepared once per connection: `mayPublish` runs for every message. */
export type Access = Readonly<{
  mayPublish(topic: string): true | AccessRefusal
  /** The topic that stands between `from` and `to`, when the device may publish there. */
  ownTopic(bytes: Buffer, from: number, to: number): string | undefined
  maySubscribe(filter: string): boolean
  /** Where its `online` is told. */
  statusTopic: string
}>

export function accessOf(deviceId: string, kind: DeviceKind): Access {
  const family = kind === 'band' ? 'bands' : 'drains'
  const kinds: readonly string[] = kind === 'band' ? BAND_KINDS : DRAIN_KINDS
  const topics = kinds.map((name) => `v1/${family}/${deviceId}/${name}`)
  const own = new Set(topics)
  const written = topics.map((topic) => ({ topic, bytes: Buffer.from(topic) }))
  const commands = kind === 'band' ? commandTopic(deviceId) : undefined

  const refusal = (topic: string): AccessRefusal => {
    const [version, ofFamily, ofDevice] = topic.split('/', 3)
    if (version !== 'v1' || ofDevice !== deviceId) return 'foreignTopic'
    return ofFamily === family ? 'unknownTopic' : 'wrongFamily'
  }

  return {
    mayPublish: (topic) => own.has(topic) || refusal(topic),
    ownTopic(bytes, from, to) {
      for (const known of written) if (standsAt(bytes, from, to, known.bytes)) return known.topic
      return undefined
    },
    maySubscribe: (filter) => filter === commands,
    statusTopic: `v1/${family}/${deviceId}/status`,
  }
}

/** From the end, because there the topics of one device differ. */
function standsAt(bytes: Buffer, from: number, to: number, known: Buffer): boolean {
  if (to - from !== known.length) return false
  for (let i = known.length - 1; i >= 0; i--) if (bytes[from + i] !== known[i]) return false
  return true
}
