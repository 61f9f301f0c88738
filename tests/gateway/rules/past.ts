// A data folder with a past: a small community, weeks of stored readings, and alerts as staff closed them.

import type { Alert, Outcome } from '../../../alerts/model/alert.ts'
import type { Metric } from '../../../alerts/model/telemetry.ts'
import { DAY, HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { historyFile, openDatabase, storeFile } from '../../../gateway/storage/database.ts'
import { migrateHistory } from '../../../gateway/storage/migrations.ts'
import { metricNumber } from '../../../gateway/storage/queries.ts'
import { type CommunityOptions, createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'

/** 2026-11-21 10:00 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 21, 2)

/** `minute` counts from midnight UTC of the day `daysAgo` before NOW; on the grid of minutes. */
export const momentOf = (daysAgo: number, hour: number, minute = 0): number =>
  NOW - 2 * HOUR - daysAgo * DAY + (hour - 8) * HOUR + minute * MINUTE

export type Spell = Readonly<{
  device: string
  /** Shanghai time. */
  daysAgo: number
  hour: number
  minutes: number
  heartRate: number
}>

export type PastAlert = Readonly<{
  id: number
  ruleId: string
  resident: string
  at: number
  outcome?: Outcome
}>

/** Heart rate 72 every minute of `days` days for each band, and what is given beside it. */
export async function pastFolder(
  of: Readonly<{
    days: number
    bands?: readonly string[]
    spells?: readonly Spell[]
    alerts?: readonly PastAlert[]
    carePlan?: NonNullable<CommunityOptions['carePlan']>
    /** Further values. */
    values?: readonly Readonly<{
      device: string
      metric: Metric
      at: number
      value: number
      reason?: string
    }>[]
  }>,
): Promise<string> {
  const folder = testFolder()
  await createCommunity(folder, of.carePlan === undefined ? {} : { carePlan: of.carePlan })
  const history = openDatabase(historyFile(folder), { mode: 'write', durable: false })
  migrateHistory(history)
  history.exec('begin')
  const numbers = new Map<string, number>()
  const numberOf = (device: string): number => {
    const known = numbers.get(device)
    if (known !== undefined) return known
    const no = Number(history.prepare('insert into device (id) values (?) returning no').get(device)?.no)
    numbers.set(device, no)
    return no
  }
  const insert = history.prepare('insert or replace into sample values (?, ?, ?, ?, ?)')
  for (const device of of.bands ?? ['band-1', 'band-2'])
    for (let at = NOW - of.days * DAY; at < NOW; at += MINUTE)
      insert.run(numberOf(device), metricNumber('heartRate'), at, 72, null)
  for (const { device, daysAgo, hour, minutes, heartRate } of of.spells ?? [])
    for (let i = 0; i < minutes; i++)
      insert.run(numberOf(device), metricNumber('heartRate'), momentOf(daysAgo, hour, i), heartRate, null)
  for (const { device, metric, at, value, reason } of of.values ?? [])
    insert.run(numberOf(device), metricNumber(metric), at, value, reason ?? null)
  history.exec('commit')
  history.close()
  const store = openDatabase(storeFile(folder), { mode: 'write', durable: false })
  for (const past of of.alerts ?? []) {
    const alert = alertOf(past)
    store
      .prepare(
        'insert into alert (id, subject, rule_id, status, severity, grid_id, received_at, due_at, body) values (?, ?, ?, ?, ?, ?, ?, null, ?)',
      )
      .run(
        alert.id,
        `resident:${past.resident}`,
        alert.ruleId,
        alert.status,
        alert.severity,
        'g-1',
        alert.receivedAt,
        JSON.stringify(alert),
      )
  }
  store.close()
  return folder
}

export const alertOf = ({ id, ruleId, resident, at, outcome }: PastAlert): Alert => ({
  id,
  subject: { kind: 'resident', id: resident },
  deviceId: resident.replace('r-', 'band-'),
  communityId: 'c-1',
  gridId: 'g-1',
  ruleId,
  ruleVersion: '1',
  severity: 'warning',
  policyId: 'vitals-warning',
  emergency: false,
  closesOnClear: false,
  status: outcome === undefined ? 'open' : 'resolved',
  eventTime: at,
  receivedAt: at,
  evidence: { samples: [], since: at },
  repeats: 0,
  ...(outcome === undefined ? {} : { outcome, resolvedAt: at + HOUR, resolvedBy: 'p-duty' }),
  nextStep: 0,
  dueAt: null,
  revision: 1,
})
