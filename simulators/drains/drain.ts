// One water-level sensor in a drain: level as a linear reservoir filled by rain, and when it reports.
// Pure: (seed, id, effects, window) -> messages.

import { drainTopic } from '../../gateway/protocol/topics.ts'
import { type Due, garbageOf, type Model, slots } from '../message.ts'
import { createStream, keyOf, smoothNoise, unit } from '../random.ts'
import { type Effect, inForce, scriptedValue } from '../scenario/effects.ts'
import { DAY, dayOf, HOUR, MINUTE, type Span } from '../time.ts'
import { fallen, type Rain, rainOf } from './rain.ts'

export type DrainTraits = Readonly<{
  deviceId: string
  seed: number
  /** Water that always stands in the channel, cm. */
  dryLevel: number
  /** Level at balance per mm/h of rain, cm. */
  gain: number
  /** Time in which the level falls to 37 % once the rain has stopped. */
  recessionMs: number
  batteryFull: number
  /** It has a rain gauge beside its level sensor. */
  gauge: boolean
}>

/** Every third sensor of a fleet, by the number in its name: water-01, water-04 … */
const hasGauge = (deviceId: string): boolean => Number(/\d+$/.exec(deviceId)?.[0] ?? 0) % 3 === 1

export function drainTraitsOf(seed: number, deviceId: string): DrainTraits {
  const draw = createStream(seed, `${deviceId}/traits`)
  return {
    deviceId,
    seed,
    dryLevel: draw.between(0.3, 1.6),
    gain: draw.between(0.06, 0.16),
    recessionMs: draw.between(18, 50) * MINUTE,
    batteryFull: draw.between(72, 99),
    gauge: hasGauge(deviceId),
  }
}

/** Water level in cm above the road edge, tenths. Rain of the script flows through the same reservoir. */
export function levelAt(traits: DrainTraits, at: number, effects: readonly Effect[]): number {
  const showers = showersAt(traits, at, effects)
  let level = traits.dryLevel
  for (const rain of showers) {
    if (at <= rain.from) continue
    const full = traits.gain * rain.millimetresPerHour
    const reached = full * (1 - Math.exp(-(Math.min(at, rain.until) - rain.from) / traits.recessionMs))
    level += at < rain.until ? reached : reached * Math.exp(-(at - rain.until) / traits.recessionMs)
  }
  const key = keyOf(traits.seed, `${traits.deviceId}/ripple`)
  const ripple = 0.25 * smoothNoise(key, at / (7 * MINUTE)) + 0.2 * (unit(key, at) - 0.5)
  const natural = Math.max(0, level + ripple * (1 + level / 20))
  return Math.round(10 * (scriptedValue(effects, { metric: 'level', at, natural }) ?? natural)) / 10
}

/** The showers of yesterday, of today and of the script. */
const showersAt = (traits: DrainTraits, at: number, effects: readonly Effect[]): readonly Rain[] => [
  ...rainOf(traits.seed, dayOf(at) - 1),
  ...rainOf(traits.seed, dayOf(at)),
  ...effects.filter((effect) => effect.type === 'rain'),
]

/** What the gauge says: rain of the last hour in mm, tenths. */
export function rainAt(traits: DrainTraits, at: number, effects: readonly Effect[]): number {
  const natural = fallen(showersAt(traits, at, effects), { from: at - HOUR, until: at })
  return Math.round(10 * (scriptedValue(effects, { metric: 'rain', at, natural }) ?? natural)) / 10
}

/** Reports every 15 minutes when dry, every 5 from 2 cm on, every minute from 4 cm on. */
const minutesBetween = (level: number): number => (level >= 4 ? 1 : level >= 2 ? 5 : 15)

export function createDrain(options: Readonly<{ deviceId: string; seed: number; speed: number }>): Model {
  const { deviceId, seed, speed } = options
  const traits = drainTraitsOf(seed, deviceId)
  const slot = MINUTE / speed
  const phase = unit(keyOf(seed, `${deviceId}/phase`), 0)
  const batteryOf = (at: number, effects: readonly Effect[]): number => {
    const natural = traits.batteryFull - 20 * ((at % (120 * DAY)) / (120 * DAY))
    return Math.round(scriptedValue(effects, { metric: 'battery', at, natural }) ?? natural)
  }
  const message = (kind: 'level' | 'status', at: number, effects: readonly Effect[], spike?: number): Due => {
    const battery = batteryOf(at, effects)
    const ts = at + (inForce(effects, 'skew', at)?.byMs ?? 0)
    const said =
      kind === 'level'
        ? {
            centimetres: spike ?? levelAt(traits, at, effects),
            battery,
            ...(traits.gauge ? { rain: rainAt(traits, at, effects) } : {}),
          }
        : { online: true, battery }
    return {
      at,
      topic: drainTopic(deviceId, kind),
      payload: { ts, seq: at, ...said },
      retain: kind === 'status',
    }
  }
  const due = (window: Span, effects: readonly Effect[]): readonly Due[] => {
    const found: Due[] = []
    for (const at of slots(window, slot, phase * slot)) {
      const every = minutesBetween(levelAt(traits, at, effects))
      // The slot's own number decides, so that a change of pace needs no memory.
      if (Math.round((at - phase * slot) / slot) % every === 0) found.push(message('level', at, effects))
    }
    for (const at of slots(window, HOUR / speed, (phase * HOUR) / speed))
      found.push(message('status', at, effects))
    for (const effect of effects)
      if (effect.type === 'spike' && effect.at > window.from && effect.at <= window.until)
        found.push(message('level', effect.at, effects, effect.to))
    for (const effect of effects)
      if (effect.type === 'garbage' && effect.at > window.from && effect.at <= window.until)
        found.push({ at: effect.at, ...garbageOf(effect.shape, garbageTopics(deviceId)) })
    return found.sort((a, b) => a.at - b.at)
  }
  return {
    deviceId,
    kind: 'drain',
    statusTopic: drainTopic(deviceId, 'status'),
    due,
    introduction: (at, effects) => [message('status', at, effects), message('level', at, effects)],
  }
}

const garbageTopics = (deviceId: string) => ({
  own: drainTopic(deviceId, 'level'),
  sos: drainTopic(deviceId, 'level'),
  foreign: drainTopic('somebody-else', 'level'),
})
