// One wristband: which payloads fall due in a stretch of time, after nature and the script have had their say.
// Pure: (traits, cadence, effects, window) -> messages. Knows no socket and no clock.

import { bandTopic, commandTopic } from '../../gateway/protocol/topics.ts'
import { type Due, garbageOf, type Model, slots } from '../message.ts'
import { keyOf, smoothNoise, unit } from '../random.ts'
import { type Effect, edges, inForce, scriptedValue, type ValueMetric } from '../scenario/effects.ts'
import { MINUTE, SECOND, type Span, within } from '../time.ts'
import { artefactAt, bodyAt } from './body.ts'
import { batteryAt, offWristBetween } from './day.ts'
import { type Fix, fixAt, stepsWithRests } from './movement.ts'
import { type Outing, outingFix, outingSteps } from './outing.ts'
import { type BandTraits, traitsOf } from './traits.ts'

const PERIODS = {
  vitals: MINUTE,
  pressure: 30 * MINUTE,
  steps: 5 * MINUTE,
  status: 10 * MINUTE,
  location: 10 * MINUTE,
} as const
type Regular = keyof typeof PERIODS
/** On the move a band looks where it is once a minute. */
const OUTSIDE_PERIOD = MINUTE

const FIRMWARE = 'sw-band 1.4.2'

export type BandModel = Model &
  Readonly<{
    traits: BandTraits
    say(kind: Regular, at: number, effects: readonly Effect[]): Due
    /** The wearer has the text of this command before them. Not retained: it is news once. */
    confirm(commandId: string, at: number, effects: readonly Effect[]): Due
  }>

/** `speed` divides the cadence: 5 means vitals every 12 s. Clocks stay true. */
export function createBand(options: Readonly<{ deviceId: string; seed: number; speed: number }>): BandModel {
  const traits = traitsOf(options.seed, options.deviceId)
  const body = (kind: Regular, at: number, effects: readonly Effect[]) => ({
    at,
    ...payloadOf(traits, kind, { at, effects }),
  })
  const say: BandModel['say'] = (kind, at, effects) => {
    const { topicKind, payload } = body(kind, at, effects)
    return due(traits, topicKind, { at, payload, effects })
  }
  const sayWear = (at: number, effects: readonly Effect[]): Due =>
    due(traits, 'wear', { at, payload: { worn: stateAt(traits, at, effects).worn }, effects })

  const phases = Object.fromEntries(
    Object.entries(PERIODS).map(([kind, period]) => [
      kind,
      (period / options.speed) * unit(keyOf(options.seed, `${options.deviceId}/phase/${kind}`), 0),
    ]),
  )

  return {
    deviceId: options.deviceId,
    kind: 'band',
    statusTopic: bandTopic(options.deviceId, 'status'),
    commandTopic: commandTopic(options.deviceId),
    traits,
    say,
    confirm: (commandId, at, effects) => ({
      ...due(traits, 'status', { at, payload: { shown: commandId }, effects }),
      retain: false,
    }),
    introduction: (at, effects) => [
      say('status', at, effects),
      sayWear(at, effects),
      say('vitals', at, effects),
      say('pressure', at + 1, effects),
      say('steps', at, effects),
      say('location', at, effects),
    ],
    due(window, effects) {
      const found: Due[] = []
      for (const kind of Object.keys(PERIODS) as Regular[])
        for (const at of slots(window, PERIODS[kind] / options.speed, phases[kind] ?? 0))
          found.push(say(kind, at, effects))
      for (const at of slots(window, OUTSIDE_PERIOD / options.speed, phases.location ?? 0))
        if (inForce(effects, 'outing', at)) found.push(say('location', at + 1, effects))
      for (const at of wearEdges(traits, window, effects)) {
        const before = stateAt(traits, at - 1, effects)
        const after = stateAt(traits, at, effects)
        if (before.worn !== after.worn) found.push(sayWear(at, effects))
        if (before.charging !== after.charging) found.push(say('status', at, effects))
      }
      for (const effect of effects) {
        if ('from' in effect || effect.at <= window.from || effect.at > window.until) continue
        if (effect.type === 'garbage')
          found.push({ at: effect.at, ...garbageOf(effect.shape, garbageTopics(traits.deviceId)) })
        else if (effect.type !== 'spike') found.push(pressed(traits, effect, effects))
      }
      return found.sort((a, b) => a.at - b.at)
    },
  }
}

const garbageTopics = (deviceId: string) => ({
  own: bandTopic(deviceId, 'vitals'),
  sos: bandTopic(deviceId, 'sos'),
  foreign: bandTopic('somebody-else', 'vitals'),
})

function pressed(
  traits: BandTraits,
  effect: Extract<Effect, { type: 'sos' | 'fall' }>,
  effects: readonly Effect[],
): Due {
  const { at } = effect
  const payload = effect.type === 'sos' ? whereAt(traits, at, effects) : { still: effect.still }
  return { ...due(traits, effect.type, { at, payload, effects }), note: effect.type }
}

function due(
  traits: BandTraits,
  kind: 'vitals' | 'location' | 'steps' | 'status' | 'wear' | 'sos' | 'fall',
  said: Readonly<{ at: number; payload: Readonly<Record<string, unknown>>; effects: readonly Effect[] }>,
): Due {
  const skew = inForce(said.effects, 'skew', said.at)?.byMs ?? 0
  return {
    at: said.at,
    topic: bandTopic(traits.deviceId, kind),
    // The millisecond is the running number: unique per kind, and it survives a restart of the simulator.
    payload: { ts: said.at + skew, seq: said.at, ...said.payload },
    retain: kind === 'status',
  }
}

const outingsIn = (effects: readonly Effect[]): readonly Outing[] =>
  effects.flatMap((effect) => (effect.type === 'outing' ? [effect] : []))

function whereAt(traits: BandTraits, at: number, effects: readonly Effect[], indoors = false): Fix {
  const outing = inForce(effects, 'outing', at)
  return outing ? outingFix(traits, outing, at) : fixAt(traits, at, indoors || isAtHome(effects, at))
}

const isAtHome = (effects: readonly Effect[], at: number): boolean =>
  inForce(effects, 'atHome', at) !== undefined

/** A band that plays a part in a script stays on the wrist unless the script takes it off. */
function stateAt(traits: BandTraits, at: number, effects: readonly Effect[]) {
  if (inForce(effects, 'charging', at)) return { worn: false, charging: true }
  if (inForce(effects, 'offWrist', at)) return { worn: false, charging: false }
  if (effects.length > 0) return { worn: true, charging: false }
  const span = offWristBetween(traits, at, at).find((candidate) => within(candidate, at))
  return { worn: span === undefined, charging: span?.charging ?? false }
}

function wearEdges(traits: BandTraits, window: Span, effects: readonly Effect[]): readonly number[] {
  const moments = new Set(edges(effects, ['offWrist', 'charging'], window))
  for (const span of offWristBetween(traits, window.from, window.until))
    for (const at of [span.from, span.until]) if (at > window.from && at <= window.until) moments.add(at)
  return [...moments].sort((a, b) => a - b)
}

function payloadOf(
  traits: BandTraits,
  kind: Regular,
  when: Readonly<{ at: number; effects: readonly Effect[] }>,
): { topicKind: 'vitals' | 'steps' | 'status' | 'location'; payload: Readonly<Record<string, unknown>> } {
  const { at, effects } = when
  const state = stateAt(traits, at, effects)
  const rests = effects.flatMap((effect) => (effect.type === 'atHome' ? [effect] : []))
  const scripted = (metric: ValueMetric, natural: number, digits = 0): number => {
    const value = scriptedValue(effects, { metric, at, natural })
    return Math.round((value ?? natural) * 10 ** digits) / 10 ** digits
  }
  /** Even a scripted heart does not beat like a clock; a scripted zero stays the sentinel. */
  const alive = (metric: ValueMetric, natural: number): number => {
    const value = scripted(metric, natural)
    if (value === natural || value === 0) return value
    return Math.round(
      value + 2 * smoothNoise(keyOf(traits.seed, `${traits.deviceId}/${metric}`), at / (20 * SECOND)),
    )
  }
  switch (kind) {
    case 'vitals': {
      // Off the wrist the sensor keeps trying and reports its sentinel zeros.
      if (!state.worn) return { topicKind: 'vitals', payload: { heartRate: 0, spo2: 0 } }
      const natural = bodyAt(traits, at, isAtHome(effects, at))
      const clean = {
        heartRate: alive('heartRate', natural.heartRate),
        spo2: scripted('spo2', natural.spo2),
      }
      const touched = inForce(effects, 'value', at) !== undefined
      return { topicKind: 'vitals', payload: { ...clean, ...(touched ? {} : artefactAt(traits, at)) } }
    }
    case 'pressure': {
      if (!state.worn)
        return { topicKind: 'vitals', payload: { bloodPressure: { systolic: 0, diastolic: 0 } } }
      const natural = bodyAt(traits, at, isAtHome(effects, at))
      const bloodPressure = {
        systolic: alive('systolic', natural.systolic),
        diastolic: alive('diastolic', natural.diastolic),
      }
      const temperature = scripted('temperature', natural.temperature, 1)
      return { topicKind: 'vitals', payload: { bloodPressure, temperature } }
    }
    case 'steps':
      return {
        topicKind: 'steps',
        payload: { steps: stepsWithRests(traits, at, rests) + outingSteps(outingsIn(effects), at) },
      }
    case 'location':
      return { topicKind: 'location', payload: whereAt(traits, at, effects, !state.worn) }
    case 'status': {
      const signal = Math.round(55 + 40 * unit(keyOf(traits.seed, `${traits.deviceId}/signal`), at))
      const battery = scripted('battery', batteryAt(traits, at))
      return {
        topicKind: 'status',
        payload: { online: true, battery, charging: state.charging, signal, firmware: FIRMWARE },
      }
    }
  }
}
