// A device's stored values in memory, as the store would answer for them.

import type { SubjectProfile } from '../../../alerts/model/profile.ts'
import type { Metric } from '../../../alerts/model/telemetry.ts'
import type { CountedDevice } from '../../../alerts/rules/backtest.ts'
import type { StoredRow } from '../../../alerts/rules/replay.ts'

export type Stored = Readonly<Partial<Record<Metric, readonly (readonly [at: number, value: number])[]>>>

/** Also tells how many rows were handed out, so that a test can see what was passed over. */
export function memoryDevice(
  profile: SubjectProfile,
  stored: Stored,
): CountedDevice & { handedOut(): number } {
  const rowsOf = new Map<Metric, StoredRow[]>()
  for (const [metric, points] of Object.entries(stored)) {
    const newest = new Map((points ?? []).map(([at, value]) => [at, value]))
    const rows = [...newest].sort((a, b) => a[0] - b[0]).map(([at, value]): StoredRow => [at, value, 1])
    if (rows.length > 0) rowsOf.set(metric as Metric, rows)
  }
  let handed = 0
  const within = (metric: Metric, span: { from: number; to: number }): StoredRow[] =>
    (rowsOf.get(metric) ?? []).filter(([at]) => at >= span.from && at < span.to)
  return {
    profile,
    metrics: [...rowsOf.keys()],
    rows(metric, span) {
      const rows = within(metric, span)
      handed += rows.length
      return rows
    },
    outside: (metric, span, { low, high }) =>
      within(metric, span)
        .filter(([, value]) => !(value > low && value < high))
        .map(([at, value]) => [at, value] as const),
    newestBefore(metric, at) {
      const row = (rowsOf.get(metric) ?? []).findLast((one) => one[0] < at)
      return row && { at: row[0], value: row[1] }
    },
    count: (metric, span) => within(metric, span).length,
    handedOut: () => handed,
  }
}
