// Tells whoever a change of the roster puts on duty, or relieves, over their own ways: once for each change, and again
// when it is called off. It stands on record as an alert that was closed when it was opened: nobody has to answer it.

import { type ChannelBook, waysTo } from '../channels/address.ts'
import { needsBrief } from '../delivery/brief.ts'
import { rosterMessage } from '../delivery/roster-message.ts'
import type { Alert, Finding, TimelineEntry } from '../model/alert.ts'
import type { Notification, Recipient } from '../model/notification.ts'
import type { Directory, Person } from '../model/people.ts'
import { ROSTER_CHANGE_RULE } from '../model/roster-change.ts'
import { type EpochMs, HOUR } from '../model/time.ts'
import { zoneOf } from '../roster/calendar.ts'
import type { DutyNews } from '../roster/duty-news.ts'
import { dutyAt } from '../roster/rota.ts'
import type { Outcome } from './context.ts'
import { nameIn } from './place.ts'
import { isQuiet, wakesAt } from './quiet.ts'
import { keyOf } from './telling.ts'

/** Duty that begins or ends within this is no news for the morning. */
export const SOON = 12 * HOUR

const MILD = { severity: 'info', emergency: false } as const

/**
 * When somebody is told: at once, but for one who sleeps and has more than twelve hours. They learn of it when their
 * quiet hours end, and never later than twelve hours before.
 */
export function toldAt(
  person: Person,
  { on, off }: DutyNews,
  at: Readonly<{ now: EpochMs; timeZone: string; isOnDuty: boolean }>,
): EpochMs {
  const first = Math.min(...[...on, ...off].map(({ from }) => from))
  if (at.isOnDuty || first - at.now <= SOON || !isQuiet(person, MILD, at)) return at.now
  return Math.max(at.now, Math.min(wakesAt(person, at), first - SOON))
}

export type RosterNotice = Readonly<{
  communityId: string
  news: readonly DutyNews[]
  /** Person id of whoever entered it, who knows. */
  by: string
  isCalledOff: boolean
  /** Where the change was told before: the same alert, and how many lines it has. */
  before: Readonly<{ alert: Alert; lines: number }> | undefined
}>

export type NoticeContext = Readonly<{
  now: EpochMs
  /** With the change in it. */
  directory: Directory
  channels: ChannelBook
  rule: Pick<Finding, 'severity'> & Readonly<{ version: string; policy: string }>
  nextAlertId(): number
}>

/** What to write; undefined when nobody but its author is concerned. */
export function rosterNotice(
  notice: RosterNotice,
  context: NoticeContext,
): (Outcome & Readonly<{ alert: Alert }>) | undefined {
  const { now, directory } = context
  const concerned = notice.news.flatMap((news) => {
    const person = directory.people.get(news.personId)
    return person === undefined || person.id === notice.by ? [] : [{ person, news }]
  })
  if (concerned.length === 0) return undefined
  const alert = alertOf(notice, context)
  const messages: Notification[] = []
  const unreached: string[] = []
  for (const { person, news } of concerned) {
    const message = messageTo(person, news, { notice, alert, context })
    if (message === undefined) unreached.push(person.id)
    else messages.push(message)
  }
  const lines: readonly Pick<TimelineEntry, 'kind' | 'actor' | 'detail'>[] = [
    notice.before === undefined
      ? { kind: 'opened', actor: notice.by, detail: { severity: alert.severity } }
      : { kind: 'undone', actor: notice.by, detail: { action: 'rosterChange' } },
    ...messages.map(({ recipient: { id, name }, channel, nextAttemptAt }) => ({
      kind: 'notified' as const,
      actor: 'system',
      detail: {
        recipient: id,
        name,
        channel,
        ...(nextAttemptAt > now ? { until: nextAttemptAt } : {}),
      },
    })),
    ...unreached.map((id) => ({
      kind: 'suppressed' as const,
      actor: 'system',
      detail: { recipient: id, name: directory.people.get(id)?.name ?? id, reason: 'noChannel' },
    })),
  ]
  const first = (notice.before?.lines ?? 0) + 1
  const entries = lines.map((line, index): TimelineEntry => {
    return { alertId: alert.id, seq: first + index, at: now, ...line }
  })
  return { alert, entries, notifications: messages }
}

function alertOf(
  { before, communityId, by, news }: RosterNotice,
  { now, rule, nextAlertId, directory }: NoticeContext,
): Alert {
  if (before !== undefined) return { ...before.alert, revision: before.alert.revision + 1 }
  const part = news.flatMap(({ on, off }) => [...on, ...off]).sort((a, b) => a.from - b.from)[0]
  const comes = news.find(({ on }) => on.some(({ from }) => from === part?.from))
  const instead = comes?.on[0]?.others.map((id) => directory.people.get(id)?.name ?? id) ?? []
  const who = comes === undefined ? undefined : (directory.people.get(comes.personId)?.name ?? comes.personId)
  return {
    id: nextAlertId(),
    subject: { kind: 'system', id: communityId },
    deviceId: '',
    communityId,
    gridId: '',
    ruleId: ROSTER_CHANGE_RULE,
    ruleVersion: rule.version,
    severity: rule.severity,
    policyId: rule.policy,
    emergency: false,
    closesOnClear: true,
    status: 'resolved',
    eventTime: now,
    receivedAt: now,
    resolvedAt: now,
    resolvedBy: by,
    evidence: {
      samples: [],
      since: now,
      facts: {
        ...(part === undefined ? {} : { dutyFrom: part.from, dutyTo: part.to }),
        ...(who === undefined ? {} : { comes: who }),
        ...(instead.length === 0 ? {} : { instead: instead.join('、') }),
      },
    },
    repeats: 0,
    nextStep: 0,
    dueAt: null,
    revision: 1,
  }
}

function messageTo(
  person: Person,
  news: DutyNews,
  { notice, alert, context }: Readonly<{ notice: RosterNotice; alert: Alert; context: NoticeContext }>,
): Notification | undefined {
  const { now, directory, channels } = context
  const { communityId, by, isCalledOff } = notice
  const locale = person.locale ?? 'zh-CN'
  const nameOf = (id: string): string => {
    const named = directory.people.get(id)
    return named === undefined ? id : nameIn(locale, named)
  }
  const recipient: Recipient = {
    kind: 'person',
    id: person.id,
    name: nameOf(person.id),
    role: person.role,
    locale,
  }
  const [first, ...others] = waysTo(recipient, { directory, channels, communityId })
  if (first === undefined) return undefined
  const timeZone = zoneOf(directory, communityId)
  const isOnDuty = dutyAt(directory, { communityId, role: 'duty' }, now).some(
    ({ personId }) => personId === person.id,
  )
  const { title, body, brief } = rosterMessage({
    news,
    locale,
    timeZone,
    isCalledOff,
    actorName: nameOf(by),
    nameOf,
    phone: directory.communities.get(communityId)?.phone,
  })
  // Only what asks nobody to come takes back what asked them to, where that has not gone out yet.
  const reason = isCalledOff && news.on.length === 0 ? 'withdrawn' : 'updated'
  return {
    key: keyOf(alert, { recipient, ...first }, { reason, step: -1 }),
    alertId: alert.id,
    step: -1,
    reason,
    recipient,
    ...first,
    message: {
      title,
      body,
      severity: alert.severity,
      isNotice: true,
      ...(needsBrief([first, ...others].map(({ channel }) => channel)) ? { brief } : {}),
    },
    emergency: false,
    status: 'queued',
    attempts: 0,
    createdAt: now,
    nextAttemptAt: toldAt(person, news, { now, timeZone, isOnDuty }),
    ...(others.length === 0 ? {} : { alternatives: others }),
  }
}
