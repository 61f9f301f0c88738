// What the alerts must be, worked out from the rows of a raw file by looking at all of them at once: for every row, is
// there an unbroken stretch of rows behind it that is long enough? Shares nothing with the detectors; the thresholds
// are the callers' literal numbers.

export type Row = Readonly<{ at: number; value: number }>
export type Stretch = Readonly<{ from: number; to: number }>
/** One line of what became of an alert, by device time. */
export type Turn = Readonly<{ what: string; at: number; level?: string }>

export const SECONDS = 1_000
export const MINUTES = 60_000

/** Rows as a gateway sees them: one that is not newer than all before it changes nothing. */
export const inOrder = <T extends Readonly<{ at: number }>>(rows: readonly T[]): T[] => {
  const sofar = rows.map(({ at }) => at)
  for (let i = 1; i < sofar.length; i++) sofar[i] = Math.max(sofar[i]!, sofar[i - 1]!)
  return rows.filter(({ at }, i) => i === 0 || at > sofar[i - 1]!)
}

/** First row of the longest stretch that ends at `end`: every row fits, no two neighbours too far apart. */
function startOfStretch(
  rows: readonly Row[],
  end: number,
  of: Readonly<{ fits(row: Row): boolean; gap: number; notBefore: number }>,
): number | undefined {
  if (!of.fits(rows[end]!)) return undefined
  const breaks = (i: number): boolean => !of.fits(rows[i]!) || rows[i + 1]!.at - rows[i]!.at > of.gap
  let start = end
  while (start > of.notBefore && !breaks(start - 1)) start--
  return start
}

export type HeldRule = Readonly<{
  beyond(row: Row): boolean
  held: number
  gap: number
  safe(row: Row): boolean
  safeFor: number
  /** While one of these lasts, nothing is raised and the evidence is thrown away. */
  hushed?: readonly Stretch[]
}>

/**
 * Raised: three rows or more beyond the limit over the time `held`. Over: rows on the safe side for `safeFor`.
 * An end of Infinity means that the file ends first.
 */
export function episodes(rows: readonly Row[], rule: HeldRule): (Stretch & Readonly<{ since: number }>)[] {
  const found: (Stretch & { since: number })[] = []
  let notBefore = 0
  for (let i = 0; i < rows.length; i++) {
    const start = startOfStretch(rows, i, { fits: rule.beyond, gap: rule.gap, notBefore })
    if (start === undefined || i - start < 2 || rows[i]!.at - rows[start]!.at < rule.held) continue
    const from = rows[i]!.at
    if (rule.hushed?.some((other) => other.from <= from && from < other.to)) {
      notBefore = i + 1
      continue
    }
    const over = rows.findIndex((row, j) => {
      if (j <= i) return false
      const calm = startOfStretch(rows, j, { fits: rule.safe, gap: rule.gap, notBefore: i + 1 })
      return calm !== undefined && row.at - rows[calm]!.at >= rule.safeFor
    })
    found.push({ since: rows[start]!.at, from, to: over === -1 ? Infinity : rows[over]!.at })
    if (over === -1) break
    notBefore = over + 1
    i = over
  }
  return found
}

/** The turns of the one alert that nobody closes: it opens, its cause goes away and comes back. */
export const turnsOf = (found: readonly Stretch[]): Turn[] =>
  found.flatMap(({ from, to }, i) => [
    { what: i === 0 ? 'opened' : 'repeated', at: from },
    ...(to === Infinity ? [] : [{ what: 'cleared', at: to }]),
  ])

export type Cuff = Readonly<{ at: number; systolic: number; diastolic: number }>

/** Raised: two of the last three measurements within 2 h are hits (or one, where one is enough). Over: two safe ones in a row. */
export function twoOfThree(
  cuffs: readonly Cuff[],
  rule: Readonly<{
    hit(cuff: Cuff): boolean
    safe(cuff: Cuff): boolean
    hushed?: readonly Stretch[]
    hits?: number
  }>,
): Stretch[] {
  const found: Stretch[] = []
  let notBefore = 0
  for (let i = 0; i < cuffs.length; i++) {
    const { at } = cuffs[i]!
    const together = cuffs
      .slice(Math.max(notBefore, i - 2), i + 1)
      .filter((cuff) => at - cuff.at <= 120 * MINUTES)
    if (!rule.hit(cuffs[i]!) || together.filter(rule.hit).length < (rule.hits ?? 2)) continue
    if (rule.hushed?.some(({ from, to }) => from <= at && at < to)) {
      notBefore = i + 1
      continue
    }
    const over = cuffs.findIndex((cuff, j) => j > i + 1 && rule.safe(cuff) && rule.safe(cuffs[j - 1]!))
    found.push({ from: at, to: over === -1 ? Infinity : cuffs[over]!.at })
    if (over === -1) break
    notBefore = over + 1
    i = over
  }
  return found
}

export type WaterClass = Readonly<{ level: string; from: number }>

/**
 * Each class by itself is entered at its limit and left after 30 min of rows more than 3 cm below it, none more than
 * 20 min apart; the water stands in the worst class that is not left. The level of a row is the middle
 * one of it and the two before it; after a gap it lies between the two there are, and of one row nothing is known. A
 * class is entered only where the newest two both stand at half of it (or 3 cm below).
 */
export function waterTurns(rows: readonly Row[], classes: readonly WaterClass[]): Turn[] {
  const gap = (i: number): boolean => i < 0 || rows[i + 1]!.at - rows[i]!.at > 20 * MINUTES
  const range = rows.map(({ value }, i) => {
    if (gap(i - 1)) return { low: -Infinity, high: Infinity }
    const before = rows[i - 1]!.value
    if (gap(i - 2)) return { low: Math.min(value, before), high: Math.max(value, before) }
    const middle = [value, before, rows[i - 2]!.value].sort((a, b) => a - b)[1]!
    return { low: middle, high: middle, between: Math.min(value, before) }
  })
  const highest = new Map(rows.map(({ at }, i) => [at, range[i]!.high]))
  const inside = classes.map(({ from }) => {
    const half = from - Math.max(3, from / 2)
    const entered = range.map(({ low, between = low }) => low >= from && between >= half)
    const left = rows.map((row, i) => {
      const calm = startOfStretch(rows, i, {
        fits: ({ at }) => highest.get(at)! < from - 3,
        gap: 20 * MINUTES,
        notBefore: 0,
      })
      return calm !== undefined && row.at - rows[calm]!.at >= 30 * MINUTES
    })
    return rows.map((_, i) => entered.lastIndexOf(true, i) > left.lastIndexOf(true, i))
  })
  const stands = rows.map((_, i) => inside.findLastIndex((of) => of[i]))
  return rows.flatMap(({ at }, i): Turn[] => {
    const before = i === 0 ? -1 : stands[i - 1]!
    const now = stands[i]!
    if (now === before) return []
    if (now < 0) return [{ what: 'cleared', at }]
    const { level } = classes[now]!
    if (before < 0) return [{ what: 'raised', at, level }]
    return [{ what: now > before ? 'stepped up' : 'stepped down', at, level }]
  })
}
