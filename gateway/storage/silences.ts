// Silences out of the store: what a start needs, and the pages of their history. Rows are never deleted.

import type { DatabaseSync } from 'node:sqlite'
import type { Silence, SilenceState } from '../../alerts/model/silence.ts'

export type SilencesQuery = Readonly<{ state?: SilenceState; now: number; before?: number; limit: number }>

const silenceFrom = (row: Record<string, unknown>): Silence => JSON.parse(String(row.body)) as Silence

/** Those that are not over at `now`, oldest first. */
export const unendedSilences = (db: DatabaseSync, now: number): readonly Silence[] =>
  db.prepare('select body from silence where end_at > ? order by id').all(now).map(silenceFrom)

/** The states of stateAt(), as conditions on the two columns. */
const IN_STATE = {
  any: ':now is not null',
  planned: 'end_at > :now and from_at > :now',
  active: 'end_at > :now and from_at <= :now',
  past: 'end_at <= :now',
} as const

/** One page, newest first. */
export function readSilences(db: DatabaseSync, { state, now, before, limit }: SilencesQuery): Silence[] {
  return db
    .prepare(
      `select body from silence where id < :before and ${IN_STATE[state ?? 'any']} order by id desc limit :limit`,
    )
    .all({ before: before ?? Number.MAX_SAFE_INTEGER, now, limit })
    .map(silenceFrom)
}
