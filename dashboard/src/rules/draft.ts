// A change in the making: the numbers on the sliders against those in force, and the request that makes them so. Pure.

import type { RuleAdjustment, RuleView } from '../server-types.ts'

/** `tag` null: for everybody. `numbers` hold only what was moved. */
export type Draft = Readonly<{
  tag: string | null
  numbers: Readonly<Record<string, number>>
}>

export const emptyDraft = (tag: string | null = null): Draft => ({ tag, numbers: {} })

const ofTag = (rule: RuleView, tag: string): Readonly<Record<string, number>> =>
  rule.forTags.find((one) => one.tag === tag)?.parameters ?? {}

/** What is in force for the draft's people before the draft. */
export const inForce = (rule: RuleView, tag: string | null): Readonly<Record<string, number>> => ({
  ...Object.fromEntries(rule.parameters.map(({ name, value }) => [name, value])),
  ...(tag === null ? {} : ofTag(rule, tag)),
})

/** What the mark of a slider goes back to: the files' number, or for a tag everybody's. */
export const standardOf = (rule: RuleView, tag: string | null, name: string): number => {
  const parameter = rule.parameters.find((one) => one.name === name)
  return (tag === null ? parameter?.standard : parameter?.value) ?? 0
}

/** Moving a slider back to where it stood leaves no trace. */
export const withNumber = (rule: RuleView, draft: Draft, name: string, value: number): Draft => {
  const { [name]: _, ...others } = draft.numbers
  return inForce(rule, draft.tag)[name] === value
    ? { ...draft, numbers: others }
    : { ...draft, numbers: { ...others, [name]: value } }
}

export const isChanged = (draft: Draft): boolean => Object.keys(draft.numbers).length > 0

/** The request that makes the draft so; numbers as in the files are put back to the files, so that these stay in charge. */
export const adjustmentOf = (rule: RuleView, draft: Draft): RuleAdjustment => {
  const { tag, numbers } = draft
  if (tag === null)
    return {
      parameters: Object.fromEntries(
        Object.entries(numbers).map(([name, value]) => [
          name,
          value === standardOf(rule, null, name) ? null : value,
        ]),
      ),
    }
  const own = { ...ofTag(rule, tag), ...numbers }
  const apart = Object.fromEntries(
    Object.entries(own).filter(([name, value]) => value !== standardOf(rule, tag, name)),
  )
  return { forTags: { [tag]: apart } }
}
