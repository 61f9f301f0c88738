import { expect, it } from 'vitest'
import { percentText } from '../../../dashboard/src/figures/percent.ts'

it.each([
  [0.975, '97.5%'],
  [0.97499, '97.4%'],
  [0.99, '99%'],
  [1, '100%'],
  [0.9999, '99.9%'],
  [0, '0%'],
  [39 / 40, '97.5%'],
])('%s is %s: never rounded up to a standard that was missed', (share, text) => {
  expect(percentText(share)).toBe(text)
})
