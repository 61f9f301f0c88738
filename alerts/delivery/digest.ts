// The one message that stands for many: how many of what, how bad and where, the worst first. Made of its members alone
// and always the same, so that it can be sent again after a crash. When it is made is not known here.

import type { Severity } from '../model/alert.ts'
import { DIGEST, type Message, type Notification } from '../model/notification.ts'
import type { Locale } from '../model/people.ts'
import { BODY_LIMIT, clip, TITLE_LIMIT } from './message.ts'
import { WORDS as MESSAGE_WORDS } from './words.ts'

type Words = Readonly<{
  title: (severity: string, count: number) => string
  line: (severity: string, what: string, count: number, where: string) => string
  more: (count: number) => string
  places: (named: readonly string[], more: number) => string
  foot: string
  who: (count: number) => string
  what: string
}>

const WORDS: Readonly<Record<Locale, Words>> = {
  'zh-CN': {
    title: (severity, count) => `【${severity}】${count} 条消息汇总`,
    line: (severity, what, count, where) =>
      `${severity} ${what} ${count} 条${where === '' ? '' : `（${where}）`}；`,
    more: (count) => `另有 ${count} 条；`,
    places: (named, more) => `${named.join('、')}${more > 0 ? ` 等 ${named.length + more} 处` : ''}`,
    foot: '危急警报仍逐条通知。请打开看板逐条处理。',
    who: (count) => `${count}条消息`,
    what: '汇总，请看看板',
  },
  en: {
    title: (severity, count) => `[${severity}] ${count} messages in one`,
    line: (severity, what, count, where) =>
      `${severity}: ${count} × ${what}${where === '' ? '' : ` (${where})`}. `,
    more: (count) => `${count} more. `,
    places: (named, more) => `${named.join(', ')}${more > 0 ? ` and ${more} more places` : ''}`,
    foot: 'Critical alerts still come one by one. Open the board to answer each.',
    who: (count) => `${count} messages`,
    what: 'digest, see the board',
  },
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 }
/** So many places of one line are named. */
const NAMED_PLACES = 3

const worstFirst = (a: Notification, b: Notification): number =>
  RANK[a.message.severity] - RANK[b.message.severity] ||
  a.createdAt - b.createdAt ||
  a.alertId - b.alertId ||
  a.key.localeCompare(b.key)

function linesOf(members: readonly Notification[], locale: Locale, room: number): string {
  const words = WORDS[locale]
  const groups = Map.groupBy(members, ({ message: { severity, gist } }) => `${severity}|${gist?.what}`)
  const bySize = [...groups.values()].sort((a, b) => {
    const [first, second] = [a[0], b[0]]
    const bySeverity = RANK[first?.message.severity ?? 'info'] - RANK[second?.message.severity ?? 'info']
    return bySeverity || b.length - a.length
  })
  let text = ''
  let left = members.length
  for (const group of bySize) {
    const { severity, gist } = group[0]?.message ?? { severity: 'info' }
    const places = [...new Set(group.map(({ message }) => message.gist?.where ?? ''))].filter(
      (at) => at !== '',
    )
    const where = words.places(places.slice(0, NAMED_PLACES), Math.max(0, places.length - NAMED_PLACES))
    const line = words.line(
      MESSAGE_WORDS[locale].severity[severity],
      gist?.what ?? '',
      group.length,
      places.length === 0 ? '' : where,
    )
    const rest = words.more(left)
    if ([...text, ...line, ...(left > group.length ? rest : '')].length > room) return `${text}${rest}`
    text += line
    left -= group.length
  }
  return text
}

function messageOf(members: readonly Notification[], locale: Locale): Message {
  const words = WORDS[locale]
  const severity = members[0]?.message.severity ?? 'info'
  const count = members.length
  const places = new Set(members.map(({ message }) => message.brief?.where ?? message.gist?.where ?? ''))
  const title = words.title(MESSAGE_WORDS[locale].severity[severity], count)
  const body = `${linesOf(members, locale, BODY_LIMIT - [...words.foot].length)}${words.foot}`
  const needsBrief = members.some(({ message }) => message.brief !== undefined)
  const [first = '', ...others] = places
  return {
    title: clip(title, TITLE_LIMIT),
    body: clip(body, BODY_LIMIT),
    severity,
    ...(needsBrief
      ? { brief: { who: words.who(count), what: words.what, where: words.places([first], others.length) } }
      : {}),
  }
}

/**
 * One message for all of these, which are to the same recipient by the same way. Its key is that of its first member
 * with a word before it, or the one they were given before; it stands at the worst of their alerts.
 */
export function digestOf(gathered: readonly Notification[]): Notification | undefined {
  const members = [...gathered].sort(worstFirst)
  const [first] = members
  if (first === undefined) return undefined
  const { alertId, step, recipient, channel, address, status, alternatives = [] } = first
  const reasons = new Set(members.map(({ reason }) => reason))
  return {
    key: first.digest ?? `${DIGEST}${first.key}`,
    alertId,
    step,
    reason: reasons.size === 1 ? first.reason : 'updated',
    recipient,
    channel,
    address,
    message: messageOf(members, recipient.locale),
    emergency: false,
    status,
    attempts: Math.max(...members.map(({ attempts }) => attempts)),
    createdAt: Math.max(...members.map(({ createdAt }) => createdAt)),
    nextAttemptAt: Math.max(...members.map(({ nextAttemptAt }) => nextAttemptAt)),
    ...(alternatives.length === 0 ? {} : { alternatives }),
    gathers: members,
  }
}
