// The memory of the rules: which were in force from which log row on, and what people changed on the board. Rows are
// added and never changed.

import type { DatabaseSync } from 'node:sqlite'
import type { RuleChange } from '../../alerts/rules/adjust.ts'
import type { RuleTitle } from '../live/frames.ts'

export const RULE_TABLES = `
  -- Rules and policies that were in force at some time, by the hash of their texts.
  create table catalogue (
    hash text primary key,
    at   integer not null,
    body text    not null
  ) strict, without rowid;

  -- From which log row on which of them was in force. Outlives the trimmed log.
  create table catalogue_since (
    seq  integer primary key,
    at   integer not null,
    hash text not null references catalogue (hash)
  ) strict;

  -- What people changed on the board: a rule for everybody, or one resident's care plan.
  create table rule_change (
    no          integer primary key,
    at          integer not null,
    author      text not null,
    reason      text not null,
    rule_id     text,
    resident_id text,
    body        text not null,
    check ((rule_id is null) <> (resident_id is null))
  ) strict;
  create index rule_change_by_resident on rule_change (resident_id, no) where resident_id is not null;
  create trigger rule_change_is_append_only_update before update on rule_change
    begin select raise(abort, 'the history of rules is append-only'); end;
  create trigger rule_change_is_append_only_delete before delete on rule_change
    begin select raise(abort, 'the history of rules is append-only'); end;

  -- What every rule there ever was is called: an old alert is read long after its rule is gone.
  create table rule_title (
    rule_id text primary key,
    body    text not null
  ) strict, without rowid;
  `

type Overrides = Readonly<Record<string, Readonly<Record<string, number>>>>

/** A change of one resident's own limits. Numbers are shared with RuleChange. */
export type CarePlanChange = Readonly<{
  no: number
  at: number
  author: string
  reason: string
  residentId: string
  before: Overrides
  after: Overrides
}>

export type RuleEffect =
  | Readonly<{
      type: 'catalogue'
      seq: number
      at: number
      hash: string
      body: string
      titles: Readonly<Record<string, RuleTitle>>
    }>
  | Readonly<{ type: 'ruleChange'; change: RuleChange }>
  | Readonly<{ type: 'carePlanChange'; change: CarePlanChange }>

type Run = (sql: string, ...values: (string | number | null)[]) => void

const CHANGE =
  'insert into rule_change (no, at, author, reason, rule_id, resident_id, body) values (?, ?, ?, ?, ?, ?, ?)'

export function writeRules(run: Run, effect: RuleEffect): void {
  if (effect.type === 'catalogue') {
    const { seq, at, hash, body, titles } = effect
    run('insert into catalogue (hash, at, body) values (?, ?, ?) on conflict do nothing', hash, at, body)
    run('insert into catalogue_since (seq, at, hash) values (?, ?, ?)', seq, at, hash)
    for (const [ruleId, title] of Object.entries(titles))
      run(
        `insert into rule_title (rule_id, body) values (?, ?)
         on conflict (rule_id) do update set body = excluded.body where body <> excluded.body`,
        ruleId,
        JSON.stringify(title),
      )
    return
  }
  const { no, at, author, reason, ...rest } = effect.change
  if ('residentId' in rest) {
    const { residentId, ...body } = rest
    run(CHANGE, no, at, author, reason, null, residentId, JSON.stringify(body))
  } else {
    const { ruleId, ...body } = rest
    run(CHANGE, no, at, author, reason, ruleId, null, JSON.stringify(body))
  }
}

/** What a start needs to know of the rules that were in force before. */
export type RuleMemory = Readonly<{
  changes: readonly RuleChange[]
  lastChangeNo: number
  /** Newest change of each care plan. */
  carePlans: ReadonlyMap<string, Pick<CarePlanChange, 'no' | 'at' | 'author'>>
  titles: Readonly<Record<string, RuleTitle>>
  /** In force when the store was left; null in a new one. */
  newest: Readonly<{ hash: string; at: number }> | null
  /** In force before log row `seq`; null when nothing was written down yet. */
  before(seq: number): string | null
  bodyOf(hash: string): string | undefined
}>

export function loadRules(db: DatabaseSync): RuleMemory {
  const newest = db.prepare('select hash, at from catalogue_since order by seq desc limit 1').get()
  return {
    changes: db
      .prepare('select * from rule_change where rule_id is not null order by no')
      .all()
      .map(
        (row): RuleChange => ({
          ...headOf(row),
          ruleId: String(row.rule_id),
          ...JSON.parse(String(row.body)),
        }),
      ),
    lastChangeNo: Number(db.prepare('select max(no) as no from rule_change').get()?.no ?? 0),
    carePlans: new Map(
      db
        .prepare(
          'select max(no) as no, at, author, resident_id from rule_change where resident_id is not null group by resident_id',
        )
        .all()
        .map((row) => [
          String(row.resident_id),
          { no: Number(row.no), at: Number(row.at), author: String(row.author) },
        ]),
    ),
    titles: Object.fromEntries(
      db
        .prepare('select rule_id, body from rule_title')
        .all()
        .map((row) => [String(row.rule_id), JSON.parse(String(row.body)) as RuleTitle]),
    ),
    newest: newest === undefined ? null : { hash: String(newest.hash), at: Number(newest.at) },
    before(seq) {
      const row = db
        .prepare('select hash from catalogue_since where seq < ? order by seq desc limit 1')
        .get(seq)
      return row === undefined ? null : String(row.hash)
    },
    bodyOf(hash) {
      const row = db.prepare('select body from catalogue where hash = ?').get(hash)
      return row === undefined ? undefined : String(row.body)
    },
  }
}

const headOf = (row: Record<string, unknown>) => ({
  no: Number(row.no),
  at: Number(row.at),
  author: String(row.author),
  reason: String(row.reason),
})

/** Newest first. */
export function readCarePlanChanges(
  db: DatabaseSync,
  query: Readonly<{ residentId: string; limit: number }>,
): CarePlanChange[] {
  return db
    .prepare('select * from rule_change where resident_id = ? order by no desc limit ?')
    .all(query.residentId, query.limit)
    .map((row) => ({
      ...headOf(row),
      residentId: String(row.resident_id),
      ...(JSON.parse(String(row.body)) as Pick<CarePlanChange, 'before' | 'after'>),
    }))
}

/** Alerts of a rule in some time, and how staff closed them. */
export type RuleCount = Readonly<{
  ruleId: string
  recent: number
  all: number
  genuine: number
  notGenuine: number
}>

/** Alerts per rule received since `since`, and since the later `recentSince`. */
export function countAlertsByRule(
  db: DatabaseSync,
  query: Readonly<{ since: number; recentSince: number }>,
): RuleCount[] {
  return db
    .prepare(
      `select rule_id, sum(received_at >= ?) as recent, count(*) as total,
         sum(outcome = 'genuine') as genuine,
         sum(outcome in ('accidental', 'test', 'equipment')) as not_genuine
       from (
         select rule_id, received_at, json_extract(body, '$.outcome') as outcome from alert
         where received_at >= ? and json_extract(body, '$.test') is null
       ) group by rule_id`,
    )
    .all(query.recentSince, query.since)
    .map((row) => ({
      ruleId: String(row.rule_id),
      recent: Number(row.recent),
      all: Number(row.total),
      genuine: Number(row.genuine ?? 0),
      notGenuine: Number(row.not_genuine ?? 0),
    }))
}
