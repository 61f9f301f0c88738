// Tables, bars and times as people read them in a terminal.

import { zoneOffset } from '../../alerts/detectors/local-time.ts'
import type { EpochMs } from '../../alerts/model/time.ts'

/** Chinese characters take two columns. */
const width = (text: string): number => {
  let columns = 0
  for (const character of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1
  return columns
}
const padTo = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)))

export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  const cells = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))))
  return cells.map((row) => `  ${row.map((cell, i) => padTo(cell, widths[i] ?? 0)).join('  ')}`.trimEnd())
}

const LONGEST = 40

/** One line per label and a bar per series; lines of nothing at all are left out when there are many. */
export function bars(labels: readonly string[], series: readonly (readonly number[])[]): readonly string[] {
  const most = Math.max(1, ...series.flat())
  const lines = labels.flatMap((label, i) => {
    const values = series.map((one) => one[i] ?? 0)
    if (values.every((value) => value === 0)) return []
    return values.map((value, which) => {
      const bar = (which === 0 ? '█' : '░').repeat(Math.ceil((value / most) * LONGEST))
      return `  ${which === 0 ? label : ' '.repeat(label.length)} ${bar} ${value}`
    })
  })
  return lines.length === 0 ? ['  none'] : lines
}

/** `2026-11-20 03:10`, on the clocks of a place. */
export const clockIn =
  (timeZone: string) =>
  (at: EpochMs): string =>
    new Date(at + zoneOffset(timeZone, at)).toISOString().slice(0, 16).replace('T', ' ')

/** `2026-11-20T03:10` on the clocks of a place, or with an offset of its own; undefined when it is neither. */
export function readMoment(text: string, timeZone: string): EpochMs | undefined {
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) {
    const at = Date.parse(text)
    return Number.isNaN(at) ? undefined : at
  }
  const wall = Date.parse(`${text.replace(' ', 'T')}Z`)
  if (Number.isNaN(wall)) return undefined
  return wall - zoneOffset(timeZone, wall - zoneOffset(timeZone, wall))
}
