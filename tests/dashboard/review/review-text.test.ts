// Every reason of the list as one line, in both languages.

import { expect, it } from 'vitest'
import {
  contactText,
  daysLate,
  dayText,
  promiseText,
  reasonText,
} from '../../../dashboard/src/review/review-text.ts'
import type { CareContact, ReviewReason } from '../../../dashboard/src/server-types.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'
import { alert, T0 } from '../samples.ts'

const offline = alert({
  id: 7,
  ruleId: 'bp-creeping',
  evidence: {
    samples: [],
    since: T0,
    metric: 'systolic',
    facts: { recent: 148, before: 134, recentDays: 7, beforeDays: 21 },
  },
})
const alertOf = (id: number) => (id === 7 ? offline : undefined)
const chinese = { words: zhCn, locale: 'zh-CN', now: T0, alertOf } as const
const english = { words: en, locale: 'en', now: T0, alertOf } as const

const cases: readonly (readonly [ReviewReason['code'], ReviewReason['facts'], RegExp, RegExp])[] = [
  ['alert', { alertId: 7, ruleId: 'bp-creeping' }, /^bp-creeping：.*148/, /: .*148/],
  ['alert', { alertId: 8, ruleId: 'sos' }, /^紧急呼救$/, /SOS/i],
  ['afterEmergency', { ruleId: 'sos', since: T0 }, /紧急呼救，回访近况$/, /ask how they are$/],
  ['promiseDue', { what: '送药', days: 0 }, /^今天该兑现：送药$/, /^Due today: 送药$/],
  ['promiseDue', { what: '送药', days: 1 }, /逾期 1 天：送药/, /^Promise 1 day overdue: 送药$/],
  ['notReached', { times: 2, since: T0 }, /2 次没联系上$/, /^Not reached 2 times since/],
  ['callDue', { every: 1 }, /^每天的问候$/, /^The daily call$/],
  [
    'callMissed',
    { every: 7, days: 3 },
    /^每 7 天的问候晚了 3 天$/,
    /^The usual call every 7 days is 3 days late$/,
  ],
  ['callMissed', { every: 7, days: 3, last: T0 }, /，上次 11月21日$/, /, last on 21 Nov$/],
  [
    'nightsUp',
    { recent: 4, usual: 1 },
    /起床约 4 次，平时 1 次$/,
    /about 4 times a night lately, usually 1$/,
  ],
  [
    'risingLater',
    { recent: 485, usual: 420 },
    /08:05 才起床活动，平时 07:00$/,
    /^Up only at 08:05 lately, usually at 07:00$/,
  ],
  ['seldomWorn', { days: 2, of: 7 }, /^近 7 天只有 2 天戴着手环$/, /^Band worn on 2 of the last 7 days$/],
  ['neverSeen', {}, /从未上报/, /never sent/],
  ['notProven', { every: 90 }, /^呼救键从未走通过，/, /^Call button never proven: /],
  ['notProven', { every: 90, days: 97 }, /^呼救键 97 天没有走通过，/, /not proven for 97 days: /],
]

it.each(cases)('%s with %j is one line in both languages', (code, facts, zh, english_) => {
  const reason: ReviewReason = { code, weight: 1, about: 'person', facts }
  expect(reasonText(chinese, reason)).toMatch(zh)
  expect(reasonText(english, reason)).toMatch(english_)
})

it('a contact says when, who, how and what, with the note; a promise its day, whatever the reader’s time zone', () => {
  const contact: CareContact = {
    id: 1,
    residentId: 'r-1',
    communityId: 'c-1',
    by: 'p-1',
    at: T0,
    kind: 'visit',
    result: 'notHome',
    requestId: 'x',
    note: '邻居说去买菜了',
  }
  expect(contactText(chinese, contact, () => '吴敏')).toMatch(/吴敏上门：不在家。邻居说去买菜了$/)
  expect(contactText(english, contact, () => 'Wu Min')).toMatch(
    /Wu Min, visit: not at home\. 邻居说去买菜了$/,
  )
  expect(promiseText(chinese, { what: '送药', dueOn: '2026-11-25' })).toMatch(/^答应：送药（11月25日周三）$/)
  expect(dayText(english, '2026-11-25')).toBe('Wed 25 Nov')
  expect([daysLate('2026-11-25', '2026-11-23'), daysLate('2026-10-31', '2026-11-02')]).toEqual([-2, 2])
})
