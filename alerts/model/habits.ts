// What a person usually does, learned slowly and by event time: plain JSON, 2 KiB at most, part of the engine's state.
// How it is learned is in alerts/habits/; nothing here is ever written into, every part is replaced.

import type { EpochMs } from './time.ts'

/** What is learned as a range of its own, by day and by night. */
export type HabitMetric = 'heartRate' | 'systolic' | 'diastolic'

/** At most 16 samples of the part of the day under way, evenly spread over all `count`; `at` is the newest one's time. */
export type Sampled = Readonly<{ at: EpochMs; count: number; values: readonly number[] }>

/** How the day under way goes. Minutes are of waking hours (07:00–22:00). */
export type Activity = Readonly<{
  /** No movement since, worn and heard all along; absent while nobody can tell. */
  since?: EpochMs
  steps: number
  /** Minutes in which movement would have been noticed. */
  known: number
  /** The longest stretch without movement, in minutes. */
  rested: number
  /** Minute of the local day of the first movement after 04:00; -1 = there was one, and perhaps an earlier one. */
  risen?: number
  /** Times out of bed in the night under way, and when the newest began. */
  up?: readonly [times: number, at: EpochMs]
  /** Minutes of the hours 23:00–05:00 in which that would have been noticed; absent while none. */
  dark?: number
  /** An alert about the person was up: the day is no example. */
  ailed?: true
}>

/** The battery since it was last charged: at, percent, at, percent … at least 90 minutes apart, the newest hours only. */
export type Power = Readonly<{
  points: readonly number[]
  /** When it came off the charger, and with how many percent. */
  full?: readonly [EpochMs, number]
  /** When it was last put on the charger. */
  chargedAt?: EpochMs
}>

/**
 * Finished days as text, one entry per day, the newest last and today's empty: `72,4,60;;73,5,58;`. Text, because it
 * takes a byte per character in memory and is read only when a day ends.
 */
export type HabitLog = Readonly<Partial<Record<HabitSeries, string>>>
export type HabitSeries =
  | HabitMetric
  | `${HabitMetric}Night`
  /** Steps of the day. */
  | 'steps'
  /** First movement, minute of the local day. */
  | 'risen'
  /** Longest stretch without movement in waking hours, minutes. */
  | 'rested'
  /** Times out of bed between 23:00 and 05:00. */
  | 'ups'
  /** When it was put on the charger, minute of the local day; then tenths of a percent lost per hour before. */
  | 'charged'

/** Median, median absolute deviation, days, samples. */
export type UsualRange = readonly [median: number, mad: number, days: number, samples: number]
/** Median of the last 7 days and of how many; median of the 21 days before and of how many. */
export type Drift = readonly [recent: number, recentDays: number, before: number, beforeDays: number]

/** What the log comes to: worked out when a day or a night ends, read with every reading. */
export type Usual = Readonly<
  Partial<Record<HabitMetric | `${HabitMetric}Night`, UsualRange>> & {
    /** 95th percentile of the first movement (minute of the day), and of how many days. */
    risen?: readonly [number, number]
    /** 95th percentile of the longest stretch without movement (minutes), and of how many days. */
    rested?: readonly [number, number]
    /** Minute of the day, every so many days, percent per hour, and from how many times. */
    charged?: readonly [minute: number, everyDays: number, perHour: number, times: number]
    systolicDrift?: Drift
    stepsDrift?: Drift
  }
>

export type Habits = Readonly<{
  /** 04:00 local time of the day under way, which runs from 22:00 to 22:00: a night belongs to the day it ends on. */
  dawn: EpochMs
  samples: Readonly<Partial<Record<HabitMetric, Sampled>>>
  activity?: Activity
  power?: Power
  log: HabitLog
  usual: Usual
}>
