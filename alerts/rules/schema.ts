// The YAML of a rule, as zod: the schema validates, documents and draws the editor's completion. What a single field
// cannot say (raise and clear on the right sides, classes in order) is checked in consistency.ts.

import { z } from 'zod'
import { METRICS } from '../model/telemetry.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts'

const UNIT_MS = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const

const A_DURATION = 'a duration such as 30s, 10m, 1.5h or 2d'
const A_TIME = 'a time of day in quotes, such as "07:00"'

/** `10m`, `30s`, `1.5h`, `2d`, `250ms`; ms out. */
export const duration = z
  .string(A_DURATION)
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, A_DURATION)
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0] as keyof typeof UNIT_MS
    return Math.round(Number.parseFloat(text) * UNIT_MS[unit])
  })

/** `07:00`; minutes of the local day out. */
export const timeOfDay = z
  .string(A_TIME)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, A_TIME)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

const words = z
  .strictObject({ 'zh-CN': z.string().trim().min(1), en: z.string().trim().min(1) })
  .describe('What people read: Chinese first, English second.')

const metric = z.enum(METRICS)
const severity = z.enum(['info', 'warning', 'critical'])
const comparison = z.enum(['above', 'below', 'atLeast', 'atMost'])
const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')
/** A word that is also the name of an override: no hyphens, so that it reads like the other parameters. */
const levelName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'one camelCase word')
const limit = z.number()

const dayWindow = {
  from: timeOfDay.describe('Local time.'),
  to: timeOfDay.describe('Local time; may pass midnight.'),
}

const sustained = z
  .strictObject({
    type: z.literal('sustained'),
    metric,
    comparison,
    raise: limit.describe('The limit.'),
    clear: limit.describe('Back at this value, or further on the safe side, counts as recovered.'),
    for: duration.describe(
      'How long the value must be beyond the limit, with samples all along. 0s = at once.',
    ),
    atLeastSamples: z.int().min(1).default(1).describe('And in at least so many samples.'),
    maxGap: duration.describe('Samples further apart than this start the time anew.'),
    clearFor: duration.default(0).describe('How long it must have recovered before the alert clears.'),
    night: z
      .strictObject({ ...dayWindow, raise: limit, clear: limit })
      .optional()
      .describe('Other limits at night.'),
  })
  .describe('A value beyond its limit for a time.')

const repeats = z
  .strictObject({
    type: z.literal('repeats'),
    any: z
      .array(z.strictObject({ metric, comparison, raise: limit, clear: limit }))
      .min(1)
      .describe('Limits on values of one measurement; one of them is enough for a hit.'),
    hits: z.int().min(1).describe('So many hits …'),
    of: z.int().min(1).max(10).describe('… of so many measurements …'),
    window: duration.describe('… within this time.'),
    clearAfter: z
      .int()
      .min(1)
      .default(2)
      .describe('Measurements in a row beyond every clear level that end it.'),
  })
  .describe('k of the last n measurements beyond a limit.')

const ladder = z
  .strictObject({
    type: z.literal('ladder'),
    metric,
    comparison: z.enum(['atLeast', 'atMost']),
    levels: z
      .array(z.strictObject({ level: levelName, title: words, raise: limit, severity }))
      .min(1)
      .describe('Classes, the mildest first.'),
    deadBand: z.number().min(0).describe('A class is left only this far on the safe side of its limit …'),
    clearFor: duration.default(0).describe('… and after so long.'),
    maxGap: duration.describe('Samples further apart than this start that time anew.'),
    notWhileCharging: z.boolean().default(false),
    afterRelease: z
      .enum(['startAgain', 'waitForWorse'])
      .default('startAgain')
      .describe(
        'Once a person has resolved the alert: raise again on the next value, or only when it gets worse.',
      ),
  })
  .describe('Classes of one value in one alert: raise, step up, step down, clear.')

const event = z
  .strictObject({ type: z.literal('event'), metric: z.enum(['sos', 'fall']) })
  .describe('Something happened at one moment; every one raises.')

const absence = z
  .strictObject({
    type: z.literal('absence'),
    metric,
    for: duration.describe('So long without a good value of the metric …'),
    heardWithin: duration.describe('… from a device that was heard within this time.'),
  })
  .describe('One metric has stopped although the device is there and worn.')

const offline = z
  .strictObject({
    type: z.literal('offline'),
    levels: z
      .array(z.strictObject({ level: levelName, title: words, for: duration, severity }))
      .min(1)
      .describe('Lengths of silence, the shortest first.'),
    afterGoodbye: duration.describe('How long after its last will the device may still come back.'),
  })
  .describe('Nothing heard from a device.')

const notWorn = z
  .strictObject({
    type: z.literal('notWorn'),
    for: duration,
    daytime: z.strictObject(dayWindow).describe('Only waking hours count.'),
    heardWithin: duration.describe('A band not heard for longer cannot be told to be off the wrist.'),
  })
  .describe('A band off the wrist in waking hours.')

const internal = z
  .strictObject({ type: z.literal('internal') })
  .describe('Raised by the gateway about itself; here for its title and advice.')

export const detectorSchema = z.discriminatedUnion('type', [
  sustained,
  repeats,
  ladder,
  event,
  absence,
  offline,
  notWorn,
  internal,
])

export const ruleSchema = z
  .strictObject({
    id: slug.describe('Unique; alerts and overrides name it.'),
    version: z.string().min(1).describe('Change it with the rule: every alert records it.'),
    title: words,
    advice: words.describe('What to do, for the person who reads the alert.'),
    source: z.string().trim().min(1).describe('Where the numbers come from.'),
    appliesTo: z.enum(['band', 'drain', 'gateway']),
    concerns: z
      .enum(['person', 'place', 'device'])
      .describe(
        'While a rule about a person or a place fires, its tile is in alarm; a device makes it unknown at most.',
      ),
    severity: severity.describe('For a rule with levels, that of the worst.'),
    policy: slug.describe('Id of the escalation policy in config/policies.'),
    closesOnClear: z
      .boolean()
      .default(false)
      .describe('The alert is closed by the system when its cause is gone.'),
    emergency: z.boolean().default(false).describe('Exempt from inhibition, silence and age limits.'),
    inhibitedBy: z.array(slug).default([]).describe('Does not raise while one of these rules fires.'),
    detector: detectorSchema,
  })
  .describe('One rule.')

export const rulesFileSchema = z
  .strictObject({ rules: z.array(ruleSchema).min(1) })
  .describe('Rules of Shouwang. See docs/rules.md.')

export type Rule = z.output<typeof ruleSchema>
export type DetectorSpec = Rule['detector']
export type Words = Rule['title']

/** The JSON Schema that editors complete and check with: of the YAML as written, not as read. */
export const rulesJsonSchema = (): object =>
  z.toJSONSchema(rulesFileSchema, { io: 'input', target: 'draft-7', reused: 'inline' })
