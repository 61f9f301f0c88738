// Alerts by hour or by day as stacked bars that can be told apart in black and white: full, hatched, outlined.

import type { Bar, ReportAnswer } from '../server-types.ts'
import { text } from '../text/text.ts'
import { scaleOf } from './scale.ts'

const WIDTH = 720
const HEIGHT = 168
const LEFT = 30
const BOTTOM = 22
const TOP = 10
const PLOT = HEIGHT - BOTTOM - TOP

const total = ({ urgent, others, tests }: Bar): number => urgent + others + tests

const KINDS = ['urgent', 'others', 'tests'] as const

export const ReportBars = ({ report }: { report: Pick<ReportAnswer, 'bars' | 'kind'> }) => {
  const words = text.value.reports
  const { bars, kind } = report
  const { top, step } = scaleOf(Math.max(0, ...bars.map(total)))
  const width = (WIDTH - LEFT) / Math.max(1, bars.length)
  const y = (count: number): number => TOP + PLOT * (1 - count / top)
  const labelled = (i: number): boolean => (kind === 'daily' ? i % 3 === 0 : i === 0 || (i + 1) % 5 === 0)
  const nameOf = (key: string): string => (kind === 'daily' ? words.hour(key) : String(Number(key.slice(8))))
  return (
    <figure class="report-bars" data-testid="report-bars">
      <figcaption>
        {words.bars[kind]}
        <span class="report-legend">
          {KINDS.map((key) => (
            <span key={key} class="report-key">
              <svg width={14} height={12} aria-hidden="true">
                <rect class={`bar-${key}`} x={1} y={1} width={12} height={10} />
              </svg>
              {words.legend[key]}
            </span>
          ))}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.bars[kind]}>
        <defs>
          <pattern
            id="report-hatch"
            width={5}
            height={5}
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect class="bar-paper" width={5} height={5} />
            <line class="bar-hatch" x1={0} y1={0} x2={0} y2={5} />
          </pattern>
        </defs>
        {Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step).map((count) => (
          <g key={count}>
            <line class="bar-grid" x1={LEFT} x2={WIDTH} y1={y(count)} y2={y(count)} />
            <text class="bar-label" x={LEFT - 6} y={y(count) + 4} text-anchor="end">
              {count}
            </text>
          </g>
        ))}
        {bars.map((bar, i) => {
          const left = LEFT + i * width
          let under = 0
          return (
            <g key={bar.key}>
              <title>
                {words.bar(kind === 'daily' ? nameOf(bar.key) : bar.key, bar.urgent, bar.others, bar.tests)}
              </title>
              <rect x={left} y={TOP} width={width} height={PLOT} fill="transparent" />
              {KINDS.map((key) => {
                if (bar[key] === 0) return null
                const from = under
                under += bar[key]
                return (
                  <rect
                    key={key}
                    class={`bar-${key}`}
                    x={left + width * 0.16}
                    width={width * 0.68}
                    y={y(under)}
                    height={y(from) - y(under)}
                  />
                )
              })}
              {labelled(i) && (
                <text class="bar-label" x={left + width / 2} y={HEIGHT - 6} text-anchor="middle">
                  {nameOf(bar.key)}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
