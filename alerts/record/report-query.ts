// What a report is asked for, and what of it is the community's own. Whoever asks (the board, the morning's e-mail) gets the
// same report.

import type { Community, Directory } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { communityOf } from '../response/handover.ts'
import { type Period, periodBefore } from './calendar.ts'
import type { Report, ReportQuery } from './report.ts'

/** What a roster is made of: neither residents nor secrets cross to the reader. */
export const rosterIn = (directory: Directory): Directory => ({
  ...directory,
  people: new Map([...directory.people].filter(([, { role }]) => role !== 'family')),
  buildings: new Map(),
  residents: new Map(),
  devices: new Map(),
  drains: new Map(),
  partners: new Map(),
})

export type ReportAsked = Omit<ReportQuery, 'silentRules'>

/** A month is compared with the one before it. */
export function reportQuery(
  period: Period,
  { id }: Community,
  { directory, now }: Readonly<{ directory: Directory; now: EpochMs }>,
): ReportAsked {
  const previous = period.kind === 'monthly' ? periodBefore(period) : undefined
  return {
    period,
    ...(previous === undefined ? {} : { previous }),
    communityId: id,
    now,
    roster: rosterIn(directory),
  }
}

/** Without the silences and changes of other communities. */
export function ownOf(report: Report, directory: Directory): Report {
  const isOwn = (community: string | undefined): boolean =>
    community === undefined || community === report.communityId
  return {
    ...report,
    silences: report.silences.filter(({ match }) => isOwn(communityOf(directory, match))),
    changes: report.changes.filter(({ residentId }) =>
      isOwn(residentId === undefined ? undefined : communityOf(directory, { residentId })),
    ),
  }
}
