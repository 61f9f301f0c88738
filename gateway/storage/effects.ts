// Everything that can be written, as data. The pure side knows the first four (alerts/store.ts); the rest is
// the gateway's own. A commit unit is one log row (or none) and its effects: one all-or-nothing step.

import type { Reached } from '../../alerts/model/notification.ts'
import type { Silence } from '../../alerts/model/silence.ts'
import type { WeatherReport } from '../../alerts/model/weather.ts'
import type { Effect } from '../../alerts/store.ts'
import type { Account, StoredSession } from '../http/ports.ts'
import type { PushSubscription } from '../http/ports-messages.ts'
import type { EntityKind } from '../people/ports.ts'
import type { CareEffect } from './care.ts'
import type { ReportMailEffect } from './report-mail.ts'
import type { RosterEffect } from './roster.ts'
import type { RuleEffect } from './rules.ts'
import type { TestEffect } from './tests.ts'

export type StoreEffect =
  | Effect
  | RuleEffect
  | TestEffect
  | CareEffect
  | RosterEffect
  | ReportMailEffect
  | Readonly<{
      type: 'rejection'
      rejection: Readonly<{
        receivedAt: number
        deviceId: string
        topic: string
        reason: string
        detail: string
        payloadStart: Uint8Array
      }>
    }>
  | Readonly<{ type: 'press'; deviceId: string; ident: string; receivedAt: number }>
  | Readonly<{ type: 'entity'; kind: EntityKind; id: string; body: unknown }>
  | Readonly<{ type: 'removeEntity'; kind: EntityKind; id: string }>
  | Readonly<{ type: 'secret'; deviceId: string; secretHash: string; createdAt: number }>
  | Readonly<{ type: 'account'; account: Account }>
  | Readonly<{ type: 'session'; session: StoredSession }>
  | Readonly<{ type: 'removeSession'; tokenHash: string }>
  | Readonly<{ type: 'removeSessionsOf'; personId: string }>
  /** Inserts, or replaces when it was ended. */
  | Readonly<{ type: 'silence'; silence: Silence }>
  /** A community's rain warning was set or lifted; every one is kept. */
  | Readonly<{ type: 'weather'; report: WeatherReport }>
  /** People, places or devices changed: a running gateway reads them again. */
  | Readonly<{ type: 'directoryChanged' }>
  /** What a provider, a phone or a band has said of a message later; the furthest counts. */
  | Readonly<{ type: 'receipt'; key: string; reached: Reached }>
  | Readonly<{ type: 'subscription'; subscription: PushSubscription }>
  | Readonly<{ type: 'removeSubscription'; endpoint: string }>
  /** Something has just been seen to work; the newest counts. */
  | Readonly<{ type: 'proven'; proven: Proven }>
  | ActEvidence
  | Readonly<{ type: 'expireSessions'; before: number }>
  | Readonly<{ type: 'trimLog'; through: number }>

/** That somebody acted without a login; written with what it changed. The first of a key counts. */
export type ActEvidence =
  | Readonly<{ type: 'linkUse'; use: LinkUse }>
  | Readonly<{ type: 'smsReply'; reply: SmsReply }>

/** A link acts once per act and turn; taking something back begins a new turn. */
export type LinkUse = Readonly<{
  /** SHA-256 of the token: whoever reads the store cannot use it. */
  link: string
  act: string
  turn: number
  alertId: number
  personId: string
  at: number
  address: string
}>

/** An SMS as it came in, and what came of it; `id` is the sender's own number for it. */
export type SmsReply = Readonly<{
  source: string
  id: string
  at: number
  phone: string
  text: string
  personId?: string
  alertId?: number
  outcome: string
}>

/**
 * `since`: from when on a community's canary is due. `press`: a press of this device was told to a person; `band`: the
 * device said that it has shown a message.
 */
export type ProvenWhat = 'community' | 'channel' | 'since' | 'press' | 'band'
export type Proven = Readonly<{ what: ProvenWhat; id: string; at: number; tookMs?: number }>

/** A subject's engine state as of log row `seq`: what a restart starts from. */
export type Snapshot = Readonly<{ subject: string; seq: number; body: string }>

/**
 * What crosses to the writer thread: log rows packed so that a thousand messages cost one copy.
 * Row i has sequence number firstSeq + i; its payload is bytes[ends[i-1] … ends[i]).
 */
export type Batch = Readonly<{
  id: number
  /** Grows with each failure: batches of an earlier epoch were decided on top of one that failed. */
  epoch: number
  firstSeq: number
  /** When it was sealed, by the gateway's clock, and by the machine's, which the writer's thread shares. */
  sealedAt: number
  sealedTick: number
  receivedAt: Float64Array
  /** Joined by newline: a topic never holds one. */
  topics: string
  ends: Uint32Array
  bytes: Uint8Array
  effects: readonly StoreEffect[]
  /** Three numbers for each unit that has effects: the unit, and how many log rows and effects stand before it. */
  starts: Uint32Array
  snapshots: readonly Snapshot[]
  /** Log rows below this are in every snapshot; null leaves it as it is. */
  floor: number | null
}>

export type BatchAnswer =
  | Readonly<{ type: 'committed'; id: number; milliseconds: number }>
  /** Everything before this unit of this batch is committed; it is not, and nothing after it. */
  | Readonly<{ type: 'refused'; id: number; unit: number; message: string; milliseconds: number }>
  | Readonly<{ type: 'failed'; id: number; code: number | null; message: string }>
