// The figures as a table for a spreadsheet: one line per group and one for the total, times in seconds.

import { csvOf } from './csv.ts'
import type { Figures, Spread } from './kpi.ts'

const HEAD = [
  'group',
  'name',
  'alerts',
  'tests',
  'judged_60s',
  'within_60s',
  'share_60s',
  'judged_180s',
  'within_180s',
  'share_180s',
  ...['acknowledge', 'arrive', 'resolve'].flatMap((what) => [
    `${what}_count`,
    `${what}_p50_s`,
    `${what}_p95_s`,
  ]),
  ...['desk_received', 'vehicle_out', 'ambulance_there'].flatMap((what) => [
    `${what}_count`,
    `${what}_p50_s`,
    `${what}_p95_s`,
  ]),
  'genuine',
  'accidental',
  'equipment',
  'recovered',
  'unresolved',
  'own_alerts',
  'own_acknowledge_p50_s',
]

export type KpiRow = Readonly<{ key: string; name?: string; figures: Figures }>

export const kpiTable = (rows: readonly KpiRow[]): string => csvOf([HEAD, ...rows.map(cellsOf)])

function cellsOf({ key, name = '', figures }: KpiRow): readonly string[] {
  const { outcomes, desk, own } = figures
  const [, ownMedian = ''] = secondsOf(own.acknowledge)
  return [
    key,
    name,
    figures.alerts,
    figures.tests,
    ...figures.standards.flatMap(({ judged, within, share }) => [judged, within, share?.toFixed(4) ?? '']),
    ...[figures.acknowledge, figures.arrive, figures.resolve].flatMap(secondsOf),
    ...[desk.received, desk.vehicleOut, desk.arrived].flatMap(secondsOf),
    outcomes.genuine ?? 0,
    outcomes.accidental ?? 0,
    outcomes.equipment ?? 0,
    outcomes.recovered ?? 0,
    outcomes.unresolved ?? 0,
    own.alerts,
    ownMedian,
  ].map(String)
}

const secondsOf = ({ count, p50, p95 }: Spread): readonly (string | number)[] => [
  count,
  ...[p50, p95].map((ms) => (ms === undefined ? '' : (ms / 1_000).toFixed(1))),
]
