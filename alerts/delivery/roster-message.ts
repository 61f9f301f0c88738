// The words somebody reads who is put on duty or relieved by a change of the roster, Chinese first: from when to when,
// instead of whom, who entered it. No reason: that is between those who made the change. Knows no channels.

import type { Brief } from '../model/notification.ts'
import type { Locale } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import type { DutyNews, Part } from '../roster/duty-news.ts'
import { BODY_LIMIT, clip, localTime, TITLE_LIMIT } from './message.ts'

type Words = Readonly<{
  title: (from: string, isOn: boolean) => string
  span: (from: string, to: string) => string
  on: (span: string, others: string) => string
  /** The change was called off: it is theirs again. */
  onAgain: (span: string, others: string) => string
  off: (span: string, others: string) => string
  offAgain: (span: string, others: string) => string
  more: (n: number) => string
  by: (name: string) => string
  calledOffBy: (name: string) => string
  call: (phone: string) => string
  brief: Readonly<{ on: string; off: string; from: (time: string) => string }>
  and: string
  stop: string
}>

const zh: Words = {
  title: (from, isOn) => (isOn ? `【值班】${from} 起由您值班` : `【值班】${from} 您不用值班`),
  span: (from, to) => `${from} 至 ${to}`,
  on: (span, others) => `${span} 由您担任值班员${others === '' ? '' : `，替 ${others}`}`,
  onAgain: (span, others) => `${span} 仍由您担任值班员${others === '' ? '' : `，${others} 不再值这一班`}`,
  off: (span, others) => `${span} 您不用值班${others === '' ? '' : `，由 ${others} 值班`}`,
  offAgain: (span, others) => `${span} 您不用替班了${others === '' ? '' : `，由 ${others} 值班`}`,
  more: (n) => `另有 ${n} 段，请看值班表`,
  by: (name) => `由 ${name} 安排`,
  calledOffBy: (name) => `${name} 撤销了之前的调班`,
  call: (phone) => `有疑问请致电值班室 ${phone}`,
  brief: { on: '改为值班', off: '不用值班', from: (time) => `${time} 起` },
  and: '、',
  stop: '。',
}

const en: Words = {
  title: (from, isOn) => (isOn ? `[Duty] You are on from ${from}` : `[Duty] You are off, ${from}`),
  span: (from, to) => `${from} to ${to}`,
  on: (span, others) => `${span}: you are the duty officer${others === '' ? '' : `, instead of ${others}`}`,
  onAgain: (span, others) =>
    `${span}: you are the duty officer after all${others === '' ? '' : `, and not ${others}`}`,
  off: (span, others) => `${span}: you are not on duty${others === '' ? '' : `, ${others} is`}`,
  offAgain: (span, others) =>
    `${span}: you need not stand in any more${others === '' ? '' : `, ${others} is on duty`}`,
  more: (n) => `${n} more: see the roster`,
  by: (name) => `Entered by ${name}`,
  calledOffBy: (name) => `${name} has called the change off`,
  call: (phone) => `Questions: duty desk ${phone}`,
  brief: { on: 'is on duty', off: 'is off duty', from: (time) => `from ${time}` },
  and: ', ',
  stop: '. ',
}

const WORDS: Readonly<Record<Locale, Words>> = { 'zh-CN': zh, en }
/** A month of an imported calendar is no message. */
const MOST_PARTS = 3

export type RosterTelling = Readonly<{
  news: DutyNews
  locale: Locale
  timeZone: string
  /** Called off, not made. */
  isCalledOff: boolean
  /** Who entered it. */
  actorName: string
  nameOf(personId: string): string
  /** Of the community's duty desk. */
  phone: string | undefined
}>

type Line = Readonly<{ part: Part; isOn: boolean }>

/** What is theirs to do comes before what is not. */
const linesOf = ({ on, off }: DutyNews): readonly Line[] => [
  ...on.map((part) => ({ part, isOn: true })),
  ...off.map((part) => ({ part, isOn: false })),
]

/** Title (at most 40 characters), body (at most 300), and the few words a template or a group may carry. */
export function rosterMessage(
  telling: RosterTelling,
): Readonly<{ title: string; body: string; brief: Brief }> {
  const { news, locale, timeZone, isCalledOff, actorName, nameOf, phone } = telling
  const words = WORDS[locale]
  const time = (at: EpochMs): string => localTime(at, timeZone)
  const sentence = ({ part: { from, to, others }, isOn }: Line): string => {
    const say = isCalledOff ? (isOn ? words.onAgain : words.offAgain) : isOn ? words.on : words.off
    return say(words.span(time(from), time(to)), others.map(nameOf).join(words.and))
  }
  const lines = linesOf(news)
  const first = lines[0]
  const from = first === undefined ? '' : time(first.part.from)
  const isOn = first?.isOn === true
  const sentences = [
    ...lines.slice(0, MOST_PARTS).map(sentence),
    ...(lines.length > MOST_PARTS ? [words.more(lines.length - MOST_PARTS)] : []),
    isCalledOff ? words.calledOffBy(actorName) : words.by(actorName),
    ...(phone === undefined ? [] : [words.call(phone)]),
  ]
  return {
    title: clip(words.title(from, isOn), TITLE_LIMIT),
    body: clip(
      sentences
        .map((one) => one + words.stop)
        .join('')
        .trim(),
      BODY_LIMIT,
    ),
    brief: {
      // Also read in a group, where “you” is nobody.
      who: nameOf(news.personId),
      what: isOn ? words.brief.on : words.brief.off,
      where: words.brief.from(from),
    },
  }
}
