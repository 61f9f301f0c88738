import { expect, it } from 'vitest'
import { canaryCause } from '../../../dashboard/src/format/canary-text.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'

const facts = { communityId: 'c-1', place: '梧桐里社区', stage: 'channel', withinSeconds: 60 }
const missing = { ruleId: 'canary-missing', evidence: { samples: [], since: 0, facts } }

it('a canary that did not arrive says of which community, in what time and where it got stuck', () => {
  expect(canaryCause({ words: zhCn }, missing)).toBe(
    '梧桐里社区的自检呼救没有在 60 秒内走完通路，停在：通知（没有通道收下）。',
  )
  expect(canaryCause({ words: en }, missing)).toContain('within 60 s')
  expect(canaryCause({ words: en }, { ...missing, ruleId: 'sos' })).toBeUndefined()
})
