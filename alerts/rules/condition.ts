// Fine, alarm or cannot tell, from the engine's state alone. A rule about the device never makes a person's tile an
// alarm: it makes it unknown, with the reason. Silence is never "fine".

import { saidGoodbye } from '../detectors/offline.ts'
import type { Condition, LiveState, UnknownReason } from '../model/live.ts'
import type { EpochMs } from '../model/time.ts'
import type { Catalogue } from './compile.ts'
import type { Rule } from './schema.ts'
import type { SubjectState } from './state.ts'

export type Answer = Readonly<{ condition: Condition; unknownReason?: UnknownReason }>

/** What is only noted for the daily review is no reason to run. */
const isAlarm = ({ concerns, severity }: Rule): boolean => concerns !== 'device' && severity !== 'info'

const FINE: Answer = Object.freeze({ condition: 'fine' })
const ALARM: Answer = Object.freeze({ condition: 'alarm' })
const unknown = (unknownReason: UnknownReason): Answer => ({ condition: 'unknown', unknownReason })

/** At or below this a battery is taken for the reason of a silence.. */
const FLAT_PERCENT = 5

export function condition(catalogue: Catalogue, state: SubjectState, now: EpochMs): Answer {
  for (const id in state.rules) {
    const rule = catalogue.byId.get(id)
    if (rule !== undefined && isAlarm(rule) && state.rules[id]?.phase === 'firing') return ALARM
  }
  const { live } = state
  if (live.deviceId === null) return unknown('noDevice')
  if (live.seenAt === null) return unknown('neverSeen')
  const { latest } = live
  const kind = latest.level === undefined ? 'band' : 'drain'
  if (saidGoodbye(live) || isSilent(catalogue, { state, kind, now }))
    return unknown(
      latest.battery !== undefined && latest.battery.value <= FLAT_PERCENT ? 'noBattery' : 'offline',
    )
  if (latest.charging?.value === 1 && latest.worn?.value !== 1) return unknown('charging')
  if (latest.worn?.value === 0) return unknown('notWorn')
  return isStale(catalogue, { live, kind, now }) ? unknown('stale') : FINE
}

function isSilent(
  catalogue: Catalogue,
  of: Readonly<{ state: SubjectState; kind: 'band' | 'drain'; now: EpochMs }>,
): boolean {
  const seenAt = of.state.live.seenAt ?? 0
  return catalogue[of.kind].timed.some(({ rule }) => {
    if (rule.detector.type !== 'offline') return false
    const first = rule.detector.levels[0]
    return of.state.rules[rule.id] !== undefined || (first !== undefined && of.now - seenAt > first.for)
  })
}

/** A metric that a rule expects is missing or too old. */
function isStale(
  catalogue: Catalogue,
  of: Readonly<{ live: LiveState; kind: 'band' | 'drain'; now: EpochMs }>,
): boolean {
  return catalogue[of.kind].timed.some(({ rule }) => {
    if (rule.detector.type !== 'absence') return false
    const sample = of.live.latest[rule.detector.metric]
    return sample === undefined || of.now - sample.at > rule.detector.for
  })
}
