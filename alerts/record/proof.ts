// Proof of delivery: the path of one alert from the press to the person, hop by hop, with what each took and what it
// should have taken. Reads the record; changes nothing.

import type { Alert, TimelineEntry } from '../model/alert.ts'
import { type Notification, REACHED, type Reached, type Recipient } from '../model/notification.ts'
import { type EpochMs, MINUTE, SECOND } from '../model/time.ts'
import { type Milestones, type Moment, milestonesOf } from './milestones.ts'

export const HOPS = [
  'pressed',
  'received',
  'decided',
  'recorded',
  'told',
  'acknowledged',
  'onTheWay',
  'arrived',
  'deskReceived',
  'vehicleOut',
  'ambulanceThere',
  'resolved',
] as const
export type HopName = (typeof HOPS)[number]

/**
 * `slow` took longer than expected, `missing` should have been there by now; `waiting` still has time. `skipped`: a later
 * hop came without it. `notAsked`: nobody expects it of this alert.
 */
export type HopState = 'fine' | 'slow' | 'missing' | 'waiting' | 'skipped' | 'notAsked'

export type Hop = Readonly<{
  hop: HopName
  state: HopState
  at?: EpochMs
  /** Since the hop it is measured from: the one before, of an acknowledgement the receipt, of a way there the acknowledgement. */
  tookMs?: number
  expectedMs?: number
  /** Person id, or `system`. */
  by?: string
}>

export type ProofRecipient = Readonly<{
  key: string
  recipientId: string
  name: string
  role: Recipient['role']
  channel: string
  reason: Notification['reason']
  state: 'fine' | 'slow' | 'failed' | 'waiting'
  queuedAt: EpochMs
  /** When it was first known to have come so far; stages that its channel cannot tell are absent. */
  stages: Readonly<Partial<Record<Reached, EpochMs>>>
  tookMs?: number
  expectedMs: number
  error?: string
}>

export type Proof = Readonly<{
  alertId: number
  hops: readonly Hop[]
  recipients: readonly ProofRecipient[]
  /** The first hop that is slow or missing. */
  red?: HopName
}>

/** What the store knows besides: when things were written down, by the gateway's clock. */
export type RecordTimes = Readonly<{
  /** When the first line of the alert was written; absent for alerts from before the chain. */
  recordedAt?: EpochMs
  /** When a message was first known to have come so far. */
  stages: readonly Readonly<{ key: string; reached: Reached; at: EpochMs }>[]
}>

export type ProofRecord = RecordTimes &
  Readonly<{
    alert: Alert
    /** In order. */
    timeline: readonly TimelineEntry[]
    notifications: readonly Notification[]
  }>

/** A press is sent at once; vitals come by the interval, and what is older than 10 min is a late upload. */
const RECEIVED = { urgent: 10 * SECOND, other: 10 * MINUTE }
/** Between receipt and disk: the project's own bound, a hundred times the usual. */
const INSIDE = SECOND
/** Until a channel has taken it: the project's own. */
const TAKEN = { urgent: 10 * SECOND, other: MINUTE }
/** What is not critical may wait for a digest so long (delivery/digests). */
const GATHERED = MINUTE
/** TSA: 99 % of calls answered within 180 s. Warnings wait as long as an acknowledgement of one holds. */
const ANSWERED = { urgent: 180 * SECOND, other: 30 * MINUTE }
/** Until a desk that was told says that it has the card, once a person has confirmed it: the project's own. */
const DESK = 3 * MINUTE
/** China's 120 for 2025: 95 % of ambulances out within 3 min; there in 15 min is the project's own. */
const OUT = 3 * MINUTE
const THERE = 15 * MINUTE

const isPerson = ({ recipient }: Notification): boolean => recipient.kind !== 'device'
const isSuperseded = ({ lastError }: Notification): boolean => lastError === 'superseded'

export function proofOf(record: ProofRecord, now: EpochMs): Proof {
  const { alert, timeline } = record
  const urgent = alert.emergency || alert.severity === 'critical'
  const when = urgent ? 'urgent' : 'other'
  const done = milestonesOf(alert, timeline)
  const decidedAt = timeline[0]?.at ?? alert.receivedAt
  const recipients = record.notifications.map((each) => recipientOf(each, record, now))
  const first = firstTaken(record.notifications)
  const told = first?.settledAt
  const queuedAt = Math.min(...record.notifications.filter(isPerson).map(({ createdAt }) => createdAt))
  const over = done.resolved?.at
  const asked = { isAsked: true, over, now }
  // Nobody is to take a test on, or to go there.
  const isTest = alert.test !== undefined

  const hops: Hop[] = [
    { hop: 'pressed', state: 'fine', at: alert.eventTime },
    hop('received', alert.receivedAt, { ...asked, since: alert.eventTime, expectedMs: RECEIVED[when] }),
    hop('decided', decidedAt, { ...asked, since: alert.receivedAt, expectedMs: INSIDE }),
    record.recordedAt === undefined
      ? { hop: 'recorded', state: 'notAsked' }
      : hop('recorded', record.recordedAt, { ...asked, since: decidedAt, expectedMs: INSIDE }),
    hop('told', told, {
      ...asked,
      // Something held back, by a silence or for its incident, is told late on purpose; a press never is.
      isAsked: alert.emergency || queuedAt !== Number.POSITIVE_INFINITY,
      since: alert.emergency ? decidedAt : Math.min(queuedAt, now),
      expectedMs: takenWithin(when, first),
    }),
    withBy(
      hop('acknowledged', done.acknowledged?.at, {
        ...asked,
        isAsked: !isTest && alert.severity !== 'info' && (alert.emergency || told !== undefined),
        since: alert.receivedAt,
        expectedMs: ANSWERED[when],
      }),
      done.acknowledged?.by,
    ),
    ...(['onTheWay', 'arrived'] as const).map((name) =>
      withBy(
        hop(name, done[name]?.at, {
          over: name === 'onTheWay' ? (done.arrived?.at ?? over) : over,
          now,
          isAsked: alert.emergency && !isTest,
          since: done.acknowledged?.at,
          expectedMs: name === 'onTheWay' ? OUT : THERE,
        }),
        done[name]?.by,
      ),
    ),
    ...deskHops(record, done, now),
    withBy(hop('resolved', over, { over, now, isAsked: true, since: alert.receivedAt }), done.resolved?.by),
  ]
  const red = hops.find(({ state }) => state === 'slow' || state === 'missing')?.hop
  return { alertId: alert.id, hops, recipients, ...(red === undefined ? {} : { red }) }
}

/**
 * The desk's own way: asked for once a person has confirmed, and the next hop once the one before has come. Hops that
 * nobody asks for and that did not come are left out.
 */
function deskHops({ alert, notifications }: ProofRecord, done: Milestones, now: EpochMs): readonly Hop[] {
  const toDesk = notifications.filter(({ recipient }) => recipient.role === 'desk120')
  const isWanted = alert.confirmation === 'confirmed'
  const confirmedTo = toDesk.filter(({ reason }) => reason === 'confirmed').map(({ createdAt }) => createdAt)
  const over = done.resolved?.at
  const { deskReceived, vehicleOut, ambulanceThere } = done
  const judged = (
    name: HopName,
    moment: Moment | undefined,
    by: Readonly<{ since: EpochMs | undefined; isAsked: boolean; expectedMs: number; next?: Moment }>,
  ): Hop => {
    const { next, ...rest } = by
    return withBy(hop(name, moment?.at, { ...rest, over: next?.at ?? over, now }), moment?.by)
  }
  const hops = [
    judged('deskReceived', deskReceived, {
      since: confirmedTo.length === 0 ? firstTaken(toDesk)?.settledAt : Math.min(...confirmedTo),
      isAsked: isWanted && toDesk.length > 0,
      expectedMs: DESK,
      ...lastOf(vehicleOut, ambulanceThere),
    }),
    judged('vehicleOut', vehicleOut, {
      since: deskReceived?.at,
      isAsked: alert.desk !== undefined && alert.confirmation !== 'withdrawn',
      expectedMs: OUT,
      ...lastOf(ambulanceThere),
    }),
    judged('ambulanceThere', ambulanceThere, {
      since: vehicleOut?.at ?? deskReceived?.at,
      isAsked: vehicleOut !== undefined && alert.confirmation !== 'withdrawn',
      expectedMs: THERE,
    }),
  ]
  return hops.filter(({ state, at }) => state !== 'notAsked' || at !== undefined)
}

const lastOf = (...moments: readonly (Moment | undefined)[]): { next?: Moment } => {
  const next = moments.find((moment) => moment !== undefined)
  return next === undefined ? {} : { next }
}

/** Hops that a telephone call may make unnecessary. */
const ON_THE_ROAD: ReadonlySet<HopName> = new Set([
  'onTheWay',
  'arrived',
  'deskReceived',
  'vehicleOut',
  'ambulanceThere',
])

function hop(
  name: HopName,
  at: EpochMs | undefined,
  judged: Readonly<{
    isAsked: boolean
    /** Absent while what it follows has not happened. */
    since: EpochMs | undefined
    expectedMs?: number
    /** When the alert was closed, or a later hop came. */
    over: EpochMs | undefined
    now: EpochMs
  }>,
): Hop {
  const { isAsked, since, expectedMs, over, now } = judged
  const expected = expectedMs === undefined || !isAsked ? {} : { expectedMs }
  if (at !== undefined) {
    // A device whose clock is ahead did not send from the future.
    const tookMs = Math.max(0, at - (since ?? at))
    const state = isAsked && expectedMs !== undefined && tookMs > expectedMs ? 'slow' : 'fine'
    return { hop: name, state, at, tookMs, ...expected }
  }
  if (!isAsked) return { hop: name, state: 'notAsked' }
  const isDue = since !== undefined && expectedMs !== undefined && (over ?? now) - since > expectedMs
  // On the telephone one does not arrive: an alert that is over asks for no way there.
  if (over !== undefined && ON_THE_ROAD.has(name)) return { hop: name, state: 'skipped' }
  if (isDue) return { hop: name, state: 'missing', ...expected }
  return { hop: name, state: over === undefined ? 'waiting' : 'skipped', ...expected }
}

const withBy = (hop: Hop, by: string | undefined): Hop => (by === undefined ? hop : { ...hop, by })

const takenWithin = (when: keyof typeof TAKEN, message: Notification | undefined): number =>
  TAKEN[when] + (message?.digest === undefined ? 0 : GATHERED)

/** The first message to a person or a partner that was taken by its channel. */
const firstTaken = (notifications: readonly Notification[]): Notification | undefined =>
  notifications
    .filter((each) => isPerson(each) && each.status === 'delivered' && each.settledAt !== undefined)
    .reduce<Notification | undefined>(
      (first, each) =>
        (first?.settledAt ?? Number.POSITIVE_INFINITY) <= (each.settledAt ?? 0) ? first : each,
      undefined,
    )

function recipientOf(notification: Notification, record: ProofRecord, now: EpochMs): ProofRecipient {
  const { key, recipient, channel, reason, status, createdAt, settledAt, lastError } = notification
  const expectedMs = takenWithin(notification.emergency ? 'urgent' : 'other', notification)
  const known = new Map(
    record.stages.filter((stage) => stage.key === key).map(({ reached, at }) => [reached, at]),
  )
  // A channel that tells no stages still took it.
  if (status === 'delivered' && settledAt !== undefined && known.size === 0) known.set('sent', settledAt)
  const tookMs = (status === 'delivered' ? (settledAt ?? now) : now) - createdAt
  const isSettled = status === 'delivered' || status === 'failed'
  const state =
    status === 'failed' && !isSuperseded(notification)
      ? 'failed'
      : tookMs > expectedMs && !isSuperseded(notification)
        ? 'slow'
        : isSettled
          ? 'fine'
          : 'waiting'
  return {
    key,
    recipientId: recipient.id,
    name: recipient.name,
    role: recipient.role,
    channel,
    reason,
    state,
    queuedAt: createdAt,
    stages: Object.fromEntries(
      REACHED.flatMap((reached) => {
        const at = known.get(reached)
        return at === undefined ? [] : [[reached, at]]
      }),
    ),
    ...(status === 'delivered' ? { tookMs } : {}),
    expectedMs,
    ...(lastError === undefined || status === 'delivered' ? {} : { error: lastError }),
  }
}
