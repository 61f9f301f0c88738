// What is sent back to somebody who answered an SMS, Chinese first: values of a template, so at most twenty characters.

import type { ReplyAction } from '../../alerts/channels/sms-reply.ts'
import type { Locale } from '../../alerts/model/people.ts'

export type ReplyWords = Readonly<{
  done: Readonly<Record<ReplyAction, string>>
  /** `name` masked, `time` as "03:12". */
  first: (name: string, time: string) => string
  closed: string
  said: string
  /** Several stand open; `id` is the newest. */
  which: (id: number) => string
  unreadable: string
  notTold: string
  test: string
}>

const zh: ReplyWords = {
  done: {
    acknowledge: '已登记，由您处理',
    onTheWay: '已登记，您在路上，到达后回4',
    decline: '已登记，您去不了，另请他人',
    arrived: '已登记，您已到达',
  },
  first: (name, time) => `${name}已于${time}接警`,
  closed: '已办结，不用再处理',
  said: '已登记过，不用再回复',
  which: (id) => `有多条警报，请回复 1 ${id}`,
  unreadable: '请回1处理，2在路上，3去不了',
  notTold: '没有通知过您这个编号',
  test: '这是测试，不用处理',
}

const en: ReplyWords = {
  done: {
    acknowledge: 'noted: you take it',
    onTheWay: 'noted: on the way',
    decline: 'noted: cannot go',
    arrived: 'noted: you are there',
  },
  first: (name, time) => `${name} has it (${time})`,
  closed: 'it is closed',
  said: 'noted already',
  which: (id) => `reply 1 ${id}`,
  unreadable: 'reply 1, 2 or 3',
  notTold: 'no such alert',
  test: 'it is only a test',
}

export const REPLY_WORDS: Readonly<Record<Locale, ReplyWords>> = { 'zh-CN': zh, en }
