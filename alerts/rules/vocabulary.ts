// The words and numbers that rule files are written in, as zod: durations, times of day, slugs, titles. Knows no rule
// and no detector.

import { z } from 'zod'
import { METRICS } from '../model/telemetry.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts'

const UNIT_MS = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const

const A_DURATION = 'a duration such as 30s, 10m, 1.5h or 2d'
const A_TIME = 'a time of day in quotes, such as "07:00"'
const A_DATE = 'a day of the year in quotes, such as "11-15" (month-day)'

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

/** `11-15`; month × 100 + day out. */
export const dayOfYear = z
  .string(A_DATE)
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, A_DATE)
  .transform((text) => Number(text.slice(0, 2)) * 100 + Number(text.slice(3)))

export const words = z
  .strictObject({ 'zh-CN': z.string().trim().min(1), en: z.string().trim().min(1) })
  .describe('What people read: Chinese first, English second.')

export const metric = z.enum(METRICS)
export const severity = z.enum(['info', 'warning', 'critical'])
export const comparison = z.enum(['above', 'below', 'atLeast', 'atMost'])
export const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')
/** A word that is also the name of an override: no hyphens, so that it reads like the other parameters. */
export const levelName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'one camelCase word')
export const limit = z.number()

export const dayWindow = {
  from: timeOfDay.describe('Local time.'),
  to: timeOfDay.describe('Local time; may pass midnight.'),
}
