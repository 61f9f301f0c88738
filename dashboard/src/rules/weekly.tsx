// How good the rules were in the last weeks, by how staff closed their alerts; the noisiest people and devices; and small
// changes that the stored readings speak for, each one click from being tried.

import { useState } from 'preact/hooks'
import { Chip, Tabs } from '../design/parts.tsx'
import { subjectName } from '../place/subject.ts'
import type { Alert, QualityReport, RuleList, RuleQuality } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { Link } from '../shell/navigation.tsx'
import { NotYet } from '../shell/not-yet.tsx'
import { rulePath } from '../shell/route.ts'
import { locale, text } from '../text/text.ts'
import { parameterName, parameterText } from './parameter.tsx'

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)}%`)

const subjectOf = (key: string): Alert['subject'] => {
  const at = key.indexOf(':')
  return { kind: key.slice(0, at), id: key.slice(at + 1) } as Alert['subject']
}

const Suggestion = ({ quality, list }: { quality: RuleQuality; list: RuleList }) => {
  const words = text.value.rules.weekly
  const { suggestion } = quality
  const rule = list.rules.find((one) => one.id === quality.ruleId)
  if (suggestion === null || rule === undefined)
    return <span class="muted">{quality.noSuggestion === null ? '' : words.none[quality.noSuggestion]}</span>
  const changes = Object.entries(suggestion.parameters).map(([name, value]) => {
    const parameter = rule.parameters.find((one) => one.name === name)
    if (parameter === undefined) return `${name} ${value}`
    return `${parameterName(parameter)} ${parameterText(parameter, parameter.value)} → ${parameterText(parameter, value)}`
  })
  return (
    <span class="weekly-suggestion">
      <strong>{changes.join('; ')}</strong>
      <span class="muted">
        {words.effect(
          [suggestion.before.notGenuine, suggestion.after.notGenuine],
          [suggestion.before.genuine, suggestion.after.genuine],
        )}
      </span>
    </span>
  )
}

const Noisiest = ({ report }: { report: QualityReport }) => {
  const words = text.value.rules.weekly
  const people = report.noisiestSubjects.slice(0, 5)
  const devices = report.noisiestDevices.slice(0, 5)
  return (
    <div class="weekly-noisy">
      <div>
        <h4>{words.people}</h4>
        <ul>
          {people.map((one) => {
            const who = subjectName(subjectOf(one.subject))
            return (
              <li key={one.subject}>
                {who.path === null ? who.name : <Link to={who.path}>{who.name}</Link>}{' '}
                <span class="muted">{words.count(one.alerts, one.notGenuine)}</span>
              </li>
            )
          })}
        </ul>
      </div>
      <div>
        <h4>{words.devices}</h4>
        <ul>
          {devices.map((one) => (
            <li key={one.deviceId}>
              <span class="mono">{one.deviceId}</span>{' '}
              <span class="muted">{words.count(one.alerts, one.notGenuine)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

const Report = ({ report, list }: { report: QualityReport; list: RuleList }) => {
  const words = text.value
  const own = words.rules.weekly
  const shown = report.rules.filter((rule) => rule.alerts > 0)
  if (shown.length === 0) return <p class="muted">{own.quiet}</p>
  const titles = new Map(list.rules.map((rule) => [rule.id, rule.title[locale.value]]))
  return (
    <>
      <p>
        {own.sum(report.alerts, report.genuine, report.notGenuine)}{' '}
        <Chip tone={(report.precision ?? 1) >= 0.5 ? 'fine' : 'warning'}>
          {words.rules.precision(percent(report.precision))}
        </Chip>
      </p>
      <div class="table-scroll">
        <table class="table" data-testid="weekly-table">
          <thead>
            <tr>
              <th scope="col">{words.rules.title}</th>
              <th scope="col">{words.rules.alerts}</th>
              <th scope="col">{words.rules.precision('').trim()}</th>
              <th scope="col">{own.suggestion}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((quality) => (
              <tr key={quality.ruleId}>
                <td>
                  <Link to={rulePath(quality.ruleId)}>{titles.get(quality.ruleId) ?? quality.ruleId}</Link>
                </td>
                <td>{own.count(quality.alerts, quality.notGenuine)}</td>
                <td>{percent(quality.precision)}</td>
                <td>
                  <Suggestion quality={quality} list={list} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Noisiest report={report} />
    </>
  )
}

type Weeks = '1' | '4' | '12'

export const Weekly = ({ list }: { list: RuleList }) => {
  const words = text.value.rules.weekly
  const [weeks, setWeeks] = useState<Weeks>('1')
  const loaded = useLoaded<QualityReport>(`/api/rules/quality?weeks=${weeks}`)
  return (
    <section class="rule-part" data-testid="weekly">
      <header class="rule-part-head">
        <h3>{words.title}</h3>
        <Tabs<Weeks>
          label={words.title}
          value={weeks}
          onChange={setWeeks}
          options={[
            ['1', words.weeks(1)],
            ['4', words.weeks(4)],
            ['12', words.weeks(12)],
          ]}
        />
      </header>
      {loaded.value !== null ? <Report report={loaded.value} list={list} /> : <NotYet asked={loaded} />}
    </section>
  )
}
