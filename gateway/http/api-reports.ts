// What the HTTP API says of a day or a month on record, as types: the dashboard is compiled against this file.

import type { Report } from '../../alerts/record/report.ts'

/**
 * GET /api/reports/daily?date=2026-11-21&communityId=, GET /api/reports/monthly?month=2026-11&communityId= (duty,
 * director, admin), and the same as a table with `.csv?locale=`. Without `communityId`, the first. Days and months are
 * those of the community's clock; one that has not begun is refused with `notBegun`.
 */
export type ReportAnswer = Report &
  Readonly<{
    madeBy: Readonly<{ personId: string; name: string }>
    /** Names for person ids. */
    people: Readonly<Record<string, string>>
    /** Names for subject keys: `resident:r-1`. */
    subjects: Readonly<Record<string, string>>
  }>

export type {
  Bar,
  CanaryDay,
  ChannelCount,
  FailedMessage,
  Outage,
  PeriodFigures,
  Report,
  SilentDevice,
  SubjectCount,
  WorstCase,
} from '../../alerts/record/report.ts'
export type { ChangedNumber, ReportedChange } from '../../alerts/record/rule-changes.ts'
