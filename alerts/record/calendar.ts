// The days and months a community's reports are about, on its own clock: where they begin and end. Reads no clock.

import { zoneOffset } from '../detectors/local-time.ts'
import { DAY, type EpochMs, HOUR } from '../model/time.ts'

export const REPORT_KINDS = ['daily', 'monthly'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

/** [from, to) of a day ("2026-11-21") or a month ("2026-11"). */
export type Period = Readonly<{
  kind: ReportKind
  name: string
  timeZone: string
  from: EpochMs
  to: EpochMs
}>

/** The period of this name; undefined for what is no day or month: "2026-02-30". */
export function periodOf(kind: ReportKind, name: string, timeZone: string): Period | undefined {
  const shape = kind === 'daily' ? /^(\d{4})-(\d{2})-(\d{2})$/ : /^(\d{4})-(\d{2})$/
  const [, year, month, day = '01'] = shape.exec(name) ?? []
  if (year === undefined || month === undefined) return undefined
  const first = Date.UTC(Number(year), Number(month) - 1, Number(day))
  if (wallName(kind, first) !== name) return undefined
  const next = kind === 'daily' ? first + DAY : Date.UTC(Number(year), Number(month), 1)
  return { kind, name, timeZone, from: midnight(first, timeZone), to: midnight(next, timeZone) }
}

/** The day or month in which clocks in the zone stand at `at`. */
export const nameAt = (kind: ReportKind, at: EpochMs, timeZone: string): string =>
  wallName(kind, at + zoneOffset(timeZone, at))

/** The period that ended when this one began. */
export const periodBefore = ({ kind, from, timeZone }: Period): Period | undefined =>
  periodOf(kind, nameAt(kind, from - 1, timeZone), timeZone)

/** The names of a period's parts: the days of a month, the hours of a day ("00" to "23"). */
export function partsOf({ kind, from, to, timeZone }: Period): readonly string[] {
  if (kind === 'daily') return Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
  const names = new Set<string>()
  // Half days, so that no day of 23 hours is stepped over.
  for (let at = from; at < to; at += 12 * HOUR) names.add(nameAt('daily', at, timeZone))
  return [...names]
}

/** The part of its period in which a moment lies. */
export const partAt = ({ kind, timeZone }: Pick<Period, 'kind' | 'timeZone'>, at: EpochMs): string =>
  kind === 'monthly'
    ? nameAt('daily', at, timeZone)
    : new Date(at + zoneOffset(timeZone, at)).toISOString().slice(11, 13)

const wallName = (kind: ReportKind, wall: number): string =>
  new Date(wall).toISOString().slice(0, kind === 'daily' ? 10 : 7)

/** The first moment at which clocks show this midnight, or have passed it where a clock is put forward over it. */
function midnight(wall: number, timeZone: string): EpochMs {
  const guess = wall - zoneOffset(timeZone, wall)
  const at = wall - zoneOffset(timeZone, guess)
  return at + zoneOffset(timeZone, at) < wall ? guess : at
}
