// What people changed in the roster and which calendars may be subscribed to: written, and read at a start. Rows are
// called off or revoked, never deleted. There are some dozens a month, so all of them are in memory.

import type { DatabaseSync } from 'node:sqlite'
import type { RosterChange, RosterFeed } from '../../alerts/model/roster-change.ts'

export const ROSTER_TABLES = `
  -- Holidays, swaps and overrides of the weekly roster. Called off by cancelledAt in the body, never deleted.
  create table roster_change (
    id           integer primary key,
    community_id text    not null,
    created_at   integer not null,
    body         text    not null
  ) strict;
  create trigger roster_change_is_kept before delete on roster_change
    begin select raise(abort, 'a change of the roster is called off, never deleted'); end;
  -- Calendars that may be read without logging in, until somebody revokes them.
  create table roster_feed (
    id   integer primary key,
    body text not null
  ) strict;
`

export type RosterEffect =
  /** Inserts, or replaces when it was called off. */
  | Readonly<{ type: 'rosterChange'; change: RosterChange }>
  /** Inserts, or replaces when it was revoked. */
  | Readonly<{ type: 'rosterFeed'; feed: RosterFeed }>

type Run = (sql: string, ...values: (string | number | null | Uint8Array)[]) => void

export function writeRoster(run: Run, effect: RosterEffect): void {
  switch (effect.type) {
    case 'rosterFeed':
      run(
        'insert into roster_feed (id, body) values (?, ?) on conflict (id) do update set body = excluded.body',
        effect.feed.id,
        JSON.stringify(effect.feed),
      )
      break
    case 'rosterChange':
      run(
        `insert into roster_change (id, community_id, created_at, body) values (?, ?, ?, ?)
         on conflict (id) do update set body = excluded.body`,
        effect.change.id,
        effect.change.communityId,
        effect.change.createdAt,
        JSON.stringify(effect.change),
      )
  }
}

export type RosterMemory = Readonly<{ changes: readonly RosterChange[]; feeds: readonly RosterFeed[] }>

const bodies = <T>(db: DatabaseSync, sql: string): readonly T[] =>
  db
    .prepare(sql)
    .all()
    .map((row) => JSON.parse(String(row.body)) as T)

export const loadRoster = (db: DatabaseSync): RosterMemory => ({
  changes: bodies<RosterChange>(db, 'select body from roster_change order by id'),
  feeds: bodies<RosterFeed>(db, 'select body from roster_feed order by id'),
})
