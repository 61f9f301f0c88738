// The dictionary of the page behind a link, Chinese first. Read at night, on a telephone, by somebody who was asleep.

import type { Outcome } from '../../alerts/model/alert.ts'
import type { Locale } from '../../alerts/model/people.ts'
import type { LinkAct } from './token.ts'

export type LinkWords = Readonly<{
  product: string
  alert: (id: number) => string
  severity: Readonly<Record<'info' | 'warning' | 'critical', string>>
  act: Readonly<Record<LinkAct, string>>
  undo: string
  call: (name: string) => string
  callDesk: string
  board: string
  otherLanguage: string
  fact: Readonly<Record<'at' | 'where' | 'entry' | 'now', string>>
  pulse: (value: number, time: string) => string
  oxygen: (value: number, time: string) => string
  heard: (time: string) => string
  waiting: (minutes: number) => string
  youHave: (time: string) => string
  hasIt: (name: string, time: string) => string
  youGo: (time: string) => string
  goes: (name: string, time: string) => string
  youAreThere: (time: string) => string
  isThere: (name: string, time: string) => string
  askedToGo: (by: string) => string
  cannot: (name: string) => string
  you: string
  closed: (time: string, outcome: string) => string
  outcome: Readonly<Record<Outcome, string>>
  /** What has just been put down. */
  done: Readonly<Record<LinkAct | 'undo', string>>
  before: (act: string, time: string) => string
  firstWas: (name: string, time: string) => string
  alreadySaid: string
  tooLateToUndo: string
  changed: string
  notStored: string
  usedUp: string
  test: string
  arrivedHint: string
  expiresAt: (time: string) => string
  own: string
  invalidTitle: string
  invalid: string
  expiredTitle: string
  expired: string
  closedTitle: string
  closedHint: string
  tooOftenTitle: string
  tooOften: string
  troubleTitle: string
  trouble: string
}>

const zh: LinkWords = {
  product: '守望',
  alert: (id) => `警报 ${id}`,
  severity: { info: '提示', warning: '预警', critical: '危急' },
  act: { take: '我来处理', onTheWay: '我在路上', arrived: '我已到达', decline: '我去不了' },
  undo: '按错了，撤销（10 秒内）',
  call: (name) => `给${name}打电话`,
  callDesk: '打值班电话',
  board: '登录看板，查看全部情况',
  otherLanguage: 'English',
  fact: { at: '时间', where: '地址', entry: '进门', now: '现在' },
  pulse: (value, time) => `心率 ${value} 次/分（${time}）`,
  oxygen: (value, time) => `血氧 ${value}%（${time}）`,
  heard: (time) => `手环最后在线 ${time}`,
  waiting: (minutes) => (minutes < 1 ? '还没有人接警' : `还没有人接警，已等 ${minutes} 分钟`),
  youHave: (time) => `您已于 ${time} 接警`,
  hasIt: (name, time) => `${name} 已于 ${time} 接警`,
  youGo: (time) => `您 ${time} 出发，正在路上`,
  goes: (name, time) => `${name} ${time} 出发，正在路上`,
  youAreThere: (time) => `您 ${time} 已到达`,
  isThere: (name, time) => `${name} ${time} 已到达`,
  askedToGo: (by) => `${by} 请您前往`,
  cannot: (name) => `${name} 去不了`,
  you: '您',
  closed: (time, outcome) => `已于 ${time} 办结${outcome === '' ? '' : `：${outcome}`}`,
  outcome: {
    genuine: '真实',
    accidental: '误触',
    test: '测试',
    equipment: '设备故障',
    recovered: '已自行恢复',
  },
  done: {
    take: '已登记：由您处理。出发时请再按“我在路上”。',
    onTheWay: '已登记：您在路上。到了请再按“我已到达”。',
    arrived: '已登记：您已到达。',
    decline: '已登记：您去不了。值班室已看到，会另请他人。',
    undo: '已撤销。',
  },
  before: (act, time) => `“${act}”已于 ${time} 登记过，不会重复登记。`,
  firstWas: (name, time) => `${name} 已于 ${time} 先接警。您若也赶去，请按“我在路上”。`,
  alreadySaid: '这一项已经登记过了。',
  tooLateToUndo: '超过 10 秒，或已有人跟进，不能再撤销。如有变化，请打值班电话。',
  changed: '情况刚有变化，请看清后再按。',
  notStored: '暂时无法登记，请再按一次；仍不行请打电话。',
  usedUp: '这个链接的按钮已经用过。请用新收到的消息，或登录看板。',
  test: '这是事先安排的呼救键测试，不是求救。如果其实需要帮助，请马上打电话，或登录看板点“这是真的”。',
  arrivedHint: '处理完请登录看板办结，或打电话告诉值班室结果。',
  expiresAt: (time) => `链接有效至 ${time}`,
  own: '此链接只属于您本人，请勿转发。',
  invalidTitle: '链接无效',
  invalid: '可能没有复制完整。请从消息里重新点开，或登录看板。紧急情况请直接打电话。',
  expiredTitle: '链接已过期',
  expired: '这条消息是较早发出的。请登录看板查看现在的情况，或打值班电话。',
  closedTitle: '警报已办结',
  closedHint: '不用再处理。谢谢您。',
  tooOftenTitle: '请稍等',
  tooOften: '请求太频繁，请一分钟后再打开。紧急情况请直接打电话。',
  troubleTitle: '暂时打不开',
  trouble: '系统暂时无法应答，请稍后重试。紧急情况请直接打电话。',
}

const en: LinkWords = {
  product: 'Shouwang',
  alert: (id) => `Alert ${id}`,
  severity: { info: 'Notice', warning: 'Warning', critical: 'Critical' },
  act: { take: 'I take it', onTheWay: 'I am on the way', arrived: 'I am there', decline: 'I cannot go' },
  undo: 'Wrong button: undo (within 10 s)',
  call: (name) => `Call ${name}`,
  callDesk: 'Call the duty desk',
  board: 'Log in to the board for everything',
  otherLanguage: '中文',
  fact: { at: 'Time', where: 'Place', entry: 'Way in', now: 'Now' },
  pulse: (value, time) => `heart rate ${value} bpm (${time})`,
  oxygen: (value, time) => `SpO₂ ${value}% (${time})`,
  heard: (time) => `band last heard ${time}`,
  waiting: (minutes) =>
    minutes < 1 ? 'Nobody has taken it on yet' : `Nobody has taken it on yet, for ${minutes} min`,
  youHave: (time) => `You took it on at ${time}`,
  hasIt: (name, time) => `${name} took it on at ${time}`,
  youGo: (time) => `You left at ${time}, on the way`,
  goes: (name, time) => `${name} left at ${time}, on the way`,
  youAreThere: (time) => `You are there (${time})`,
  isThere: (name, time) => `${name} is there (${time})`,
  askedToGo: (by) => `${by} asks you to go`,
  cannot: (name) => `${name} cannot go`,
  you: 'You',
  closed: (time, outcome) => `Closed at ${time}${outcome === '' ? '' : `: ${outcome}`}`,
  outcome: {
    genuine: 'genuine',
    accidental: 'accidental',
    test: 'test',
    equipment: 'equipment fault',
    recovered: 'recovered by itself',
  },
  done: {
    take: 'Noted: you take it. Press “I am on the way” when you leave.',
    onTheWay: 'Noted: you are on the way. Press “I am there” when you arrive.',
    arrived: 'Noted: you are there.',
    decline: 'Noted: you cannot go. The duty desk sees it and asks somebody else.',
    undo: 'Taken back.',
  },
  before: (act, time) => `“${act}” was noted at ${time} already; once is enough.`,
  firstWas: (name, time) =>
    `${name} took it on first, at ${time}. If you go as well, press “I am on the way”.`,
  alreadySaid: 'This was noted already.',
  tooLateToUndo:
    'More than 10 seconds have passed, or somebody has acted on it. If something has changed, please call the duty desk.',
  changed: 'Something has just changed: please look again before you press.',
  notStored: 'It could not be noted just now. Press again; if it still fails, please phone.',
  usedUp: 'The buttons of this link have been used. Please use a newer message, or log in to the board.',
  test: 'This is a test of the button that was announced before, not a call for help. If help is needed after all, phone at once, or log in to the board and say that it is real.',
  arrivedHint: 'When it is done, close it on the board, or tell the duty desk by phone how it went.',
  expiresAt: (time) => `This link works until ${time}`,
  own: 'This link is yours alone: please do not pass it on.',
  invalidTitle: 'This link does not work',
  invalid:
    'Perhaps it was not copied whole. Open it from the message again, or log in to the board. In an emergency, phone.',
  expiredTitle: 'This link has expired',
  expired: 'The message is an older one. Log in to the board to see how things stand, or call the duty desk.',
  closedTitle: 'The alert is closed',
  closedHint: 'There is nothing left to do. Thank you.',
  tooOftenTitle: 'One moment, please',
  tooOften: 'Too many requests: please open it again in a minute. In an emergency, phone.',
  troubleTitle: 'Not available just now',
  trouble: 'The system does not answer at the moment. Please try again shortly; in an emergency, phone.',
}

export const LINK_WORDS: Readonly<Record<Locale, LinkWords>> = { 'zh-CN': zh, en }

/** What the reader chose, else their own language, else the first the browser asks for that there is. */
export function localeFor(
  asked: Readonly<{ lang?: string | undefined; own?: Locale | undefined; languages: string }>,
): Locale {
  if (asked.lang === 'en') return 'en'
  if (asked.lang === 'zh') return 'zh-CN'
  if (asked.own !== undefined) return asked.own
  const first = asked.languages
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .find((part) => /^(?:zh|en)\b/.test(part))
  return first?.startsWith('en') === true ? 'en' : 'zh-CN'
}
