// Where a device may publish and what it may subscribe to: its own topics, nothing else. Knows no connection.

import { BAND_KINDS, commandTopic, DRAIN_KINDS } from '../protocol/topics.ts'

export type DeviceKind = 'band' | 'drain'

export type AccessRefusal = 'foreignTopic' | 'wrongFamily' | 'unknownTopic'

/** What one device may do, prepared once per connection: `mayPublish` runs for every message. */
export type Access = Readonly<{
  mayPublish(topic: string): true | AccessRefusal
  maySubscribe(filter: string): boolean
  /** Where its `online` is told. */
  statusTopic: string
}>

export function accessOf(deviceId: string, kind: DeviceKind): Access {
  const family = kind === 'band' ? 'bands' : 'drains'
  const kinds: readonly string[] = kind === 'band' ? BAND_KINDS : DRAIN_KINDS
  const own = new Set(kinds.map((name) => `v1/${family}/${deviceId}/${name}`))
  const commands = kind === 'band' ? commandTopic(deviceId) : undefined

  const refusal = (topic: string): AccessRefusal => {
    const [version, ofFamily, ofDevice] = topic.split('/', 3)
    if (version !== 'v1' || ofDevice !== deviceId) return 'foreignTopic'
    return ofFamily === family ? 'unknownTopic' : 'wrongFamily'
  }

  return {
    mayPublish: (topic) => own.has(topic) || refusal(topic),
    maySubscribe: (filter) => filter === commands,
    statusTopic: `v1/${family}/${deviceId}/status`,
  }
}
