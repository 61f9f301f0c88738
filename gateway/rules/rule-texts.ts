// What the rules and groupings in force are called, for whoever writes messages.

import type { ResponseContext } from '../../alerts/response/context.ts'
import type { Edition } from './catalogue-log.ts'

export const createRuleTexts =
  (edition: () => Pick<Edition, 'catalogue' | 'groupings'>): ResponseContext['ruleTexts'] =>
  (ruleId, locale) => {
    const { catalogue, groupings } = edition()
    const rule = catalogue.byId.get(ruleId)
    const grouping = rule ? undefined : groupings.find(({ id }) => id === ruleId)
    if (grouping) return { title: grouping.title[locale], advice: grouping.advice[locale] }
    const levels = rule && 'levels' in rule.detector ? rule.detector.levels : []
    return (
      rule && {
        title: rule.title[locale],
        advice: rule.advice[locale],
        levels: Object.fromEntries(levels.map(({ level, title }) => [level, title[locale]])),
      }
    )
  }
