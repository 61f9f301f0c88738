// Somebody outside their safe zone: its YAML and its numbers. The deciding is in detectors/geofence.ts.

import { z } from 'zod'
import { fixIn } from '../../detectors/fix.ts'
import { type GeofenceState, geofence, releaseGeofence } from '../../detectors/geofence.ts'
import { metresOutside } from '../../detectors/path.ts'
import { anything, ascending, at, defineKind, type Inconsistency, own, seconds, unique } from '../kind.ts'
import { duration, levelName, severity, words } from '../vocabulary.ts'

const metres = z.number().min(0)

const schema = z
  .strictObject({
    type: z.literal('geofence'),
    fixes: z.int().min(1).max(10).default(2).describe('So many good fixes outside …'),
    dwell: duration.describe('… over so long. 0s = at once.'),
    maxGap: duration.describe('Fixes further apart than this start every time anew.'),
    margin: metres
      .default(30)
      .describe('Metres beyond the border that count as outside; the accuracy when that is more.'),
    atOnce: metres.default(200).describe('So far beyond the border one fix of `goodAccuracy` is enough.'),
    goodAccuracy: metres.default(50),
    usableAccuracy: metres
      .default(100)
      .describe(
        'A fix less exact than this, or from Wi-Fi or a cell tower, raises nothing: the band is asked.',
      ),
    maxSpeed: z
      .number()
      .min(10)
      .default(60)
      .describe('Metres per second; a faster jump is not believed until a second fix says the same.'),
    levels: z
      .array(
        z.strictObject({
          level: levelName,
          title: words,
          severity,
          beyond: metres.optional().describe('Reached so many metres beyond the border.'),
          for: duration.optional().describe('Reached after so long outside, with fixes all along.'),
        }),
      )
      .min(1)
      .describe(
        'Classes, the mildest first. The first is being outside; each other one has `beyond` or `for`.',
      ),
  })
  .describe("Outside the person's safe zone.")

type Spec = z.output<typeof schema>

/** By which number a class is reached: the parameter of its name. */
const numberOf = (level: Spec['levels'][number]): number | undefined =>
  level.beyond ?? (level.for === undefined ? undefined : seconds(level.for))

function levelFaults(levels: Spec['levels']): Inconsistency[] {
  const fault = (i: number, message: string): Inconsistency => ({ path: at('levels', i), message })
  return levels.flatMap((level, i) => {
    const given = [level.beyond, level.for].filter((one) => one !== undefined).length
    if (i === 0)
      return given === 0 ? [] : [fault(i, 'the first class is being outside: neither "beyond" nor "for"')]
    return given === 1 ? [] : [fault(i, 'exactly one of "beyond" and "for"')]
  })
}

export const geofenceKind = defineKind({
  type: 'geofence',
  schema,
  behaviour: (spec) => ({
    metrics: ['latitude'],
    safe: [anything('latitude')],
    step: (state, input) => geofence(own<GeofenceState>('geofence', state), input, spec),
    release: (state) => releaseGeofence(own<GeofenceState>('geofence', state)),
    personal({ profile, live }) {
      const fix = fixIn(live)
      return (
        profile.safeZone !== undefined && fix !== undefined && metresOutside(profile.safeZone, fix.point) > 0
      )
    },
  }),
  parameters: (spec) => ({
    dwell: seconds(spec.dwell),
    maxGap: seconds(spec.maxGap),
    margin: spec.margin,
    atOnce: spec.atOnce,
    ...Object.fromEntries(
      spec.levels.flatMap((level) => {
        const number = numberOf(level)
        return number === undefined ? [] : [[level.level, number]]
      }),
    ),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    dwell: pick.time('dwell', spec.dwell),
    maxGap: pick.time('maxGap', spec.maxGap),
    margin: pick.number('margin', spec.margin),
    atOnce: pick.number('atOnce', spec.atOnce),
    levels: spec.levels.map((level) => ({
      ...level,
      ...(level.beyond === undefined ? {} : { beyond: pick.number(level.level, level.beyond) }),
      ...(level.for === undefined ? {} : { for: pick.time(level.level, level.for) }),
    })),
  }),
  faults: (spec) => [
    ...levelFaults(spec.levels),
    ...ascending(
      spec.levels.flatMap(({ beyond }) => beyond ?? []),
      () => ({ path: at('levels'), message: 'each class must lie further away than the one before' }),
    ),
    ...unique(
      spec.levels.map(({ level }) => level),
      (i) => at('levels', i, 'level'),
    ),
    ...(spec.dwell > 0 && spec.maxGap === 0
      ? [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no dwell is ever filled' }]
      : []),
  ],
  only: 'band',
})
