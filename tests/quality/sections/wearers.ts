// Healthy people with a wristband: whatever is told about them is told for nothing, unless the raw file shows a pulse
// that no movement explains.

import type { Message, Played } from '../play.ts'
import { metricOf, play } from '../play.ts'
import { perPersonWeek, round } from '../score.ts'
import { MINUTE, WEEK } from '../truth/files.ts'
import { leaps, readWearers, spanMs, stretches, type Wearer } from '../truth/fitbit.ts'
import type { Row, Section } from './section.ts'

/** A band on its charger or table keeps speaking, at the slowest heartbeat of the watch protocol. */
const HEARTBEAT = 8 * MINUTE

/** The file holds nothing of a band that is off: it is put on its charger at the last pulse and taken off it before the next. */
function offWrist({ gaps }: Wearer): Message[] {
  return gaps.flatMap(({ from, to }) => {
    const beats: Message[] = [
      { at: from + 30_000, kind: 'wear', payload: { worn: false } },
      { at: from + 31_000, kind: 'status', payload: { charging: true } },
    ]
    for (let at = from + HEARTBEAT; at < to - MINUTE; at += HEARTBEAT)
      beats.push({ at, kind: 'status', payload: { charging: true } })
    return [
      ...beats,
      { at: to - 2_000, kind: 'status', payload: { charging: false } },
      { at: to - 1_000, kind: 'wear', payload: { worn: true } },
    ]
  })
}

export function messagesOf(wearer: Wearer): Message[] {
  const { pulses, counts } = wearer
  const [first, last] = [pulses[0]?.at ?? 0, pulses.at(-1)?.at ?? 0]
  return [
    ...pulses.map(({ at, bpm }) => ({ at, kind: 'vitals', payload: { heartRate: bpm } })),
    ...counts
      .filter(({ at }) => at >= first - 15 * MINUTE && at <= last)
      .map(({ at, steps }) => ({ at, kind: 'steps', payload: { steps } })),
    ...offWrist(wearer),
  ].sort((a, b) => a.at - b.at)
}

export const playWearer = (wearer: Wearer): Played => play(messagesOf(wearer), { device: 'band' })

/** `hr-high ×2, not-worn` */
const tally = (names: readonly string[]): string =>
  [...new Set(names)]
    .map((name) => [name, names.filter((other) => other === name).length] as const)
    .map(([name, times]) => (times === 1 ? name : `${name} ×${times}`))
    .join(', ')

export function wearers(): Section {
  const rows: Row[] = []
  const played = readWearers().map((wearer) => ({ wearer, result: playWearer(wearer) }))
  for (const { wearer, result } of played) {
    const { pulses, counts } = wearer
    const bpm = pulses.map((pulse) => pulse.bpm)
    const high = stretches(wearer, 131, 2 * MINUTE)
    const still = high.filter(({ stepsBefore }) => stepsBefore !== undefined && stepsBefore < 60)
    const unknown = high.filter(({ stepsBefore }) => stepsBefore === undefined)
    rows.push({
      recording: wearer.recording
        .replace('hr/', '')
        .replace('_heartrate_seconds_merged', '')
        .replace('.csv', ''),
      expected: [
        `nothing: ${Math.min(...bpm)}–${Math.max(...bpm)} bpm`,
        `${high.length} times ≥131 for 2 min`,
        ...(counts.length === 0
          ? unknown.length > 0
            ? ['no steps recorded']
            : []
          : [
              `${still.length} of them with <60 steps from 10 min before`,
              `${leaps(pulses).length} leaps of >40 bpm`,
            ]),
      ].join(', '),
      score: { expected: 0, found: 0, missed: 0, false: result.alerts.length },
      perWeek: perPersonWeek(result.alerts, spanMs(wearer) / WEEK),
      ...(result.alerts.length === 0
        ? {}
        : { note: `told: ${tally(result.alerts.map(({ ruleId }) => ruleId))}` }),
    })
  }
  const alerts = played.flatMap(({ result }) => result.alerts)
  const weeks = played.reduce((sum, { wearer }) => sum + spanMs(wearer), 0) / WEEK
  const perWeek = perPersonWeek(alerts, weeks)
  rows.push({ recording: 'Fitbit, all', expected: `${round(weeks)} person-weeks`, perWeek })
  const critical = alerts.filter(({ severity }) => severity === 'critical')
  return {
    name: 'wearers',
    rows,
    numbers: {
      personWeeks: weeks,
      nonCriticalPerPersonWeek: (alerts.length - critical.length) / weeks,
      critical: critical.length,
      aboutPulse: alerts.filter((alert) => metricOf(alert) === 'heartRate').length,
    },
  }
}
