// E-mail: the whole message as text, to one address; to the 120 desk with its card to look at and to read in. The
// transport (SMTP) is a port; what the server said is classified here: 4xx and a line that is down are tried again, 5xx
// is final.

import type { Notification, ReportRef } from '../model/notification.ts'
import type { Locale } from '../model/people.ts'
import { SECOND } from '../model/time.ts'
import { cardHtml, cardText } from './card-letter.ts'
import type { Channel, RateLimit, Sent } from './channel.ts'

export type Letter = Readonly<{
  to: string
  subject: string
  text: string
  /** Stays the same at every attempt: servers and readers drop the second copy. */
  messageId: string
  urgent: boolean
  /** The same, to look at; `text` stands by itself. */
  html?: string
  attachment?: Readonly<{ filename: string; contentType: string; content: string }>
}>

export type Posted =
  | Readonly<{ ok: true; response: string }>
  /** `code`: the server's answer, absent when there was none. `login`: it refused who we are. */
  | Readonly<{ ok: false; reason: string; code?: number; login?: boolean }>

export type EmailDeps = Readonly<{
  /** Never rejects for what the server says. */
  send(letter: Letter, signal: AbortSignal): Promise<Posted>
  /** Where the person can act on it, or at least read it. */
  link(notification: Notification): string | undefined
  /** The table of a report; rejects when it cannot be read now. */
  tableOf?(report: ReportRef, locale: Locale): Promise<string | undefined>
  /** The part after the @ of our Message-IDs. */
  domain: string
  limit?: RateLimit
}>

export const EMAIL_LIMIT: RateLimit = { perSecond: 5, burst: 20, concurrency: 4, timeoutMs: 20 * SECOND }

type Words = Readonly<{ open: string; roster: string; card: string; foot: string }>

const WORDS: Readonly<Record<Locale, Words>> = {
  'zh-CN': {
    open: '查看并接警',
    roster: '查看值班表',
    card: '急救信息卡',
    foot: '本邮件由守望系统自动发出，收到邮件不等于已有人处理。紧急情况请直接打电话。',
  },
  en: {
    open: 'Open the alert',
    roster: 'Open the roster',
    card: 'Emergency card',
    foot: 'Sent by Shouwang. That a mail has arrived does not mean that somebody has taken it on; in an emergency, phone.',
  },
}

/** A report asks nobody for anything. */
const REPORT_WORDS: Readonly<Record<Locale, Pick<Words, 'open' | 'foot'>>> = {
  'zh-CN': {
    open: '打开完整报告（需登录，可打印）',
    foot: '附件是同一份报告的表格。本邮件由守望系统按站点设置自动发出；不想再收到，请管理员在站点文件里去掉 reports。',
  },
  en: {
    open: 'Open the whole report (log in; to print it)',
    foot: 'Attached is the same report as a table. Sent by Shouwang as the site has it set up; to receive it no more, ask an administrator to take `reports` out of the site file.',
  },
}

/** A header is one line, whatever a name contains. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').trim()

export function letterOf(
  notification: Notification,
  {
    link,
    domain,
    table,
  }: Readonly<{ link: string | undefined; domain: string; table?: Letter['attachment'] | undefined }>,
): Letter {
  const { key, recipient, message, emergency, address } = notification
  const { card, report } = message
  const words = { ...WORDS[recipient.locale], ...(report && REPORT_WORDS[recipient.locale]) }
  return {
    to: address,
    subject: oneLine(message.title),
    text: [
      message.body,
      '',
      ...(card === undefined ? [] : [`— ${words.card} —`, ...cardText(card), '']),
      ...(link === undefined ? [] : [`${message.isNotice ? words.roster : words.open}: ${link}`, '']),
      words.foot,
      '',
    ].join('\n'),
    ...(card === undefined
      ? {}
      : {
          html: cardHtml(card, { title: message.title, body: message.body, foot: words.foot }),
          attachment: {
            filename: `card-${card.eventNumber.replace(/[^A-Za-z0-9.-]/g, '_')}-v${card.version}.json`,
            contentType: 'application/json; charset=utf-8',
            content: JSON.stringify(card, null, 2),
          },
        }),
    ...(table === undefined ? {} : { attachment: table }),
    messageId: `<${key.replace(/[^A-Za-z0-9.-]/g, '_')}@${domain}>`,
    urgent: emergency,
  }
}

const tableFile = (name: string, content: string): NonNullable<Letter['attachment']> => ({
  filename: `${name}.csv`,
  contentType: 'text/csv; charset=utf-8',
  content,
})

/** SMTP: 2xx taken, 4xx later, 5xx never [RFC 5321 4.2.1]; a login that is refused is the settings' fault. */
export function classifyPosted(posted: Posted): Sent {
  if (posted.ok) return { result: 'delivered', reached: 'accepted', receipt: posted.response.slice(0, 120) }
  const { reason, code, login } = posted
  if (login === true) return { result: 'rejected', reason, about: 'channel' }
  // 552 and the like of one mailbox say nothing about the server.
  if (code !== undefined && code >= 500) return { result: 'rejected', reason, about: 'address' }
  if (code === 450 || code === 452) return { result: 'retry', reason, about: 'address' }
  return { result: 'retry', reason }
}

export function createEmailChannel(deps: EmailDeps): Channel {
  return {
    name: 'email',
    limit: deps.limit ?? EMAIL_LIMIT,
    async send(notification, signal) {
      const { domain } = deps
      const { message, recipient } = notification
      const content = message.report && (await deps.tableOf?.(message.report, recipient.locale))
      const table = content === undefined ? undefined : tableFile(`report-${message.report?.name}`, content)
      const letter = letterOf(notification, { link: deps.link(notification), domain, table })
      return classifyPosted(await deps.send(letter, signal))
    },
  }
}
