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
}>

const number = (value: number): string => String(value)

function rows(): readonly Row[] {
  const words = text.value.reports.rows
  const took = (ms: number): string => durationText(text.value, ms)
  return [
    { label: words.alerts, of: ({ all }) => all.alerts, say: number },
    { label: words.perDay, of: perDay, say: (value) => value.toFixed(1) },
    { label: words.urgent, of: ({ urgent }) => urgent.alerts, say: number },
    { label: words.emergencies, of: ({ emergencies }) => emergencies, say: number },
    { label: words.tests, of: ({ all }) => all.tests, say: number },
    ...[0, 1].map(
      (i): Row => ({
        label: words.within([60, 180][i] ?? 0),
        of: ({ urgent }) => urgent.standards[i]?.share,
        say: percentText,
      }),
    ),
    { label: words.acknowledge, of: ({ urgent }) => urgent.acknowledge.p50, say: took },
    { label: words.acknowledge95, of: ({ urgent }) => urgent.acknowledge.p95, say: took },
    { label: words.arrive, of: ({ urgent }) => urgent.arrive.p50, say: took },
    { label: words.resolve, of: ({ urgent }) => urgent.resolve.p50, say: took },
    { label: words.failed, of: failedMessages, say: number },
  ]
}

const change = (now: number | undefined, before: number | undefined, say: Row['say']): string => {
  if (now === undefined || before === undefined) return ''
  const [current, earlier] = [say(now), say(before)]
  if (current === earlier) return '='
  return `${now > before ? '▲' : '▼'} ${say(Math.abs(now - before))}`
}

export const Comparison = ({
  figures,
  previous,
  name,
}: {
  figures: PeriodFigures
  previous: PeriodFigures & { name: string }
  name: string
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
        rows={rows().map(({ label, of, say }) => {
          const [now, before] = [of(figures), of(previous)]
          return [label, label, said(now, say), said(before, say), change(now, before, say)]
        })}
      />
    </Part>
  )
}
