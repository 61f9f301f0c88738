// How fast the battery goes down, and when the band is usually put on its charger. A band that does not say that it
// charges is believed by its percentage going up.

import type { Input } from '../detectors/detector.ts'
import type { HabitLog, Power } from '../model/habits.ts'
import { type EpochMs, HOUR, MINUTE } from '../model/time.ts'
import { minuteOf } from './day.ts'
import { written } from './log.ts'

const APART_MS = 90 * MINUTE
const KEPT_POINTS = 4
/** A gauge wavers by a percent or two. */
const RISE = 3
/** Put back on within this time it is the same charge. */
const SAME_CHARGE_MS = 4 * HOUR
/** Percent per hour from less than this is guesswork. */
const LEAST_SPELL_MS = 4 * HOUR

export type Charging = Readonly<{ power: Power; log: HabitLog }>

/** After a reading of battery or charging. The same objects when nothing is new. */
export function powered(
  before: Readonly<{ power: Power | undefined; log: HabitLog }>,
  input: Input,
  dawn: EpochMs,
): Charging {
  const { at } = input
  const { battery, charging } = input.live.latest
  const earlier = input.before.latest
  const power = before.power ?? { points: [] }
  const same = { power, log: before.log }
  if (charging?.value === 1) {
    if (charging.at !== at || earlier.charging?.value === 1) return same
    return plugged({ power, log: before.log }, { at, dawn, percent: battery?.value })
  }
  if (battery === undefined) return same
  const unplugged = charging?.at === at && earlier.charging?.value === 1
  if (unplugged) return { ...same, power: fromFull(power, at, battery.value) }
  if (battery.at !== at) return same
  const last = earlier.battery
  if (last !== undefined && battery.value >= last.value + RISE) {
    const unseen = plugged(same, { at: last.at, dawn, percent: last.value })
    return { ...unseen, power: fromFull(unseen.power, at, battery.value) }
  }
  const { points } = power
  const newest = points[points.length - 2]
  if (newest === undefined) return { ...same, power: fromFull(power, at, battery.value) }
  if (at - newest < APART_MS) return same
  return { ...same, power: { ...power, points: [...points, at, battery.value].slice(-2 * KEPT_POINTS) } }
}

const fromFull = (power: Power, at: EpochMs, percent: number): Power => ({
  ...power,
  points: [at, percent],
  full: [at, percent],
})

function plugged(
  { power, log }: Charging,
  of: Readonly<{ at: EpochMs; dawn: EpochMs; percent: number | undefined }>,
): Charging {
  const { at, dawn, percent } = of
  const { chargedAt, full } = power
  const next: Power = { points: [], chargedAt: at }
  const again = chargedAt !== undefined && at - chargedAt < SAME_CHARGE_MS
  const today = log.charged !== undefined && !log.charged.endsWith(';')
  if (again || today) return { power: next, log }
  const spent = full === undefined || percent === undefined ? 0 : full[1] - percent
  const spell = full === undefined ? 0 : at - full[0]
  const drain = spent > 0 && spell >= LEAST_SPELL_MS ? `,${Math.round((spent * 10 * HOUR) / spell)}` : ''
  return { power: next, log: written(log, 'charged', `${minuteOf(dawn, at)}${drain}`) }
}
