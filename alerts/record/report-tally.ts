// A report, folded one alert at a time: figures, groups, the day's or month's bars, the worst cases, who had most
// alerts, which messages failed. Lists are kept short; how long they would be is counted.

import type { Alert } from '../model/alert.ts'
import { type Directory, type SubjectKey, subjectKey } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { type Period, partAt, partsOf } from './calendar.ts'
import { createKpiTally, isOwn, isTest } from './kpi.ts'
import { groupBy, type KpiBy } from './kpi-group.ts'
import { milestonesOf } from './milestones.ts'
import { asksSomebody, type Case, createPeriodTally, isUrgent, LONG_WAIT, waitOf } from './period-tally.ts'
import type { Bar, FailedMessage, Report, SubjectCount, Top, WorstCase } from './report.ts'

/** More than anybody reads; on paper, a page. */
export const MOST_WORST = 15
export const MOST_RESIDENTS = 10
export const MOST_FAILED = 20

const GROUPS = ['shift', 'grid', 'rule'] as const satisfies readonly KpiBy[]

type Folded = Pick<Report, 'figures' | 'by' | 'bars' | 'worst' | 'residents' | 'failed'>

export type ReportTally = Readonly<{ add(one: Case): void; folded(recordSince: EpochMs | null): Folded }>

export function createReportTally(
  period: Period,
  { now, roster }: Readonly<{ now: EpochMs; roster: Directory }>,
): ReportTally {
  const figures = createPeriodTally(period, now)
  const groups = GROUPS.map((by) => createKpiTally({ now, groupOf: groupBy(by, roster, period) }))
  const bars = new Map(partsOf(period).map((key) => [key, { urgent: 0, others: 0, tests: 0 }]))
  const residents = new Map<SubjectKey, Mutable<SubjectCount>>()
  const worst = keepFirst<WorstCase>(MOST_WORST, (a, b) => b.waitedMs - a.waitedMs || b.lapses - a.lapses)
  const failed = keepFirst<FailedMessage>(MOST_FAILED, (a, b) => b.createdAt - a.createdAt)

  return {
    add(one) {
      const { alert, lines } = one
      figures.add(one)
      for (const message of one.messages)
        if (message.status === 'failed') failed.add(failedOf(alert, message))
      if (!asksSomebody(one) || isOwn(alert)) return
      const bar = bars.get(partAt(period, alert.receivedAt))
      const urgent = isUrgent(alert)
      if (bar !== undefined) bar[isTest(alert) ? 'tests' : urgent ? 'urgent' : 'others'] += 1
      if (urgent) for (const group of groups) group.add(alert, lines)
      if (isTest(alert)) return
      if (alert.subject.kind === 'resident') countSubject(residents, alert, urgent)
      const found = urgent ? worstOf(one, now) : undefined
      if (found !== undefined) worst.add(found)
    },
    folded(recordSince) {
      const [shift = [], grid = [], rule = []] = groups.map((group) => group.kpi().groups)
      return {
        figures: figures.figures(recordSince),
        by: { shift, grid, rule },
        bars: [...bars].map(([key, counts]): Bar => ({ key, ...counts })),
        worst: worst.top(),
        residents: {
          list: [...residents.values()]
            .sort(
              (a, b) => b.alerts - a.alerts || b.urgent - a.urgent || (a.subject.id < b.subject.id ? -1 : 1),
            )
            .slice(0, MOST_RESIDENTS),
          total: residents.size,
        },
        failed: failed.top(),
      }
    },
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

function countSubject(
  counts: Map<SubjectKey, Mutable<SubjectCount>>,
  { subject, outcome }: Alert,
  urgent: boolean,
): void {
  let count = counts.get(subjectKey(subject))
  if (count === undefined) {
    count = { subject, alerts: 0, urgent: 0, genuine: 0, false: 0 }
    counts.set(subjectKey(subject), count)
  }
  count.alerts += 1
  if (urgent) count.urgent += 1
  if (outcome === 'genuine') count.genuine += 1
  if (outcome === 'accidental' || outcome === 'equipment') count.false += 1
}

function worstOf(one: Case, now: EpochMs): WorstCase | undefined {
  const { alert, lines } = one
  const wait = waitOf(one, now)
  const lapses = lines.filter(({ kind }) => kind === 'lapsed').length
  if (wait === undefined || (wait.waitedMs <= LONG_WAIT && lapses === 0)) return undefined
  const { arrived, resolved } = milestonesOf(alert, lines)
  const { id: alertId, subject, ruleId, level, severity, emergency, receivedAt, outcome } = alert
  return {
    alertId,
    subject,
    ruleId,
    ...(level === undefined ? {} : { level }),
    severity,
    emergency,
    receivedAt,
    ...wait,
    ...(arrived === undefined ? {} : { arrivedMs: arrived.at - receivedAt }),
    ...(resolved === undefined ? {} : { resolvedMs: resolved.at - receivedAt }),
    ...(outcome === undefined ? {} : { outcome }),
    lapses,
  }
}

const failedOf = (alert: Alert, message: Case['messages'][number]): FailedMessage => {
  const { recipient, role, channel, attempts, error, createdAt } = message
  return { alertId: alert.id, recipient, role, channel, attempts, error, createdAt }
}

/** The first `most` of all that were added, in order, without keeping the others. */
function keepFirst<T>(most: number, compare: (a: T, b: T) => number): { add(one: T): void; top(): Top<T> } {
  let kept: T[] = []
  let total = 0
  const cut = (): void => {
    kept = kept.sort(compare).slice(0, most)
  }
  return {
    add(one) {
      total += 1
      kept.push(one)
      if (kept.length >= 8 * most) cut()
    },
    top() {
      cut()
      return { list: kept, total }
    },
  }
}
