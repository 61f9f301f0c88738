// Nothing heard from a device. The deciding is in detectors/offline.ts.

import { z } from 'zod'
import { type OfflineState, offlineDeadline, offlineExpire, offlineHeard } from '../../detectors/offline.ts'
import { ascending, at, defineKind, own, quiet, seconds, unique } from '../kind.ts'
import { duration, levelName, severity, words } from '../vocabulary.ts'

export const offlineKind = defineKind({
  type: 'offline',
  schema: z
    .strictObject({
      type: z.literal('offline'),
      levels: z
        .array(z.strictObject({ level: levelName, title: words, for: duration, severity }))
        .min(1)
        .describe('Lengths of silence, the shortest first.'),
      afterGoodbye: duration.describe('How long after its last will the device may still come back.'),
    })
    .describe('Nothing heard from a device.'),
  behaviour(spec) {
    const params = { levels: spec.levels, afterGoodbye: spec.afterGoodbye }
    return {
      metrics: [],
      heard: (state, input) => offlineHeard(own<OfflineState>('offline', state), input, params),
      deadline: (state, watch) => offlineDeadline(own<OfflineState>('offline', state), watch, params),
      expire: (state, watch) => offlineExpire(own<OfflineState>('offline', state), watch, params),
      release: quiet,
    }
  },
  parameters: (spec) => ({
    ...Object.fromEntries(spec.levels.map((level) => [level.level, seconds(level.for)])),
    afterGoodbye: seconds(spec.afterGoodbye),
  }),
  withParameters: (spec, pick) => ({
    ...spec,
    levels: spec.levels.map((level) => ({ ...level, for: pick.time(level.level, level.for) })),
    afterGoodbye: pick.time('afterGoodbye', spec.afterGoodbye),
  }),
  faults: (spec) => [
    ...ascending(
      spec.levels.map((level) => level.for),
      (i) => ({ path: at('levels', i, 'for'), message: 'each silence must be longer than the one before' }),
    ),
    ...unique(
      spec.levels.map((level) => level.level),
      (i) => at('levels', i, 'level'),
    ),
  ],
})
