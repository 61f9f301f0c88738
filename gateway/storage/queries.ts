// The questions the API asks of the two files, as plain synchronous functions over open connections.
// They run in the reader thread; a test or a tool may call them directly.

import type { DatabaseSync } from 'node:sqlite'
import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import type { Silence } from '../../alerts/model/silence.ts'
import { METRICS, type Metric } from '../../alerts/model/telemetry.ts'
import type { Rejection, Samples } from '../http/api.ts'
import type { Account, StoredSession } from '../http/ports.ts'
import type { Entity } from '../people/ports.ts'
import { deliveryQueries } from './deliveries.ts'
import { notificationQueries } from './notification-rows.ts'
import { loadEntities } from './people-store.ts'
import { type CarePlanChange, countAlertsByRule, type RuleCount, readCarePlanChanges } from './rules.ts'
import { readSilences, type SilencesQuery } from './silences.ts'

export type SamplesQuery = Readonly<{
  deviceId: string
  metric: Metric
  from: number
  to: number
  maxPoints: number
}>
export type AlertsQuery = Readonly<{
  status?: 'open' | 'acknowledged' | 'resolved'
  subjectKey?: string
  gridIds?: readonly string[]
  from?: number
  to?: number
  before?: number
  limit: number
}>

type Value = string | number | null | Uint8Array
const text = (value: unknown): string => String(value)

/** Number of a metric in the history file. The list only ever grows at its end. */
export const metricNumber = (metric: Metric): number => METRICS.indexOf(metric)

export type Queries = ReturnType<typeof createQueries>

export function createQueries(store: DatabaseSync, history: DatabaseSync) {
  const all = (db: DatabaseSync, sql: string, ...values: Value[]): Record<string, unknown>[] =>
    db.prepare(sql).all(...values)

  return {
    samples(query: SamplesQuery): Samples {
      const device = history.prepare('select no from device where id = ?').get(query.deviceId)?.no
      const indexedTo = Number(
        history.prepare("select value from meta where key = 'receivedAt'").get()?.value ?? 0,
      )
      const at: number[] = []
      const value: number[] = []
      const doubtful: { at: number; value: number; reason: string }[] = []
      const { metric, from, to } = query
      if (device !== undefined) {
        const rows = all(
          history,
          'select at, value, reason from sample where device = ? and metric = ? and at between ? and ? order by at',
          Number(device),
          metricNumber(metric),
          from,
          to,
        )
        for (const row of rows) {
          if (row.reason === null) {
            at.push(Number(row.at))
            value.push(Number(row.value))
          } else doubtful.push({ at: Number(row.at), value: Number(row.value), reason: text(row.reason) })
        }
      }
      return {
        metric,
        from,
        to,
        ...thin(at, value, query.maxPoints),
        doubtful: doubtful.slice(-500),
        indexedTo,
      }
    },

    alert(id: number): Alert | undefined {
      const row = store.prepare('select body from alert where id = ?').get(id)
      return row ? (JSON.parse(text(row.body)) as Alert) : undefined
    },

    alerts(query: AlertsQuery): Alert[] {
      const clauses: string[] = []
      const values: Value[] = []
      const where = (clause: string, ...bound: Value[]): void => {
        clauses.push(clause)
        values.push(...bound)
      }
      if (query.status) where('status = ?', query.status)
      if (query.subjectKey) where('subject = ?', query.subjectKey)
      if (query.gridIds) where('grid_id in (select value from json_each(?))', JSON.stringify(query.gridIds))
      if (query.from !== undefined) where('received_at >= ?', query.from)
      if (query.to !== undefined) where('received_at <= ?', query.to)
      if (query.before !== undefined) where('id < ?', query.before)
      const filter = clauses.length > 0 ? `where ${clauses.join(' and ')}` : ''
      return all(
        store,
        `select body from alert ${filter} order by id desc limit ?`,
        ...values,
        query.limit,
      ).map((row) => JSON.parse(text(row.body)) as Alert)
    },

    members({ incidentId, limit }: Readonly<{ incidentId: number; limit: number }>): Alert[] {
      return all(
        store,
        `select body from alert where json_extract(body, '$.incidentId') = ?
         order by status = 'resolved', json_extract(body, '$.clearedAt') is not null, id desc limit ?`,
        incidentId,
        limit,
      ).map((row) => JSON.parse(text(row.body)) as Alert)
    },

    timeline(alertId: number): TimelineEntry[] {
      return all(
        store,
        'select seq, at, kind, actor, detail from timeline where alert_id = ? order by seq',
        alertId,
      ).map((row) => ({
        alertId,
        seq: Number(row.seq),
        at: Number(row.at),
        kind: text(row.kind) as TimelineEntry['kind'],
        actor: text(row.actor),
        detail: JSON.parse(text(row.detail)) as TimelineEntry['detail'],
      }))
    },

    ...notificationQueries((sql, ...values) => all(store, sql, ...values)),
    ...deliveryQueries(store),

    alertsByRule: (query: Readonly<{ since: number; recentSince: number }>): RuleCount[] =>
      countAlertsByRule(store, query),
    carePlanChanges: (query: Readonly<{ residentId: string; limit: number }>): CarePlanChange[] =>
      readCarePlanChanges(store, query),

    silences: (query: SilencesQuery): Silence[] => readSilences(store, query),

    rejections(query: Readonly<{ before?: number; limit: number }>): Rejection[] {
      return all(
        store,
        'select * from rejection where id < ? order by id desc limit ?',
        query.before ?? Number.MAX_SAFE_INTEGER,
        query.limit,
      ).map((row) => ({
        id: Number(row.id),
        receivedAt: Number(row.received_at),
        deviceId: text(row.device_id),
        topic: text(row.topic),
        reason: text(row.reason),
        detail: text(row.detail),
        payloadStart: printable(row.payload_start as Uint8Array),
      }))
    },

    /** Newest log row received before `before` that every snapshot includes and the history has filed; 0 when none. */
    trimmable(before: number): number {
      const old = newestBefore(store, before)
      const floor = Number(store.prepare("select value from meta where key = 'floor'").get()?.value ?? 0)
      const filed = Number(history.prepare("select value from meta where key = 'seq'").get()?.value ?? 0)
      return Math.max(0, Math.min(old, floor - 1, filed))
    },
    oldestSeq: (_: null): number => Number(store.prepare('select min(seq) as seq from log').get()?.seq ?? 0),
    /** Grows with every import: the sign for a running gateway to read people and places again. */
    directoryVersion: (_: null): number =>
      Number(store.prepare("select value from meta where key = 'directoryVersion'").get()?.value ?? 0),
    entities: (_: null): Entity[] => loadEntities(store),
    secrets: (_: null): [string, string][] =>
      store
        .prepare('select device_id, secret_hash from device_secret')
        .all()
        .map((row) => [text(row.device_id), text(row.secret_hash)]),

    accountByLogin: (login: string): Account | undefined =>
      accountFrom(store.prepare('select * from account where login = ?').get(login)),
    accountByPerson: (personId: string): Account | undefined =>
      accountFrom(store.prepare('select * from account where person_id = ?').get(personId)),

    session(tokenHash: string): StoredSession | undefined {
      const row = store.prepare('select * from session where token_hash = ?').get(tokenHash)
      return row
        ? {
            tokenHash,
            personId: text(row.person_id),
            createdAt: Number(row.created_at),
            expiresAt: Number(row.expires_at),
            address: text(row.address),
          }
        : undefined
    },
  }
}

/** Arrival times grow with seq, so the place is found by halving, without an index that every commit would pay for. */
function newestBefore(store: DatabaseSync, before: number): number {
  const bounds = store.prepare('select min(seq) as low, max(seq) as high from log').get()
  let low = Number(bounds?.low ?? 0) - 1
  let high = Number(bounds?.high ?? 0)
  const next = store.prepare('select seq, received_at from log where seq > ? order by seq limit 1')
  const start = low
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    const row = next.get(middle)
    if (row && Number(row.received_at) < before) low = Number(row.seq)
    else high = middle
  }
  return low === start ? 0 : low
}

function accountFrom(row: Record<string, unknown> | undefined): Account | undefined {
  return row
    ? {
        personId: text(row.person_id),
        login: text(row.login),
        passwordHash: text(row.password_hash),
        disabled: row.disabled === 1,
      }
    : undefined
}

/** Keeps each bucket's minimum and maximum, so that a peak of one second survives a week on a phone's screen. */
export function thin(
  at: readonly number[],
  value: readonly number[],
  maxPoints: number,
): { at: number[]; value: number[] } {
  if (at.length <= maxPoints) return { at: [...at], value: [...value] }
  const buckets = Math.max(1, Math.floor(maxPoints / 2))
  const kept: number[] = []
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = Math.floor((bucket * at.length) / buckets)
    const end = Math.floor(((bucket + 1) * at.length) / buckets)
    let low = start
    let high = start
    for (let i = start + 1; i < end; i++) {
      if ((value[i] as number) < (value[low] as number)) low = i
      if ((value[i] as number) > (value[high] as number)) high = i
    }
    kept.push(Math.min(low, high))
    if (low !== high) kept.push(Math.max(low, high))
  }
  return { at: kept.map((i) => at[i] as number), value: kept.map((i) => value[i] as number) }
}

/** Bytes as a person can read them: printable ASCII and UTF-8 stay, the rest becomes a dot. */
function printable(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes).replace(/[\p{Cc}\uFFFD]/gu, '·')
}
