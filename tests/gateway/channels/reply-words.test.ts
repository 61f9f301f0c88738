import { describe, expect, it } from 'vitest'
import { initials } from '../../../alerts/delivery/brief.ts'
import { REPLY_WORDS } from '../../../gateway/channels/reply-words.ts'

describe('what is sent back to somebody who answered', () => {
  it.each(['zh-CN', 'en'] as const)('fits into one value of a template, 20 characters, in %s', (locale) => {
    const { done, first, which, ...plain } = REPLY_WORDS[locale]
    const name = locale === 'en' ? 'Wang Guilan' : '欧阳文静'
    for (const text of [
      ...Object.values(done),
      ...Object.values(plain),
      first(initials(name), '23:59'),
      which(1_234_567),
    ])
      expect([text, [...String(text)].length <= 20]).toEqual([text, true])
  })
})
