// One bar per day: the share acknowledged within 60 s; days on which nothing was judged stay empty.

import type { KpiAnswer } from '../server-types.ts'
import { text } from '../text/text.ts'

const HEIGHT = 40
const DAY_MS = 86_400_000

/** Every day from the first to the last, so that a quiet week is a gap and not nothing. */
const everyDay = (first: string, last: string): readonly string[] => {
  const days: string[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

export const DayBars = ({ days }: { days: KpiAnswer['groups'] }) => {
  const words = text.value.figures
  const byDay = new Map(days.map(({ key, figures }) => [key, figures.standards[0]]))
  const all = everyDay(days[0]?.key ?? '', days.at(-1)?.key ?? '')
  const width = 100 / Math.max(1, all.length)
  const wanted = days[0]?.figures.standards[0]?.wanted ?? 0
  return (
    <figure class="day-bars" data-testid="figures-days">
      <figcaption>{words.perDay}</figcaption>
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words.perDay}>
        {all.map((day, i) => {
          const standard = byDay.get(day)
          if (standard?.share === undefined) return null
          const height = Math.max(1, standard.share * HEIGHT)
          return (
            <g key={day}>
              <title>{words.day(day, standard.within, standard.judged)}</title>
              <rect x={i * width} y={0} width={width} height={HEIGHT} fill="transparent" />
              <rect
                class={standard.met === true ? 'day-met' : 'day-missed'}
                x={i * width + width * 0.1}
                y={HEIGHT - height}
                width={width * 0.8}
                height={height}
              />
            </g>
          )
        })}
        <line
          class="day-wanted"
          x1={0}
          x2={100}
          y1={HEIGHT * (1 - wanted)}
          y2={HEIGHT * (1 - wanted)}
          vector-effect="non-scaling-stroke"
        />
      </svg>
      <div class="day-ends muted small" aria-hidden="true">
        <span>{all[0]}</span>
        <span>{all.at(-1)}</span>
      </div>
    </figure>
  )
}
