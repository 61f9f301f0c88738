// Per-person parameters of a rule (the care plan): which numbers of a rule may be overridden, and the rule with them
// filled in. Durations are given in seconds. Overriding only `raise` moves `clear` with it, so that hysteresis stays.

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
