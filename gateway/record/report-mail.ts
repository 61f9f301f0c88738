// Reports that go out by themselves: asked every second which are due, made in the reader's thread, and committed together
// with their messages. Nothing is scheduled: what fell due while the gateway was away goes out late, and once.

import type { Notification, ReportRef } from '../../alerts/model/notification.ts'
import type { Community, Locale, Person } from '../../alerts/model/people.ts'
import { type EpochMs, MINUTE } from '../../alerts/model/time.ts'
import { type Period, REPORT_KINDS, type ReportKind } from '../../alerts/record/calendar.ts'
import type { Report } from '../../alerts/record/report.ts'
import {
  localeOf,
  mailReport,
  nextReportAt,
  REPORTS_AT,
  reportReaders,
  reportsDue,
} from '../../alerts/record/report-mail.ts'
import { reportNames } from '../../alerts/record/report-names.ts'
import { ownOf, type ReportAsked, reportQuery } from '../../alerts/record/report-query.ts'
import { reportTable } from '../../alerts/record/report-table.ts'
import { TABLE_WORDS } from '../../alerts/record/report-words.ts'
import type { ReportMailAnswer } from '../http/api-reports.ts'
import { newDraft } from '../ingest/drafting.ts'
import type { Submission } from '../ingest/submission.ts'
import type { World } from '../ingest/world.ts'
import type { ReportMail, SentReport } from '../storage/report-mail.ts'

/** A store or a reader that refused is asked again after this. */
const AGAIN_MS = MINUTE
const SHOWN = 12

export type ReportMailer = ReturnType<typeof createReportMail>

export function createReportMail(deps: {
  world: Pick<World, 'directory' | 'nextAlertId'>
  submission: Pick<Submission, 'effects'>
  /** The newest of each community and kind that was dealt with. */
  memory: readonly ReportRef[]
  report(query: ReportAsked): Promise<Report>
  sentReports(query: { communityId: string; limit: number }): Promise<readonly SentReport[]>
  /** Whether this site sends e-mail at all. */
  isOn(): boolean
  /** They are on disk and may go. */
  queue(notifications: readonly Notification[]): void
  onError(error: unknown): void
}) {
  const { world, submission } = deps
  const slotOf = (communityId: string, kind: ReportKind): string => `${kind}|${communityId}`
  const newest = new Map(deps.memory.map(({ communityId, kind, name }) => [slotOf(communityId, kind), name]))
  const busy = new Set<string>()
  const notBefore = new Map<string, EpochMs>()

  const readersOf = (communityId: string, kind: ReportKind): readonly Person[] =>
    deps.isOn() ? reportReaders(world.directory, { communityId, kind }) : []

  const commit = async (
    mail: ReportMail,
    sent: Readonly<Partial<ReturnType<typeof mailReport>>> = {},
  ): Promise<void> => {
    const { alert, entries = [], notifications = [] } = sent
    const draft = newDraft()
    if (alert !== undefined) {
      draft.effects.push({ type: 'alert', alert })
      // Numbers go on after it; there is nothing to show, it is closed.
      draft.cases.push({ alert, lines: entries.length, told: [] })
    }
    for (const entry of entries) draft.effects.push({ type: 'timeline', entry })
    for (const notification of notifications) draft.effects.push({ type: 'notification', notification })
    draft.effects.push({ type: 'reportMail', mail })
    const failure = await submission.effects(draft)
    if (failure) throw new Error(`a report could not be written down: ${failure.message}`)
    newest.set(slotOf(mail.communityId, mail.kind), mail.name)
    if (notifications.length > 0) deps.queue(notifications)
  }

  const tablesFor = (report: Report, readers: readonly Person[]): ReportMail['tables'] => {
    const { directory } = world
    const inLocale = (locale: Locale): readonly [Locale, string] => {
      const words = TABLE_WORDS[locale]
      const names = reportNames(report, directory, { locale, madeBy: words.itself })
      return [locale, reportTable(report, { words, names })]
    }
    return Object.fromEntries([...new Set(readers.map(localeOf))].map(inLocale))
  }

  const send = async (community: Community, period: Period, now: EpochMs): Promise<void> => {
    const { kind, name } = period
    const ref = { communityId: community.id, kind, name, madeAt: now }
    if (readersOf(community.id, kind).length === 0) return commit({ ...ref, alertId: null, tables: {} })
    const { directory } = world
    const made = await deps.report(reportQuery(period, community, { directory, now }))
    const report = ownOf(made, world.directory)
    // As they are now: somebody may have been taken out while it was made.
    const readers = readersOf(community.id, kind)
    const isOnRecord = report.recordSince !== null && report.recordSince < report.to
    if (!isOnRecord || readers.length === 0) return commit({ ...ref, alertId: null, tables: {} })
    const tables = tablesFor(report, readers)
    const alertId = world.nextAlertId++
    const sent = mailReport(report, { alertId, now, readers, directory: world.directory })
    return commit({ ...ref, alertId, tables }, sent)
  }

  const look = (community: Community, kind: ReportKind, now: EpochMs): void => {
    const slot = slotOf(community.id, kind)
    if (busy.has(slot) || now < (notBefore.get(slot) ?? 0)) return
    // Who never had any is not asked about; who has none now is passed over, and gets no heap of them later.
    if (!newest.has(slot) && readersOf(community.id, kind).length === 0) return
    const [next] = reportsDue(kind, community, { now, newest: newest.get(slot) })
    if (next === undefined) return
    busy.add(slot)
    void send(community, next, now)
      .catch((error) => {
        notBefore.set(slot, now + AGAIN_MS)
        deps.onError(error)
      })
      .finally(() => busy.delete(slot))
  }

  return {
    /** The passing of time. */
    tick(now: EpochMs): void {
      for (const community of world.directory.communities.values())
        for (const kind of REPORT_KINDS) look(community, kind, now)
    },

    /** Who reads what, when the next goes out, and what became of the last ones. */
    async view(communityId: string, now: EpochMs): Promise<ReportMailAnswer | undefined> {
      const community = world.directory.communities.get(communityId)
      if (community === undefined) return undefined
      const readers = new Map<string, { personId: string; name: string; kinds: ReportKind[] }>()
      for (const kind of REPORT_KINDS)
        for (const { id, name } of reportReaders(world.directory, { communityId, kind })) {
          const known = readers.get(id) ?? { personId: id, name, kinds: [] }
          known.kinds.push(kind)
          readers.set(id, known)
        }
      const next = REPORT_KINDS.flatMap((kind) => {
        const at = nextReportAt(kind, community, now)
        return at === undefined || readersOf(communityId, kind).length === 0 ? [] : [{ kind, at }]
      })
      return {
        communityId,
        timeZone: community.timeZone,
        isOn: deps.isOn(),
        at: community.reportsAt ?? REPORTS_AT,
        readers: [...readers.values()],
        next,
        sent: await deps.sentReports({ communityId, limit: SHOWN }),
      }
    },
  }
}
