// Both dictionaries, word for word.

import { describe, expect, it } from 'vitest'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'

const paths = (node: unknown, at = ''): string[] =>
  typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, value]) => paths(value, `${at}.${key}`))
    : [at]

const words = (node: unknown): string[] =>
  typeof node === 'string'
    ? [node]
    : typeof node === 'object' && node !== null
      ? Object.values(node).flatMap(words)
      : []

describe('the dictionaries', () => {
  it('have exactly the same keys, codes included', () => {
    expect(paths(en).sort()).toEqual(paths(zhCn).sort())
  })

  it('leave no text empty', () => {
    expect([...words(en), ...words(zhCn)].filter((text) => text.trim() === '')).toEqual([])
  })

  it('have no Chinese left in the English one', () => {
    expect(words(en).filter((text) => /\p{Script=Han}/u.test(text))).toEqual([])
  })
})
