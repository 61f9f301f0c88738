// A trend of a few dozen values in a hundred pixels: plain SVG, so that twelve of them cost nothing.

import type { Shown } from '../server-types.ts'

const WIDTH = 100
const HEIGHT = 26

/** Drawn to a span of at least `leastSpan`, so that millimetres of noise look flat. */
export const Sparkline = ({ values, leastSpan }: { values: readonly Shown[]; leastSpan: number }) => {
  const first = values[0]
  const last = values.at(-1)
  if (first === undefined || last === undefined || values.length < 2) return null
  const low = Math.min(...values.map((shown) => shown.value))
  const high = Math.max(low + leastSpan, ...values.map((shown) => shown.value))
  const span = Math.max(1, last.at - first.at)
  const points = values.map((shown) => {
    const x = ((shown.at - first.at) / span) * (WIDTH - 4) + 2
    const y = HEIGHT - 3 - ((shown.value - low) / (high - low)) * (HEIGHT - 6)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="currentColor"
        stroke-width="1.75"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  )
}
