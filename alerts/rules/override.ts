// Per-person parameters of a rule (the care plan): which numbers of a rule may be overridden, and the rule with them
// filled in. Durations are given in seconds. Overriding only `raise` moves `clear` with it, so that hysteresis stays.

import { inconsistencies } from './consistency.ts'
import { didYouMean } from './nearest.ts'
import type { DetectorSpec, Rule } from './schema.ts'

export type Overrides = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Overridable parameters and their present values; durations in seconds. */
export function parametersOf(rule: Rule): Readonly<Record<string, number>> {
  const spec = rule.detector
  switch (spec.type) {
    case 'sustained':
      return {
        raise: spec.raise,
        clear: spec.clear,
        for: seconds(spec.for),
        atLeastSamples: spec.atLeastSamples,
        maxGap: seconds(spec.maxGap),
        clearFor: seconds(spec.clearFor),
        ...(spec.night === undefined ? {} : { nightRaise: spec.night.raise, nightClear: spec.night.clear }),
      }
    case 'repeats':
      return {
        ...Object.fromEntries(
          spec.any.flatMap((limit) => [
            [limit.metric, limit.raise],
            [`${limit.metric}Clear`, limit.clear],
          ]),
        ),
        hits: spec.hits,
        of: spec.of,
        window: seconds(spec.window),
        clearAfter: spec.clearAfter,
      }
    case 'ladder':
      return {
        ...Object.fromEntries(spec.levels.map((rung) => [rung.level, rung.raise])),
        deadBand: spec.deadBand,
        clearFor: seconds(spec.clearFor),
        maxGap: seconds(spec.maxGap),
      }
    case 'absence':
    case 'notWorn':
      return { for: seconds(spec.for), heardWithin: seconds(spec.heardWithin) }
    case 'offline':
      return {
        ...Object.fromEntries(spec.levels.map((level) => [level.level, seconds(level.for)])),
        afterGoodbye: seconds(spec.afterGoodbye),
      }
    case 'event':
    case 'internal':
      return {}
  }
}

const seconds = (ms: number): number => ms / 1_000
const ms = (value: number): number => Math.round(value * 1_000)

/** The detector with a person's numbers in it. Unknown names and numbers that are none are left out: see overrideFaults. */
export function overridden(spec: DetectorSpec, own: Readonly<Record<string, number>>): DetectorSpec {
  const pick = (name: string, fallback: number): number => {
    const value = own[name]
    return value !== undefined && Number.isFinite(value) ? value : fallback
  }
  const time = (name: string, fallback: number): number => ms(pick(name, seconds(fallback)))
  switch (spec.type) {
    case 'sustained': {
      const raise = pick('raise', spec.raise)
      const night = spec.night
      const nightRaise = night === undefined ? 0 : pick('nightRaise', night.raise + (raise - spec.raise))
      return {
        ...spec,
        raise,
        clear: pick('clear', spec.clear + (raise - spec.raise)),
        for: time('for', spec.for),
        atLeastSamples: pick('atLeastSamples', spec.atLeastSamples),
        maxGap: time('maxGap', spec.maxGap),
        clearFor: time('clearFor', spec.clearFor),
        ...(night === undefined
          ? {}
          : {
              night: {
                ...night,
                raise: nightRaise,
                clear: pick('nightClear', night.clear + (nightRaise - night.raise)),
              },
            }),
      }
    }
    case 'repeats':
      return {
        ...spec,
        any: spec.any.map((limit) => {
          const raise = pick(limit.metric, limit.raise)
          return { ...limit, raise, clear: pick(`${limit.metric}Clear`, limit.clear + (raise - limit.raise)) }
        }),
        hits: pick('hits', spec.hits),
        of: pick('of', spec.of),
        window: time('window', spec.window),
        clearAfter: pick('clearAfter', spec.clearAfter),
      }
    case 'ladder':
      return {
        ...spec,
        levels: spec.levels.map((rung) => ({ ...rung, raise: pick(rung.level, rung.raise) })),
        deadBand: pick('deadBand', spec.deadBand),
        clearFor: time('clearFor', spec.clearFor),
        maxGap: time('maxGap', spec.maxGap),
      }
    case 'absence':
    case 'notWorn':
      return { ...spec, for: time('for', spec.for), heardWithin: time('heardWithin', spec.heardWithin) }
    case 'offline':
      return {
        ...spec,
        levels: spec.levels.map((level) => ({ ...level, for: time(level.level, level.for) })),
        afterGoodbye: time('afterGoodbye', spec.afterGoodbye),
      }
    case 'event':
    case 'internal':
      return spec
  }
}

/** A fault of a person's overrides; `path` is inside them. */
export type OverrideFault = Readonly<{ path: readonly string[]; message: string }>

/** Everything about overrides that would be silently without effect, or would make a rule contradict itself. */
export function overrideFaults(rules: readonly Rule[], overrides: Overrides): readonly OverrideFault[] {
  const ids = rules.map((rule) => rule.id)
  return Object.entries(overrides).flatMap(([id, own]): OverrideFault[] => {
    const rule = rules.find((one) => one.id === id)
    if (rule === undefined) return [{ path: [id], message: `there is no rule "${id}"${didYouMean(id, ids)}` }]
    const known = Object.keys(parametersOf(rule))
    const faults: OverrideFault[] = Object.entries(own).flatMap(([name, value]) => {
      if (!known.includes(name))
        return [
          {
            path: [id, name],
            message: `the rule "${id}" has no parameter "${name}"${didYouMean(name, known)}`,
          },
        ]
      return Number.isFinite(value) ? [] : [{ path: [id, name], message: `"${name}" must be a number` }]
    })
    const changed = { ...rule, detector: overridden(rule.detector, own) }
    return [...faults, ...inconsistencies(changed).map(({ message }) => ({ path: [id], message }))]
  })
}
