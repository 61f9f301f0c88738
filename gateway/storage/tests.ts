// Announced tests and what was last seen to work, in the store: the tables, the rows of a start, the writes.

import type { DatabaseSync } from 'node:sqlite'
import type { AnnouncedTest } from '../../alerts/model/announced-test.ts'
import type { Proven } from './effects.ts'

export type TestEffect = Readonly<{ type: 'announcedTest'; test: AnnouncedTest }>
type Run = (sql: string, ...values: (string | number | null)[]) => void

/** The newest of each resident is what the pages show. Every one is kept. */
export const TEST_TABLES = `
  create table announced_test (
    id          integer primary key,
    resident_id text    not null,
    at          integer not null,
    body        text    not null
  ) strict;
  create index announced_test_by_resident on announced_test (resident_id, id);
  create trigger announced_test_is_kept before delete on announced_test
    begin select raise(abort, 'a test is called off, never deleted'); end;
`

/** Bands are proven too: a press that reached a person, and a message the band says it has shown. */
const PROVEN_TABLE = `
  create table proven_by_kind (
    what    text not null check (what in ('community', 'channel', 'since', 'press', 'band')),
    id      text not null,
    at      integer not null,
    took_ms integer,
    primary key (what, id)
  ) strict, without rowid;
  insert into proven_by_kind select what, id, at, took_ms from proven;
  drop table proven;
  alter table proven_by_kind rename to proven;
`

/** What the record already holds counts: a start after the update does not call every band unproven. */
export function addBandProofs(db: DatabaseSync): void {
  db.exec(PROVEN_TABLE)
  db.exec(`
    insert into proven (what, id, at, took_ms)
    select 'press', json_extract(a.body, '$.deviceId'), max(n.settled_at), null
    from alert a join notification n on n.alert_id = a.id
    where a.rule_id = 'sos' and n.status = 'delivered' and n.settled_at is not null
      and json_extract(n.body, '$.recipient.kind') = 'person'
    group by 2;
    insert into proven (what, id, at, took_ms)
    select 'band', json_extract(n.body, '$.recipient.id'), max(s.at), null
    from message_stage s join notification n on n.key = s.key
    where s.reached = 'delivered' and json_extract(n.body, '$.recipient.kind') = 'device'
    group by 2;
  `)
}

export const newestTests = (db: DatabaseSync): readonly AnnouncedTest[] =>
  db
    .prepare(
      'select body from announced_test where id in (select max(id) from announced_test group by resident_id)',
    )
    .all()
    .map((row) => JSON.parse(String(row.body)) as AnnouncedTest)

export function writeTest(run: Run, { test }: TestEffect): void {
  run(
    `insert into announced_test (id, resident_id, at, body) values (?, ?, ?, ?)
     on conflict (id) do update set body = excluded.body`,
    test.id,
    test.residentId,
    test.at,
    JSON.stringify(test),
  )
}

export function writeProven(run: Run, { what, id, at, tookMs }: Proven): void {
  run(
    `insert into proven (what, id, at, took_ms) values (?, ?, ?, ?)
     on conflict (what, id) do update set at = excluded.at, took_ms = excluded.took_ms`,
    what,
    id,
    at,
    tookMs ?? null,
  )
}
