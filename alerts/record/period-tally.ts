// The figures of one period, folded one alert at a time: how many, how fast, how many messages. What is compared with
// the month before.

import type { Alert, TimelineKind } from '../model/alert.ts'
import type { NotificationStatus } from '../model/notification.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import type { Period } from './calendar.ts'
import { CANARY_RULE } from './canary.ts'
import { askedSomebody, createKpiTally, isOwn, isTest, KPI_KINDS, STANDARDS } from './kpi.ts'
import { type Line, milestonesOf } from './milestones.ts'
import type { ChannelCount, PeriodFigures } from './report.ts'

/** One message about an alert, as far as a report looks at it. */
export type ReportedMessage = Readonly<{
  channel: string
  status: NotificationStatus
  recipient: string
  role: string
  attempts: number
  error: string
  createdAt: EpochMs
}>

/** An alert with its lines of the kinds in `REPORT_LINES`, and the messages about it. */
export type Case = Readonly<{ alert: Alert; lines: readonly Line[]; messages: readonly ReportedMessage[] }>

export const REPORT_LINES: readonly TimelineKind[] = [...KPI_KINDS, 'lapsed']

export const isUrgent = ({ emergency, severity }: Pick<Alert, 'emergency' | 'severity'>): boolean =>
  emergency || severity === 'critical'

/** Alerts that ask for somebody: not the gateway's test of itself, not what only informs. */
export const asksSomebody = ({ alert, lines }: Case): boolean =>
  alert.severity !== 'info' && alert.ruleId !== CANARY_RULE && askedSomebody(alert, lines)

/** Waiting longer than the first of the telecare standards makes a case one to look at. */
export const LONG_WAIT = STANDARDS[0].withinMs

/** How long it waited for somebody; undefined for what closed itself, or has been open, for less than a long wait. */
export function waitOf(
  { alert, lines }: Case,
  now: EpochMs,
): Readonly<{ waitedMs: number; answered: boolean }> | undefined {
  const { acknowledged, resolved } = milestonesOf(alert, lines)
  const answered = acknowledged !== undefined
  const waitedMs = Math.max(0, (acknowledged?.at ?? resolved?.at ?? now) - alert.receivedAt)
  return answered || waitedMs > LONG_WAIT ? { waitedMs, answered } : undefined
}

export type PeriodTally = Readonly<{
  add(one: Case): void
  figures(recordSince: EpochMs | null): PeriodFigures
}>

export function createPeriodTally({ from, to }: Period, now: EpochMs): PeriodTally {
  const urgent = createKpiTally({ now, groupOf: () => undefined })
  const all = createKpiTally({ now, groupOf: () => undefined })
  const channels = new Map<string, { messages: number; delivered: number; failed: number }>()
  let emergencies = 0
  let longest: PeriodFigures['longest']
  return {
    add(one) {
      const { alert, lines } = one
      countMessages(channels, one.messages)
      if (!asksSomebody(one)) return
      all.add(alert, lines)
      if (!isUrgent(alert)) return
      urgent.add(alert, lines)
      if (isTest(alert) || isOwn(alert)) return
      if (alert.emergency) emergencies += 1
      const wait = waitOf(one, now)
      if (wait !== undefined && wait.waitedMs > (longest?.waitedMs ?? -1))
        longest = { alertId: alert.id, ...wait }
    },
    figures: (recordSince) => ({
      urgent: urgent.kpi().total,
      all: all.kpi().total,
      emergencies,
      ...(longest === undefined ? {} : { longest }),
      messages: [...channels]
        .map(([channel, counts]): ChannelCount => ({ channel, ...counts }))
        .sort((a, b) => b.messages - a.messages || (a.channel < b.channel ? -1 : 1)),
      days: recordSince === null ? 0 : Math.max(0, Math.min(to, now) - Math.max(from, recordSince)) / DAY,
    }),
  }
}

function countMessages(
  channels: Map<string, { messages: number; delivered: number; failed: number }>,
  messages: readonly ReportedMessage[],
): void {
  for (const { channel, status } of messages) {
    let counts = channels.get(channel)
    if (counts === undefined) {
      counts = { messages: 0, delivered: 0, failed: 0 }
      channels.set(channel, counts)
    }
    counts.messages += 1
    if (status === 'delivered') counts.delivered += 1
    else if (status === 'failed') counts.failed += 1
  }
}
