// The chart frame: a heading, the value under the pointer, the plot, and words while there is nothing to draw.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { preciseText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import { theme } from '../shell/theme.ts'
import { locale, text } from '../text/text.ts'
import type { Curve } from './curve.ts'
import type { Plot } from './plot.ts'

type ChartProps = {
  title: ComponentChildren
  curve: Curve
  height?: number
  state?: 'ready' | 'loading' | 'failed'
  onRetry?: () => void
}

type Point = Readonly<{ at: number; values: readonly (number | null)[] }> | null

const isEmpty = (curve: Curve): boolean =>
  curve.doubtful.length === 0 && curve.lines.every((line) => line.at.length === 0)

export const Chart = ({ title, curve, height = 190, state = 'ready', onRetry }: ChartProps) => {
  const ref = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot | null>(null)
  const newest = useRef(curve)
  newest.current = curve
  const [point, setPoint] = useState<Point>(null)
  const lineCount = curve.lines.length
  const words = text.value

  // Colours and labels are baked in; theme and language redraw.
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    let gone = false
    const observer = new ResizeObserver(() => plot.current?.resize(element.clientWidth))
    void import('./plot.ts').then(({ createPlot }) => {
      if (gone) return
      plot.current = createPlot(newest.current, {
        element,
        height,
        locale: locale.value,
        onPoint: (at, values) => setPoint(at === null ? null : { at, values }),
      })
      observer.observe(element)
    })
    return () => {
      gone = true
      observer.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [theme.value, locale.value, height, lineCount])

  useEffect(() => plot.current?.update(curve), [curve])

  const readout =
    point === null
      ? null
      : point.values.map((value) => (value === null ? words.person.noValue : curve.digits(value))).join('/')

  return (
    <figure class="chart">
      <header>
        <h3>{title}</h3>
        {lineCount > 1 && (
          <span class="legend">
            {curve.lines.map((line, i) => (
              <span key={line.label} data-line={i + 1}>
                {line.label}
              </span>
            ))}
          </span>
        )}
        <span class="readout" aria-hidden="true">
          {point !== null && (
            <>
              {preciseText(locale.value, point.at, now.peek())} <b>{readout}</b> {curve.unit}
            </>
          )}
        </span>
      </header>
      <div class="plot" style={{ minHeight: `${height}px` }}>
        <div ref={ref} />
        {state === 'loading' && (
          <div class="over">
            <span class="spinner" />
          </div>
        )}
        {state === 'failed' && (
          <div class="over">
            <span>{words.ui.failed}</span>
            {onRetry !== undefined && (
              <button type="button" class="button" data-size="small" onClick={onRetry}>
                {words.ui.retry}
              </button>
            )}
          </div>
        )}
        {state === 'ready' && isEmpty(curve) && <div class="over">{words.place.noSamples}</div>}
      </div>
    </figure>
  )
}
