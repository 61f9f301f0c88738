// A grouping: which alerts of one area are one incident, and how that incident is told. The YAML of it, as zod. Knows
// no alert.

import { z } from 'zod'
import type { Severity } from '../model/alert.ts'
import { AREA_KINDS, type AreaKind } from '../model/incident.ts'
import type { EpochMs } from '../model/time.ts'
import { duration, severity, slug, words } from '../rules/vocabulary.ts'

export const groupingSchema = z.strictObject({
  id: slug.describe('The rule id of the incident: no rule has the same.'),
  version: z.string().min(1).describe('Change it with the grouping: every incident records it.'),
  title: words,
  advice: words.describe('What to do, for whoever reads the incident.'),
  source: z.string().min(1).describe('Where the numbers come from.'),
  joins: z.array(slug).min(1).describe('Ids of the rules whose alerts are members. Emergencies never are.'),
  area: z.enum(AREA_KINDS),
  within: duration.describe('So close together in time …'),
  atLeast: z.int().min(1).describe('… so many people or places of the area …'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('… and at least this part of those in the area that have a device.'),
  severity: severity.describe('The least severity of the incident; its worst member may raise it.'),
  policy: slug,
  hold: duration
    .default(0)
    .describe('How long the first notification of a member waits, so that a storm can be told apart.'),
  calls: z
    .strictObject({ from: severity.describe('One member of this severity makes an incident by itself.') })
    .optional()
    .describe('The incident lists the residents of the area whom the water reaches, to be called.'),
})

export type GroupingSpec = z.infer<typeof groupingSchema>

export type Grouping = Readonly<{
  id: string
  version: string
  title: GroupingSpec['title']
  advice: GroupingSpec['advice']
  joins: ReadonlySet<string>
  area: AreaKind
  withinMs: EpochMs
  atLeast: number
  /** 0 … 1; 0 when any number of people or places will do. */
  share: number
  severity: Severity
  policyId: string
  holdMs: number
  /** A member of this severity is an incident by itself, if it concerns anybody; absent: there is no call list. */
  callsFrom?: Severity
}>

export const toGrouping = (spec: GroupingSpec): Grouping => ({
  id: spec.id,
  version: spec.version,
  title: spec.title,
  advice: spec.advice,
  joins: new Set(spec.joins),
  area: spec.area,
  withinMs: spec.within,
  atLeast: spec.atLeast,
  share: spec.share ?? 0,
  severity: spec.severity,
  policyId: spec.policy,
  holdMs: spec.hold,
  ...(spec.calls === undefined ? {} : { callsFrom: spec.calls.from }),
})
