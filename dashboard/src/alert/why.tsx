// Why the alert stands: a sentence, and the samples that were looked at against their limit.

import { useMemo } from 'preact/hooks'
import { Chart } from '../design/chart.tsx'
import type { Curve } from '../design/curve.ts'
import { whyText } from '../format/alert-text.ts'
import { digits, metricText, withUnit } from '../format/values.ts'
import { now } from '../live/clock.ts'
import type { Alert } from '../server-types.ts'
import { locale, text } from '../text/text.ts'
import type { Dictionary } from '../text/zh-cn.ts'

const MINUTE = 60_000

/** Metrics that make a curve worth drawing; a switch (worn, sos) does not. */
const drawable: ReadonlySet<string> = new Set([
  'heartRate',
  'systolic',
  'diastolic',
  'spo2',
  'temperature',
  'battery',
  'level',
  'rain',
])

const evidenceCurve = (words: Dictionary, alert: Alert): Curve | null => {
  const { evidence } = alert
  const metrics = [...new Set(evidence.samples.map((sample) => sample.metric))].filter((metric) =>
    drawable.has(metric),
  )
  const first = metrics[0]
  const main = evidence.metric ?? first
  if (first === undefined || main === undefined) return null
  const times = evidence.samples.map((sample) => sample.at)
  const from = Math.min(...times, evidence.since)
  const to = Math.max(...times, alert.eventTime)
  const air = Math.max(MINUTE, (to - from) * 0.05)
  const values = evidence.samples
    .filter((sample) => drawable.has(sample.metric))
    .map((sample) => sample.value)
  return {
    lines: metrics.map((metric) => {
      const own = evidence.samples.filter((sample) => sample.metric === metric)
      return {
        label: metricText(words, metric),
        at: own.map((sample) => sample.at),
        value: own.map((sample) => sample.value),
      }
    }),
    from: from - air,
    to: to + air,
    limits:
      evidence.threshold === undefined
        ? []
        : [
            {
              threshold: evidence.threshold,
              severity: alert.severity,
              label: withUnit(words, main, evidence.threshold),
            },
          ],
    marks: [{ at: evidence.since, severity: alert.severity, label: words.alert.sinceLine }],
    doubtful: [],
    digits: (value) => digits(main, value),
    unit: words.unit[main] ?? '',
    atLeast: [Math.min(...values), Math.max(...values)],
  }
}

export const Why = ({ alert }: { alert: Alert }) => {
  const words = text.value
  const curve = useMemo(() => evidenceCurve(words, alert), [words, alert])
  const main = alert.evidence.metric ?? alert.evidence.samples[0]?.metric
  return (
    <section class="alert-part">
      <h3>{words.alert.why}</h3>
      <p class="why" data-testid="alert-why">
        {whyText({ words, locale: locale.value, now: now.peek() }, alert)}
      </p>
      {alert.receivedAt - alert.eventTime > 2 * MINUTE && <p class="muted">{words.alert.late}</p>}
      {curve !== null && main !== undefined && (
        <Chart
          title={<span class="muted">{words.alert.evidenceOf(metricText(words, main))}</span>}
          curve={curve}
          height={150}
        />
      )}
    </section>
  )
}
