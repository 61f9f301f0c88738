// Of a report: which rules were changed, by whom, why, and each number from what to what.

import { parameterName, parameterText } from '../rules/parameter.tsx'
import type { ReportAnswer, ReportedChange, RuleList } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { locale, text } from '../text/text.ts'
import { Part, ReportTable } from './part.tsx'
import { personText, ruleText, whoText } from './report-names.ts'
import { momentIn } from './when.ts'

type Changed = ReportedChange['numbers'][number]

/** "报警限值 · 收缩压：160 → 150 mmHg"; without the rules at hand, as the file calls it. */
function numberText({ ruleId, name, tag, from, to }: Changed, rules: RuleList | null): string {
  const words = text.value.reports
  const parameter = rules?.rules
    .find((rule) => rule.id === ruleId)
    ?.parameters.find((one) => one.name === name)
  const say = (value: number | null): string => {
    if (value === null)
      return parameter === undefined
        ? words.asInFiles
        : `${parameterText(parameter, parameter.standard)} (${words.asInFiles})`
    if (name === undefined) return value === 1 ? words.on : words.off
    return parameter === undefined ? String(value) : parameterText(parameter, value)
  }
  const label =
    name === undefined ? words.switched : parameter === undefined ? name : parameterName(parameter)
  return `${label}${tag === undefined ? '' : words.tag(tag)} ${say(from)} → ${say(to)}`
}

/** A change of many rules at once (a care plan) names each. */
const ruleOf = (report: ReportAnswer, { ruleId, residentId, numbers }: ReportedChange): string => {
  const rules = ruleId === undefined ? [...new Set(numbers.map((number) => number.ruleId))] : [ruleId]
  const named = rules.map((id) => ruleText(report, id)).join(locale.value === 'en' ? ', ' : '、')
  return residentId === undefined
    ? named
    : `${whoText(report, { kind: 'resident', id: residentId })} · ${named}`
}

export const Changes = ({ report }: { report: ReportAnswer }) => {
  const words = text.value.reports
  const { changes } = report
  const rules = useLoaded<RuleList>(changes.length === 0 ? null : '/api/rules').value
  return (
    <Part title={words.changes} none={changes.length === 0 && words.changesNone} testid="report-changes">
      <ReportTable
        columns={[
          words.columns.when,
          words.columns.rule,
          words.columns.change2,
          words.columns.by,
          words.columns.reason,
        ]}
        rows={changes.map((change) => [
          change.no,
          momentIn(locale.value, report.timeZone, change.at),
          ruleOf(report, change),
          <>
            {change.restores !== undefined && <div>{words.restored(change.restores)}</div>}
            {change.numbers.map((number) => (
              <div key={`${number.ruleId} ${number.tag ?? ''} ${number.name ?? ''}`}>
                {numberText(number, rules)}
              </div>
            ))}
          </>,
          personText(report, change.by),
          change.reason,
        ])}
      />
    </Part>
  )
}
