// Heart rate, blood pressure, oxygen and steps over one span, with this person's limits and alerts drawn in.

import { useMemo, useState } from 'preact/hooks'
import { Chart } from '../design/chart.tsx'
import type { Curve, CurveLimit, CurveMark } from '../design/curve.ts'
import { alertTitle } from '../format/alert-text.ts'
import { digits, metricText } from '../format/values.ts'
import { serverNow, slowNow } from '../live/clock.ts'
import type { Alert, Limit, Metric, ResidentTile } from '../server-types.ts'
import { text } from '../text/text.ts'
import { type SampleSet, type Span, spanOf, useSamples } from './samples.ts'

/** The axis of a quiet day; data outside widens it. */
const QUIET: Readonly<Record<string, readonly [number, number]>> = {
  heartRate: [45, 110],
  bloodPressure: [60, 150],
  spo2: [90, 100],
  steps: [0, 2000],
}

const limitsOf = (
  limits: readonly Limit[],
  metrics: readonly string[],
  words: typeof text.value,
): CurveLimit[] =>
  limits
    .filter((limit) => metrics.includes(limit.metric))
    .map((limit) => ({
      threshold: limit.threshold,
      severity: limit.severity,
      label: `${metrics.length > 1 ? `${metricText(words, limit.metric)} ` : ''}${words.severity[limit.severity]} ${digits(limit.metric, limit.threshold)}${
        limit.overridden ? ` · ${words.place.adjusted}` : ''
      }`,
    }))

type CurvesProps = {
  tile: ResidentTile
  limits: readonly Limit[]
  alerts: readonly Alert[]
  span: Span
  /** Family pages show the heart rate only. */
  only?: 'heartRate'
}

const worst = (sets: readonly SampleSet[]): SampleSet['state'] =>
  sets.some((set) => set.state === 'failed')
    ? 'failed'
    : sets.some((set) => set.state === 'loading')
      ? 'loading'
      : 'ready'

export const ResidentCurves = ({ tile, limits, alerts, span, only }: CurvesProps) => {
  const words = text.value
  const [round, setRound] = useState(0)
  const retry = () => setRound((n) => n + 1)
  // The span is fixed when it is chosen; its right edge follows the clock without asking again.
  // A retry looks at the clock again.
  const chosen = useMemo(() => spanOf(span, serverNow()), [span, round])
  const to = Math.max(chosen.to, slowNow.value)
  const question = { path: `/api/residents/${encodeURIComponent(tile.id)}`, ...chosen, round }
  const heartRate = useSamples({
    ...question,
    metric: 'heartRate',
    label: metricText(words, 'heartRate'),
    live: tile.heartRate,
  })

  const build = (
    metric: string,
    sets: readonly SampleSet[],
    metrics: readonly Metric[],
    stepped = false,
  ): Curve => {
    const marks: CurveMark[] = alerts
      .filter((alert) => alert.eventTime >= chosen.from && markedOn(alert, metrics))
      .map((alert) => ({ at: alert.eventTime, severity: alert.severity, label: alertTitle(words, alert) }))
    return {
      lines: sets.map((set) => (stepped ? { ...set.line, stepped } : set.line)),
      from: chosen.from,
      to,
      limits: limitsOf(limits, metrics, words),
      marks,
      doubtful: sets.flatMap((set) =>
        set.doubtful.map((point) => ({
          at: point.at,
          value: point.value,
          label: words.quality[point.reason] ?? point.reason,
        })),
      ),
      digits: (value) => digits(metrics[0] ?? metric, value),
      unit: words.unit[metric] ?? '',
      atLeast: QUIET[metric] ?? [0, 1],
    }
  }
  const doubtful = heartRate.doubtful.length > 0
  const first = (
    <Chart
      title={metricText(words, 'heartRate')}
      curve={build('heartRate', [heartRate], ['heartRate'])}
      state={heartRate.state}
      onRetry={retry}
    />
  )
  return (
    <div class="curves body">
      {first}
      {only === undefined && <OtherCurves {...{ tile, question, build, retry }} />}
      {doubtful && (
        <p class="curve-note muted">
          <b>×</b> {words.place.doubtful}
        </p>
      )}
    </div>
  )
}

/** An SOS or a fall is about the whole person: it is marked on every curve. */
const markedOn = (alert: Alert, metrics: readonly Metric[]): boolean => {
  const { metric } = alert.evidence
  return alert.emergency || (metric !== undefined && metrics.includes(metric))
}

type OtherProps = {
  tile: ResidentTile
  question: { path: string; from: number; to: number; round: number }
  build: (metric: string, sets: readonly SampleSet[], metrics: readonly Metric[], stepped?: boolean) => Curve
  retry: () => void
}

const OtherCurves = ({ tile, question, build, retry }: OtherProps) => {
  const words = text.value
  const ask = (metric: Metric, live: ResidentTile['spo2']) => ({
    ...question,
    metric,
    label: metricText(words, metric),
    live,
  })
  const systolic = useSamples(ask('systolic', tile.systolic))
  const diastolic = useSamples(ask('diastolic', tile.diastolic))
  const spo2 = useSamples(ask('spo2', tile.spo2))
  const steps = useSamples(ask('steps', tile.steps))
  const charts: readonly (readonly [string, readonly SampleSet[], readonly Metric[], boolean])[] = [
    ['bloodPressure', [systolic, diastolic], ['systolic', 'diastolic'], false],
    ['spo2', [spo2], ['spo2'], false],
    ['steps', [steps], ['steps'], true],
  ]
  return (
    <>
      {charts.map(([metric, sets, metrics, stepped]) => (
        <Chart
          key={metric}
          title={metricText(words, metric)}
          curve={build(metric, sets, metrics, stepped)}
          state={worst(sets)}
          onRetry={retry}
        />
      ))}
    </>
  )
}
