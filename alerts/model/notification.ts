// A notification: one message of one alert to one recipient over one channel, kept as a row until it is settled.

import type { Severity } from './alert.ts'
import type { DeskStep, Observation, ObservedAnswer } from './desk.ts'
import type { Locale } from './people.ts'
import type { EpochMs } from './time.ts'

/** delivered, retrying and failed are what people see; queued and sending are the two moments before. */
export type NotificationStatus = 'queued' | 'sending' | 'retrying' | 'delivered' | 'failed'

/**
 * How far a message is known to have come, as far as its channel can tell: handed over, taken by the provider, on the
 * device, opened by a person, answered by one. It only ever grows; none of them stops a chain but a person's own act.
 */
export const REACHED = ['sent', 'accepted', 'delivered', 'read', 'actedOn'] as const
export type Reached = (typeof REACHED)[number]

export type NotificationReason = 'raised' | 'escalated' | 'updated' | 'confirmed' | 'withdrawn' | 'resolved'

export type Recipient = Readonly<{
  kind: 'person' | 'partner' | 'device'
  id: string
  name: string
  role:
    | 'duty'
    | 'grid'
    | 'director'
    | 'family'
    | 'admin'
    | 'desk120'
    | 'streetOffice'
    | 'webhook'
    | 'wearer'
    | 'siren'
  locale: Locale
}>

/** The card the 120 desk reads (docs/domain: fields of an ambulance call). All text ready to read. */
export type Card120 = Readonly<{
  eventNumber: string
  version: number
  state: 'new' | 'updated' | 'confirmed' | 'withdrawn' | DeskStep
  calledAt: EpochMs
  what: string
  patient: Readonly<{ name: string; sex: string; age: number; bloodType?: string }>
  phone?: string
  contacts: readonly Readonly<{ name: string; relation: string; phone?: string }>[]
  address: string
  entry: string
  position?: Readonly<{
    wgs84: Readonly<{ latitude: number; longitude: number }>
    gcj02: Readonly<{ latitude: number; longitude: number }>
    accuracyMetres?: number
    eventTime?: EpochMs
    source?: string
  }>
  conditions: readonly string[]
  medication: readonly string[]
  allergies: readonly string[]
  /** Alone, disabled, anticoagulated …: what whoever comes should know before. */
  cautions?: readonly string[]
  /** What a person has seen of the patient; absent while nobody has. */
  observed?: Readonly<
    Partial<Record<Observation, Readonly<{ answer: ObservedAnswer; at: EpochMs; by: string }>>>
  >
  vitals: readonly Readonly<{ metric: string; value: string; eventTime: EpochMs; source?: string }>[]
  /** Names of those who are there, and of those on the way. */
  onSite?: readonly string[]
  onTheWay?: readonly string[]
  /** The desk's own number for the event, once it has said so. */
  deskEventNumber?: string
  confirmedByPerson: boolean
  confirmedBy?: string
  callBack?: string
}>

/** What may stand where strangers read along: a masked name, the building, no health data. */
export type Brief = Readonly<{
  who: string
  what: string
  where: string
  /** The message only answers what somebody wrote to us: nobody waits for it, and nothing follows when it is lost. */
  answer?: string
}>

/** With what the key of a digest begins; that of a message begins with the number of its alert. */
export const DIGEST = 'digest.'

/** What a digest says of it beside many others: what it is called, and the building. */
export type Gist = Readonly<{ what: string; where: string }>

/** The report a message brings. */
export type ReportRef = Readonly<{ kind: 'daily' | 'monthly'; name: string; communityId: string }>

export type Message = Readonly<{
  title: string
  body: string
  severity: Severity
  card?: Card120
  /** There when it is about no alert but brings a report. */
  report?: ReportRef
  /** There when the message may come together with others. */
  gist?: Gist
  /** It tells somebody something and asks nobody to act on an alert: no link to act goes with it. */
  isNotice?: true
  /** There when one of the message's ways is read by a group, or passes a provider's template. */
  brief?: Brief
}>

/** A channel and where it reaches somebody. */
export type Way = Readonly<{ channel: string; address: string }>

export type Notification = Readonly<{
  /** (alert, step, recipient, channel, reason): the idempotency key, unique in the store and sent to the channel. */
  key: string
  alertId: number
  /** Index of the policy step that asked for it; -1 for messages that follow a person's action. */
  step: number
  reason: NotificationReason
  recipient: Recipient
  channel: string
  /** Where the channel sends it: a URL id, a device id, a phone number. Never a secret. */
  address: string
  message: Message
  emergency: boolean
  status: NotificationStatus
  attempts: number
  createdAt: EpochMs
  nextAttemptAt: EpochMs
  settledAt?: EpochMs
  lastError?: string
  /** The channel's own receipt: an HTTP status, a message id. */
  receipt?: string
  reached?: Reached
  /** Further ways to the same recipient, in their order: the next takes over when this one fails. */
  alternatives?: readonly Way[]
  /** Key of the digest it goes out in. */
  digest?: string
  /** Of a digest: the messages it stands for. It is no row itself, they are. */
  gathers?: readonly Notification[]
}>
