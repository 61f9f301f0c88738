// One person's local day: when they sleep, eat, walk, bathe and charge. Drawn per day number, so any day stands alone.

import { createStream } from '../random.ts'
import { DAY, dayOf, HOUR, MINUTE, type Span, startOfDay, within } from '../time.ts'
import type { BandTraits } from './traits.ts'

export type Walk = Span & Readonly<{ bearing: number; reachMetres: number; effort: number }>

export type Day = Readonly<{
  wakeAt: number
  bedAt: number
  nap: Span
  meals: readonly number[]
  walks: readonly Walk[]
  /** The band lies beside the basin or on the charger. */
  offWrist: Span
  charging: boolean
}>

export function planDay(traits: BandTraits, day: number): Day {
  const draw = createStream(traits.seed, `${traits.deviceId}/day/${day}`)
  const midnight = startOfDay(day)
  const at = (minute: number): number => midnight + Math.round(minute * MINUTE)
  const charging = chargesOn(traits, day)
  const bath = traits.bathMinute + draw.between(-15, 15)
  const offWrist = {
    from: at(bath),
    until: at(bath + (charging ? draw.between(70, 95) : draw.between(14, 22))),
  }
  const napFrom = draw.between(755, 785)
  const walks = [
    { earliest: 465, latest: 480, likely: 0.85 },
    { earliest: 905, latest: 990, likely: 0.6 },
    { earliest: 1075, latest: 1090, likely: 0.35 },
  ].flatMap(({ earliest, latest, likely }): Walk[] => {
    const from = at(draw.between(earliest, latest))
    const minutes = draw.between(14, 18 + 22 * traits.walker)
    const walk = {
      from,
      until: from + Math.round(minutes * MINUTE),
      bearing: draw.between(0, 2 * Math.PI),
      reachMetres: Math.min(240, minutes * 14),
      effort: draw.between(0.75, 1),
    }
    const goes = draw.chance(likely * traits.walker)
    return goes && !overlaps(walk, offWrist) ? [walk] : []
  })
  return {
    wakeAt: at(traits.wakeMinute + draw.between(-15, 20)),
    bedAt: at(traits.bedMinute + draw.between(-15, 20)),
    nap: { from: at(napFrom), until: at(napFrom + draw.between(25, 70)) },
    meals: [
      at(traits.wakeMinute + draw.between(35, 65)),
      at(draw.between(685, 725)),
      at(draw.between(1035, 1065)),
    ],
    walks,
    offWrist,
    charging,
  }
}

const overlaps = (a: Span, b: Span): boolean => a.from < b.until && b.from < a.until

const chargesOn = (traits: BandTraits, day: number): boolean =>
  (day + traits.chargeOffset) % traits.chargeEveryDays === 0

/** Every off-wrist stretch that touches the span, oldest first. */
export function offWristBetween(
  traits: BandTraits,
  from: number,
  until: number,
): readonly (Span & { charging: boolean })[] {
  const found: (Span & { charging: boolean })[] = []
  for (let day = dayOf(from); day <= dayOf(until); day++) {
    const { offWrist, charging } = planDay(traits, day)
    if (offWrist.from <= until && offWrist.until > from) found.push({ ...offWrist, charging })
  }
  return found
}

/** 0 awake … 1 deep asleep: falls asleep over 40 minutes, wakes over 20; a nap is lighter. */
export function sleepDepth(day: Day, at: number): number {
  const morning = ramp(day.wakeAt - at, 20 * MINUTE)
  const night = ramp(at - day.bedAt, 40 * MINUTE)
  const nap = 0.6 * Math.min(ramp(at - day.nap.from, 15 * MINUTE), ramp(day.nap.until - at, 10 * MINUTE))
  return Math.max(morning, night, nap)
}

const ramp = (elapsed: number, length: number): number => Math.max(0, Math.min(1, elapsed / length))

/** 0 at rest … 1 walking briskly: the heart follows within about 90 s and settles over several minutes. */
export function exertion(day: Day, at: number): number {
  let total = 0
  for (const walk of day.walks) {
    if (at < walk.from) continue
    const reached = walk.effort * (1 - Math.exp(-(Math.min(at, walk.until) - walk.from) / (90 * 1000)))
    total += at < walk.until ? reached : reached * Math.exp(-(at - walk.until) / (170 * 1000))
  }
  return Math.min(1, total)
}

/** 0 … 1 after a meal: highest after half an hour, gone after about two. */
export function digestion(day: Day, at: number): number {
  let strongest = 0
  for (const meal of day.meals) {
    const hours = (at - meal) / HOUR
    if (hours > 0 && hours < 3) strongest = Math.max(strongest, 2 * Math.E * hours * Math.exp(-2 * hours))
  }
  return strongest
}

export const walkAt = (day: Day, at: number): Walk | undefined => day.walks.find((walk) => within(walk, at))

/** Battery percent: full after each charge, then used up evenly until the next. */
export function batteryAt(traits: BandTraits, at: number): number {
  const today = dayOf(at)
  for (let day = today; day > today - 2 * traits.chargeEveryDays; day--) {
    if (!chargesOn(traits, day)) continue
    const { offWrist } = planDay(traits, day)
    if (at < offWrist.from) continue
    const share = (at - offWrist.from) / (offWrist.until - offWrist.from)
    if (share >= 1) return 100 - ((at - offWrist.until) / DAY) * traits.drainPerDay
    const before = planDay(traits, day - traits.chargeEveryDays).offWrist
    const low = 100 - ((offWrist.from - before.until) / DAY) * traits.drainPerDay
    // Fast at first, slow towards full, as lithium cells charge.
    return low + (100 - low) * Math.min(1, (1 - Math.exp(-3 * share)) / 0.93)
  }
  return 100
}
