// A report as a table for a spreadsheet: one line per figure, always the same seven columns, so that it can be filtered
// and pivoted. Times are on the community's clock, durations in seconds.

import type { SubjectRef } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { csvOf } from './csv.ts'
import { NO_GROUP } from './kpi-group.ts'
import type { Report } from './report.ts'
import {
  groupLines,
  outcomeLines,
  ownLines,
  standardLines,
  summaryLines,
  timeLines,
} from './report-figure-lines.ts'
import { type Cell, type Line, seconds, stamp } from './report-lines.ts'
import type { TableWords } from './report-words.ts'
import type { ChangedNumber } from './rule-changes.ts'

/** What is behind the ids, in the reader's language. */
export type ReportNames = Readonly<{
  community: string
  madeBy: string
  subject(subject: SubjectRef): string
  person(id: string): string
  rule(id: string): string
  grid(id: string): string
}>

type Known = Readonly<{ words: TableWords; names: ReportNames }>

export function reportTable(report: Report, known: Known): string {
  const { words } = known
  const parts: readonly (readonly [keyof TableWords['part'], readonly Line[]])[] = [
    ['report', aboutLines(report, known)],
    ['summary', summaryLines(report, words)],
    ['standard', standardLines(report, words)],
    ['time', timeLines(report, words)],
    ['own', ownLines(report, words)],
    ['outcome', outcomeLines(report, words)],
    ['shift', groupLines(report.by.shift, words, (key) => (key === NO_GROUP ? words.noShift : key))],
    [
      'grid',
      groupLines(report.by.grid, words, (key) => (key === NO_GROUP ? words.noGrid : known.names.grid(key))),
    ],
    ['rule', groupLines(report.by.rule, words, known.names.rule)],
    ['bars', barLines(report, words)],
    ['worst', worstLines(report, known)],
    ['residents', residentLines(report, known)],
    ['devices', deviceLines(report, known)],
    ['messages', messageLines(report, words)],
    ['failed', failedLines(report, known)],
    ['outages', outageLines(report, words)],
    ['silences', silenceLines(report, known)],
    ['canary', canaryLines(report, words)],
    ['uncovered', gapLines(report, words)],
    ['changes', changeLines(report, known)],
  ]
  return csvOf([
    words.head,
    ...parts.flatMap(([part, lines]) =>
      lines.map((line) => [words.part[part], ...Array.from({ length: 6 }, (_, i) => String(line[i] ?? ''))]),
    ),
  ])
}

function aboutLines({ name, from, to, madeAt, timeZone }: Report, { words, names }: Known): Line[] {
  const { measure } = words
  return [
    ['', '', measure.community, names.community],
    ['', '', measure.period, name],
    ['', '', measure.from, stamp(from, timeZone)],
    ['', '', measure.to, stamp(to, timeZone)],
    ['', '', measure.madeAt, stamp(madeAt, timeZone)],
    ['', '', measure.madeBy, names.madeBy],
  ]
}

const barLines = ({ bars, kind }: Report, { measure }: TableWords): Line[] =>
  bars.flatMap(({ key, urgent, others, tests }): Line[] => {
    // Spreadsheets make a number of "00" and a date of most else.
    const item = kind === 'daily' ? `${key}:00` : key
    return [
      [item, '', measure.urgent, urgent],
      [item, '', measure.others, others],
      [item, '', measure.tests, tests],
    ]
  })

const worstLines = ({ worst, timeZone }: Report, { words, names }: Known): Line[] =>
  worst.list.flatMap((one): Line[] => {
    const item = `#${one.alertId}`
    const name = names.subject(one.subject)
    const note = `${names.rule(one.ruleId)} ${stamp(one.receivedAt, timeZone)}`
    const { measure, unanswered } = words
    return [
      [item, name, measure.waited, seconds(one.waitedMs), '', one.answered ? note : `${note} ${unanswered}`],
      [item, name, measure.arrived, seconds(one.arrivedMs)],
      [item, name, measure.resolved, seconds(one.resolvedMs)],
      [item, name, measure.lapses, one.lapses],
    ]
  })

const residentLines = ({ residents }: Report, { words: { measure }, names }: Known): Line[] =>
  residents.list.flatMap((one): Line[] => {
    const name = names.subject(one.subject)
    return [
      [one.subject.id, name, measure.alerts, one.alerts],
      [one.subject.id, name, measure.urgent, one.urgent],
      [one.subject.id, name, measure.genuine, one.genuine],
      [one.subject.id, name, measure.false, one.false],
    ]
  })

const deviceLines = ({ devices }: Report, { words, names }: Known): Line[] =>
  devices.list.flatMap((one): Line[] => {
    const name = names.subject(one.subject)
    const note = names.rule(one.ruleId) + (one.standing ? ` (${words.standing})` : '')
    return [
      [one.deviceId, name, words.measure.times, one.times, '', note],
      [one.deviceId, name, words.measure.seconds, seconds(one.totalMs), '', note],
    ]
  })

const messageLines = ({ figures, previous }: Report, { measure }: TableWords): Line[] =>
  figures.messages.flatMap(({ channel, messages, delivered, failed }): Line[] => {
    const before = previous?.messages.find((one) => one.channel === channel)
    return [
      [channel, '', measure.messages, messages, previous && (before?.messages ?? 0)],
      [channel, '', measure.delivered, delivered, previous && (before?.delivered ?? 0)],
      [channel, '', measure.failed, failed, previous && (before?.failed ?? 0)],
    ]
  })

const failedLines = ({ failed, timeZone }: Report, { words: { measure, role } }: Known): Line[] =>
  failed.list.map((one) => [
    `#${one.alertId}`,
    `${one.recipient} (${role[one.role] ?? one.role})`,
    measure.attempts,
    one.attempts,
    '',
    `${one.channel} ${stamp(one.createdAt, timeZone)} ${one.error}`.trim(),
  ])

const spanLines = (
  item: Cell,
  span: Readonly<{ from: EpochMs; to?: EpochMs; note?: string }>,
  known: Readonly<{ timeZone: string; words: TableWords }>,
): Line[] => [
  [item, '', known.words.measure.from, stamp(span.from, known.timeZone), '', span.note],
  [
    item,
    '',
    known.words.measure.to,
    span.to === undefined ? '' : stamp(span.to, known.timeZone),
    '',
    span.note,
  ],
]

const outageLines = ({ outages, timeZone }: Report, words: TableWords): Line[] =>
  outages.flatMap(({ channel, reason, ...span }) =>
    spanLines(channel, { ...span, note: reason }, { timeZone, words }),
  )

const silenceLines = ({ silences, timeZone }: Report, { words, names }: Known): Line[] =>
  silences.flatMap(({ id, from, until, endedAt, reason, createdBy }) =>
    spanLines(
      `#${id}`,
      { from, to: Math.min(until, endedAt ?? until), note: `${names.person(createdBy)}: ${reason}` },
      { timeZone, words },
    ),
  )

const canaryLines = ({ canary }: Report, { canary: states, measure }: TableWords): Line[] =>
  (canary ?? []).map((one) => [
    one.day,
    states[one.state],
    measure.seconds,
    one.state === 'proven' ? seconds(one.tookMs) : '',
    '',
    one.state === 'failed' ? one.stage : '',
  ])

const gapLines = ({ uncovered, timeZone }: Report, words: TableWords): Line[] =>
  (uncovered ?? []).flatMap((gap) => spanLines('', gap, { timeZone, words }))

const changeLines = ({ changes, timeZone }: Report, { words, names }: Known): Line[] =>
  changes.flatMap(({ no, at, by, reason, residentId, numbers }) =>
    numbers.map((number): Line => {
      const whose = residentId === undefined ? '' : ` ${names.subject({ kind: 'resident', id: residentId })}`
      return [
        no,
        `${names.rule(number.ruleId)}${whose}`,
        [words.measure.number, number.tag, number.name].filter((part) => part !== undefined).join(' '),
        `${numberText(number, number.from, words)} → ${numberText(number, number.to, words)}`,
        '',
        `${names.person(by)} ${stamp(at, timeZone)}: ${reason}`,
      ]
    }),
  )

function numberText({ name }: ChangedNumber, value: number | null, words: TableWords): string {
  if (value === null) return words.asInFiles
  return name === undefined ? (value === 1 ? words.on : words.off) : String(value)
}
