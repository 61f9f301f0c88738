// The few words that may stand where strangers read along, or pass a provider's template: a masked name, what it is
// about without health data, and the building. Personal information law: no more than the purpose needs (PIPL art. 6, 28).

import type { Alert } from '../model/alert.ts'
import type { Brief, Gist, Recipient } from '../model/notification.ts'
import type { Directory, Locale } from '../model/people.ts'
import { addressOf, nameIn, type Place } from '../response/place.ts'

/** Group chats are read by everyone in them; templates carry short values through a provider. */
const BRIEF_CHANNELS: ReadonlySet<string> = new Set(['wecom', 'dingtalk', 'feishu', 'sms', 'voice'])

export const needsBrief = (channels: readonly string[]): boolean =>
  channels.some((channel) => BRIEF_CHANNELS.has(channel))

const WORDS: Readonly<Record<Locale, Readonly<{ health: string; alert: string; system: string }>>> = {
  'zh-CN': { health: '健康预警', alert: '告警', system: '系统' },
  en: { health: 'Health alert', alert: 'Alert', system: 'System' },
}
/** What a band measures on a body. That somebody calls for help, or that a battery is low, is none of it. */
const HEALTH: ReadonlySet<string> = new Set([
  'heartRate',
  'systolic',
  'diastolic',
  'spo2',
  'temperature',
  'steps',
  'still',
])

/** 王桂兰 becomes 王**, Wang Guilan becomes W. G. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  if (!/^[\p{Script=Latin}'.-]+$/u.test(words.join(''))) return `${[...name][0] ?? ''}**`
  return words.map((word) => `${[...word][0]?.toUpperCase() ?? ''}.`).join(' ')
}

function whoOf(alert: Alert, place: Place, locale: Locale): string {
  if (place.resident !== undefined) return initials(nameIn(locale, place.resident))
  if (place.drain !== undefined) return nameIn(locale, place.drain)
  const area = place.building ?? place.grid ?? place.community
  if (alert.subject.kind === 'area' && area !== undefined) return nameIn(locale, area)
  return alert.subject.kind === 'system' ? WORDS[locale].system : alert.deviceId
}

/** Whether the alert tells something about a body: its title would be a health record. */
function isHealth({ subject, emergency, evidence }: Alert): boolean {
  if (subject.kind !== 'resident' || emergency) return false
  const named = [evidence.metric, ...evidence.samples.map(({ metric }) => metric)]
  return named.some((metric) => metric !== undefined && HEALTH.has(metric))
}

export function briefOf({
  alert,
  place,
  locale,
  title,
}: Readonly<{ alert: Alert; place: Place; locale: Locale; title: string | undefined }>): Brief {
  const words = WORDS[locale]
  return {
    who: whoOf(alert, place, locale),
    what: isHealth(alert) ? words.health : (title ?? words.alert),
    where: addressOf(place, locale, false),
  }
}

/** A person may read many things at once; a machine wants each by itself, and what is critical is one thing at a time. */
export function readsMany(
  { emergency, severity }: Alert,
  { kind, id }: Recipient,
  { partners }: Pick<Directory, 'partners'>,
): boolean {
  if (emergency || severity === 'critical') return false
  return kind === 'partner' ? partners.get(id)?.digest === true : kind === 'person'
}

/** What it is called and the building, for one line among many. Who is not of the house reads no health data. */
export function gistOf({
  alert,
  place,
  recipient,
  title,
}: Readonly<{ alert: Alert; place: Place; recipient: Recipient; title: string | undefined }>): Gist {
  const { locale, kind } = recipient
  const words = WORDS[locale]
  const name = title ?? words.alert
  const building = place.building ?? place.drain ?? place.grid ?? place.community
  return {
    what: kind === 'partner' && isHealth(alert) ? words.health : name,
    where: building === undefined ? '' : nameIn(locale, building),
  }
}
