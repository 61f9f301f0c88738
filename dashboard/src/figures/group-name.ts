// What a group of the figures is called: hours of a shift, a grid, a rule, an outcome, a day.

import { world } from '../live/store.ts'
import type { KpiAnswer } from '../server-types.ts'
import { nameOf, text } from '../text/text.ts'

export const groupName = (by: KpiAnswer['by'], { key, name }: KpiAnswer['groups'][number]): string => {
  const words = text.value
  switch (by) {
    case 'shift':
      return key === '-' ? words.figures.noShift : key.replace('-', ' – ')
    case 'grid': {
      const grid = world.value.grids.find(({ id }) => id === key)
      return grid === undefined ? (name ?? (key === '-' ? words.figures.noGrid : key)) : nameOf(grid)
    }
    case 'rule':
      return words.rule[key] ?? key
    case 'outcome':
      return words.figures.outcomes[key] ?? key
    case 'day':
      return key
  }
}
