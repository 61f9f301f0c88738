// The community's own names for its rules and their classes, over those this page was built with: a rule is called
// what the rule file calls it. Pure.

import type { Locale, RuleTitle } from '../server-types.ts'
import type { Dictionary } from './zh-cn.ts'

export type RuleTitles = Readonly<Record<string, RuleTitle>>

/** `words` with the titles of every rule the gateway knows, or knew. */
export function withRuleTitles(words: Dictionary, titles: RuleTitles, locale: Locale): Dictionary {
  const rule: Record<string, string> = { ...words.rule }
  const levelOf: Record<string, Record<string, string>> = { ...words.levelOf }
  for (const [id, title] of Object.entries(titles)) {
    rule[id] = title[locale]
    const levels = Object.entries(title.levels ?? {}).map(([level, name]) => [level, name[locale]])
    if (levels.length > 0) levelOf[id] = Object.fromEntries(levels)
  }
  return { ...words, rule, levelOf }
}
