// Intensive care: crises that two charted readings in a row prove, and numbers that no body has.

import { type Message, metricOf, type Played, play, type Told } from '../play.ts'
import { median, type Score } from '../score.ts'
import { MINUTE } from '../truth/files.ts'
import {
  artefactsOf,
  type Charted,
  CRISES,
  type CrisisKind,
  crisesOf,
  IN_A_ROW,
  momentsBeyond,
  readStays,
  type Stay,
} from '../truth/icu.ts'
import type { Row, Section } from './section.ts'

const payloadOf = ({ heartRate, systolic, diastolic, temperature }: Charted) => ({
  ...(heartRate === undefined ? {} : { heartRate }),
  ...(systolic === undefined || diastolic === undefined ? {} : { bloodPressure: { systolic, diastolic } }),
  ...(temperature === undefined ? {} : { temperature }),
})

/** Who lies in intensive care takes no step: the band says so with every heartbeat. */
const HEARTBEAT = 8 * MINUTE

function heartbeats(charted: readonly Charted[]): Message[] {
  const [from, to] = [charted[0]?.at ?? 0, charted.at(-1)?.at ?? 0]
  return Array.from({ length: Math.ceil((to - from) / HEARTBEAT) + 1 }, (_, i) => ({
    at: from - MINUTE + i * HEARTBEAT,
    kind: 'steps',
    payload: { steps: 0 },
  }))
}

export const playStay = ({ charted }: Stay): Played =>
  play(
    [
      ...charted.map((one) => ({ at: one.at, kind: 'vitals', payload: payloadOf(one) })),
      ...heartbeats(charted),
    ].sort((a, b) => a.at - b.at),
    { device: 'band' },
  )

const isPressure = (metric: string): boolean => metric === 'systolic' || metric === 'diastolic'

/** An alert of the right sign and side; where the catalogue has a critical one, a milder one is not enough. */
function isOf(kind: CrisisKind, alert: Told): boolean {
  const metric = metricOf(alert)
  const { comparison } = alert.finding.evidence
  const high = comparison === 'atLeast' || comparison === 'above'
  switch (kind) {
    case 'pulseHigh':
      return metric === 'heartRate' && high && alert.severity === 'critical'
    case 'pulseLow':
      return metric === 'heartRate' && !high && alert.severity === 'critical'
    case 'pressureHigh':
      return isPressure(metric) && high && alert.severity === 'critical'
    case 'pressureLow':
      return isPressure(metric) && !high && alert.severity !== 'info'
  }
}

type Judged = Readonly<{ score: Score; delays: readonly number[] }>

function judge(stay: Stay, alerts: readonly Told[], kind: CrisisKind): Judged {
  const crises = crisesOf(stay, kind)
  const mine = alerts.filter((alert) => isOf(kind, alert))
  const delays = crises.flatMap(({ from, sure, to }) => {
    // Open when the second reading came, or opened while the crisis lasted.
    const alert = mine.find(
      ({ knownAt, closedAt }) => closedAt >= sure && knownAt <= Math.max(to, sure) + MINUTE,
    )
    return alert === undefined || alert.closedAt < from ? [] : [Math.max(0, alert.knownAt - sure)]
  })
  const beyond = momentsBeyond(stay, kind)
  const lone = mine.filter(({ at }) => !beyond.some((moment) => moment <= at && at - moment <= 2 * IN_A_ROW))
  return {
    score: {
      expected: crises.length,
      found: delays.length,
      missed: crises.length - delays.length,
      false: lone.length,
    },
    delays,
  }
}

export function stays(): Section {
  const played = readStays().map((stay) => ({ stay, result: playStay(stay) }))
  const rows: Row[] = []
  const numbers: Record<string, number> = { crises: 0, found: 0, false: 0 }
  const allDelays: number[] = []
  for (const kind of Object.keys(CRISES) as CrisisKind[]) {
    const judged = played.map(({ stay, result }) => judge(stay, result.alerts, kind))
    const sum = (of: (one: Score) => number): number =>
      judged.reduce((total, { score }) => total + of(score), 0)
    const delays = judged.flatMap((one) => one.delays)
    allDelays.push(...delays)
    const score = {
      expected: sum((one) => one.expected),
      found: sum((one) => one.found),
      missed: sum((one) => one.missed),
      false: sum((one) => one.false),
    }
    rows.push({
      recording: `PhysioNet, ${played.length} stays`,
      expected: `${CRISES[kind]} in two plausible readings in a row (≤75 min apart); minutes from the second`,
      score,
      ...(delays.length === 0
        ? {}
        : { median: median(delays) / MINUTE, worst: Math.max(...delays) / MINUTE }),
    })
    numbers.crises = (numbers.crises ?? 0) + score.expected
    numbers.found = (numbers.found ?? 0) + score.found
    numbers.false = (numbers.false ?? 0) + score.false
  }
  const artefacts = played.flatMap(({ stay }) => artefactsOf(stay).map((one) => ({ stay, ...one })))
  const key = (recording: string, one: Readonly<{ at: number; metric: string; value: number }>): string =>
    `${recording} ${one.at} ${one.metric} ${one.value}`
  const kept = new Set(
    played.flatMap(({ stay, result }) => result.doubtful.map((one) => key(stay.recording, one))),
  )
  const found = artefacts.filter((one) => kept.has(key(one.stay.recording, one))).length
  const inEvidence = played.flatMap(({ stay, result }) =>
    result.findings.flatMap(({ finding }) =>
      finding.evidence.samples.filter(({ at, metric, value }) =>
        kept.has(key(stay.recording, { at, metric, value })),
      ),
    ),
  ).length
  rows.push({
    recording: `PhysioNet, ${played.length} stays`,
    expected: 'numbers no body has (pulse 0; 3.1 °C; pressure 0/0, 260/90): kept as doubtful, in no evidence',
    score: { expected: artefacts.length, found, missed: artefacts.length - found, false: kept.size - found },
  })
  return {
    name: 'stays',
    rows,
    numbers: {
      ...numbers,
      artefacts: artefacts.length,
      artefactsKept: found,
      artefactsInEvidence: inEvidence,
      medianDelayMinutes: median(allDelays) / MINUTE,
      worstDelayMinutes: Math.max(...allDelays) / MINUTE,
    },
  }
}
