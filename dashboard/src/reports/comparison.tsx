// A month beside the month before it: the same figures in two columns, and how they moved.

import { percentText } from '../figures/percent.ts'
import { durationText } from '../format/time.ts'
import type { PeriodFigures } from '../server-types.ts'
import { locale, text } from '../text/text.ts'
import { Part, ReportTable } from './part.tsx'
import { failedMessages, perDay } from './sentences.ts'
import { periodText } from './when.ts'

type Row = Readonly<{
  label: string
  of: (figures: PeriodFigures) => number | undefined
  say: (value: number) => string
  /** Grows with the days: of a month that still runs it says nothing yet. */
  isCount?: true
  /** As it is said, so that the change is the difference of what is read. */
  asSaid?: (value: number) => number
}>

const number = (value: number): string => String(value)

function rows(): readonly Row[] {
  const words = text.value.reports.rows
  const took = (ms: number): string => durationText(text.value, ms)
  return [
    { label: words.alerts, of: ({ all }) => all.alerts, say: number, isCount: true },
    { label: words.perDay, of: perDay, say: (value) => value.toFixed(1) },
    { label: words.urgent, of: ({ urgent }) => urgent.alerts, say: number, isCount: true },
    { label: words.emergencies, of: ({ emergencies }) => emergencies, say: number, isCount: true },
    { label: words.tests, of: ({ all }) => all.tests, say: number, isCount: true },
    ...[0, 1].map(
      (i): Row => ({
        label: words.within([60, 180][i] ?? 0),
        of: ({ urgent }) => urgent.standards[i]?.share,
        say: percentText,
        asSaid: (share) => Math.floor(share * 1_000 + 1e-9) / 1_000,
      }),
    ),
    { label: words.acknowledge, of: ({ urgent }) => urgent.acknowledge.p50, say: took },
    { label: words.acknowledge95, of: ({ urgent }) => urgent.acknowledge.p95, say: took },
    { label: words.arrive, of: ({ urgent }) => urgent.arrive.p50, say: took },
    { label: words.resolve, of: ({ urgent }) => urgent.resolve.p50, say: took },
    { label: words.deskReceived, of: ({ urgent }) => urgent.desk.received.p50, say: took },
    { label: words.vehicleOut, of: ({ urgent }) => urgent.desk.vehicleOut.p50, say: took },
    { label: words.ambulanceThere, of: ({ urgent }) => urgent.desk.arrived.p50, say: took },
    { label: words.own, of: ({ urgent }) => urgent.own.alerts, say: number, isCount: true },
    { label: words.failed, of: failedMessages, say: number, isCount: true },
  ]
}

const change = (
  { say, asSaid = (value) => value }: Row,
  now: number | undefined,
  before: number | undefined,
): string => {
  if (now === undefined || before === undefined) return ''
  const [current, earlier] = [say(now), say(before)]
  if (current === earlier) return '='
  return `${now > before ? '▲' : '▼'} ${say(Math.abs(asSaid(now) - asSaid(before)))}`
}

export const Comparison = ({
  figures,
  previous,
  name,
  isRunning,
}: {
  figures: PeriodFigures
  previous: PeriodFigures & { name: string }
  name: string
  isRunning: boolean
}) => {
  const words = text.value.reports
  const said = (value: number | undefined, say: Row['say']): string =>
    value === undefined ? '–' : say(value)
  return (
    <Part title={words.compared} testid="report-comparison">
      <ReportTable
        columns={[
          '',
          [periodText(locale.value, 'monthly', name), 'end'],
          [periodText(locale.value, 'monthly', previous.name), 'end'],
          [words.columns.change, 'end'],
        ]}
        rows={rows()
          .filter(({ of }) => of(figures) !== undefined || of(previous) !== undefined)
          .map((row) => {
            const { label, of, say, isCount } = row
            const [now, before] = [of(figures), of(previous)]
            const moved = isRunning && isCount ? '' : change(row, now, before)
            return [label, label, said(now, say), said(before, say), moved]
          })}
      />
    </Part>
  )
}
