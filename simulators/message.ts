// What a simulated device has to say at a moment, before any link has touched it.

import type { Effect, GarbageShape } from './scenario/effects.ts'
import type { Span } from './time.ts'

export type Due = Readonly<{
  at: number
  topic: string
  /** Serialised by the link; garbage is sent as it stands. */
  payload: Readonly<Record<string, unknown>> | string
  retain: boolean
  note?: string
}>

/** What every simulated device can do, band or drain. Windows are (from, until]: consecutive windows miss nothing. */
export type Model = Readonly<{
  deviceId: string
  kind: 'band' | 'drain'
  statusTopic: string
  commandTopic?: string
  due(window: Span, effects: readonly Effect[]): readonly Due[]
  /** Everything once: what a device says when it has just connected. */
  introduction(at: number, effects: readonly Effect[]): readonly Due[]
}>

/** Regular moments in (from, until]: the device's own phase keeps a fleet from speaking in chorus. */
export function slots(window: Span, period: number, phase: number): readonly number[] {
  const found: number[] = []
  for (let n = Math.floor((window.from - phase) / period) + 1; ; n++) {
    const at = Math.round(phase + n * period)
    if (at > window.until) return found
    if (at > window.from) found.push(at)
  }
}

/** Bytes a broken device might send. The topic is one of its own, except for `foreignTopic`. */
export function garbageOf(
  shape: GarbageShape,
  topics: Readonly<{ own: string; sos: string; foreign: string }>,
): Omit<Due, 'at'> {
  const plain = { topic: topics.own, retain: false, note: `garbage: ${shape}` }
  switch (shape) {
    case 'notJson':
      return { ...plain, payload: '\u0000\u0001\ufffd[3G*9000000001*0002*LK]' }
    case 'truncated':
      return { ...plain, payload: '{"ts":1767225600000,"heartRate":' }
    case 'wrongTypes':
      return { ...plain, payload: '{"ts":"yesterday","heartRate":"seventy","centimetres":null}' }
    case 'absurd':
      return {
        ...plain,
        payload:
          '{"heartRate":9999,"spo2":-3,"bloodPressure":{"systolic":60,"diastolic":190},"centimetres":99999}',
      }
    case 'huge':
      return { ...plain, payload: `{"padding":"${'x'.repeat(1024 * 1024)}"}` }
    case 'retainedSos':
      return { ...plain, topic: topics.sos, payload: '{}', retain: true }
    case 'foreignTopic':
      return { ...plain, topic: topics.foreign, payload: '{"heartRate":70}' }
  }
}
