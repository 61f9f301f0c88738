// Medians, spreads and percentiles of a few numbers. Robust, because a wristband lies now and then.

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

/** Undefined for no values; the mean of the middle two for an even number of them. */
export function median(values: readonly number[]): number | undefined {
  const sorted = ascending(values)
  const high = sorted[sorted.length >> 1]
  const low = sorted[(sorted.length - 1) >> 1]
  return high === undefined || low === undefined ? undefined : (low + high) / 2
}

/** Median absolute deviation from `centre`. */
export const deviation = (values: readonly number[], centre: number): number =>
  median(values.map((value) => Math.abs(value - centre))) ?? 0

/** Between the two nearest values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = ascending(values)
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)]
  const high = sorted[Math.ceil(place)]
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place % 1)
}

/** Where half of the weight lies below; undefined when there is none. */
export function weightedMedian(values: readonly (readonly [number, number])[]): number | undefined {
  const sorted = values.filter(([, weight]) => weight > 0).sort((a, b) => a[0] - b[0])
  const half = sorted.reduce((sum, [, weight]) => sum + weight, 0) / 2
  let below = 0
  for (let i = 0; i < sorted.length; i++) {
    const [value, weight] = sorted[i] ?? [0, 0]
    below += weight
    if (below > half) return value
    if (below === half) return (value + (sorted[i + 1]?.[0] ?? value)) / 2
  }
  return undefined
}

/** The time of day (minutes) nearest to all others round the clock: 23:50 and 00:10 lie twenty minutes apart. */
export function usualMinute(minutes: readonly number[]): number | undefined {
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of minutes) {
    const sum = minutes.reduce((total, minute) => {
      const apart = Math.abs(minute - candidate) % 1_440
      return total + Math.min(apart, 1_440 - apart)
    }, 0)
    if (sum < least) {
      least = sum
      best = candidate
    }
  }
  return best
}
