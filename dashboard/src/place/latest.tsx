// The newest good values as a row of figures, each with its own age: an old figure says that it is old.

import { Icon, type IconName } from '../design/icon.tsx'
import { ageText } from '../format/time.ts'
import { digits, pressureText } from '../format/values.ts'
import { slowNow } from '../live/clock.ts'
import type { ResidentTile, Shown } from '../server-types.ts'
import { text } from '../text/text.ts'

/** Older than this a figure is dimmed: it no longer speaks of now. */
const OLD_MS = 30 * 60_000

type FigureProps = { icon: IconName; metric: string; value: string | null; at: number | null }

const Figure = ({ icon, metric, value, at }: FigureProps) => {
  const words = text.value
  const old = at === null || slowNow.value - at > OLD_MS
  return (
    <li class="figure" data-old={old || undefined} data-testid={`figure-${metric}`}>
      <span class="figure-label">
        <Icon name={icon} size={16} />
        {words.metric[metric]}
      </span>
      <span class="figure-value">
        <strong>{value ?? words.person.noValue}</strong> {value !== null && words.unit[metric]}
      </span>
      <span class="figure-age">
        {at === null ? words.place.noSamples : ageText(words, at, slowNow.value)}
      </span>
    </li>
  )
}

const one = (metric: string, shown: Shown | null) => ({
  metric,
  value: shown === null ? null : digits(metric, shown.value),
  at: shown?.at ?? null,
})

export const LatestValues = ({ tile }: { tile: ResidentTile }) => (
  <ul class="figures">
    <Figure icon="heart" {...one('heartRate', tile.heartRate)} />
    <Figure
      icon="pressure"
      metric="bloodPressure"
      value={pressureText(tile.systolic, tile.diastolic)}
      at={tile.systolic?.at ?? null}
    />
    <Figure icon="oxygen" {...one('spo2', tile.spo2)} />
    {tile.temperature !== null && <Figure icon="thermometer" {...one('temperature', tile.temperature)} />}
    <Figure icon="steps" {...one('steps', tile.steps)} />
    <Figure icon={tile.charging ? 'charging' : 'battery'} {...one('battery', tile.battery)} />
  </ul>
)
