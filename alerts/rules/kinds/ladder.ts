// Classes of one value in one alert: its YAML and its numbers. The deciding is in detectors/ladder.ts.

import { z } from 'zod'
import { type LadderState, ladder, releaseLadder } from '../../detectors/ladder.ts'
import {
  anything,
  ascending,
  at,
  comparisonOf,
  defineKind,
  metricOf,
  own,
  safeRange,
  seconds,
  unique,
} from '../kind.ts'
import { duration, levelName, limit, metric, severity, words } from '../vocabulary.ts'

export const ladderKind = defineKind({
  type: 'ladder',
  schema: z
    .strictObject({
      type: z.literal('ladder'),
      metric,
      comparison: z.enum(['atLeast', 'atMost']),
      levels: z
        .array(
          z.strictObject({
            level: levelName,
            title: words,
            raise: limit,
            severity,
            for: duration
              .optional()
              .describe('The value must be in the class for so long; absent = at once.'),
          }),
        )
        .min(1)
        .describe('Classes, the mildest first.'),
      deadBand: z.number().min(0).describe('A class is left only this far on the safe side of its limit …'),
      clearFor: duration.default(0).describe('… and after so long.'),
      stepDownFor: duration.optional().describe('That time for the steps down before; absent = clearFor.'),
      maxGap: duration.describe('Samples further apart than this start those times anew.'),
      median: z
        .literal(3)
        .optional()
        .describe('Judge by the middle one of the last three values, so that one spike raises nothing.'),
      notWhileCharging: z.boolean().default(false),
      afterRelease: z
        .enum(['startAgain', 'waitForWorse'])
        .default('startAgain')
        .describe(
          'Once a person has resolved the alert: raise again on the next value, or only when it gets worse.',
        ),
    })
    .describe('Classes of one value in one alert: raise, step up, step down, clear.'),
  behaviour(spec) {
    const params = { ...spec, metric: metricOf(spec.metric), comparison: comparisonOf(spec.comparison) }
    return {
      metrics: spec.notWhileCharging ? [params.metric, 'charging'] : [params.metric],
      // While idle, charging alone changes nothing.
      safe: [...spec.levels.map((rung) => safeRange({ ...params, raise: rung.raise })), anything('charging')],
      step: (state, input) => ladder(own<LadderState>('ladder', state), input, params),
      release: (state) => releaseLadder(own<LadderState>('ladder', state), params),
    }
  },
  parameters: (spec) => ({
    ...Object.fromEntries(spec.levels.map((rung) => [rung.level, rung.raise])),
    ...Object.fromEntries(
      spec.levels.flatMap((rung) =>
        rung.for === undefined ? [] : [[`${rung.level}For`, seconds(rung.for)] as const],
      ),
    ),
    deadBand: spec.deadBand,
    clearFor: seconds(spec.clearFor),
    ...(spec.stepDownFor === undefined ? {} : { stepDownFor: seconds(spec.stepDownFor) }),
    maxGap: seconds(spec.maxGap),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    levels: spec.levels.map((rung) => ({
      ...rung,
      raise: pick.number(rung.level, rung.raise),
      ...(rung.for === undefined ? {} : { for: pick.time(`${rung.level}For`, rung.for) }),
    })),
    deadBand: pick.number('deadBand', spec.deadBand),
    clearFor: pick.time('clearFor', spec.clearFor),
    ...(spec.stepDownFor === undefined ? {} : { stepDownFor: pick.time('stepDownFor', spec.stepDownFor) }),
    maxGap: pick.time('maxGap', spec.maxGap),
  }),
  faults: (spec) => [
    ...ascending(
      spec.levels.map((rung) => (spec.comparison === 'atLeast' ? rung.raise : -rung.raise)),
      (i) => ({ path: at('levels', i, 'raise'), message: 'each class must be worse than the one before' }),
    ),
    ...unique(
      spec.levels.map((rung) => rung.level),
      (i) => at('levels', i, 'level'),
    ),
    ...(spec.maxGap === 0 && spec.levels.some((rung) => (rung.for ?? 0) > 0)
      ? [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no duration is ever filled' }]
      : []),
    ...(spec.maxGap === 0 && spec.median !== undefined
      ? [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no median is ever known' }]
      : []),
  ],
  lines: (spec) =>
    spec.levels.map((rung) => ({
      metric: spec.metric,
      comparison: spec.comparison,
      threshold: rung.raise,
      severity: rung.severity,
    })),
})
