import { expect, it } from 'vitest'
import { rosterGapFinding } from '../../../alerts/response/roster-gap.ts'
import { HOUR, TEN } from './town.ts'

const rule = { version: '1', severity: 'warning', policy: 'roster' } as const
const gap = { from: TEN + 22 * HOUR, to: TEN + 34 * HOUR }

it.each([
  ['a gap that nobody knows of', [gap], false, 'raise'],
  ['a gap that has been said', [gap], true, undefined],
  ['a roster that is whole again', [], true, 'clear'],
  ['a roster that is whole', [], false, undefined],
])('%s', (_, gaps, isOpen, expected) => {
  expect(rosterGapFinding('c-1', gaps, { now: TEN, isOpen, rule })?.transition).toBe(expected)
})
