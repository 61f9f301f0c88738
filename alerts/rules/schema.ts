// The YAML of a rule, as zod: the schema validates, documents and draws the editor's completion. Each way of noticing
// brings its own part (kinds/); what a single field cannot say is checked in consistency.ts.

import { z } from 'zod'
import { conditionSchema, variantSchema } from './guard.ts'
import { detectorSchema } from './kinds/index.ts'
import { severity, slug, words } from './vocabulary.ts'

export { type DetectorSpec, detectorSchema } from './kinds/index.ts'

const parameters = z
  .record(z.string(), z.number())
  .describe('Parameters as in a care plan; durations in seconds.')

export const ruleSchema = z
  .strictObject({
    id: slug.describe('Unique; alerts and overrides name it.'),
    version: z.string().min(1).describe('Change it with the rule: every alert records it.'),
    enabled: z.boolean().default(true).describe('Switched off, it stays in the list and raises nothing.'),
    title: words,
    advice: words.describe('What to do, for the person who reads the alert.'),
    source: z.string().trim().min(1).describe('Where the numbers come from.'),
    appliesTo: z.enum(['band', 'drain', 'gateway']),
    tags: z
      .array(z.string().min(1))
      .default([])
      .describe('Only residents with one of these tags; none = everybody.'),
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
    when: conditionSchema
      .optional()
      .describe('The rule looks only while this is not "no"; what was about to show is then forgotten.'),
    variants: z.array(variantSchema).default([]),
    forTags: z
      .array(z.strictObject({ tag: z.string().min(1), set: parameters }))
      .default([])
      .describe('Other parameters for residents with a tag; a later one goes before an earlier one.'),
    detector: detectorSchema,
  })
  .describe('One rule.')

export const rulesFileSchema = z
  .strictObject({ rules: z.array(ruleSchema).min(1) })
  .describe('Rules of Shouwang. See docs/rules.md.')

export type Rule = z.output<typeof ruleSchema>
export type Words = Rule['title']

/** The JSON Schema that editors complete and check with: of the YAML as written, not as read. */
export const rulesJsonSchema = (): object =>
  z.toJSONSchema(rulesFileSchema, { io: 'input', target: 'draft-7', reused: 'inline' })
