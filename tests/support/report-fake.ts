// A report over alerts in memory, for the tests of the doors: the fold is the real one, what needs a store is empty.

import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import type { Report, ReportQuery } from '../../alerts/record/report.ts'
import { createReportTally } from '../../alerts/record/report-tally.ts'

export function reportOf(
  query: Omit<ReportQuery, 'silentRules'>,
  cases: readonly (readonly [Alert, readonly TimelineEntry[]])[],
): Report {
  const { period, communityId, now } = query
  const { kind, name, timeZone, from, to } = period
  const tally = createReportTally(period, query)
  for (const [alert, lines] of cases) tally.add({ alert, lines, messages: [] })
  return {
    kind,
    name,
    communityId,
    timeZone,
    from,
    to,
    madeAt: now,
    recordSince: from,
    ...tally.folded(from),
    devices: { list: [], total: 0 },
    outages: [],
    silences: [],
    canary: null,
    uncovered: null,
    changes: [],
    titles: { sos: { 'zh-CN': '紧急呼救', en: 'Call for help' } },
  }
}
