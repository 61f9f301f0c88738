// A report out of the store, in slices: the reader's thread answers other questions in between. No statement stays open
// over a pause, because the connection would show everybody the store as it was when the report began.

import type { DatabaseSync } from 'node:sqlite'
import type { Alert } from '../../alerts/model/alert.ts'
import type { NotificationStatus } from '../../alerts/model/notification.ts'
import { endOf, type Silence } from '../../alerts/model/silence.ts'
import { DAY } from '../../alerts/model/time.ts'
import type { Period } from '../../alerts/record/calendar.ts'
import { CANARY_MISSING_RULE, CANARY_RULE } from '../../alerts/record/canary.ts'
import type { Line } from '../../alerts/record/milestones.ts'
import {
  type Case,
  createPeriodTally,
  REPORT_LINES,
  type ReportedMessage,
} from '../../alerts/record/period-tally.ts'
import type { Report, ReportQuery, RuleName } from '../../alerts/record/report.ts'
import {
  canaryDays,
  createSilentTally,
  DELIVERY_FAILED_RULE,
  isCanary,
  isOutage,
  outagesIn,
} from '../../alerts/record/report-spells.ts'
import { createReportTally } from '../../alerts/record/report-tally.ts'
import { carePlanNumbers, type ReportedChange, ruleChangeOf } from '../../alerts/record/rule-changes.ts'
import { keepsRoster, uncovered } from '../../alerts/response/coverage.ts'
import type { RuleChange } from '../../alerts/rules/adjust.ts'
import type { CarePlanChange } from './rules.ts'

/** Alerts per slice: some milliseconds. */
const SLICE = 250
/** How far back an alert is looked for that may still have lasted in the period. */
const LOOK_BACK = 31 * DAY
/** A silence is noticed when it has lasted for a while: its alert may be the next day's. */
const LOOK_AHEAD = DAY
const MOST_SILENCES = 200
const MOST_CHANGES = 200

export function* readReport(db: DatabaseSync, query: ReportQuery): Generator<void, Report> {
  const { period, previous, communityId, now, roster } = query
  const { kind, name, timeZone, from, to } = period
  const recordSince = readRecordStart(db)
  const canarySince = readCanaryStart(db, communityId)
  const own = (alert: Alert): boolean => alert.communityId === communityId || alert.communityId === ''

  const tally = createReportTally(period, { now, roster })
  for (const cases of casesOf(db, period)) {
    for (const one of cases) if (own(one.alert)) tally.add(one)
    yield
  }
  const before = previous === undefined ? undefined : createPeriodTally(previous, now)
  if (previous !== undefined && before !== undefined)
    for (const cases of casesOf(db, previous)) {
      for (const one of cases) if (own(one.alert)) before.add(one)
      yield
    }
  const silentRules = new Set(query.silentRules)
  const lasting = [...silentRules, CANARY_RULE, CANARY_MISSING_RULE, DELIVERY_FAILED_RULE]
  const silent = createSilentTally(period, now)
  // A handful; one that only says that one message failed is not kept.
  const spells: Alert[] = []
  for (const alerts of alertsOf(db, { from: from - LOOK_BACK, to: to + LOOK_AHEAD }, lasting)) {
    for (const alert of alerts.filter(own)) {
      if (silentRules.has(alert.ruleId)) silent.add(alert)
      else if (isOutage(alert) || isCanary(alert)) spells.push(alert)
    }
    yield
  }
  const report: Omit<Report, 'titles'> = {
    kind,
    name,
    communityId,
    timeZone,
    from,
    to,
    madeAt: now,
    recordSince,
    ...tally.folded(recordSince),
    ...(previous === undefined || before === undefined
      ? {}
      : { previous: { name: previous.name, ...before.figures(recordSince) } }),
    devices: silent.top(),
    outages: outagesIn(spells, period),
    silences: readSilencesIn(db, period),
    canary:
      canarySince === undefined ? null : canaryDays(spells, { period, communityId, now, since: canarySince }),
    uncovered: keepsRoster(roster, communityId)
      ? uncovered(roster, communityId, {
          from: Math.max(from, recordSince ?? to),
          to: Math.min(to, now),
        })
      : null,
    changes: readChanges(db, period),
  }
  return { ...report, titles: readTitles(db, rulesIn(report)) }
}

const rulesIn = ({ by, worst, devices, changes }: Omit<Report, 'titles'>): readonly string[] => [
  ...by.rule.map(({ key }) => key),
  ...[...worst.list, ...devices.list].map(({ ruleId }) => ruleId),
  ...changes.flatMap(({ ruleId, numbers }) => [ruleId ?? '', ...numbers.map((number) => number.ruleId)]),
]

const readTitles = (db: DatabaseSync, ruleIds: readonly string[]): Record<string, RuleName> =>
  Object.fromEntries(
    db
      .prepare('select rule_id, body from rule_title where rule_id in (select value from json_each(?))')
      .all(JSON.stringify(ruleIds))
      .map(({ rule_id, body }) => {
        const { 'zh-CN': chinese, en } = JSON.parse(String(body)) as RuleName
        return [String(rule_id), { 'zh-CN': chinese, en }]
      }),
  )

type Span = Pick<Period, 'from' | 'to'>

/** Alerts received in the span, in the order of arrival; one slice at a time. */
function* alertsOf(db: DatabaseSync, { from, to }: Span, rules?: readonly string[]): Generator<Alert[]> {
  const page = db.prepare(
    `select id, received_at, body from alert
     where (received_at > :at or (received_at = :at and id > :id)) and received_at >= :at and received_at < :to
       ${rules === undefined ? '' : 'and rule_id in (select value from json_each(:rules))'}
     order by received_at, id limit ${SLICE}`,
  )
  let [at, id] = [from, -1]
  for (;;) {
    const rows = page.all({ at, id, to, ...(rules === undefined ? {} : { rules: JSON.stringify(rules) }) })
    const last = rows.at(-1)
    if (last === undefined) return
    at = Number(last.received_at)
    id = Number(last.id)
    yield rows.map(({ body }) => JSON.parse(String(body)) as Alert)
    if (rows.length < SLICE) return
  }
}

/** The same with what was written and sent about each. */
function* casesOf(db: DatabaseSync, span: Span): Generator<Case[]> {
  const lines = db.prepare(
    `select alert_id, at, kind, actor, detail from timeline
     where alert_id in (select value from json_each(:ids))
       and kind in (${REPORT_LINES.map((kind) => `'${kind}'`).join(', ')}) order by alert_id, seq`,
  )
  const messages = db.prepare(
    `select alert_id, status, attempts, last_error, body ->> '$.channel' as channel,
       body ->> '$.createdAt' as created_at, body ->> '$.recipient.name' as recipient,
       body ->> '$.recipient.role' as role
     from notification where alert_id in (select value from json_each(:ids))`,
  )
  for (const alerts of alertsOf(db, span)) {
    const ids = JSON.stringify(alerts.map(({ id }) => id))
    const linesOf = Map.groupBy(lines.all({ ids }), ({ alert_id }) => Number(alert_id))
    const messagesOf = Map.groupBy(messages.all({ ids }), ({ alert_id }) => Number(alert_id))
    yield alerts.map((alert) => ({
      alert,
      lines: (linesOf.get(alert.id) ?? []).map(lineFrom),
      messages: (messagesOf.get(alert.id) ?? []).map(messageFrom),
    }))
  }
}

type Row = Record<string, unknown>

const lineFrom = (row: Row): Line => ({
  at: Number(row.at),
  kind: String(row.kind) as Line['kind'],
  actor: String(row.actor),
  detail: JSON.parse(String(row.detail)) as Line['detail'],
})

const messageFrom = (row: Row): ReportedMessage => ({
  channel: String(row.channel),
  status: String(row.status) as NotificationStatus,
  recipient: String(row.recipient),
  role: String(row.role),
  attempts: Number(row.attempts),
  error: row.last_error === null ? '' : String(row.last_error),
  createdAt: Number(row.created_at),
})

/** When rules were first in force here, or the first alert, whichever is older. */
function readRecordStart(db: DatabaseSync): number | null {
  const row = db
    .prepare(
      'select (select min(at) from catalogue_since) as rules, (select min(received_at) from alert) as alerts',
    )
    .get()
  const known = [row?.rules, row?.alerts].filter((at) => at !== null && at !== undefined).map(Number)
  return known.length === 0 ? null : Math.min(...known)
}

/** From when on a canary is due here; undefined where there is none. */
function readCanaryStart(db: DatabaseSync, communityId: string): number | undefined {
  const row = db.prepare("select at from proven where what = 'since' and id = ?").get(communityId)
  return row === undefined ? undefined : Number(row.at)
}

/** Those that covered something in the span; one that was called off before it began did not. */
const readSilencesIn = (db: DatabaseSync, { from, to }: Span): Silence[] =>
  db
    .prepare(
      `select body from silence where from_at < ? and end_at > ? order by from_at limit ${MOST_SILENCES}`,
    )
    .all(to, from)
    .map(({ body }) => JSON.parse(String(body)) as Silence)
    .filter((silence) => endOf(silence) > silence.from)

function readChanges(db: DatabaseSync, { from, to }: Span): ReportedChange[] {
  const earlier = db.prepare('select * from rule_change where rule_id = ? and no < ? order by no')
  return db
    .prepare(`select * from rule_change where at >= ? and at < ? order by no limit ${MOST_CHANGES}`)
    .all(from, to)
    .map((row): ReportedChange => {
      if (row.rule_id !== null) {
        const before = earlier.all(String(row.rule_id), Number(row.no)).map(ruleChangeFrom)
        return ruleChangeOf(ruleChangeFrom(row), before)
      }
      const plan = JSON.parse(String(row.body)) as Pick<CarePlanChange, 'before' | 'after'>
      const { no, at, author: by, reason } = headOf(row)
      const numbers = carePlanNumbers(plan.before, plan.after)
      return { no, at, by, reason, residentId: String(row.resident_id), numbers }
    })
}

const headOf = (row: Row) => ({
  no: Number(row.no),
  at: Number(row.at),
  author: String(row.author),
  reason: String(row.reason),
})

const ruleChangeFrom = (row: Row): RuleChange => ({
  ...headOf(row),
  ruleId: String(row.rule_id),
  ...(JSON.parse(String(row.body)) as Pick<RuleChange, 'change'>),
})
