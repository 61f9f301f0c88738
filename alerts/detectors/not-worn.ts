// The band has been off the wrist for a time of waking hours. Not while it charges, and not while it is silent: then
// nobody can tell.

import type { EpochMs } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET, type Watch } from './detector.ts'
import { type DayWindow, endOfSpell } from './local-time.ts'
import { saidGoodbye } from './offline.ts'

export type NotWornParams = Readonly<{
  for: number
  daytime: DayWindow
  /** ms; a band not heard for longer may be back on the wrist without our knowing. */
  heardWithin: number
}>

/** `since`: when it was taken off, or off the charger. */
export type NotWornState = Readonly<{
  detector: 'notWorn'
  phase: 'pending' | 'firing' | 'released'
  since: EpochMs
}>

const pending = (since: EpochMs): NotWornState => ({ detector: 'notWorn', phase: 'pending', since })

/** A reading of `worn` or `charging`. */
export function notWorn(state: NotWornState | undefined, input: Input): Outcome<NotWornState> {
  const { worn, charging } = input.live.latest
  if (worn !== undefined && worn.at === input.at) {
    if (worn.value !== 0) return state?.phase === 'firing' ? putOn(state, input) : QUIET
    if (state === undefined) return { state: pending(input.at), verdict: 'none' }
  }
  const unplugged =
    charging?.at === input.at && charging.value === 0 && input.before.latest.charging?.value === 1
  return state?.phase === 'pending' && unplugged ? { state: pending(input.at), verdict: 'none' } : keep(state)
}

/** The band was heard again after a silence, still off as far as it says: the time starts anew. */
export function notWornReturned(
  state: NotWornState | undefined,
  input: Input,
  params: NotWornParams,
): Outcome<NotWornState> {
  const away = input.before.seenAt !== null && input.receivedAt - input.before.seenAt > params.heardWithin
  return away && state?.phase === 'pending'
    ? { state: pending(input.receivedAt), verdict: 'none' }
    : keep(state)
}

const putOn = (state: NotWornState, input: Input): Outcome<NotWornState> => ({
  state: undefined,
  verdict: 'clear',
  evidence: {
    samples: [{ metric: 'worn', at: input.at, value: 1 }],
    metric: 'worn',
    since: input.at,
    facts: { notWornSince: state.since },
  },
})

/** When it has been off long enough; null while it is on, charging, silent or already told. */
export function notWornDeadline(
  state: NotWornState | undefined,
  watch: Watch,
  params: NotWornParams,
): EpochMs | null {
  if (state?.phase !== 'pending') return null
  const { latest, seenAt } = watch.live
  if (seenAt === null || latest.charging?.value === 1 || saidGoodbye(watch.live)) return null
  const at = Math.max(state.since, watch.listeningSince)
  const due = endOfSpell(params.daytime, watch.timeZone, { at, length: params.for })
  return due <= Math.max(seenAt, watch.listeningSince) + params.heardWithin ? due : null
}

export function notWornExpire(
  state: NotWornState | undefined,
  watch: Watch & Readonly<{ due: EpochMs }>,
  params: NotWornParams,
): Outcome<NotWornState> {
  const since = state?.since ?? watch.due - params.for
  return {
    state: { detector: 'notWorn', phase: 'firing', since },
    verdict: 'raise',
    at: watch.due,
    evidence: {
      samples: [{ metric: 'worn', at: since, value: 0 }],
      metric: 'worn',
      since,
      heldMs: watch.due - since,
      facts: {
        limitMs: params.for,
        ...(watch.live.seenAt === null ? {} : { lastSeenAt: watch.live.seenAt }),
      },
    },
  }
}
