// What is known of a subject right now. Advanced by event time only: an older fix never moves it.

import type { Metric } from './telemetry.ts'
import type { EpochMs } from './time.ts'

export type LatestValue = Readonly<{ value: number; at: EpochMs }>

/** Time, count, time, count … as a list, or lying where the engine keeps it, to be read when it is asked for. */
export type Walk = readonly number[] | Readonly<{ counts(): readonly number[]; toJSON(): readonly number[] }>

/**
 * The newest good value per metric, plus what the wall needs. `steps` is the device's daily total.
 * `seenAt` is the newest `receivedAt` of anything from the device, including doubtful values.
 */
export type LiveState = Readonly<{
  latest: Readonly<Partial<Record<Metric, LatestValue>>>
  positionSource?: 'gps' | 'wifi' | 'cell'
  /** The step counter of the last quarter of an hour: time, count, time, count … oldest first. See detectors/movement.ts. */
  walk?: Walk
  /** When the heart rate last leapt as no heart does of itself: see detectors/leap.ts. */
  leaptAt?: EpochMs
  /** When the band was last on its charger, as far as it said so or its battery rose. */
  chargedAt?: EpochMs
  seenAt: EpochMs | null
  deviceId: string | null
}>

/** fine, alarm, cannot tell: silence is never "fine". */
export type Condition = 'fine' | 'alarm' | 'unknown'
/** Why a condition is `unknown`, for the words on the tile. */
export type UnknownReason =
  | 'neverSeen'
  | 'offline'
  | 'notWorn'
  | 'stale'
  | 'noBattery'
  | 'charging'
  | 'noDevice'
