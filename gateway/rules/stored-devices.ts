// The history file as a backtest and an explanation read it: one device at a time, by metric and time. Synchronous, on
// a connection of its own; each question is a read by itself, so that nothing of it holds up the historian.

import type { DatabaseSync } from 'node:sqlite'
import type { SubjectProfile } from '../../alerts/model/profile.ts'
import { METRICS, type Metric } from '../../alerts/model/telemetry.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { CountedDevice } from '../../alerts/rules/backtest.ts'
import type { StoredRow } from '../../alerts/rules/replay.ts'
import { metricNumber } from '../storage/queries.ts'

export type StoredDevices = Readonly<{
  /** Every device that ever sent a value, in the order of the file. */
  ids(): readonly string[]
  /** Undefined when nothing of it is stored. */
  open(profile: SubjectProfile): CountedDevice | undefined
  /** Its oldest stored value. */
  oldestAt(deviceId: string): EpochMs | null
  hasLevel(deviceId: string): boolean
}>

export function createStoredDevices(history: DatabaseSync): StoredDevices {
  const prepare = (sql: string) => {
    const statement = history.prepare(sql)
    // Rows as arrays are read almost twice as fast as rows as objects (measured).
    statement.setReturnArrays(true)
    return statement
  }
  const where = 'from sample where device = ? and metric = ? and at >= ? and at < ?'
  const rows = prepare(`select at, value, reason is null ${where} order by at`)
  const outside = prepare(
    `select at, value ${where} and reason is null and not (value > ? and value < ?) order by at`,
  )
  const count = prepare(`select count(*) ${where}`)
  const before = prepare(
    'select at, value from sample where device = ? and metric = ? and at < ? and reason is null order by at desc limit 1',
  )
  const oldest = prepare('select min(at) from sample where device = ? and metric = ?')
  const numbers = new Map(
    (prepare('select id, no from device order by no').all() as unknown as [string, number][]).map(
      ([id, no]) => [id, no],
    ),
  )

  const oldestOf = (device: number, metric: Metric): EpochMs | null =>
    (oldest.get(device, metricNumber(metric)) as unknown as [number | null])[0]

  return {
    ids: () => [...numbers.keys()],
    open(profile) {
      const device = numbers.get(profile.deviceId)
      if (device === undefined) return undefined
      return {
        profile,
        metrics: METRICS.filter((metric) => oldestOf(device, metric) !== null),
        rows: (metric, { from, to }) =>
          rows.all(device, metricNumber(metric), from, to) as unknown as readonly StoredRow[],
        outside: (metric, { from, to }, { low, high }) =>
          outside.all(device, metricNumber(metric), from, to, low, high) as unknown as readonly (readonly [
            number,
            number,
          ])[],
        newestBefore(metric, at) {
          const row = before.get(device, metricNumber(metric), at) as unknown as [number, number] | undefined
          return row === undefined ? undefined : { at: row[0], value: row[1] }
        },
        count: (metric, { from, to }) =>
          (count.get(device, metricNumber(metric), from, to) as unknown as [number])[0],
      }
    },
    oldestAt(deviceId) {
      const device = numbers.get(deviceId)
      if (device === undefined) return null
      const all = METRICS.map((metric) => oldestOf(device, metric)).filter((at) => at !== null)
      return all.length === 0 ? null : Math.min(...all)
    },
    hasLevel(deviceId) {
      const device = numbers.get(deviceId)
      return device !== undefined && oldestOf(device, 'level') !== null
    },
  }
}
