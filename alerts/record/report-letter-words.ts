// The words of a report's letter, in both languages.

import type { Locale } from '../model/people.ts'

type Within = Readonly<{
  seconds: number
  within: number
  judged: number
  share: string
  wanted: string
  met: boolean
}>

const zh = {
  title: { daily: '值守日报', monthly: '值守月报' },
  quiet: { daily: '平静的一天：没有需要接警的警报。', monthly: '平静的一个月：没有需要接警的警报。' },
  alerts: (alerts: number, emergencies: number) =>
    emergencies === 0
      ? `共 ${alerts} 条警报，没有紧急呼救。`
      : `共 ${alerts} 条警报，其中紧急呼救 ${emergencies} 条。`,
  tests: (n: number) => `测试 ${n} 条另计。`,
  perDay: (now: string, before: string) => `平均每天 ${now} 条，上月 ${before} 条。`,
  noUrgent: '没有紧急警报需要在 60 秒内接警。',
  within: (f: Within) =>
    `${f.seconds} 秒内接警：${f.judged} 条紧急警报中 ${f.within} 条（${f.share}），标准 ${f.wanted}，${f.met ? '达标' : '未达标'}`,
  longest: (id: number, took: string, answered: boolean) =>
    answered ? `等得最久的是 #${id}：${took}` : `#${id} 等了 ${took}，无人接警`,
  median: (took: string, count: number) => `中位 ${took}（${count} 次）`,
  acknowledge: '接警',
  arrive: '到场',
  resolve: '办结',
  desk: { title: '从按下起，120：', received: '受理', vehicleOut: '派车', arrived: '救护车到达' },
  fine: '没有发现故障。',
  lookAt: '需要留意：',
  trouble: {
    open: (n: number) => `${n} 条警报仍未办结`,
    messages: (n: number) => `${n} 条通知没有送达`,
    outages: (n: number) => `通道中断 ${n} 次`,
    canary: (n: number) => `通路自检有 ${n} 天未通过`,
    devices: (n: number) => `${n} 台设备期末仍离线或未佩戴`,
    roster: (took: string) => `${took}无人值班`,
  },
  own: (n: number) => `系统自身的危急警报 ${n} 条，另计。`,
  comma: '，',
  unit: { day: '天', hour: '小时', minute: '分', second: '秒' },
}

export type LetterWords = typeof zh

const many = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`

const en: LetterWords = {
  title: { daily: 'daily report', monthly: 'monthly report' },
  quiet: {
    daily: 'A quiet day: no alert asked for anybody.',
    monthly: 'A quiet month: no alert asked for anybody.',
  },
  alerts: (alerts, emergencies) =>
    emergencies === 0
      ? `${many(alerts, 'alert')}, no emergency.`
      : `${many(alerts, 'alert')}, of them ${many(emergencies, 'emergency', 'emergencies')}.`,
  tests: (n) => ` ${many(n, 'test')} counted apart.`,
  perDay: (now, before) => `${now} a day, ${before} the month before.`,
  noUrgent: 'No urgent alert asked for an answer within 60 s.',
  within: ({ seconds, within, judged, share, wanted, met }) =>
    `Answered within ${seconds} s: ${within} of ${many(judged, 'urgent alert')} (${share}); standard ${wanted}, ${met ? 'met' : 'not met'}`,
  longest: (id, took, answered) =>
    answered ? `The longest wait was ${took} (#${id})` : `#${id} waited ${took} and nobody came`,
  median: (took, count) => `${took} in the median (${count === 1 ? 'once' : `${count} times`})`,
  acknowledge: 'answered after',
  arrive: 'there after',
  resolve: 'closed after',
  desk: {
    title: '120 desk, from the press on: ',
    received: 'received after',
    vehicleOut: 'vehicle out after',
    arrived: 'ambulance there after',
  },
  fine: 'Nothing broke.',
  lookAt: 'To look at: ',
  trouble: {
    open: (n) => `${many(n, 'alert')} still unresolved`,
    messages: (n) => `${many(n, 'message')} did not arrive`,
    outages: (n) => `a channel was down ${n === 1 ? 'once' : `${n} times`}`,
    canary: (n) => `the test of the path failed on ${many(n, 'day')}`,
    devices: (n) => `${many(n, 'device')} still silent or not worn at the end`,
    roster: (took) => `nobody was on duty for ${took}`,
  },
  own: (n) => `${many(n, 'critical alert')} about the system itself, counted apart.`,
  comma: ', ',
  unit: { day: 'd', hour: 'h', minute: 'min', second: 's' },
}

export const LETTER_WORDS: Readonly<Record<Locale, LetterWords>> = { 'zh-CN': zh, en }
