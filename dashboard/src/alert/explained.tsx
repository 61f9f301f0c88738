// How it was decided: what the rules looked at around a moment, what each said, and what kept one quiet. Asked for by a
// click, because the gateway replays the stored readings to answer.

import { useState } from 'preact/hooks'
import { Chip, Failed, type Tone } from '../design/parts.tsx'
import { durationText, preciseText } from '../format/time.ts'
import { metricText, withUnit } from '../format/values.ts'
import { slowNow } from '../live/clock.ts'
import type { ExplainReason, Explanation, RuleExplanation } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { locale, text } from '../text/text.ts'
import './explained.css'

const at = (time: number): string => preciseText(locale.value, time, slowNow.value)
const title = (ruleId: string): string => text.value.rule[ruleId] ?? ruleId

const TONE: Readonly<Partial<Record<ExplainReason, Tone>>> = {
  firing: 'critical',
  inhibited: 'warning',
  notLongEnough: 'warning',
  notOftenEnough: 'warning',
  waiting: 'info',
  withinLimits: 'fine',
  notWorn: 'unknown',
  noValues: 'unknown',
  valuesTooOld: 'unknown',
}

const Samples = ({ rule }: { rule: RuleExplanation }) => {
  const words = text.value
  const shown = rule.samples.slice(-12)
  if (shown.length === 0) return null
  return (
    <div class="table-scroll">
      <table class="table explained-samples">
        <tbody>
          {shown.map((sample) => (
            <tr key={`${sample.metric}${sample.at}`} data-beyond={sample.beyond || undefined}>
              <td class="muted">{at(sample.at)}</td>
              <td>{metricText(words, sample.metric)}</td>
              <td>
                <strong>{withUnit(words, sample.metric, sample.value)}</strong>
              </td>
              <td>{sample.good ? sample.beyond === true && words.explain.beyond : words.explain.doubtful}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Told = ({ rule, open }: { rule: RuleExplanation; open: boolean }) => {
  const words = text.value.explain
  const { progress } = rule
  return (
    <details class="explained-rule" open={open}>
      <summary>
        <strong>{title(rule.ruleId)}</strong>
        <Chip tone={TONE[rule.reason] ?? 'plain'}>{words.reason[rule.reason]}</Chip>
        {rule.inhibitedBy !== null && <span class="muted">{words.keptQuietBy(title(rule.inhibitedBy))}</span>}
      </summary>
      {progress !== null && (
        <p>
          {words.progress(
            at(progress.since),
            durationText(text.value, progress.heldMs),
            progress.neededMs === undefined ? '' : durationText(text.value, progress.neededMs),
          )}
        </p>
      )}
      {rule.limits.length > 0 && (
        <p class="muted">
          {rule.limits
            .map(
              (limit) =>
                `${metricText(text.value, limit.metric)} ${words.comparison[limit.comparison]} ${withUnit(text.value, limit.metric, limit.threshold)}`,
            )
            .join(' · ')}
        </p>
      )}
      {rule.parameters
        .filter((one) => one.origin !== 'rule')
        .map((one) => (
          <p key={one.name} class="muted small">
            {words.parameter(
              text.value.rules.parameter[one.name] ?? one.name,
              one.value,
              one.standard,
              words.origin[one.origin] ?? one.origin,
            )}
          </p>
        ))}
      {rule.condition !== null && <p class="muted small">{words.condition[rule.condition]}</p>}
      {rule.steps.length > 0 && (
        <ol class="explained-steps">
          {rule.steps.slice(-8).map((step) => (
            <li key={`${step.at}${step.what}`}>
              <span class="muted">{at(step.at)}</span> {words.step[step.what]}
              {step.by !== undefined && ` · ${title(step.by)}`}
              {step.heldMs !== undefined && ` · ${durationText(text.value, step.heldMs)}`}
            </li>
          ))}
        </ol>
      )}
      <Samples rule={rule} />
    </details>
  )
}

/** The rule asked about first and open; the others one line each, to be opened. */
export const ExplanationView = ({ explanation }: { explanation: Explanation }) => {
  const words = text.value.explain
  const { device, alert } = explanation
  const [first, ...others] = explanation.rules
  return (
    <div class="explained" data-testid="explanation">
      {alert !== null && <p>{words.found[alert.found]}</p>}
      <p class="muted small">
        {[
          device.worn === null ? words.wornUnknown : device.worn ? words.worn : words.notWorn,
          ...(device.charging === true ? [words.charging] : []),
          ...(device.online === false ? [words.offline] : []),
          ...(device.batteryPercent === null ? [] : [words.battery(device.batteryPercent)]),
          device.heardAt === null ? words.neverHeard : words.heard(at(device.heardAt)),
          words.replayed(explanation.readings, at(explanation.from)),
        ].join(' · ')}
      </p>
      {first !== undefined && <Told rule={first} open />}
      {others.map((rule) => (
        <Told key={rule.ruleId} rule={rule} open={false} />
      ))}
    </div>
  )
}

const Asked = ({ path }: { path: string }) => {
  const words = text.value
  const loaded = useLoaded<Explanation>(path)
  if (loaded.value !== null) return <ExplanationView explanation={loaded.value} />
  if (loaded.state === 'failed') return <Failed code={loaded.code} retry={loaded.reload} />
  return (
    <p class="trial-wait" role="status">
      <span class="spinner" />
      {words.rules.trying}
    </p>
  )
}

/** For an alert: one click. */
export const Explained = ({ alertId }: { alertId: number }) => {
  const words = text.value.explain
  const [asked, setAsked] = useState(false)
  return (
    <section class="alert-part" data-testid="alert-explained">
      <h3>{words.title}</h3>
      {asked ? (
        <Asked path={`/api/alerts/${alertId}/explain`} />
      ) : (
        <button
          type="button"
          class="button"
          data-size="small"
          data-testid="explain"
          onClick={() => setAsked(true)}
        >
          {words.show}
        </button>
      )}
    </section>
  )
}

/** For a person or a place at a moment: why was there no alert? */
export const WhyNot = ({ subject }: { subject: string }) => {
  const words = text.value.explain
  const [moment, setMoment] = useState('')
  const [path, setPath] = useState<string | null>(null)
  return (
    <form
      class="why-not"
      data-testid="why-not"
      onSubmit={(event) => {
        event.preventDefault()
        const time = moment === '' ? Date.now() : new Date(moment).getTime()
        if (Number.isFinite(time))
          setPath(`/api/explain?${new URLSearchParams({ subject, at: String(time) })}`)
      }}
    >
      <label class="field">
        <span>{words.whyNot}</span>
        <input
          class="input"
          type="datetime-local"
          value={moment}
          onInput={(event) => setMoment(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" data-testid="why-not-ask">
        {words.ask}
      </button>
      {path !== null && <Asked key={path} path={path} />}
    </form>
  )
}
