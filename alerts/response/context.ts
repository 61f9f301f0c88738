// What a decision about an alert may look at, and what it hands back. Types only.

import type { ChannelBook } from '../channels/address.ts'
import type { Alert, Outcome as ClosingOutcome, TimelineEntry } from '../model/alert.ts'
import type { AnnouncedTest } from '../model/announced-test.ts'
import type { PhoneResult, Via } from '../model/attendance.ts'
import type { DeskWordKind, Observation, ObservedAnswer, Vehicle } from '../model/desk.ts'
import type { CallResult } from '../model/incident.ts'
import type { LiveState } from '../model/live.ts'
import type { Notification, Recipient } from '../model/notification.ts'
import type { Directory, Locale } from '../model/people.ts'
import type { Silence } from '../model/silence.ts'
import type { EpochMs } from '../model/time.ts'
import type { PolicyBook } from './policy.ts'

/** Somebody who was sent something about an alert. A stored Notification fits. */
export type Told = Readonly<{ recipient: Recipient; channel: string; address: string }>

/** A rule's own words: "心率过快", what to do about it, and the names of its levels. */
export type RuleTexts = Readonly<{
  title: string
  advice?: string
  levels?: Readonly<Record<string, string>>
}>

export type ResponseContext = Readonly<{
  now: EpochMs
  /** When the message behind the finding arrived; equals `now` for commands and due steps. */
  receivedAt: EpochMs
  /** The finding comes from a late upload, or the step fell due while nobody could fire it. */
  late: boolean
  directory: Directory
  policies: PolicyBook
  channels: ChannelBook
  live: LiveState | undefined
  /** At least every silence in force at `now`; others are looked past. */
  silences: readonly Silence[]
  /** The chain tells nobody in this change and falls due then; null: the incident it is about to join tells. */
  untoldUntil?: EpochMs | null
  /** What this press uses up: it opens as a test. */
  test?: AnnouncedTest
  ruleTexts(ruleId: string, locale: Locale): RuleTexts | undefined
  nextAlertId(): number
  nextSeq(alertId: number): number
  told(alertId: number): readonly Told[]
}>

/** Rows to write. `alert` is undefined when the alert itself did not change. */
export type Outcome = Readonly<{
  alert: Alert | undefined
  entries: readonly TimelineEntry[]
  notifications: readonly Notification[]
}>

export const NOTHING: Outcome = { alert: undefined, entries: [], notifications: [] }

/**
 * The desk's word on a card, heard on the telephone by the actor, or through the interface of the actor, a partner; what
 * the actor has seen of the patient; that the actor has opened the card, to print it or to read it out.
 */
export type DeskCommand =
  | Readonly<{
      action: 'desk'
      step: DeskWordKind
      how?: 'interface'
      happenedAt?: EpochMs
      cardVersion?: number
      eventNumber?: string
      vehicle?: Vehicle
      note?: string
    }>
  | Readonly<{ action: 'observe'; question: Observation; answer: ObservedAnswer }>
  | Readonly<{ action: 'openCard'; page: 'sheet' | 'script' }>

/** What a person does to an alert. The gateway's CommandInput fits. */
export type Command = Readonly<{ actorId: string; at: EpochMs; via?: Via }> &
  (
    | Readonly<{ action: 'acknowledge' }>
    | Readonly<{ action: 'comment'; text: string }>
    | Readonly<{ action: 'confirm'; note?: string }>
    | Readonly<{ action: 'withdraw'; note?: string }>
    | Readonly<{ action: 'call'; residentId: string; result: CallResult; note?: string }>
    | Readonly<{ action: 'onTheWay'; note?: string }>
    | Readonly<{ action: 'arrived'; note?: string }>
    /** `instead`: the person who has the task now, as the one who assigns it saw it. */
    | Readonly<{ action: 'assign'; personId: string; instead?: string; note?: string }>
    /** `from`: the person who answers for it now, as the one who hands it over saw it. */
    | Readonly<{ action: 'handOver'; personId: string; from: string; note?: string }>
    /** `callee`: a person's id, or one of CALLEES. */
    | Readonly<{ action: 'logCall'; callee: string; result: PhoneResult; note?: string }>
    | DeskCommand
    /** Of a test: it is none. */
    | Readonly<{ action: 'real'; note?: string }>
    | Readonly<{ action: 'decline'; note?: string }>
    | Readonly<{ action: 'undo' }>
    | Readonly<{ action: 'resolve'; outcome: Exclude<ClosingOutcome, 'recovered'>; note?: string }>
  )

/**
 * `alreadySaid`: the same person has said so, or has the task already. `changedMeanwhile`: somebody else assigned it or
 * took it over first. `tooLateToUndo`: the time is over, or somebody has acted since. `noCard`: the alert is about nobody
 * an ambulance could be sent to. `eventNumberDiffers`: the desk's own interface has given another number.
 * `stillATest`: say first that it is real. `notATest`: nothing says that it is one.
 */
export type CommandRefusal =
  | 'alreadyAcknowledged'
  | 'alreadyResolved'
  | 'notAnEmergency'
  | 'alreadySaid'
  | 'changedMeanwhile'
  | 'notAcknowledged'
  | 'personNotFound'
  | 'tooLateToUndo'
  | 'noCard'
  | 'notWithdrawn'
  | 'eventNumberDiffers'
  | 'stillATest'
  | 'notATest'
  | 'timeImplausible'

export type CommandResult =
  | Readonly<{
      ok: true
      alert: Alert
      entries: readonly TimelineEntry[]
      notifications: readonly Notification[]
    }>
  | Readonly<{ ok: false; code: CommandRefusal; alert: Alert }>
