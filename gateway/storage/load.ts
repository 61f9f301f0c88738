// What a start reads from the store, before any thread runs: people, open alerts, unsettled messages, snapshots,
// and the tail of the log that no snapshot includes.

import type { DatabaseSync } from 'node:sqlite'
import type { Alert } from '../../alerts/model/alert.ts'
import type { AnnouncedTest } from '../../alerts/model/announced-test.ts'
import type { Notification, Reached, ReportRef } from '../../alerts/model/notification.ts'
import type { Silence } from '../../alerts/model/silence.ts'
import type { WeatherReport } from '../../alerts/model/weather.ts'
import type { Entity } from '../people/ports.ts'
import { type CareMemory, loadCare } from './care.ts'
import type { Snapshot } from './effects.ts'
import { standing } from './notification-rows.ts'
import { loadEntities } from './people-store.ts'
import { loadReportMail } from './report-mail.ts'
import { loadRoster, type RosterMemory } from './roster.ts'
import { loadRules, type RuleMemory } from './rules.ts'
import { unendedSilences } from './silences.ts'
import { newestTests } from './tests.ts'

export type LogRow = Readonly<{ seq: number; receivedAt: number; topic: string; payload: Uint8Array }>

/** Whom a message went to and how far it came: its words stay on disk until it is sent. */
export type Sent = Omit<Notification, 'message'>

export type Loaded = Readonly<{
  entities: readonly Entity[]
  secrets: ReadonlyMap<string, string>
  /** Unresolved alerts with how many timeline lines they have and every message sent about them. */
  cases: readonly Readonly<{ alert: Alert; lines: number; notifications: readonly Sent[] }>[]
  snapshots: readonly Snapshot[]
  /** `deviceId|ident` of every emergency remembered. */
  presses: readonly string[]
  lastSeq: number
  lastAlertId: number
  lastSilenceId: number
  /** Silences that are not over at `now`. */
  silences(now: number): readonly Silence[]
  /** The newest announced test of each resident. */
  tests: readonly AnnouncedTest[]
  care(now: number): CareMemory
  /** The newest of each community. */
  weather: readonly WeatherReport[]
  /** When the store last heard anything; null when it is empty. */
  lastReceivedAt: number | null
  directoryVersion: number
  rules: RuleMemory
  roster: RosterMemory
  /** The newest report of each community and kind that was dealt with. */
  reportMail: readonly ReportRef[]
  /** The oldest log row that some snapshot lacks: where `tail` begins. */
  floor: number
  /** Log rows above the floor, oldest first. */
  tail(): IterableIterator<LogRow>
}>

export function loadStore(db: DatabaseSync): Loaded {
  const one = (sql: string): unknown => Object.values(db.prepare(sql).get() ?? {})[0]
  const meta = (key: string): number =>
    Number(db.prepare('select value from meta where key = ?').get(key)?.value ?? 0)
  const floor = meta('floor')

  return {
    entities: loadEntities(db),
    secrets: new Map(
      db
        .prepare('select device_id, secret_hash from device_secret')
        .all()
        .map((row) => [String(row.device_id), String(row.secret_hash)]),
    ),
    cases: loadCases(db),
    snapshots: db.prepare('select subject, seq, body from engine_state').all() as unknown as Snapshot[],
    presses: db
      .prepare(`select device_id || '|' || ident as press from press order by received_at desc limit 100000`)
      .all()
      .map((row) => String(row.press))
      .reverse(),
    lastSeq: Math.max(Number(one('select max(seq) from log') ?? 0), meta('trimmedThrough'), floor - 1),
    lastAlertId: Number(one('select max(id) from alert') ?? 0),
    lastSilenceId: Number(one('select max(id) from silence') ?? 0),
    tests: newestTests(db),
    silences: (now) => unendedSilences(db, now),
    care: (now) => loadCare(db, now),
    weather: db
      .prepare('select body from weather where id in (select max(id) from weather group by community_id)')
      .all()
      .map((row) => JSON.parse(String(row.body)) as WeatherReport),
    lastReceivedAt:
      (one('select received_at from log order by seq desc limit 1') as number | undefined) ?? null,
    directoryVersion: meta('directoryVersion'),
    rules: loadRules(db),
    roster: loadRoster(db),
    reportMail: loadReportMail(db),
    floor,
    *tail() {
      const rows = db
        .prepare('select seq, received_at, topic, payload from log where seq >= ? order by seq')
        .iterate(floor)
      for (const row of rows)
        yield {
          seq: row.seq as number,
          receivedAt: row.received_at as number,
          topic: row.topic as string,
          payload: row.payload as Uint8Array,
        }
    },
  }
}

/**
 * One pass over the messages of all unresolved alerts, not a question for each; `cross` keeps SQLite from reading all
 * others. What a message says stays on disk: SQLite leaves it out, which is half of the reading.
 */
function loadCases(db: DatabaseSync): Loaded['cases'] {
  const sent = new Map<number, Sent[]>()
  const messages = db.prepare(
    `select n.alert_id, json_remove(n.body, '$.message'), n.status, n.attempts, n.next_attempt_at, n.settled_at,
       n.last_error, n.receipt, n.reached, n.digest
     from alert a cross join notification n on n.alert_id = a.id where a.status <> 'resolved'`,
  )
  messages.setReturnArrays(true)
  for (const row of messages.all() as unknown as SentRow[]) {
    const [alertId] = row
    const ofAlert = sent.get(alertId)
    if (ofAlert === undefined) sent.set(alertId, [sentFrom(row)])
    else ofAlert.push(sentFrom(row))
  }
  return db
    .prepare(
      `select a.id, a.body, (select max(t.seq) from timeline t where t.alert_id = a.id) as lines
       from alert a where a.status <> 'resolved'`,
    )
    .all()
    .map((row) => ({
      alert: JSON.parse(String(row.body)) as Alert,
      lines: Number(row.lines ?? 0),
      notifications: sent.get(Number(row.id)) ?? [],
    }))
}

type SentRow = readonly [
  alertId: number,
  body: string,
  status: Notification['status'],
  attempts: number,
  nextAttemptAt: number,
  settledAt: number | null,
  lastError: string | null,
  receipt: string | null,
  reached: Reached | null,
  digest: string | null,
]

const sentFrom = (row: SentRow): Sent => {
  const [, body, status, attempts, nextAttemptAt, settledAt, lastError, receipt, reached, digest] = row
  return standing(JSON.parse(body) as Sent, {
    status,
    attempts,
    nextAttemptAt,
    settledAt,
    lastError,
    receipt,
    reached,
    digest,
  })
}
