// A silence: a person's word that alerts of some kind or place shall notify nobody for a while. A row that is ended,
// never deleted. Emergencies are exempt, whatever it says.

import type { EpochMs } from './time.ts'

/** `maintenance` is a window that was planned: a drain is cleaned, a building is rewired. */
export const SILENCE_KINDS = ['silence', 'maintenance'] as const
export type SilenceKind = (typeof SILENCE_KINDS)[number]

/** What it is about. Every field that is there must fit; at least one is there. */
export const SILENCE_MATCHERS = [
  'ruleId',
  'residentId',
  'drainId',
  'deviceId',
  'buildingId',
  'gridId',
  'communityId',
] as const
export type SilenceMatch = Readonly<Partial<Record<(typeof SILENCE_MATCHERS)[number], string>>>

export type Silence = Readonly<{
  /** Site-wide running number. */
  id: number
  kind: SilenceKind
  match: SilenceMatch
  /** Why, in the author's words. */
  reason: string
  /** Person id. */
  createdBy: string
  createdAt: EpochMs
  from: EpochMs
  /** At most 30 days after `from`. */
  until: EpochMs
  /** A critical alert breaks through. */
  exceptCritical: boolean
  /** Ended before its time (a planned one: called off), by whom. */
  endedAt?: EpochMs
  endedBy?: string
}>

export type SilenceState = 'planned' | 'active' | 'past'

/** When it stops covering anything. */
export const endOf = ({ until, endedAt }: Pick<Silence, 'until' | 'endedAt'>): EpochMs =>
  endedAt === undefined ? until : Math.min(until, endedAt)

/** `from` belongs to it, its end does not. */
export function stateAt(silence: Pick<Silence, 'from' | 'until' | 'endedAt'>, now: EpochMs): SilenceState {
  if (endOf(silence) <= now) return 'past'
  return now < silence.from ? 'planned' : 'active'
}
