// The YAML of a scenario, as zod. What one line may ask for; whether the devices exist is checked by load.

import { z } from 'zod'
import { parseDuration } from '../time.ts'
import { GARBAGE } from './effects.ts'

const duration = z
  .union([z.string(), z.number()])
  .transform((value, context) => {
    const ms = typeof value === 'number' ? value * 1000 : parseDuration(value)
    if (ms !== undefined && ms >= 0) return ms
    context.addIssue({
      code: 'custom',
      message: `not a duration: ${value} (write 90s, 2m30s, 1:30 or seconds)`,
    })
    return z.NEVER
  })
  .describe('90s, 2m30s, 1h, 1:30 (minutes:seconds), or a number of seconds')

const signedDuration = z.string().transform((value, context) => {
  const ms = parseDuration(value.replace(/^[+-]/, ''))
  if (ms !== undefined) return value.startsWith('-') ? -ms : ms
  context.addIssue({ code: 'custom', message: `not a clock offset: ${value} (write +10m or -2h)` })
  return z.NEVER
})

const common = {
  at: duration,
  device: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe('id, list of ids, bands, drains'),
  note: z.string().optional(),
}
/** Absent: to the end of the run. */
const lasting = { ...common, for: duration.optional() }
const repeating = {
  ...common,
  every: duration.optional(),
  times: z.number().int().min(1).max(1000).optional(),
}

export const METRIC_NAMES = [
  'heartRate',
  'systolic',
  'diastolic',
  'spo2',
  'temperature',
  'battery',
  'level',
  'rain',
] as const

export const event = z.discriminatedUnion('do', [
  z.strictObject({
    ...lasting,
    do: z.literal('ramp'),
    metric: z.enum(METRIC_NAMES),
    to: z.number(),
    over: duration,
    back: duration.optional(),
  }),
  z.strictObject({
    ...lasting,
    do: z.literal('hold'),
    metric: z.enum(METRIC_NAMES),
    to: z.number(),
    back: duration.optional(),
  }),
  z.strictObject({ ...repeating, do: z.literal('sos') }),
  z.strictObject({ ...repeating, do: z.literal('fall'), still: z.boolean().default(true) }),
  z.strictObject({ ...lasting, do: z.literal('takeOff') }),
  z.strictObject({ ...lasting, do: z.literal('stayHome') }),
  z.strictObject({ ...lasting, do: z.literal('charge') }),
  z.strictObject({
    ...lasting,
    do: z.literal('goOut'),
    metres: z.number().positive().max(20_000),
    bearing: z.number().min(0).max(360).default(60).describe('degrees clockwise from north'),
    over: duration,
    circle: z.number().positive().max(1_000).optional().describe('metres: round and round once there'),
    back: duration.optional(),
  }),
  z.strictObject({ ...lasting, do: z.literal('silent') }),
  z.strictObject({ ...lasting, do: z.literal('offline') }),
  z.strictObject({ ...lasting, do: z.literal('switchOff') }),
  z.strictObject({ ...common, do: z.literal('return') }),
  z.strictObject({
    ...common,
    do: z.literal('rain'),
    for: duration,
    millimetresPerHour: z.number().positive().max(300),
  }),
  z.strictObject({ ...lasting, do: z.literal('duplicate') }),
  z.strictObject({ ...lasting, do: z.literal('reorder') }),
  z.strictObject({ ...lasting, do: z.literal('skewClock'), by: signedDuration }),
  z.strictObject({ ...repeating, do: z.literal('garbage'), shape: z.enum(GARBAGE) }),
  z.strictObject({ ...repeating, do: z.literal('spike'), to: z.number() }),
])
export type ScenarioEvent = z.infer<typeof event>

export const scenario = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  events: z.array(event),
})
export type Scenario = z.infer<typeof scenario>
