// Spans of time and what is left of one when another is taken away. From belongs to it, to does not.

import type { EpochMs } from '../model/time.ts'

export type Gap = Readonly<{ from: EpochMs; to: EpochMs }>

export const covers = ({ from, to }: Gap, at: EpochMs): boolean => from <= at && at < to
export const meet = (a: Gap, b: Gap): boolean => a.from < b.to && b.from < a.to

/** What of `spans` is in none of `others`, in order; spans that touch become one. */
export function without(spans: readonly Gap[], others: readonly Gap[]): readonly Gap[] {
  let left = [...spans]
  for (const other of others)
    left = left.flatMap((span) =>
      meet(span, other)
        ? [
            { from: span.from, to: other.from },
            { from: other.to, to: span.to },
          ].filter(({ from, to }) => from < to)
        : [span],
    )
  return joined(left)
}

/** In order, and what touches or overlaps as one. */
export function joined(spans: readonly Gap[]): readonly Gap[] {
  const all: { from: EpochMs; to: EpochMs }[] = []
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else all.push({ from, to })
  }
  return all
}
