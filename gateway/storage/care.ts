// The daily care in the store: morning lists as they were fixed, calls and visits, who took somebody over. Lists and
// contacts are never deleted; a contact that was taken back, or whose promise was settled, replaces its row.

import type { DatabaseSync } from 'node:sqlite'
import { isOpen, reached } from '../../alerts/care/contacts.ts'
import type { Alert } from '../../alerts/model/alert.ts'
import type { CareAssignment, CareContact, LocalDay, ReviewList } from '../../alerts/model/care.ts'
import { DAY } from '../../alerts/model/time.ts'

export const CARE_TABLES = `
  create table care_list (
    community_id text not null,
    day          text not null,
    fixed_at     integer not null,
    body         text not null,
    primary key (community_id, day)
  ) strict, without rowid;
  create trigger care_list_is_kept before delete on care_list
    begin select raise(abort, 'a morning list is never deleted'); end;
  create trigger care_list_is_fixed before update on care_list
    begin select raise(abort, 'a morning list is fixed'); end;

  -- reached: somebody was spoken to. promise_due: the day, while the promise is open.
  create table care_contact (
    id           integer primary key,
    community_id text not null,
    resident_id  text not null,
    at           integer not null,
    reached      integer not null check (reached in (0, 1)),
    promise_due  text,
    body         text not null
  ) strict;
  create index care_contact_by_resident on care_contact (resident_id, id);
  create index care_contact_by_time on care_contact (at);
  create index care_contact_promised on care_contact (promise_due) where promise_due is not null;
  create trigger care_contact_is_kept before delete on care_contact
    begin select raise(abort, 'a contact is taken back, never deleted'); end;

  create table care_assignment (
    community_id text not null,
    day          text not null,
    resident_id  text not null,
    body         text not null,
    primary key (community_id, day, resident_id)
  ) strict, without rowid;
  `

export type CareEffect =
  /** The first of a day stands. */
  | Readonly<{ type: 'careList'; list: ReviewList }>
  /** Inserts, or replaces when it was taken back or its promise settled. */
  | Readonly<{ type: 'careContact'; contact: CareContact }>
  | Readonly<{ type: 'careAssignment'; assignment: CareAssignment }>

type Run = (sql: string, ...values: (string | number | null)[]) => void

export function writeCare(run: Run, effect: CareEffect): void {
  switch (effect.type) {
    case 'careList': {
      const { list } = effect
      run(
        'insert into care_list (community_id, day, fixed_at, body) values (?, ?, ?, ?) on conflict do nothing',
        list.communityId,
        list.day,
        list.fixedAt,
        JSON.stringify(list),
      )
      break
    }
    case 'careContact': {
      const { contact } = effect
      run(
        `insert into care_contact (id, community_id, resident_id, at, reached, promise_due, body) values (?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set reached = excluded.reached, promise_due = excluded.promise_due, body = excluded.body`,
        contact.id,
        contact.communityId,
        contact.residentId,
        contact.at,
        reached(contact) ? 1 : 0,
        isOpen(contact) ? contact.promise.dueOn : null,
        JSON.stringify(contact),
      )
      break
    }
    case 'careAssignment': {
      const { assignment } = effect
      run(
        `insert into care_assignment (community_id, day, resident_id, body) values (?, ?, ?, ?)
         on conflict (community_id, day, resident_id) do update set body = excluded.body`,
        assignment.communityId,
        assignment.day,
        assignment.residentId,
        JSON.stringify(assignment),
      )
      break
    }
  }
}

/** Contacts that a decision of today may look at lie within this long, the last of each resident and promises apart. */
export const CONTACTS_KEPT = 35 * DAY
/** Lists of so many days: today's, and the one before, however long ago. */
const LISTS = 2

export type CareMemory = Readonly<{
  /** Newest first. */
  contacts: readonly CareContact[]
  lastContactId: number
  /** The newest two of each community, newest first. */
  lists: readonly ReviewList[]
  /** The first day of each community. */
  since: Readonly<Record<string, LocalDay>>
  /** Of the days of `lists`. */
  assignments: readonly CareAssignment[]
}>

const bodies = <T>(rows: readonly Record<string, unknown>[]): T[] =>
  rows.map(({ body }) => JSON.parse(String(body)) as T)

/** What a start needs. */
export function loadCare(db: DatabaseSync, now: number): CareMemory {
  const contacts = bodies<CareContact>(
    db
      .prepare(
        `select body from care_contact where at > ? or promise_due is not null
           or id in (select max(id) from care_contact where reached = 1 group by resident_id)
         order by id desc`,
      )
      .all(now - CONTACTS_KEPT),
  )
  const since = db
    .prepare('select community_id, min(day) as day from care_list group by community_id')
    .all()
    .map((row) => [String(row.community_id), String(row.day)] as const)
  const lists = since.flatMap(([communityId]) =>
    bodies<ReviewList>(
      db
        .prepare('select body from care_list where community_id = ? order by day desc limit ?')
        .all(communityId, LISTS),
    ),
  )
  const oldest = lists.reduce((day, list) => (list.day < day ? list.day : day), '9999')
  return {
    contacts,
    lastContactId: Number(db.prepare('select max(id) as id from care_contact').get()?.id ?? 0),
    lists,
    since: Object.fromEntries(since),
    assignments: bodies(db.prepare('select body from care_assignment where day >= ?').all(oldest)),
  }
}

export type CareQueries = ReturnType<typeof createCareQueries>

export const createCareQueries = (db: DatabaseSync) => ({
  /** One day as it was fixed. */
  careList: ({
    communityId,
    day,
  }: Readonly<{ communityId: string; day: LocalDay }>): ReviewList | undefined =>
    bodies<ReviewList>(
      db.prepare('select body from care_list where community_id = ? and day = ?').all(communityId, day),
    )[0],
  /** The newest lists, newest first. */
  careLists: ({ communityId, limit }: Readonly<{ communityId: string; limit: number }>): ReviewList[] =>
    bodies(
      db
        .prepare('select body from care_list where community_id = ? order by day desc limit ?')
        .all(communityId, limit),
    ),
  /** Of a stretch of time, newest first. */
  careContactsBetween: (query: Readonly<{ communityId: string; from: number; to: number }>): CareContact[] =>
    bodies(
      db
        .prepare(
          'select body from care_contact where at >= ? and at < ? and community_id = ? order by id desc',
        )
        .all(query.from, query.to, query.communityId),
    ),
  /** By number, newest first. */
  careContacts: (ids: readonly number[]): CareContact[] =>
    bodies(
      db
        .prepare(
          'select body from care_contact where id in (select value from json_each(?)) order by id desc',
        )
        .all(JSON.stringify(ids)),
    ),
  careAssignments: (query: Readonly<{ communityId: string; day: LocalDay }>): CareAssignment[] =>
    bodies(
      db
        .prepare('select body from care_assignment where community_id = ? and day = ?')
        .all(query.communityId, query.day),
    ),
  /** Emergencies of residents that came after `since`, were genuine and are closed. */
  careEmergencies: (since: number): Alert[] =>
    bodies(
      db
        .prepare(
          `select body from alert where received_at > ? and status = 'resolved' and subject like 'resident:%'
             and json_extract(body, '$.emergency') = 1 and json_extract(body, '$.outcome') = 'genuine'`,
        )
        .all(since),
    ),
  /** Of one resident, newest first. */
  careContactsOf: (query: Readonly<{ residentId: string; limit: number }>): CareContact[] =>
    bodies(
      db
        .prepare('select body from care_contact where resident_id = ? order by id desc limit ?')
        .all(query.residentId, query.limit),
    ),
})
