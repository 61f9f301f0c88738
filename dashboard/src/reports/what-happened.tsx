// Of a report: how alerts ended, which waited longest, who had most of them.

import { alertTitle } from '../format/alert-text.ts'
import { durationText } from '../format/time.ts'
import type { ReportAnswer } from '../server-types.ts'
import { showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'
import { Part, ReportTable } from './part.tsx'
import { ruleText, whoText } from './report-names.ts'
import { momentIn } from './when.ts'

const OUTCOMES = ['genuine', 'accidental', 'equipment', 'recovered', 'unresolved'] as const

export const Outcomes = ({ report }: { report: ReportAnswer }) => {
  const words = text.value
  const { figures, previous } = report
  return (
    <Part title={words.reports.outcomes} testid="report-outcomes">
      <dl class="report-counts">
        {OUTCOMES.map((outcome) => (
          <div key={outcome}>
            <dt>{words.figures.outcomes[outcome]}</dt>
            <dd>
              {figures.all.outcomes[outcome] ?? 0}
              {previous !== undefined && previous.days > 0 && (
                <span class="muted small">
                  {' '}
                  ({words.reports.columns.before} {previous.all.outcomes[outcome] ?? 0})
                </span>
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>{words.reports.rows.tests}</dt>
          <dd>{figures.all.tests}</dd>
        </div>
      </dl>
    </Part>
  )
}

export const Worst = ({ report }: { report: ReportAnswer }) => {
  const words = text.value
  const { columns, unanswered, lapsed, worst, worstNone, worstProof } = words.reports
  const { list, total } = report.worst
  const took = (ms: number | undefined): string => (ms === undefined ? '–' : durationText(words, ms))
  return (
    <Part
      title={worst}
      none={
        list.length === 0 && (report.figures.urgent.alerts === 0 ? words.reports.say.noUrgent : worstNone)
      }
      more={total - list.length}
      testid="report-worst"
    >
      <p class="muted small report-tools">{worstProof}</p>
      <ReportTable
        columns={[
          columns.what,
          columns.who,
          columns.when,
          [columns.waited, 'end'],
          [columns.arrived, 'end'],
          [columns.resolved, 'end'],
          columns.outcome,
        ]}
        rows={list.map((one) => [
          one.alertId,
          <button
            key="open"
            type="button"
            class="report-link"
            data-testid={`worst-${one.alertId}`}
            onClick={() => showAlert(one.alertId)}
          >
            #{one.alertId} {titleOf(report, one)}
          </button>,
          whoText(report, one.subject),
          momentIn(locale.value, report.timeZone, one.receivedAt),
          <strong key="waited">{took(one.waitedMs)}</strong>,
          took(one.arrivedMs),
          took(one.resolvedMs),
          [
            one.outcome === undefined ? words.figures.outcomes.unresolved : words.outcome[one.outcome],
            ...(one.answered ? [] : [unanswered]),
            ...(one.lapses === 0 ? [] : [lapsed(one.lapses)]),
          ].join(' · '),
        ])}
      />
    </Part>
  )
}

const titleOf = (report: ReportAnswer, one: ReportAnswer['worst']['list'][number]): string =>
  one.level === undefined
    ? ruleText(report, one.ruleId)
    : alertTitle(text.value, { ruleId: one.ruleId, level: one.level })

export const Residents = ({ report }: { report: ReportAnswer }) => {
  const { columns, residents, residentsNone } = text.value.reports
  const { list, total } = report.residents
  return (
    <Part
      title={residents}
      none={list.length === 0 && residentsNone}
      more={total - list.length}
      testid="report-residents"
    >
      <ReportTable
        columns={[
          columns.who,
          [columns.alerts, 'end'],
          [columns.urgent, 'end'],
          [columns.genuine, 'end'],
          [columns.false, 'end'],
        ]}
        rows={list.map((one) => [
          one.subject.id,
          whoText(report, one.subject),
          one.alerts,
          one.urgent,
          one.genuine,
          one.false,
        ])}
      />
    </Part>
  )
}
