// How fast people came: the telecare figures over many alerts, folded one alert at a time. Tests and the gateway's alerts
// about itself are counted apart and in nothing else; what was silenced, or spoken for by its incident, is not counted.

import type { Alert, Outcome } from '../model/alert.ts'
import type { DeskStep } from '../model/desk.ts'
import { ROSTER_CHANGE_RULE } from '../model/roster-change.ts'
import { type EpochMs, SECOND } from '../model/time.ts'
import { type Line, MILESTONE_KINDS, milestonesOf } from './milestones.ts'

/** TSA (UK): 97.5 % of calls answered within 60 s and 99 % within 180 s. */
export const STANDARDS = [
  { withinMs: 60 * SECOND, share: 0.975 },
  { withinMs: 180 * SECOND, share: 0.99 },
] as const

/** Nearest-rank percentiles in ms; absent where there is nothing to rank. */
export type Spread = Readonly<{ count: number; p50?: number; p95?: number }>

export type Standard = Readonly<{
  withinMs: number
  /** The share that must be reached. */
  wanted: number
  /** Alerts that were acknowledged, or have waited longer than this. */
  judged: number
  within: number
  /** Absent where nothing has been judged. */
  share?: number
  met?: boolean
}>

/** From the press to what the 120 desk did about it. */
export type DeskFigures = Readonly<Record<DeskStep, Spread>>

export type Figures = Readonly<{
  /** Alerts that asked for somebody, tests and the gateway's own apart. */
  alerts: number
  tests: number
  standards: readonly Standard[]
  acknowledge: Spread
  arrive: Spread
  resolve: Spread
  desk: DeskFigures
  /** The gateway's alerts about itself; in the total only. */
  own: Readonly<{ alerts: number; acknowledge: Spread }>
  outcomes: Readonly<Partial<Record<Exclude<Outcome, 'test'> | 'unresolved', number>>>
}>

export type KpiGroup = Readonly<{ key: string; figures: Figures }>
export type Kpi = Readonly<{ total: Figures; groups: readonly KpiGroup[] }>

export type KpiTally = Readonly<{
  add(alert: Alert, lines: readonly Line[]): void
  kpi(): Kpi
}>

/** The kinds of lines the figures look at. */
export const KPI_KINDS = [...MILESTONE_KINDS, 'silenced'] as const

type Counts = {
  alerts: number
  tests: number
  judged: number[]
  within: number[]
  acknowledge: number[]
  arrive: number[]
  resolve: number[]
  desk: Record<DeskStep, number[]>
  own: { alerts: number; acknowledge: number[] }
  outcomes: Map<Exclude<Outcome, 'test'> | 'unresolved', number>
}

/** `groupOf` names the group an alert belongs to; undefined counts it in the total only. */
export function createKpiTally({
  now,
  groupOf,
}: Readonly<{ now: EpochMs; groupOf(alert: Alert): string | undefined }>): KpiTally {
  const total = noCounts()
  const groups = new Map<string, Counts>()
  return {
    add(alert, lines) {
      if (!askedSomebody(alert, lines)) return
      if (isOwn(alert)) return countOwn(total, alert, lines)
      count(total, alert, lines, now)
      const key = groupOf(alert)
      if (key === undefined) return
      let group = groups.get(key)
      if (group === undefined) {
        group = noCounts()
        groups.set(key, group)
      }
      count(group, alert, lines, now)
    },
    kpi: () => ({
      total: figuresOf(total),
      groups: [...groups]
        .map(([key, counts]) => ({ key, figures: figuresOf(counts) }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    }),
  }
}

/** Somebody closed it as one, or it was announced. */
export const isTest = ({ outcome, test }: Pick<Alert, 'outcome' | 'test'>): boolean =>
  outcome === 'test' || test !== undefined

/** The gateway's alerts about itself: no call of a person, which is what the telecare standards are about. */
export const isOwn = ({ subject }: Pick<Alert, 'subject'>): boolean => subject.kind === 'system'

/** False for what somebody silenced, for what its incident speaks for, and for what was only told. */
export function askedSomebody(alert: Alert, lines: readonly Pick<Line, 'kind'>[]): boolean {
  const isSpokenFor = alert.incidentId !== undefined && alert.partedAt === undefined
  if (alert.ruleId === ROSTER_CHANGE_RULE) return false
  return !isSpokenFor && alert.silence === undefined && !lines.some(({ kind }) => kind === 'silenced')
}

const noCounts = (): Counts => ({
  alerts: 0,
  tests: 0,
  judged: STANDARDS.map(() => 0),
  within: STANDARDS.map(() => 0),
  acknowledge: [],
  arrive: [],
  resolve: [],
  desk: { received: [], vehicleOut: [], arrived: [] },
  own: { alerts: 0, acknowledge: [] },
  outcomes: new Map(),
})

function countOwn({ own }: Counts, alert: Alert, lines: readonly Line[]): void {
  own.alerts += 1
  const { acknowledged } = milestonesOf(alert, lines)
  if (acknowledged !== undefined) own.acknowledge.push(Math.max(0, acknowledged.at - alert.receivedAt))
}

function count(counts: Counts, alert: Alert, lines: readonly Line[], now: EpochMs): void {
  const { outcome = 'unresolved' } = alert
  if (outcome === 'test' || isTest(alert)) {
    counts.tests += 1
    return
  }
  counts.alerts += 1
  counts.outcomes.set(outcome, (counts.outcomes.get(outcome) ?? 0) + 1)
  const { acknowledged, arrived, resolved, ...desk } = milestonesOf(alert, lines)
  const since = alert.receivedAt
  const took = (at: EpochMs): number => Math.max(0, at - since)
  const waitedMs = took(acknowledged?.at ?? resolved?.at ?? now)
  STANDARDS.forEach(({ withinMs }, i) => {
    const inTime = acknowledged !== undefined && waitedMs <= withinMs
    // What closed by itself, or has been open, for less than the limit says nothing yet.
    if (acknowledged === undefined && waitedMs <= withinMs) return
    counts.judged[i] = (counts.judged[i] ?? 0) + 1
    if (inTime) counts.within[i] = (counts.within[i] ?? 0) + 1
  })
  if (acknowledged !== undefined) counts.acknowledge.push(took(acknowledged.at))
  if (arrived !== undefined) counts.arrive.push(took(arrived.at))
  if (resolved !== undefined && outcome !== 'recovered') counts.resolve.push(took(resolved.at))
  if (desk.deskReceived !== undefined) counts.desk.received.push(took(desk.deskReceived.at))
  if (desk.vehicleOut !== undefined) counts.desk.vehicleOut.push(took(desk.vehicleOut.at))
  if (desk.ambulanceThere !== undefined) counts.desk.arrived.push(took(desk.ambulanceThere.at))
}

function figuresOf(counts: Counts): Figures {
  return {
    alerts: counts.alerts,
    tests: counts.tests,
    standards: STANDARDS.map(({ withinMs, share: wanted }, i) => {
      const judged = counts.judged[i] ?? 0
      const within = counts.within[i] ?? 0
      const share = within / judged
      return { withinMs, wanted, judged, within, ...(judged === 0 ? {} : { share, met: share >= wanted }) }
    }),
    acknowledge: spread(counts.acknowledge),
    arrive: spread(counts.arrive),
    resolve: spread(counts.resolve),
    desk: {
      received: spread(counts.desk.received),
      vehicleOut: spread(counts.desk.vehicleOut),
      arrived: spread(counts.desk.arrived),
    },
    own: { alerts: counts.own.alerts, acknowledge: spread(counts.own.acknowledge) },
    outcomes: Object.fromEntries(counts.outcomes),
  }
}

function spread(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort()
  const rank = (share: number): number | undefined => sorted[Math.ceil(share * sorted.length) - 1]
  const [p50, p95] = [rank(0.5), rank(0.95)]
  return {
    count: values.length,
    ...(p50 === undefined ? {} : { p50 }),
    ...(p95 === undefined ? {} : { p95 }),
  }
}
