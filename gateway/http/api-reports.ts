// What the HTTP API says of a day or a month on record, as types: the dashboard is compiled against this file.

import type { NotificationStatus } from '../../alerts/model/notification.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { ReportKind } from '../../alerts/record/calendar.ts'
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

/**
 * GET /api/reports/mail?communityId= (duty, director, admin): who gets reports by e-mail, as the site file says, when the
 * next go out, and what became of the last ones. Addresses are not told.
 */
export type ReportMailAnswer = Readonly<{
  communityId: string
  timeZone: string
  /** The site has settings for e-mail. */
  isOn: boolean
  /** "07:30" on the community's clock. */
  at: string
  readers: readonly Readonly<{ personId: string; name: string; kinds: readonly ReportKind[] }>[]
  next: readonly Readonly<{ kind: ReportKind; at: EpochMs }>[]
  /** Newest first. */
  sent: readonly Readonly<{
    kind: ReportKind
    name: string
    madeAt: EpochMs
    to: readonly Readonly<{
      personId: string
      name: string
      status: NotificationStatus
      at?: EpochMs
      error?: string
    }>[]
  }>[]
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
