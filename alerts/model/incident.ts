// An incident: one alert about an area that stands for its members, and the telephone calls that belong to it.

import type { EpochMs } from './time.ts'

/** What an incident is about: the id of its subject is the id of one of these. */
export const AREA_KINDS = ['building', 'grid', 'community'] as const
export type AreaKind = (typeof AREA_KINDS)[number]

/** What an incident is made of. */
export type Members = Readonly<{
  area: AreaKind
  /** Alerts that ever joined. */
  count: number
  /** Of these, how many are unresolved and their cause stands. */
  standing: number
  /** Alert ids of the one that joined last and of the worst that stands (or stood last). */
  newestId: number
  worstId: number
  /** Event times of the first and the last cause: what comes soon after the last one joins too. */
  oldestAt: EpochMs
  newestAt: EpochMs
  /** Whom and what they are about (`drain:d-1`), the first 60 in order of joining. */
  subjects: readonly string[]
}>

export const CALL_RESULTS = ['reachedSafe', 'needsHelp', 'noAnswer', 'visited'] as const
export type CallResult = (typeof CALL_RESULTS)[number]

/** The last word on one resident of a call list, and how many calls there were. */
export type Call = Readonly<{ result: CallResult; at: EpochMs; by: string; note?: string; times: number }>

/** Why somebody stands where they stand on a call list; words for them are in the dictionaries. */
export const CALL_REASONS = [
  'catchment',
  'basement',
  'groundFloor',
  'floorUnknown',
  'disabled',
  'dementia',
  'powerDependent',
  'alone',
  'age',
] as const
export type CallReason = Readonly<{
  code: (typeof CALL_REASONS)[number]
  /** What it adds to the order. */
  weight: number
  /** `catchment`: the drain whose water reaches the house. */
  drainId?: string
  /** `age`: in years. */
  years?: number
}>

/** One person to call, worst first. */
export type CallTask = Readonly<{ residentId: string; score: number; reasons: readonly CallReason[] }>
