// What the last weeks would have been like: two rules side by side, by day, by hour, and the alerts that differ.

import { Chip } from '../design/parts.tsx'
import { preciseText } from '../format/time.ts'
import { metricText, withUnit } from '../format/values.ts'
import { slowNow } from '../live/clock.ts'
import { subjectName } from '../place/subject.ts'
import type { Alert, BacktestAlert, BacktestReport, BacktestSide } from '../server-types.ts'
import { Link, showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)}%`)
const rate = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(2))

type BarsProps = {
  title: string
  labels: readonly string[]
  now: readonly number[]
  then: readonly number[] | null
  /** Which labels to write under the bars. */
  every: number
}

/** Pairs of bars; every pair says its numbers when pointed at, and the table beside it says the sums. */
const Bars = ({ title, labels, now, then, every }: BarsProps) => {
  const words = text.value.rules
  const most = Math.max(1, ...now, ...(then ?? []))
  const width = 100 / Math.max(1, labels.length)
  return (
    <figure class="bars">
      <figcaption>
        {title}
        <span class="muted">{most}</span>
      </figcaption>
      <svg viewBox="0 0 100 40" preserveAspectRatio="none" role="img" aria-label={title}>
        {labels.map((label, i) => {
          const a = now[i] ?? 0
          const b = then?.[i] ?? 0
          const wide = then === null ? width * 0.7 : width * 0.38
          return (
            <g key={label}>
              <title>{`${label}: ${words.now} ${a}${then === null ? '' : `, ${words.after} ${b}`}`}</title>
              <rect x={i * width} y={0} width={width} height={40} fill="transparent" />
              <rect
                class="bar-now"
                x={i * width + width * 0.1}
                y={40 - (a / most) * 38}
                width={wide}
                height={(a / most) * 38}
              />
              {then !== null && (
                <rect
                  class="bar-then"
                  x={i * width + width * 0.52}
                  y={40 - (b / most) * 38}
                  width={wide}
                  height={(b / most) * 38}
                />
              )}
            </g>
          )
        })}
      </svg>
      <div class="bar-labels" aria-hidden="true">
        {labels.map((label, i) =>
          i % every === 0 && (labels.length - i) * width > 8 ? (
            <span key={label} style={{ left: `${i * width}%` }}>
              {label}
            </span>
          ) : null,
        )}
      </div>
    </figure>
  )
}

type RowProps = { label: string; of: (side: BacktestSide) => string; report: BacktestReport; better?: -1 | 1 }

const Row = ({ label, of, report }: RowProps) => (
  <tr>
    <th scope="row">{label}</th>
    <td>{of(report.current)}</td>
    {report.changed !== null && (
      <td data-changed={of(report.current) !== of(report.changed) || undefined}>{of(report.changed)}</td>
    )}
  </tr>
)

const subjectOf = (key: string): Alert['subject'] => {
  const at = key.indexOf(':')
  return { kind: key.slice(0, at), id: key.slice(at + 1) } as Alert['subject']
}

type ListProps = {
  title: string
  alerts: BacktestReport['onlyCurrent']
  metric: string | undefined
  testid: string
}

const Differing = ({ title, alerts, metric, testid }: ListProps) => {
  const words = text.value
  if (alerts.count === 0) return null
  return (
    <details class="differing" data-testid={testid}>
      <summary>{title}</summary>
      <div class="table-scroll">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{words.rules.when}</th>
              <th scope="col">{words.rules.who}</th>
              <th scope="col">{words.rules.value}</th>
              <th scope="col">{words.rules.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {alerts.alerts.map((alert) => (
              <DifferingRow key={`${alert.subject}${alert.raisedAt}`} alert={alert} metric={metric} />
            ))}
          </tbody>
        </table>
      </div>
      {alerts.alerts.length < alerts.count && (
        <p class="muted page-note">{words.rules.more(alerts.alerts.length)}</p>
      )}
    </details>
  )
}

const DifferingRow = ({ alert, metric }: { alert: BacktestAlert; metric: string | undefined }) => {
  const words = text.value
  const who = subjectName(subjectOf(alert.subject))
  const { alertId } = alert
  return (
    <tr>
      <td>{preciseText(locale.value, alert.raisedAt, slowNow.value)}</td>
      <td>{who.path === null ? who.name : <Link to={who.path}>{who.name}</Link>}</td>
      <td>
        {alert.value === undefined
          ? '–'
          : metric === undefined
            ? String(alert.value)
            : withUnit(words, metric, alert.value)}
      </td>
      <td>
        {alertId === undefined ? (
          <span class="muted">–</span>
        ) : (
          <button
            type="button"
            class="button"
            data-kind="quiet"
            data-size="small"
            onClick={() => showAlert(alertId)}
          >
            {alert.outcome === undefined ? words.alert.number(alertId) : words.outcome[alert.outcome]}
          </button>
        )}
      </td>
    </tr>
  )
}

export const BacktestView = ({ report, metric }: { report: BacktestReport; metric: string | undefined }) => {
  const words = text.value.rules
  const { current, changed } = report
  if (report.readings === 0) return <p class="muted">{words.noReadings}</p>
  const lost = changed === null ? 0 : Math.max(0, current.genuine - changed.genuine)
  const days = report.days.map((day) => day.slice(5))
  return (
    <div class="backtest" data-testid="backtest-report">
      {lost > 0 && (
        <p class="backtest-lost" role="alert" data-testid="backtest-lost">
          {words.lost(lost)}
        </p>
      )}
      <table class="table backtest-sums">
        <thead>
          <tr>
            <td />
            <th scope="col">
              <Chip tone="info">{words.now}</Chip>
            </th>
            {changed !== null && (
              <th scope="col">
                <Chip tone="warning">{words.after}</Chip>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          <Row label={words.alerts} of={(side) => String(side.alerts)} report={report} />
          <Row label={words.perWeek} of={(side) => rate(side.perSubjectWeek)} report={report} />
          <Row label={words.people} of={(side) => String(side.subjects)} report={report} />
          <Row
            label={words.found}
            of={(side) => words.foundOf(side.genuine, report.past.genuine)}
            report={report}
          />
          <Row label={words.wrong} of={(side) => String(side.notGenuine)} report={report} />
          <Row label={words.unlabelled} of={(side) => String(side.unlabelled)} report={report} />
          <Row label={words.precision('').trim()} of={(side) => percent(side.precision)} report={report} />
        </tbody>
      </table>
      <div class="backtest-bars">
        <Bars
          title={words.perDay}
          labels={days}
          now={current.perDay}
          then={changed?.perDay ?? null}
          every={Math.max(1, Math.ceil(days.length / 6))}
        />
        <Bars
          title={words.perHour}
          labels={Array.from({ length: 24 }, (_, hour) => String(hour))}
          now={current.perHour}
          then={changed?.perHour ?? null}
          every={6}
        />
      </div>
      {changed !== null &&
        (report.onlyCurrent.count + report.onlyChanged.count === 0 ? (
          <p class="muted">{words.same}</p>
        ) : (
          <>
            <Differing
              title={words.onlyNow(report.onlyCurrent.count)}
              alerts={report.onlyCurrent}
              metric={metric}
              testid="only-now"
            />
            <Differing
              title={words.onlyThen(report.onlyChanged.count)}
              alerts={report.onlyChanged}
              metric={metric}
              testid="only-then"
            />
          </>
        ))}
      <p class="muted small">
        {words.coverage(
          report.readings.toLocaleString(locale.value),
          report.subjects,
          report.oldestAt === null ? '–' : preciseText(locale.value, report.oldestAt, slowNow.value),
        )}
        {metric !== undefined && ` ${metricText(text.value, metric)}`}
      </p>
    </div>
  )
}
