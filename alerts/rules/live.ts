// How a reading moves what is known right now. By event time and per metric: an older value never moves it. Only
// `online` goes by our own clock, because a last will is composed when the device connects and published when it is gone.

import type { LatestValue, LiveState } from '../model/live.ts'
import type { Metric, Reading } from '../model/telemetry.ts'
import { bitOf } from './compile.ts'

export type Advance = Readonly<{
  live: LiveState
  /** Bits of the metrics that moved. */
  moved: number
}>

export function advance(before: LiveState, reading: Reading, deviceId: string): Advance {
  const { values, eventTime, receivedAt } = reading
  let latest: Partial<Record<Metric, LatestValue>> = before.latest
  let moved = 0
  for (const key in values) {
    const metric = key as Metric
    const value = values[metric]
    if (value === undefined) continue
    const at = metric === 'online' ? receivedAt : eventTime
    // An accuracy belongs to its position: it moves when the position does.
    const known = before.latest[metric === 'accuracy' ? 'latitude' : metric]
    if (known !== undefined && at <= known.at) continue
    if (moved === 0) latest = { ...before.latest }
    latest[metric] = { value, at }
    moved |= bitOf(metric)
  }
  if ((moved & POSITION) !== 0) return { live: withPosition(before, { reading, latest, deviceId }), moved }
  const { positionSource } = before
  const seenAt = heardAt(before, reading)
  return {
    live:
      positionSource === undefined
        ? { latest, seenAt, deviceId }
        : { latest, positionSource, seenAt, deviceId },
    moved,
  }
}

const POSITION = bitOf('latitude')

/** A will is the broker's word about the device, not the device's: it counts as nothing heard. */
const heardAt = (before: LiveState, reading: Reading): number | null => {
  if (reading.values.online === 0) return before.seenAt
  return before.seenAt === null || reading.receivedAt > before.seenAt ? reading.receivedAt : before.seenAt
}

/** A new fix replaces the old one whole: neither its accuracy nor its source may outlive it. */
function withPosition(
  before: LiveState,
  next: Readonly<{ reading: Reading; latest: LiveState['latest']; deviceId: string }>,
): LiveState {
  const { reading, deviceId } = next
  const { accuracy, ...rest } = next.latest
  const latest =
    accuracy === undefined || reading.values.accuracy === undefined ? rest : { ...rest, accuracy }
  const seenAt = heardAt(before, reading)
  return reading.positionSource === undefined
    ? { latest, seenAt, deviceId }
    : { latest, positionSource: reading.positionSource, seenAt, deviceId }
}
