// The one door through which the dashboard sees the server: types only, nothing that runs.

export type {
  Alert,
  AlertStatus,
  Evidence,
  Outcome,
  Severity,
  TimelineEntry,
  TimelineKind,
} from '../../alerts/model/alert.ts'
export type { PhoneResult } from '../../alerts/model/attendance.ts'
export type {
  CareContact,
  ContactKind,
  ContactResult,
  LocalDay,
  OpenPromise,
  PromiseEnd,
  ReviewReason,
  ReviewState,
} from '../../alerts/model/care.ts'
export type { DeskStep, Observation, ObservedAnswer } from '../../alerts/model/desk.ts'
export type { Call, CallResult } from '../../alerts/model/incident.ts'
export type { Condition, UnknownReason } from '../../alerts/model/live.ts'
export type { Card120 } from '../../alerts/model/notification.ts'
export type { Locale, Role } from '../../alerts/model/people.ts'
export type { RosterChange } from '../../alerts/model/roster-change.ts'
export type { Silence, SilenceKind, SilenceMatch, SilenceState } from '../../alerts/model/silence.ts'
export type { Metric, QualityReason } from '../../alerts/model/telemetry.ts'
export type { EpochMs } from '../../alerts/model/time.ts'
export type { RainWarning } from '../../alerts/model/weather.ts'
export type { Figures } from '../../alerts/record/kpi.ts'
export type { Turn } from '../../alerts/roster/rota.ts'
export type { RosterDay } from '../../alerts/roster/view.ts'
export type {
  ExplainReason,
  Explanation,
  RuleExplanation,
} from '../../alerts/rules/explanation.ts'
export type {
  AdoptRequest,
  AdoptResult,
  AlertAction,
  AlertActionResult,
  AlertDetail,
  AlertPage,
  BacktestAlert,
  BacktestReport,
  BacktestSide,
  CallListEntry,
  CallRequest,
  CarePlan,
  CarePlanEntry,
  CarePlanRequest,
  Limit,
  Meta,
  PhoneMessage,
  Problem,
  QualityReport,
  Rejection,
  ResidentDetail,
  RuleAdjustment,
  RuleAlertCounts,
  RuleChangeRequest,
  RuleConflict,
  RuleFault,
  RuleHistoryEntry,
  RuleList,
  RuleParameter,
  RuleQuality,
  RulesRefusal,
  RulesReload,
  RuleUndoRequest,
  RuleView,
  Samples,
  Session,
  SilenceEndRequest,
  SilencePage,
  SilenceRequest,
  TagParameters,
  UnknownDevice,
  Words,
} from '../../gateway/http/api.ts'
export type {
  ContactAnswer,
  ContactRequest,
  ResidentCare,
  ReviewDay,
  ReviewDaySummary,
  ReviewEntry,
} from '../../gateway/http/api-care.ts'
export type { CardSheet } from '../../gateway/http/api-desk.ts'
export type { AnnouncedTest, TestCallOffRequest, TestRequest } from '../../gateway/http/api-proven.ts'
export type { Hop, KpiAnswer, Proof, ProvenAnswer } from '../../gateway/http/api-record.ts'
export type { SmsReplyKind, SmsReplyView } from '../../gateway/http/api-replies.ts'
export type {
  Bar,
  PeriodFigures,
  ReportAnswer,
  ReportedChange,
  ReportMailAnswer,
} from '../../gateway/http/api-reports.ts'
export type {
  HandoverSheet,
  RosterChangeRequest,
  RosterFeedView,
  RosterImportResult,
  RosterView,
  StaffMember,
} from '../../gateway/http/api-roster.ts'
export type { WeatherRequest } from '../../gateway/http/api-weather.ts'
export type {
  DrainTile,
  Frame,
  NotificationView,
  Place,
  ResidentTile,
  RuleTitle,
  Shown,
  WeatherView,
} from '../../gateway/live/frames.ts'
