// Draws a Curve with uPlot. Loaded on demand: most pages have no chart.

import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Locale, Severity } from '../server-types.ts'
import { type Curve, clampTo, columns, timeFrom, valueRange } from './curve.ts'

export type Plot = Readonly<{
  update: (curve: Curve) => void
  resize: (width: number) => void
  destroy: () => void
}>
export type PlotDeps = Readonly<{
  element: HTMLElement
  height: number
  locale: Locale
  onPoint: (at: number | null, values: readonly (number | null)[]) => void
}>

const HOUR_S = 3600
/** Beyond this many samples dots hide the line. */
const MOST_POINTS = 48

/** Grid steps of the value axis: whole numbers, unless the whole span is smaller than two. */
const valueSteps = (curve: Curve): number[] => {
  const [low, high] = valueRange(curve)
  const whole = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
  return high - low < 2 ? [0.1, 0.2, 0.5, ...whole] : whole
}

const colours = () => {
  const style = getComputedStyle(document.documentElement)
  return (name: string): string => style.getPropertyValue(name).trim()
}

const severityColour: Readonly<Record<Severity, string>> = {
  critical: '--critical',
  warning: '--warning',
  info: '--info',
}

export const createPlot = (first: Curve, { element, height, locale, onPoint }: PlotDeps): Plot => {
  let curve = first
  const colour = colours()
  const ratio = devicePixelRatio || 1
  const font = `${11 * ratio}px system-ui, sans-serif`

  const paintLimits = (u: uPlot): void => {
    const { ctx, bbox } = u
    ctx.save()
    ctx.lineWidth = ratio
    ctx.font = font
    ctx.textAlign = 'left'
    ctx.textBaseline = 'bottom'
    let lastY = Number.NEGATIVE_INFINITY
    for (const limit of curve.limits) {
      const y = u.valToPos(limit.threshold, 'y', true)
      if (y < bbox.top || y > bbox.top + bbox.height) continue
      ctx.strokeStyle = colour(severityColour[limit.severity])
      ctx.setLineDash([5 * ratio, 4 * ratio])
      ctx.beginPath()
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
      ctx.stroke()
      // Labels that would cover each other are left out; the line stays.
      if (Math.abs(y - lastY) > 13 * ratio) {
        ctx.fillStyle = ctx.strokeStyle
        ctx.fillText(limit.label, bbox.left + 4 * ratio, y - 2 * ratio)
        lastY = y
      }
    }
    ctx.restore()
  }

  const paintMarks = (u: uPlot): void => {
    const { ctx, bbox } = u
    ctx.save()
    for (const mark of curve.marks) {
      const x = u.valToPos(mark.at / 1000, 'x', true)
      if (x < bbox.left || x > bbox.left + bbox.width) continue
      ctx.strokeStyle = colour(severityColour[mark.severity])
      ctx.fillStyle = ctx.strokeStyle
      ctx.lineWidth = ratio
      ctx.globalAlpha = 0.7
      ctx.beginPath()
      ctx.moveTo(x, bbox.top + 8 * ratio)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
      ctx.globalAlpha = 1
      ctx.beginPath()
      ctx.moveTo(x, bbox.top - ratio)
      ctx.lineTo(x + 6 * ratio, bbox.top + 9 * ratio)
      ctx.lineTo(x - 6 * ratio, bbox.top + 9 * ratio)
      ctx.fill()
    }
    ctx.restore()
  }

  const paintDoubtful = (u: uPlot): void => {
    const { ctx, bbox } = u
    const span: [number, number] = [u.scales.y?.min ?? 0, u.scales.y?.max ?? 1]
    ctx.save()
    ctx.strokeStyle = colour('--ink-3')
    ctx.lineWidth = 1.5 * ratio
    const arm = 3.5 * ratio
    for (const point of curve.doubtful) {
      const x = u.valToPos(point.at / 1000, 'x', true)
      if (x < bbox.left || x > bbox.left + bbox.width) continue
      const y = clampTo(u.valToPos(clampTo(point.value, span), 'y', true), [
        bbox.top + arm,
        bbox.top + bbox.height - arm,
      ])
      ctx.beginPath()
      ctx.moveTo(x - arm, y - arm)
      ctx.lineTo(x + arm, y + arm)
      ctx.moveTo(x + arm, y - arm)
      ctx.lineTo(x - arm, y + arm)
      ctx.stroke()
    }
    ctx.restore()
  }

  const hour = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    hour: '2-digit',
    minute: '2-digit',
  })
  const day = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    month: 'numeric',
    day: 'numeric',
  })
  const timeLabels = (_: uPlot, splits: number[]): string[] => {
    const days = curve.to - curve.from > 2 * 24 * HOUR_S * 1000
    return splits.map((split) => {
      const at = new Date(split * 1000)
      const midnight = at.getHours() === 0 && at.getMinutes() === 0
      return days || (midnight && split * 1000 > curve.from) ? day.format(at) : hour.format(at)
    })
  }

  const axis = {
    stroke: colour('--ink-3'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('--grid-line'), width: 1 },
    ticks: { show: false },
  }
  const strokes = [colour('--curve-1'), colour('--curve-2')]
  const stepped = uPlot.paths.stepped?.({ align: 1 })
  const plot = new uPlot(
    {
      width: Math.max(120, element.clientWidth),
      height,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: true, range: () => [timeFrom(curve) / 1000, curve.to / 1000] },
        y: { range: () => valueRange(curve) },
      },
      axes: [
        { ...axis, size: 26, gap: 4, space: 50, values: timeLabels },
        {
          ...axis,
          size: 44,
          gap: 4,
          space: 30,
          incrs: valueSteps(first),
          values: (_: uPlot, splits: number[]) => splits.map((split) => curve.digits(split)),
        },
      ],
      series: [
        {},
        ...curve.lines.map((line, i) => ({
          label: line.label,
          stroke: strokes[i] ?? strokes[0] ?? '#000',
          width: 1.75,
          points: { show: (u: uPlot) => u.data[0].length < MOST_POINTS, size: 5 },
          ...(line.stepped === true && stepped !== undefined
            ? { paths: stepped, fill: colour('--curve-fill') }
            : {}),
        })),
      ],
      hooks: {
        drawAxes: [paintLimits],
        draw: [paintMarks, paintDoubtful],
        setCursor: [
          (u) => {
            const i = u.cursor.idx
            const at = i === null || i === undefined ? undefined : u.data[0][i]
            if (at === undefined || (u.cursor.left ?? -1) < 0) onPoint(null, [])
            else
              onPoint(
                at * 1000,
                u.data.slice(1).map((column) => column[i as number] ?? null),
              )
          },
        ],
      },
    },
    columns(curve.lines) as uPlot.AlignedData,
    element,
  )

  return {
    update: (next) => {
      curve = next
      plot.setData(columns(next.lines) as uPlot.AlignedData)
    },
    resize: (width) => plot.setSize({ width: Math.max(120, width), height }),
    destroy: () => plot.destroy(),
  }
}
