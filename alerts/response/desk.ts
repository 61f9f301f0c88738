// The life of a card on the desk's side, as one pure step: (what is known, a word of the desk) -> what is known now, or
// why nothing changes. First wins; an order of its own is nobody's fault. Tells nobody, knows no channels.

import {
  DESK_STEPS,
  type DeskMoment,
  type DeskRecord,
  type DeskStep,
  type DeskWordKind,
  type Vehicle,
} from '../model/desk.ts'
import { type EpochMs, HOUR, MINUTE } from '../model/time.ts'

export type DeskWord = DeskMoment &
  Readonly<{ step: DeskWordKind; cardVersion?: number; eventNumber?: string; vehicle?: Vehicle }>

/**
 * `step`: it is further than it was. `filledIn`: an earlier step came after a later one, and only its time is new.
 * `details`: said before, but now with a number that was missing.
 */
export type DeskNews = 'step' | 'filledIn' | 'details'

export type DeskVerdict =
  | Readonly<{ ok: true; record: DeskRecord; news: DeskNews }>
  | Readonly<{ ok: false; code: 'alreadySaid' | 'notWithdrawn' | 'eventNumberDiffers' }>

/** The desk's clock and ours, and what was under way between them. */
const SKEW = 5 * MINUTE

/** Could it have happened then: not before the call, not in the future? */
export const isPlausible = (
  at: EpochMs,
  { eventTime, receivedAt, now }: Readonly<{ eventTime: EpochMs; receivedAt: EpochMs; now: EpochMs }>,
): boolean => at >= Math.min(eventTime, receivedAt) - SKEW && at <= now + SKEW

/** What somebody was told on the telephone may be noted down this much later: a shift. */
export const NOTED_WITHIN = 12 * HOUR

/** The same of what is entered by hand, by the gateway's own clock: nothing to forgive, and not from the last shift. */
export const isPlausibleByPhone = (
  at: EpochMs,
  { eventTime, receivedAt, now }: Readonly<{ eventTime: EpochMs; receivedAt: EpochMs; now: EpochMs }>,
): boolean => at >= Math.min(eventTime, receivedAt) && at >= now - NOTED_WITHIN && at <= now

/** How far the desk is known to have come; undefined before its first word. */
export const furthest = (record: DeskRecord | undefined): DeskStep | undefined =>
  DESK_STEPS.findLast((step) => record?.[step] !== undefined)

/**
 * Takes a word in. Every step is recorded once, with the time and the source that came first, in whatever order they
 * come: a vehicle that is out has been sent by a desk that has the card. A repeat adds what was still missing and is
 * otherwise `alreadySaid`. After a withdrawal the steps are still facts, and recorded; only `standDown` needs one. An
 * older version of the card is no fault either: the newest the desk is known to have stays.
 */
export function deskSays(
  known: DeskRecord | undefined,
  word: DeskWord,
  card: Readonly<{ withdrawn: boolean }>,
): DeskVerdict {
  const record = known ?? {}
  const { step, at, heardAt, by, how } = word
  if (step === 'standDown' && !card.withdrawn) return { ok: false, code: 'notWithdrawn' }
  const numbered = eventNumberAfter(record, word)
  if (numbered === undefined) return { ok: false, code: 'eventNumberDiffers' }
  const vehicle = { ...word.vehicle, ...record.vehicle }
  const details = {
    ...numbered,
    ...(Object.keys(vehicle).length === 0 ? {} : { vehicle }),
    ...versionAfter(record, word),
  }
  if (record[step] !== undefined) {
    const isNew =
      details.eventNumber !== record.eventNumber ||
      Object.keys(vehicle).length > Object.keys(record.vehicle ?? {}).length
    return isNew
      ? { ok: true, record: { ...record, ...details }, news: 'details' }
      : { ok: false, code: 'alreadySaid' }
  }
  const before = furthest(record)
  const isBehind = step !== 'standDown' && before !== undefined && isLater(before, step)
  return {
    ok: true,
    record: { ...record, ...details, [step]: { at, heardAt, by, how } },
    news: isBehind ? 'filledIn' : 'step',
  }
}

const isLater = (one: DeskStep, other: DeskStep): boolean =>
  DESK_STEPS.indexOf(one) > DESK_STEPS.indexOf(other)

/** Undefined when the two cannot both be true. What the interface says corrects what was written down on the phone. */
function eventNumberAfter(
  record: DeskRecord,
  { eventNumber, how }: DeskWord,
): Pick<DeskRecord, 'eventNumber' | 'eventNumberHow'> | undefined {
  if (eventNumber === undefined || eventNumber === record.eventNumber) {
    const confirmed = eventNumber !== undefined && how === 'interface'
    if (record.eventNumber === undefined) return {}
    return {
      eventNumber: record.eventNumber,
      eventNumberHow: confirmed ? how : (record.eventNumberHow ?? 'phone'),
    }
  }
  const corrects = how === 'interface' && record.eventNumberHow === 'phone'
  return record.eventNumber === undefined || corrects ? { eventNumber, eventNumberHow: how } : undefined
}

function versionAfter(
  { cardVersion: known }: DeskRecord,
  { cardVersion }: DeskWord,
): Pick<DeskRecord, 'cardVersion'> {
  const newest = Math.max(known ?? 0, cardVersion ?? 0)
  return newest === 0 ? {} : { cardVersion: newest }
}
