// Time for the simulated community: durations as people write them, and local days. Reads no clock.

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** China has one zone and no summer time, so a fixed offset is exact for the sample community. */
export const UTC_OFFSET = 8 * HOUR

/** A stretch of time, `until` excluded. */
export type Span = Readonly<{ from: number; until: number }>

export const within = (span: Span, at: number): boolean => at >= span.from && at < span.until

/** Number of the local day; local midnight of day n is `startOfDay(n)`. */
export const dayOf = (at: number): number => Math.floor((at + UTC_OFFSET) / DAY)
export const startOfDay = (day: number): number => day * DAY - UTC_OFFSET
/** Local hour of the day, 0 to 24, with its fraction. */
export const hourOf = (at: number): number => (at - startOfDay(dayOf(at))) / HOUR

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** Reads `90s`, `2m30s`, `1h`, `1:30` (minutes:seconds) or `1:02:03`; undefined when it is none of them. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim()
  const clock = /^(?:(\d+):)?(\d{1,3}):([0-5]\d)$/.exec(trimmed)
  if (clock) return (Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * SECOND
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(trimmed)) return undefined
  let total = 0
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    total += Number(amount) * (UNITS[unit ?? ''] ?? 0)
  return total
}
