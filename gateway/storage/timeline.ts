// The timeline in the store: each line is chained to the one before it as it is written, in the writer's transaction.
// What a chain is, and when it is broken, is decided in alerts/record/chain.ts.

import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { TimelineEntry } from '../../alerts/model/alert.ts'
import { type ChainedLine, type ChainHead, GENESIS, hashOf } from '../../alerts/record/chain.ts'

export const sha256 = (text: string): string => hash('sha256', text, 'hex')

const COLUMNS = 'no, alert_id, seq, at, kind, actor, detail, recorded_at, previous, hash'
const HEAD_KEY = 'timelineHead'

/** One column for the running number and three for the chain; lines from before it are chained as they stand. */
export function chainStoredTimeline(db: DatabaseSync): void {
  db.exec(`
    create table chained_timeline (
      alert_id    integer not null references alert (id),
      seq         integer not null,
      at          integer not null,
      kind        text    not null,
      actor       text    not null,
      detail      text    not null,
      -- Site-wide, without a gap, in the order of writing.
      no          integer not null unique,
      -- By the gateway's clock, when the writer wrote it; null for lines from before there was a chain.
      recorded_at integer,
      previous    text    not null,
      hash        text    not null,
      primary key (alert_id, seq)
    ) strict, without rowid`)
  const insert = db.prepare(
    `insert into chained_timeline (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, null, ?, ?)`,
  )
  let head = GENESIS
  // Across alerts nobody wrote down the order: their times are the nearest to it.
  for (const row of db.prepare('select * from timeline order by at, alert_id, seq').iterate()) {
    const line = chain(head, { ...(row as Stored), recordedAt: null })
    const { no, alertId, seq, at, kind, actor, detail, previous } = line
    insert.run(no, alertId, seq, at, kind, actor, detail, previous, line.hash)
    head = line
  }
  headStatements(db).write.run(HEAD_KEY, headText(head))
  db.exec(`
    drop table timeline;
    alter table chained_timeline rename to timeline;
    create trigger timeline_is_append_only_update before update on timeline
      begin select raise(abort, 'the timeline is append-only'); end;
    create trigger timeline_is_append_only_delete before delete on timeline
      begin select raise(abort, 'the timeline is append-only'); end;`)
}

type Stored = { alert_id: number; seq: number; at: number; kind: string; actor: string; detail: string }

function chain(head: ChainHead, row: Stored & { recordedAt: number | null }): ChainedLine {
  const { alert_id: alertId, seq, at, kind, actor, detail, recordedAt } = row
  const line = { no: head.no + 1, alertId, seq, at, kind, actor, detail, recordedAt, previous: head.hash }
  return { ...line, hash: hashOf(line, sha256) }
}

const headStatements = (db: DatabaseSync) => ({
  read: db.prepare('select value from meta where key = ?'),
  write: db.prepare(
    'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  ),
})

/** How a head is written down: its number and its hash. */
export const headText = ({ no, hash }: ChainHead): string => `${no}:${hash}`

/** Undefined for what is no head. */
export function headFrom(text: string): ChainHead | undefined {
  const [, no, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  return hash === undefined ? undefined : { no: Number(no), hash }
}

/** The head as the writer last left it; undefined when what stands there is none. */
export function readHead(db: DatabaseSync): ChainHead | undefined {
  const row = headStatements(db).read.get(HEAD_KEY)
  return headFrom(String(row?.value ?? ''))
}

/** Every line in the order of writing, one at a time. */
export function* chainedLines(db: DatabaseSync): Generator<ChainedLine> {
  for (const row of db.prepare(`select ${COLUMNS} from timeline order by no`).iterate())
    yield {
      no: Number(row.no),
      alertId: Number(row.alert_id),
      seq: Number(row.seq),
      at: Number(row.at),
      kind: String(row.kind),
      actor: String(row.actor),
      detail: String(row.detail),
      recordedAt: row.recorded_at === null ? null : Number(row.recorded_at),
      previous: String(row.previous),
      hash: String(row.hash),
    }
}

export type TimelineWriter = Readonly<{
  write(entry: TimelineEntry, recordedAt: number): void
  /** Before the transaction commits: the head moves with its lines. */
  seal(): void
  /** After the transaction, however it ended: the next one looks at the file. */
  forget(): void
}>

export function createTimelineWriter(db: DatabaseSync): TimelineWriter {
  const insert = db.prepare(`insert into timeline (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const heads = headStatements(db)
  const stored = (): ChainHead => {
    const found = headFrom(String(heads.read.get(HEAD_KEY)?.value ?? ''))
    if (found === undefined) throw new Error('the head of the timeline cannot be read')
    return found
  }
  let head: ChainHead | undefined
  return {
    write(entry, recordedAt) {
      const { alertId, seq, at, kind, actor } = entry
      const detail = JSON.stringify(entry.detail)
      head ??= stored()
      const { no, hash: previous } = head
      const line = { no: no + 1, alertId, seq, at, kind, actor, detail, recordedAt, previous }
      const hash = hashOf(line, sha256)
      insert.run(line.no, alertId, seq, at, kind, actor, detail, recordedAt, previous, hash)
      head = { no: line.no, hash }
    },
    seal() {
      if (head !== undefined) heads.write.run(HEAD_KEY, headText(head))
    },
    forget() {
      head = undefined
    },
  }
}
