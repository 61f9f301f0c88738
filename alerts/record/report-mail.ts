// Reports that go out by themselves: which are due, to whom, and the one entry on record each is. Who reads them and at what
// hour is in the site's file; nobody does unless it says so. Words are in report-letter.ts; nothing here sends.

import type { Alert, TimelineEntry } from '../model/alert.ts'
import type { Notification } from '../model/notification.ts'
import type { Community, Directory, Locale, Person, SubjectRef } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { keyOf } from '../response/telling.ts'
import { dayOf, minutesOf, momentOf } from '../roster/calendar.ts'
import { nameAt, type Period, periodBefore, periodOf, type ReportKind } from './calendar.ts'
import type { Report } from './report.ts'
import { letterOf } from './report-letter.ts'

/** The rule under which a report that went out is on record; it is in no catalogue, and no policy knows it. */
export const REPORT_RULE = 'report'

/** When reports go out, where the site says nothing else: before the morning's hand-over. */
export const REPORTS_AT = '07:30'

/** How many that were missed go out late; who was away for longer opens the board. */
const MOST_LATE: Readonly<Record<ReportKind, number>> = { daily: 7, monthly: 2 }

/** Who may open the page may have it by e-mail. */
const OFFICE: readonly string[] = ['duty', 'director', 'admin']

/** Asked every second, and families outnumber readers by far: worked out once for the people there are. */
const named = new WeakMap<Directory['people'], readonly Person[]>()

function namedIn({ people }: Directory): readonly Person[] {
  const known =
    named.get(people) ??
    [...people.values()].filter(
      ({ reports, email, role }) => reports !== undefined && email !== undefined && OFFICE.includes(role),
    )
  named.set(people, known)
  return known
}

/** Whom the site names for it: those of the community, and those who work for all. */
export const reportReaders = (
  directory: Directory,
  { communityId, kind }: Readonly<{ communityId: string; kind: ReportKind }>,
): readonly Person[] =>
  namedIn(directory).filter(
    (person) =>
      person.reports?.includes(kind) === true && (person.communityId ?? communityId) === communityId,
  )

type Hours = Pick<Community, 'timeZone' | 'reportsAt'>

/** A period's report goes out on the day after it, at the community's hour. */
const dueAt = ({ to, timeZone }: Period, { reportsAt = REPORTS_AT }: Hours): EpochMs =>
  momentOf(dayOf(to, timeZone), minutesOf(reportsAt), timeZone)

const periodAt = (kind: ReportKind, { timeZone }: Hours, at: EpochMs): Period | undefined =>
  periodOf(kind, nameAt(kind, at, timeZone), timeZone)

/**
 * Reports that should have gone out by now and have not, oldest first. `newest`: the last one that was dealt with; without
 * it, none ever was, and only the last of all is due.
 */
export function reportsDue(
  kind: ReportKind,
  community: Hours,
  { now, newest }: Readonly<{ now: EpochMs; newest: string | undefined }>,
): readonly Period[] {
  const due: Period[] = []
  const most = newest === undefined ? 1 : MOST_LATE[kind]
  const running = periodAt(kind, community, now)
  let period = running && periodBefore(running)
  while (period !== undefined && due.length < most && !(newest !== undefined && period.name <= newest)) {
    if (dueAt(period, community) <= now) due.unshift(period)
    period = periodBefore(period)
  }
  return due
}

/** When the next one goes out. */
export function nextReportAt(kind: ReportKind, community: Hours, now: EpochMs): EpochMs | undefined {
  const running = periodAt(kind, community, now)
  const last = running && periodBefore(running)
  if (running === undefined || last === undefined) return undefined
  const next = dueAt(last, community)
  return next > now ? next : dueAt(running, community)
}

/** The system itself, as far as it sends reports of a community. */
const senderOf = (communityId: string): SubjectRef => ({ kind: 'system', id: `report-${communityId}` })

export const localeOf = ({ locale = 'zh-CN' }: Pick<Person, 'locale'>): Locale => locale

/**
 * A report as it goes out: an entry on record that is closed as it opens and asks nobody for anything, and a message to each
 * reader under a key of its own. What becomes of the messages is the outbox's.
 */
export function mailReport(
  report: Report,
  known: Readonly<{ alertId: number; now: EpochMs; readers: readonly Person[]; directory: Directory }>,
): Readonly<{ alert: Alert; entries: readonly TimelineEntry[]; notifications: readonly Notification[] }> {
  const { alertId, now, readers, directory } = known
  const { kind, name, communityId } = report
  const facts = { communityId, report: kind, period: name }
  const alert: Alert = {
    id: alertId,
    subject: senderOf(communityId),
    deviceId: '',
    communityId,
    gridId: '',
    ruleId: REPORT_RULE,
    ruleVersion: '1',
    severity: 'info',
    policyId: '',
    emergency: false,
    closesOnClear: true,
    status: 'resolved',
    eventTime: now,
    receivedAt: now,
    evidence: { samples: [], since: now, facts },
    repeats: 0,
    resolvedAt: now,
    resolvedBy: 'system',
    outcome: 'recovered',
    nextStep: 0,
    dueAt: null,
    revision: 1,
  }
  const line = (seq: number, of: Pick<TimelineEntry, 'kind' | 'detail'>): TimelineEntry => ({
    alertId,
    seq,
    at: now,
    actor: 'system',
    ...of,
  })
  const notifications = readers.flatMap((person): Notification[] => {
    const { id, role, email } = person
    if (email === undefined || role === 'family' || role === 'grid') return []
    const locale = localeOf(person)
    const recipient = { kind: 'person', id, name: person.name, role, locale } as const
    const { title, body } = letterOf(report, { locale, directory })
    return [
      {
        key: keyOf(alert, { recipient, channel: 'email', address: email }, { step: -1, reason: 'raised' }),
        alertId,
        step: -1,
        reason: 'raised',
        recipient,
        channel: 'email',
        address: email,
        message: { title, body, severity: 'info', report: { kind, name, communityId } },
        emergency: false,
        status: 'queued',
        attempts: 0,
        createdAt: now,
        nextAttemptAt: now,
      },
    ]
  })
  return {
    alert,
    entries: [
      line(1, { kind: 'opened', detail: { ruleId: REPORT_RULE, ...facts } }),
      line(2, { kind: 'resolved', detail: { outcome: 'recovered' } }),
    ],
    notifications,
  }
}
