// Of a report: how long the 120 desk took from the press on.

import { DESK_STEPS, hasDeskTimes } from '../figures/desk-table.tsx'
import { durationText } from '../format/time.ts'
import type { ReportAnswer } from '../server-types.ts'
import { text } from '../text/text.ts'
import { Part, ReportTable } from './part.tsx'

export const DeskTimes = ({ report }: { report: ReportAnswer }) => {
  const words = text.value.figures
  const { desk } = report.figures.urgent
  const took = (ms: number | undefined): string => (ms === undefined ? '–' : durationText(text.value, ms))
  return (
    <Part
      title={words.desk.title}
      none={!hasDeskTimes(report.figures.urgent) && words.desk.none}
      testid="report-desk"
    >
      <ReportTable
        columns={['', [words.desk.count, 'end'], [words.columns.median, 'end'], [words.columns.p95, 'end']]}
        rows={DESK_STEPS.map((step) => {
          const { count, p50, p95 } = desk[step]
          return [step, words.desk[step], count, took(p50), took(p95)]
        })}
      />
    </Part>
  )
}
