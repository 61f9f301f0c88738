// What a device said, in one vocabulary, whatever its wire format was. Knows no device, no topic and no rule.

import type { EpochMs } from './time.ts'

/**
 * Everything that can be measured or switched, one number each, so that a rule, a curve and a store treat
 * them alike. Units: heartRate bpm; systolic/diastolic mmHg; spo2 and battery %; temperature °C;
 * steps = steps taken since the device's previous reading's midnight counter (daily total as the band shows it);
 * worn, charging, online 0 or 1; latitude/longitude degrees WGS-84; accuracy metres; level cm above the road
 * or channel floor; sos and fall 1 at the press; rain mm in the last hour; still 1 = the band feels no movement.
 */
export const METRICS = [
  'heartRate',
  'systolic',
  'diastolic',
  'spo2',
  'temperature',
  'steps',
  'battery',
  'charging',
  'worn',
  'online',
  'latitude',
  'longitude',
  'accuracy',
  'level',
  'sos',
  'fall',
  'rain',
  'still',
] as const

export type Metric = (typeof METRICS)[number]

/** Why a value is kept but never evaluated. `noReading` is the sentinel zero of Chinese bands. */
export type QualityReason =
  | 'noReading'
  | 'implausible'
  | 'diastolicNotBelowSystolic'
  | 'pulsePressure'
  | 'futureClock'
  | 'clockNotSet'
  | 'notWorn'
  | 'unreadable'

export type DoubtfulValue = Readonly<{ metric: Metric; value: number; reason: QualityReason }>

/**
 * One reading: values that were measured together at one moment.
 * `values` are fit for evaluation; `doubtful` are stored with their reason and shown, never evaluated.
 * `ident` tells two readings apart for ever (device-wide): from the message's id or seq, else from time and content;
 * empty where the device's own time and the metric do (everything but presses and what has no clock).
 */
export type Reading = Readonly<{
  kind: ReadingKind
  eventTime: EpochMs
  receivedAt: EpochMs
  values: Readonly<Partial<Record<Metric, number>>>
  doubtful: readonly DoubtfulValue[]
  /** Where a position came from; absent for other kinds. */
  positionSource?: 'gps' | 'wifi' | 'cell'
  /** True when the device itself supplied the time; false when it had none or its clock was unusable. */
  deviceClock: boolean
  /** What the device's clock said, when it said something unusable. */
  deviceTime?: EpochMs
  /** Id of a command the band says it has shown its wearer. */
  shown?: string
  /** True when an SOS could not be read: the topic alone was enough. */
  unreadable?: boolean
  ident: string
}>

export const READING_KINDS = [
  'vitals',
  'location',
  'steps',
  'status',
  'wear',
  'sos',
  'fall',
  'level',
] as const
export type ReadingKind = (typeof READING_KINDS)[number]
