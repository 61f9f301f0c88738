// From a topic and its bytes to readings in our vocabulary, and to what could not be read. Pure and without state: the
// main thread, the restart and the historian thread read the same log row the same way. Who may publish where is
// decided in the broker; whether a reading was seen before, in ingest.

import type { DoubtfulValue, Metric, Reading } from '../../alerts/model/telemetry.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { MAX_PAYLOAD_BYTES } from '../protocol/limits.ts'
import { MAX_BATCH, PAYLOADS } from '../protocol/payloads.ts'
import { isPlainLevel, isPlainStatus, isPlainVitals } from '../protocol/plain.ts'
import { parseTopic, type Topic, type TopicKind } from '../protocol/topics.ts'
import { type ClockFault, clockFault, readTimestamp } from './device-time.ts'
import { identify } from './identity.ts'
import { type Measured, measure, type Payloads } from './quality.ts'

export type RejectReason =
  | 'unknownTopic'
  | 'payloadTooLarge'
  | 'notJson'
  | 'wrongShape'
  | 'batchTooLong'
  | 'batchEmpty'

/** Something a device sent that could not be read. `detail` is at most 500 characters. */
export type Rejected = Readonly<{ reason: RejectReason; detail: string }>

export type Decoded =
  | Readonly<{
      ok: true
      family: Topic['family']
      deviceId: string
      kind: TopicKind
      /** Oldest first by their own time, whatever the order of the payload; never empty. */
      readings: readonly Reading[]
      /** What of the payload could not be read; usually empty. */
      rejected: readonly Rejected[]
    }>
  | Readonly<{ ok: false; deviceId: string | undefined; rejected: readonly Rejected[] }>

/** Detail of a rejection is cut here. */
const DETAIL_LENGTH = 500
/** Of a batch, this many unreadable elements are named; the others are counted. */
const NAMED_ELEMENTS = 5

const NOTHING: readonly Rejected[] = Object.freeze([])

/**
 * Reads one message. Never throws, whatever the bytes. An SOS or a fall always gives a reading: the topic alone is
 * enough, and what cannot be read of the payload is also reported as rejected.
 */
export function decode(topic: string, payload: Uint8Array, receivedAt: EpochMs): Decoded {
  const parsed = parseTopic(topic)
  if (!parsed) return refusal(undefined, 'unknownTopic', topic)
  const emergency = parsed.kind === 'sos' || parsed.kind === 'fall'
  if (payload.length === 0 && emergency) return accept(parsed, [press(parsed.kind, receivedAt)], NOTHING)

  const json = payload.length > MAX_PAYLOAD_BYTES ? TOO_LARGE : readJson(payload)
  if (json instanceof Unreadable) {
    const rejected = [json.rejected]
    return emergency
      ? accept(parsed, [press(parsed.kind, receivedAt, true)], rejected)
      : { ok: false, deviceId: parsed.deviceId, rejected }
  }
  if (Array.isArray(json)) return decodeBatch(parsed, json, receivedAt)

  const body = readBody(parsed.kind, json)
  if (body.ok) return accept(parsed, [readingOf(parsed.kind, body.payload, receivedAt, false)], NOTHING)
  const rejected: Rejected[] = [{ reason: 'wrongShape', detail: shorten(body.fault) }]
  if (!emergency) return { ok: false, deviceId: parsed.deviceId, rejected }
  const rest = salvage(parsed.kind, json)
  const reading = rest ? readingOf(parsed.kind, rest, receivedAt, false) : press(parsed.kind, receivedAt)
  return accept(parsed, [{ ...reading, unreadable: true }], rejected)
}

class Unreadable {
  readonly rejected: Rejected
  constructor(reason: RejectReason, detail: string) {
    this.rejected = { reason, detail: shorten(detail) }
  }
}

const TOO_LARGE = new Unreadable('payloadTooLarge', `more than ${MAX_PAYLOAD_BYTES} bytes`)

function readJson(payload: Uint8Array): unknown {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    return new Unreadable('notJson', error instanceof Error ? error.message : 'not JSON')
  }
}

function decodeBatch(topic: Topic, elements: readonly unknown[], receivedAt: EpochMs): Decoded {
  const { kind } = topic
  const emergency = kind === 'sos' || kind === 'fall'
  const rejected: Rejected[] = []
  // Oldest first: of too many, the newest matter more.
  const skipped = Math.max(0, elements.length - MAX_BATCH)
  if (skipped > 0)
    rejected.push({ reason: 'batchTooLong', detail: `the ${skipped} oldest of ${elements.length} elements` })

  const readings: Reading[] = []
  const faults: string[] = []
  for (let at = skipped; at < elements.length; at++) {
    const body = readBody(kind, elements[at])
    // Without a usable time of its own, only the last element can be taken for "now".
    if (body.ok) readings.push(readingOf(kind, body.payload, receivedAt, at < elements.length - 1))
    else faults.push(`[${at}] ${body.fault}`)
  }
  if (faults.length > 0)
    rejected.push({ reason: 'wrongShape', detail: describeFaults(faults, elements.length) })
  if (elements.length === 0 && !emergency)
    rejected.push({ reason: 'batchEmpty', detail: 'an array without elements' })
  if (readings.length === 0 && emergency) readings.push(press(kind, receivedAt, elements.length > 0))
  return readings.length > 0
    ? accept(topic, oldestFirst(readings), rejected)
    : { ok: false, deviceId: topic.deviceId, rejected }
}

/** Some firmware empties its buffer newest first. Inside one message any order means the same. */
function oldestFirst(readings: Reading[]): Reading[] {
  const inOrder = readings.every((reading, i) => reading.eventTime >= (readings[i - 1]?.eventTime ?? 0))
  return inOrder ? readings : readings.sort((a, b) => a.eventTime - b.eventTime)
}

type Body<K extends TopicKind> = { ok: true; payload: Payloads[K] } | { ok: false; fault: string }

function isPlain(kind: TopicKind, json: unknown): boolean {
  if (kind === 'vitals') return isPlainVitals(json)
  if (kind === 'status') return isPlainStatus(json)
  return kind === 'level' && isPlainLevel(json)
}

function readBody<K extends TopicKind>(kind: K, json: unknown): Body<K> {
  if (isPlain(kind, json)) return { ok: true, payload: json as Payloads[K] }
  const result = PAYLOADS[kind].safeParse(json)
  if (result.success) return { ok: true, payload: result.data as Payloads[K] }
  // Firmware writes null for "no reading"; that is as good as absent.
  const bare = withoutNulls(json)
  if (bare !== json) return readBody(kind, bare)
  return { ok: false, fault: result.error.issues.map(describeIssue).join(', ') }
}

/** A pair of which one part is null (a pressure without its diastolic) goes as a whole. */
function withoutNulls(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json
  const entries = Object.entries(json)
  const kept = entries.filter(
    ([, value]) => value !== null && !(typeof value === 'object' && Object.values(value).includes(null)),
  )
  return kept.length === entries.length ? json : Object.fromEntries(kept)
}

/** What is left of an emergency's payload without its faulty fields. */
function salvage<K extends TopicKind>(kind: K, json: unknown): Payloads[K] | undefined {
  if (typeof json !== 'object' || json === null) return undefined
  const faulty = new Set(PAYLOADS[kind].safeParse(json).error?.issues.map((issue) => issue.path[0]))
  const body = readBody(kind, Object.fromEntries(Object.entries(json).filter(([key]) => !faulty.has(key))))
  return body.ok ? body.payload : undefined
}

/** An emergency of which only the topic is known. */
function press(kind: TopicKind, receivedAt: EpochMs, unreadable = false): Reading {
  const reading = readingOf(kind, {} as Payloads[typeof kind], receivedAt, false)
  return unreadable ? { ...reading, unreadable } : reading
}

function readingOf<K extends TopicKind>(
  kind: K,
  payload: Payloads[K],
  receivedAt: EpochMs,
  waited: boolean,
): Reading {
  const measured = measure(kind, payload)
  const said = payload.ts === undefined ? undefined : readTimestamp(payload.ts)
  const fault: ClockFault | undefined = said === undefined ? 'clockNotSet' : clockFault(said, receivedAt)
  const deviceTime = fault === undefined ? said : undefined
  // Nobody asks for the identity of what its own time tells apart, and this runs for every message.
  const ident =
    deviceTime === undefined || kind === 'sos' || kind === 'fall'
      ? identify(kind, payload, { deviceTime, receivedAt }, measured)
      : ''
  // Nobody knows when it was measured, so it must not be judged as if it were now. Emergencies always are.
  if (fault !== undefined && waited && kind !== 'sos' && kind !== 'fall') doubtAll(measured, fault)
  const reading: Writable<Reading> = {
    kind,
    eventTime: deviceTime === undefined ? receivedAt : eventTimeOf(kind, deviceTime, receivedAt),
    receivedAt,
    values: measured.values,
    doubtful: measured.doubtful,
    deviceClock: deviceTime !== undefined,
    ident,
  }
  if (kind === 'status' && 'shown' in payload && payload.shown !== undefined) reading.shown = payload.shown
  if (measured.positionSource !== undefined) reading.positionSource = measured.positionSource
  if (fault !== undefined && said !== undefined && !Number.isNaN(said)) reading.deviceTime = said
  return reading
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * The gateway itself reports that a connection is lost, dated by its own clock; a device whose clock runs a minute
 * fast must not outlive that with an `online: true` from the future.
 */
function eventTimeOf(kind: TopicKind, deviceTime: EpochMs, receivedAt: EpochMs): EpochMs {
  return kind === 'status' && deviceTime > receivedAt ? receivedAt : deviceTime
}

function doubtAll(measured: Measured, reason: ClockFault): void {
  const doubtful: DoubtfulValue[] = [...measured.doubtful]
  for (const [metric, value] of Object.entries(measured.values))
    doubtful.push({ metric: metric as Metric, value, reason })
  measured.values = {}
  measured.doubtful = doubtful
}

const accept = (topic: Topic, readings: readonly Reading[], rejected: readonly Rejected[]): Decoded => ({
  ok: true,
  family: topic.family,
  deviceId: topic.deviceId,
  kind: topic.kind,
  readings,
  rejected,
})

const refusal = (deviceId: string | undefined, reason: RejectReason, detail: string): Decoded => ({
  ok: false,
  deviceId,
  rejected: [{ reason, detail: shorten(detail) }],
})

const describeIssue = (issue: { path: readonly PropertyKey[]; message: string }): string =>
  issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ${issue.message}` : issue.message

function describeFaults(faults: readonly string[], total: number): string {
  const named = faults.slice(0, NAMED_ELEMENTS).join('; ')
  const more = faults.length > NAMED_ELEMENTS ? '; …' : ''
  return shorten(`${faults.length} of ${total} elements: ${named}${more}`)
}

function shorten(text: string): string {
  return text.length <= DETAIL_LENGTH ? text : `${text.slice(0, DETAIL_LENGTH - 1)}…`
}
