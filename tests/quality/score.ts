// Counting found, missed and false; medians; rates per person and week. Knows no recording and no rule.

export type Score = Readonly<{ expected: number; found: number; missed: number; false: number }>

/** Two sets of the same kind of thing: what should be told, and what was. */
export function scoreOf<T>(expected: ReadonlySet<T>, told: ReadonlySet<T>): Score {
  const found = [...told].filter((one) => expected.has(one)).length
  return { expected: expected.size, found, missed: expected.size - found, false: told.size - found }
}

/** NaN where nothing was told: then there is no precision to speak of. */
export const precisionOf = (score: Score): number => score.found / (score.found + score.false)
export const recallOf = (score: Score): number => score.found / score.expected

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

export const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits

export type Severity = 'info' | 'warning' | 'critical'
export type PerWeek = Readonly<Record<Severity, number>>

export function perPersonWeek(
  alerts: readonly Readonly<{ severity: Severity }>[],
  personWeeks: number,
): PerWeek {
  const of = (severity: Severity): number =>
    round(alerts.filter((alert) => alert.severity === severity).length / personWeeks)
  return { info: of('info'), warning: of('warning'), critical: of('critical') }
}
