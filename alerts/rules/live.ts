// How a reading moves what is known right now. By event time and per metric: an older value never moves it. Only
// `online` goes by our own clock, because a last will is composed when the device connects and published when it is gone.

import { isCharged } from '../detectors/charge.ts'
import { cameLate } from '../detectors/detector.ts'
import { isLeap } from '../detectors/leap.ts'
import { remembered } from '../detectors/movement.ts'
import type { LatestValue, LiveState } from '../model/live.ts'
import type { Metric, Reading } from '../model/telemetry.ts'
import type { Plan } from './compile.ts'
import { bitOf, copyLatest, type Latest, METRIC_SLOTS } from './metric-slots.ts'

export type Advance = Readonly<{
  live: LiveState
  /** Bits of the metrics that moved. */
  moved: number
  /** It came late, or some value that moved lies where an idle rule might wake. */
  notable: boolean
}>

export function advance(
  before: LiveState,
  reading: Reading,
  by: Readonly<{ deviceId: string; plan: Plan }>,
): Advance {
  const { deviceId, plan } = by
  const { values } = reading
  let latest: Latest = before.latest
  let moved = 0
  let notable = cameLate({ at: reading.eventTime, receivedAt: reading.receivedAt })
  for (const key in values) {
    const value = values[key as Metric]
    const slot = METRIC_SLOTS.get(key)
    if (slot === undefined || value === undefined) continue
    const at = key === 'online' ? reading.receivedAt : reading.eventTime
    // An accuracy belongs to its position: it moves when the position does.
    const known = key === 'accuracy' ? before.latest.latitude : slot.read(before.latest)
    if (known !== undefined && at <= known.at) continue
    if (moved === 0) latest = copyLatest(before.latest)
    slot.put(latest, { value, at })
    moved |= slot.bit
    const { index } = slot
    if (!(value > (plan.low[index] ?? value) && value < (plan.high[index] ?? value))) notable = true
  }
  let { positionSource, walk, leaptAt, chargedAt } = before
  if ((moved & POSITION) !== 0) {
    // A new fix replaces the old one whole: neither its accuracy nor its source may outlive it.
    positionSource = reading.positionSource
    if (values.accuracy === undefined) latest = withoutAccuracy(latest)
  }
  if ((moved & HEART_RATE) !== 0 && isLeap(before.latest.heartRate, latest.heartRate as LatestValue))
    leaptAt = reading.eventTime
  if ((moved & STEPS) !== 0) walk = remembered(walk, reading.eventTime, values.steps ?? 0)
  if ((moved & POWER) !== 0 && isCharged(before.latest, latest)) chargedAt = reading.eventTime
  return {
    live: liveOf({
      latest,
      positionSource,
      walk,
      leaptAt,
      chargedAt,
      seenAt: heardAt(before, reading),
      deviceId,
    }),
    moved,
    notable,
  }
}

const POSITION = bitOf('latitude')
const STEPS = bitOf('steps')
const POWER = bitOf('battery') | bitOf('charging')
const HEART_RATE = bitOf('heartRate')

/** One shape for all: the type says "absent" and means "undefined or absent"; JSON does not tell them apart either. */
const liveOf = (live: { [Key in keyof LiveState]-?: LiveState[Key] | undefined }): LiveState =>
  live as LiveState

/** A will is the broker's word about the device, not the device's: it counts as nothing heard. */
const heardAt = (before: LiveState, reading: Reading): number | null => {
  if (reading.values.online === 0) return before.seenAt
  return before.seenAt === null || reading.receivedAt > before.seenAt ? reading.receivedAt : before.seenAt
}

function withoutAccuracy(latest: Latest): Latest {
  const { accuracy: _, ...rest } = latest
  return copyLatest(rest)
}
