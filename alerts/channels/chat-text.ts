// What a group chat reads: who by initials, what, which building, the number and a link. Never a health record: the
// chat is read by everyone in it and kept by its provider (PIPL art. 28).

import type { Severity } from '../model/alert.ts'
import type { Notification, NotificationReason } from '../model/notification.ts'
import type { Locale } from '../model/people.ts'

type Words = Readonly<{
  severity: Readonly<Record<Severity, string>>
  reason: Readonly<Record<NotificationReason, string>>
  head: (severity: string, what: string, who: string) => string
  where: (place: string) => string
  event: (id: number, reason: string) => string
  worst: (id: number) => string
  open: (link: string) => string
  roster: (link: string) => string
  notice: string
  unsaid: string
}>

const WORDS: Readonly<Record<Locale, Words>> = {
  'zh-CN': {
    severity: { info: '提示', warning: '预警', critical: '危急' },
    reason: {
      raised: '新告警',
      escalated: '升级：尚无人接警',
      updated: '更新',
      confirmed: '已有人处理',
      withdrawn: '撤回：无需再出动',
      resolved: '已办结',
    },
    head: (severity, what, who) => `【${severity}】${who} ${what}`,
    where: (place) => `地点：${place}`,
    event: (id, reason) => `编号 ${id} · ${reason}`,
    worst: (id) => `其中最急的编号 ${id}`,
    open: (link) => `查看并接警：${link}`,
    roster: (link) => `查看值班表：${link}`,
    notice: '值班安排有变动',
    unsaid: '告警',
  },
  en: {
    severity: { info: 'Notice', warning: 'Warning', critical: 'Critical' },
    reason: {
      raised: 'new alert',
      escalated: 'escalated: nobody has answered yet',
      updated: 'update',
      confirmed: 'somebody has taken it on',
      withdrawn: 'withdrawn: no need to respond',
      resolved: 'closed',
    },
    head: (severity, what, who) => `[${severity}] ${who}: ${what}`,
    where: (place) => `At ${place}`,
    event: (id, reason) => `Alert ${id} · ${reason}`,
    worst: (id) => `The most urgent is alert ${id}`,
    open: (link) => `Open: ${link}`,
    roster: (link) => `Roster: ${link}`,
    notice: 'the roster has changed',
    unsaid: 'Alert',
  },
}

/** The lines of one chat message. Without a brief only severity, number and link are said. */
export function chatText(
  { alertId, reason, recipient, message, gathers }: Notification,
  link: string | undefined,
): string {
  const words = WORDS[recipient.locale]
  const { brief } = message
  const lines = [
    words.head(words.severity[message.severity], brief?.what ?? words.unsaid, brief?.who ?? ''),
    brief === undefined || brief.where === ''
      ? undefined
      : message.isNotice
        ? brief.where
        : words.where(brief.where),
    gathers === undefined
      ? words.event(alertId, message.isNotice ? words.notice : words.reason[reason])
      : words.worst(alertId),
    link === undefined ? undefined : (message.isNotice ? words.roster : words.open)(link),
  ]
  return lines.filter((line) => line !== undefined).join('\n')
}
