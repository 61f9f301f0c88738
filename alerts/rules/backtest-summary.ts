// From findings to alerts, and from alerts to the numbers of a report. An alert lasts from its raise to its clear; one
// that is back within half an hour is the same one. How it is held against past alerts is said at `overlaps`.

import { zoneOffset } from '../detectors/local-time.ts'
import type { Alert, Finding, Severity } from '../model/alert.ts'
import { type SubjectKey, subjectKey } from '../model/people.ts'
import type { SubjectProfile } from '../model/profile.ts'
import { DAY, type EpochMs, HOUR, MINUTE } from '../model/time.ts'
import type { BacktestAlert, BacktestReport, BacktestSide } from './backtest-report.ts'
import { parametersOf } from './override.ts'
import type { Rule } from './schema.ts'

/** Gone for less than this, an alert flickers: people would have been told once. */
const SAME_ALERT = 30 * MINUTE
/** How far apart two spans may lie and still be the same cause. */
const TOLERANCE = 30 * MINUTE
const MOST_LISTED = 200
const MOST_SUBJECTS = 50

type Period = Readonly<{ from: EpochMs; to: EpochMs; timeZone: string; past: readonly Alert[] }>

type Episode = { -readonly [Key in keyof BacktestAlert]: BacktestAlert[Key] } & {
  /** The newest raise of it. */
  lastAt: EpochMs
  firingMs: number
  firingSince: EpochMs | null
}

export type Tally = Readonly<{
  begin(profile: SubjectProfile): void
  found(finding: Finding): void
  end(): void
  alerts(): readonly Episode[]
  side(of: Readonly<{ days: number; subjects: number }>): BacktestSide
  report(
    of: Readonly<{ other: Tally | undefined; oldestAt: EpochMs | null; readings: number; subjects: number }>,
  ): BacktestReport
}>

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

export function createTally(rule: Rule, period: Period): Tally {
  const { from, to, timeZone } = period
  const isMoment = rule.detector.type === 'event'
  const episodes: Episode[] = []
  let profile: SubjectProfile | undefined
  let open: Episode | undefined

  const close = (episode: Episode, at: EpochMs): void => {
    if (episode.firingSince !== null)
      episode.firingMs += Math.max(0, at - Math.max(episode.firingSince, from))
    episode.firingSince = null
  }
  const keep = (): void => {
    if (open === undefined) return
    if (open.firingSince !== null) {
      close(open, isMoment ? open.lastAt : to)
      open.clearedAt = isMoment ? open.lastAt : null
    }
    if (open.raisedAt >= from && open.raisedAt < to) episodes.push(open)
    open = undefined
  }
  const raised = (finding: Finding): void => {
    const at = finding.eventTime
    const gone = open?.clearedAt ?? (isMoment ? open?.lastAt : undefined)
    if (open !== undefined && (gone === undefined || at - gone <= SAME_ALERT)) {
      open.lastAt = at
      open.clearedAt = null
      open.firingSince ??= at
      worsen(open, finding)
      return
    }
    keep()
    open = begun(finding)
  }

  const alerts = (): readonly Episode[] => episodes
  const side: Tally['side'] = ({ days, subjects }) =>
    sideOf(rule, labelled(episodes, period.past), {
      ...period,
      days,
      subjects,
    })

  return {
    begin(next) {
      profile = next
      open = undefined
    },
    found(finding) {
      if (finding.ruleId !== rule.id || profile === undefined) return
      if (finding.transition === 'raise') raised(finding)
      else if (open === undefined) return
      else if (finding.transition === 'step') worsen(open, finding)
      else {
        close(open, finding.eventTime)
        open.clearedAt = finding.eventTime
      }
    },
    end: keep,
    alerts,
    side,
    report({ other, oldestAt, readings, subjects }) {
      const days = daysOf(period)
      const size = { days: days.length, subjects }
      const mine = labelled(episodes, period.past)
      const theirs = other === undefined ? undefined : labelled(other.alerts(), period.past)
      return {
        ruleId: rule.id,
        ruleVersion: rule.version,
        from,
        to,
        oldestAt,
        timeZone,
        days,
        readings,
        subjects,
        past: countPast(period.past),
        current: side(size),
        changed: other === undefined ? null : other.side(size),
        onlyCurrent: onlyIn(mine, theirs ?? mine),
        onlyChanged: onlyIn(theirs ?? mine, mine),
      }
    },
  }
}

function begun(finding: Finding): Episode {
  const { evidence, eventTime } = finding
  const value = evidence.samples.findLast(
    ({ metric }) => evidence.metric === undefined || metric === evidence.metric,
  )?.value
  return {
    subject: subjectKey(finding.subject),
    deviceId: finding.deviceId,
    raisedAt: eventTime,
    clearedAt: null,
    severity: finding.severity,
    ...(finding.level === undefined ? {} : { level: finding.level }),
    ...(value === undefined ? {} : { value }),
    lastAt: eventTime,
    firingMs: 0,
    firingSince: eventTime,
  }
}

function worsen(episode: Episode, finding: Finding): void {
  if (RANK[finding.severity] < RANK[episode.severity]) return
  episode.severity = finding.severity
  if (finding.level !== undefined) episode.level = finding.level
}

type Spanned = Readonly<{ raisedAt: EpochMs; clearedAt: EpochMs | null }>

/** The same cause: their spans meet, give or take half an hour. */
const overlaps = (a: Spanned, b: Spanned): boolean =>
  a.raisedAt <= (b.clearedAt ?? Number.POSITIVE_INFINITY) + TOLERANCE &&
  b.raisedAt <= (a.clearedAt ?? Number.POSITIVE_INFINITY) + TOLERANCE

const spanOf = (alert: Alert): Spanned => ({
  raisedAt: alert.eventTime,
  clearedAt: alert.clearedAt ?? alert.eventTime,
})

type Labelled = Episode & Readonly<{ matched: readonly Alert[] }>

/** Each alert with the past alerts of the same cause; a genuine one among them decides, else any label. */
function labelled(episodes: readonly Episode[], past: readonly Alert[]): readonly Labelled[] {
  const bySubject = Map.groupBy(past, (alert) => subjectKey(alert.subject))
  return episodes.map((episode) => {
    const matched = (bySubject.get(episode.subject) ?? []).filter((alert) => overlaps(episode, spanOf(alert)))
    const decisive =
      matched.find((alert) => alert.outcome === 'genuine') ??
      matched.find((alert) => labelOf(alert) === 'notGenuine') ??
      matched[0]
    if (decisive === undefined) return { ...episode, matched }
    const outcome = decisive.outcome === undefined ? {} : { outcome: decisive.outcome }
    return { ...episode, matched, alertId: decisive.id, ...outcome }
  })
}

/** What staff's closing says about a cause; `recovered` is the system's own word and says nothing. */
export const labelOf = (
  of: Readonly<{ outcome?: Alert['outcome'] }>,
): 'genuine' | 'notGenuine' | 'unlabelled' =>
  of.outcome === 'genuine'
    ? 'genuine'
    : of.outcome === undefined || of.outcome === 'recovered'
      ? 'unlabelled'
      : 'notGenuine'

function countPast(past: readonly Alert[]): BacktestReport['past'] {
  const count = { genuine: 0, notGenuine: 0, unlabelled: 0 }
  for (const alert of past) count[labelOf(alert)] += 1
  return count
}

function sideOf(
  rule: Rule,
  alerts: readonly Labelled[],
  of: Period & Readonly<{ days: number; subjects: number }>,
): BacktestSide {
  const perDay = new Array<number>(of.days).fill(0)
  const perHour = new Array<number>(24).fill(0)
  const perSubject = new Map<SubjectKey, { alerts: number; firingMs: number }>()
  const bySeverity = { info: 0, warning: 0, critical: 0 }
  const counts = { genuine: 0, notGenuine: 0, unlabelled: 0 }
  let firingMs = 0
  const firstDay = dayNumber(of.timeZone, of.from)
  for (const alert of alerts) {
    const day = dayNumber(of.timeZone, alert.raisedAt) - firstDay
    perDay[day] = (perDay[day] ?? 0) + 1
    const hour = Math.floor((localMs(of.timeZone, alert.raisedAt) % DAY) / HOUR)
    perHour[hour] = (perHour[hour] ?? 0) + 1
    const own = perSubject.get(alert.subject) ?? { alerts: 0, firingMs: 0 }
    perSubject.set(alert.subject, { alerts: own.alerts + 1, firingMs: own.firingMs + alert.firingMs })
    bySeverity[alert.severity] += 1
    counts[labelOf(alert)] += 1
    firingMs += alert.firingMs
  }
  const weeks = (of.to - of.from) / (7 * DAY)
  const genuinePast = of.past.filter((alert) => alert.outcome === 'genuine')
  const reached = new Set(alerts.flatMap((alert) => alert.matched.map(({ id }) => id)))
  const decided = counts.genuine + counts.notGenuine
  return {
    parameters: parametersOf(rule),
    alerts: alerts.length,
    subjects: perSubject.size,
    perSubjectWeek: of.subjects === 0 || weeks === 0 ? 0 : alerts.length / of.subjects / weeks,
    perDay,
    perHour,
    perSubject: [...perSubject]
      .map(([subject, own]) => ({ subject, ...own }))
      .sort((a, b) => b.alerts - a.alerts || (a.subject < b.subject ? -1 : 1))
      .slice(0, MOST_SUBJECTS),
    bySeverity,
    firingMs,
    ...counts,
    precision: decided === 0 ? null : counts.genuine / decided,
    recall:
      genuinePast.length === 0
        ? null
        : genuinePast.filter(({ id }) => reached.has(id)).length / genuinePast.length,
  }
}

/** Alerts of one side that no alert of the other, of the same subject, overlaps. */
function onlyIn(mine: readonly Labelled[], theirs: readonly Labelled[]): BacktestReport['onlyCurrent'] {
  const others = Map.groupBy(theirs, (alert) => alert.subject)
  const alone = mine.filter(
    (alert) => !(others.get(alert.subject) ?? []).some((other) => overlaps(alert, other)),
  )
  return {
    count: alone.length,
    alerts: alone
      .toSorted((a, b) => b.raisedAt - a.raisedAt)
      .slice(0, MOST_LISTED)
      .map(({ lastAt: _, firingMs: __, firingSince: ___, matched: ____, ...alert }) => alert),
  }
}

const localMs = (timeZone: string, at: EpochMs): number => at + zoneOffset(timeZone, at)
const dayNumber = (timeZone: string, at: EpochMs): number => Math.floor(localMs(timeZone, at) / DAY)

function daysOf({ from, to, timeZone }: Period): readonly string[] {
  const first = dayNumber(timeZone, from)
  const last = dayNumber(timeZone, Math.max(from, to - 1))
  return Array.from({ length: last - first + 1 }, (_, i) =>
    new Date((first + i) * DAY).toISOString().slice(0, 10),
  )
}
