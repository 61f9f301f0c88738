// Whether a band hangs on its charger, by its own word or by its battery. Knows no rule.

import type { LiveState } from '../model/live.ts'
import { HOUR } from '../model/time.ts'

/** A gauge flickers by a point; this much more within the time is charge. */
const RISE_PERCENT = 2
const RISE_WITHIN = HOUR

/** What has just moved says that the band is, or until now was, on its charger. */
export function isCharged(before: LiveState['latest'], now: LiveState['latest']): boolean {
  const { battery, charging } = now
  if (charging !== undefined && charging !== before.charging)
    if (charging.value === 1 || before.charging?.value === 1) return true
  return (
    battery !== undefined &&
    before.battery !== undefined &&
    battery.at - before.battery.at <= RISE_WITHIN &&
    battery.value - before.battery.value >= RISE_PERCENT
  )
}
