// What the proof of one alert and the figures of many read from the store. The figures are folded here, in the reader's
// thread: a year of alerts never crosses to the thread that acknowledges an SOS.

import type { DatabaseSync } from 'node:sqlite'
import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import type { Reached } from '../../alerts/model/notification.ts'
import { createKpiTally, KPI_KINDS, type Kpi } from '../../alerts/record/kpi.ts'
import { groupBy, type KpiQuery } from '../../alerts/record/kpi-group.ts'
import type { Line } from '../../alerts/record/milestones.ts'
import type { RecordTimes } from '../../alerts/record/proof.ts'
import type { Report, ReportQuery } from '../../alerts/record/report.ts'
import type { Proven } from './effects.ts'
import { readReport } from './report.ts'
import { reportMailQueries } from './report-mail.ts'

export type RecordQueries = ReturnType<typeof createRecordQueries>

export const createRecordQueries = (store: DatabaseSync) => ({
  recordTimes: (alertId: number): RecordTimes => readRecordTimes(store, alertId),
  kpi: (query: KpiQuery): Kpi => readKpi(store, query),
  report: (query: ReportQuery): Generator<void, Report> => readReport(store, query),
  ...reportMailQueries(store),
  proven: (_: null): Proven[] =>
    store
      .prepare('select what, id, at, took_ms from proven')
      .all()
      .map((row) => ({
        what: String(row.what) as Proven['what'],
        id: String(row.id),
        at: Number(row.at),
        ...(row.took_ms === null ? {} : { tookMs: Number(row.took_ms) }),
      })),
})

function readRecordTimes(db: DatabaseSync, alertId: number): RecordTimes {
  const first = db
    .prepare('select recorded_at from timeline where alert_id = ? order by seq limit 1')
    .get(alertId)
  const stages = db
    .prepare(
      `select s.key, s.reached, s.at from message_stage s join notification n on n.key = s.key
       where n.alert_id = ? order by s.at`,
    )
    .all(alertId)
    .map((row) => ({ key: String(row.key), reached: String(row.reached) as Reached, at: Number(row.at) }))
  const recordedAt = first?.recorded_at ?? null
  return { stages, ...(recordedAt === null ? {} : { recordedAt: Number(recordedAt) }) }
}

function readKpi(db: DatabaseSync, { from, to, by, of, now, roster, without }: KpiQuery): Kpi {
  const tally = createKpiTally({ now, groupOf: groupBy(by, roster, { from, to }) })
  const lines = db.prepare(
    `select at, kind, actor, detail from timeline where alert_id = ?
       and kind in (${KPI_KINDS.map((kind) => `'${kind}'`).join(', ')}) order by seq`,
  )
  const alerts = db
    .prepare(
      `select id, body from alert where received_at >= ? and received_at < ? and severity <> 'info'
         and rule_id not in (select value from json_each(?))`,
    )
    .iterate(from, to, JSON.stringify(without))
  for (const row of alerts) {
    const alert = JSON.parse(String(row.body)) as Alert
    if (of === 'urgent' && !alert.emergency && alert.severity !== 'critical') continue
    const story = lines.all(Number(row.id)).map(
      (line): Line => ({
        at: Number(line.at),
        kind: String(line.kind) as TimelineEntry['kind'],
        actor: String(line.actor),
        detail: JSON.parse(String(line.detail)) as TimelineEntry['detail'],
      }),
    )
    tally.add(alert, story)
  }
  return tally.kpi()
}
