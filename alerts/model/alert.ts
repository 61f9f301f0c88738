// An alert and what may happen to it. A rule is idle -> pending -> firing; an alert is open -> acknowledged -> resolved.

import type { TestPress } from './announced-test.ts'
import type { Assignment, Attendance, Undo } from './attendance.ts'
import type { DeskRecord, Observations } from './desk.ts'
import type { Call, Members } from './incident.ts'
import type { LateSummary } from './late.ts'
import type { SubjectRef } from './people.ts'
import type { Metric } from './telemetry.ts'
import type { EpochMs } from './time.ts'

export type Severity = 'info' | 'warning' | 'critical'
export type AlertStatus = 'open' | 'acknowledged' | 'resolved'
export const OUTCOMES = ['genuine', 'accidental', 'test', 'equipment'] as const
/** `recovered` is the system's own closing of non-urgent work whose cause went away (a band back online). */
export type Outcome = (typeof OUTCOMES)[number] | 'recovered'

/** Why: the samples looked at, the limit they were held against and since when. Enough to print on a card. */
export type Evidence = Readonly<{
  /** Newest last, at most 60. */
  samples: readonly Readonly<{ metric: Metric; at: EpochMs; value: number }>[]
  metric?: Metric
  comparison?: 'above' | 'below' | 'atLeast' | 'atMost'
  threshold?: number
  /** Event time since which the condition holds. */
  since: EpochMs
  heldMs?: number
  /** Rule-specific facts for the words: e.g. { device: 'band-001', lastSeenAt: 1700000000000 }. */
  facts?: Readonly<Record<string, string | number | boolean>>
}>

/**
 * What the engine says happened to one rule for one subject.
 * `raise` opens (or, while an alert of the rule is open, repeats) an alert; `step` changes its severity up or down;
 * `clear` says the cause is gone, which by itself closes nothing but work marked `closesOnClear`.
 */
export type Finding = Readonly<{
  ruleId: string
  ruleVersion: string
  subject: SubjectRef
  deviceId: string
  transition: 'raise' | 'step' | 'clear'
  severity: Severity
  /** For a ladder rule, the class reached: attention, warning, closure, danger. */
  level?: string
  policyId: string
  closesOnClear: boolean
  /** Exempt from every inhibition, silence and age limit. */
  emergency: boolean
  eventTime: EpochMs
  evidence: Evidence
}>

export type Alert = Readonly<{
  /** Site-wide running number; what people say on the phone: "alert 1024". */
  id: number
  subject: SubjectRef
  deviceId: string
  communityId: string
  gridId: string
  ruleId: string
  ruleVersion: string
  severity: Severity
  level?: string
  policyId: string
  emergency: boolean
  closesOnClear: boolean
  status: AlertStatus
  /** Device time of the cause. */
  eventTime: EpochMs
  receivedAt: EpochMs
  evidence: Evidence
  /** How often the cause was reported again while this alert was open. */
  repeats: number
  /** The cause went away (and has not come back since), by event time. */
  clearedAt?: EpochMs
  /** Who answers for it, and since when somebody has. */
  acknowledgedAt?: EpochMs
  acknowledgedBy?: string
  /** Who was told and has said that they cannot go. */
  declined?: readonly string[]
  /** From whom the one who answers for it now has taken it over. */
  handedOver?: Readonly<{ from: string; at: EpochMs }>
  assignedTo?: Assignment
  /** Who is on the way or there, in the order in which they said so. */
  attending?: readonly Attendance[]
  resolvedAt?: EpochMs
  resolvedBy?: string
  outcome?: Outcome
  /** Whether a person has confirmed the emergency to the 120 desk, or withdrawn it. */
  confirmation?: 'confirmed' | 'withdrawn'
  /** What the 120 desk has said of its card: received, vehicle out, arrived. */
  desk?: DeskRecord
  /** What a person has seen of the patient, for the card. */
  observed?: Observations
  /**
   * Index of the next escalation step in the policy and when it is due; null when the chain has ended. While somebody
   * has taken the alert on: when there is something to do all the same, such as `lapsesAt`.
   */
  nextStep: number
  dueAt: EpochMs | null
  /** While somebody has taken it on: when the chain would have gone on by itself. */
  chainDueAt?: EpochMs
  /** While somebody has taken it on and nobody goes there: when that comes to nothing. */
  lapsesAt?: EpochMs
  /** Present for seconds; what is older than its `until` means nothing. */
  undo?: Undo
  /** While it is here nobody is notified and the chain waits; `dueAt` is `until`. Only open alerts have it. */
  silence?: Readonly<{
    id: number
    until: EpochMs
    /** When the chain would have gone on by itself, where that was still ahead: not before, silence or not. */
    chainDueAt?: EpochMs
  }>
  /** While it is here the press is an announced test: it tells nobody else, and `dueAt` is when it closes itself. */
  test?: TestPress
  /** On the community's list of difficult problems. */
  difficult?: boolean
  /** The incident it belongs to, or belonged to: while it does, the incident tells people and its own chain waits. */
  incidentId?: number
  /** When it left the incident, which was closed before it. */
  partedAt?: EpochMs
  /** Event time of its newest worsening or return; absent while that is `eventTime`. */
  reachedAt?: EpochMs
  /** Of an incident: what it is made of. */
  members?: Members
  /** Of an incident with a call list: the last word on each resident who was called, by resident id. */
  calls?: Readonly<Record<string, Call>>
  /** Of the summary of a late upload: what was seen. */
  late?: LateSummary
  /** Grows by one with each change; a live frame with an older revision is stale. */
  revision: number
}>

export type TimelineKind =
  | 'opened'
  | 'repeated'
  | 'stepped'
  | 'cleared'
  | 'notified'
  | 'escalated'
  | 'fellThrough'
  | 'acknowledged'
  | 'commented'
  | 'confirmed'
  | 'withdrawn'
  | 'resolved'
  | 'delivered'
  | 'deliveryFailed'
  | 'silenced'
  | 'silenceEnded'
  | 'merged'
  | 'parted'
  | 'joined'
  | 'called'
  | 'onTheWay'
  | 'arrived'
  | 'assigned'
  | 'handedOver'
  | 'phoned'
  | 'lapsed'
  | 'suppressed'
  | 'undone'
  | 'desk'
  | 'observed'
  | 'cardOpened'
  | 'madeReal'
  | 'declined'

/** One line of the append-only history of an alert. `actor` is a person id, or `system`. */
export type TimelineEntry = Readonly<{
  alertId: number
  /** 1, 2, 3 … within the alert. */
  seq: number
  at: EpochMs
  kind: TimelineKind
  actor: string
  /** Facts for the words, never words: the dictionary renders them in the reader's language. */
  detail: Readonly<Record<string, string | number | boolean | readonly string[]>>
}>
