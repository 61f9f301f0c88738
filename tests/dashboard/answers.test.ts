import { describe, expect, it } from 'vitest'
import { verdictOf } from '../../dashboard/src/answers/outcome.ts'
import { en } from '../../dashboard/src/text/en.ts'
import { zhCn } from '../../dashboard/src/text/zh-cn.ts'

describe('what an answer to an SMS came to', () => {
  it.each([
    ['acknowledge', true, 'fine', null],
    ['decline', true, 'warning', null],
    ['unreadable', false, 'warning', 'ring'],
    ['ambiguous', false, 'warning', 'ring'],
    ['unknownNumber', false, 'unknown', 'ringStranger'],
    ['alreadyResolved', false, 'plain', null],
    ['nobodyKnowsThisCode', false, 'plain', null],
  ] as const)('%s', (outcome, isDone, tone, todo) => {
    expect(verdictOf(outcome)).toEqual({ isDone, tone, todo })
  })

  it('has words for every outcome the gateway writes, in both languages', () => {
    const written = [
      'unknownNumber',
      'unreadable',
      'ambiguous',
      'alreadyResolved',
      'nothingTold',
      'notTold',
      'notTheirs',
      'stillATest',
      'alreadyAcknowledged',
      'alreadySaid',
    ]
    for (const { answers } of [zhCn, en])
      expect(Object.keys(answers.idle)).toEqual(expect.arrayContaining(written))
  })
})
