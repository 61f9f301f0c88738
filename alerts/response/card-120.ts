// The card the 120 desk reads (fields after WS/T 451-2014 practice): who, where and how to get in, what is known of
// the body, where the band is, and whether a person has confirmed it. Software never calls 120 by itself; it hands
// the desk what a person would be asked for.

import { WORDS } from '../delivery/words.ts'
import type { Alert } from '../model/alert.ts'
import { OBSERVATIONS } from '../model/desk.ts'
import type { LiveState } from '../model/live.ts'
import type { Card120, NotificationReason } from '../model/notification.ts'
import type { Directory } from '../model/people.ts'
import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import type { RuleTexts } from './context.ts'
import { toGcj02 } from './coordinates.ts'
import { furthest } from './desk.ts'
import { addressOf, nameOfPerson, type Place } from './place.ts'

const VITALS = [
  'heartRate',
  'systolic',
  'diastolic',
  'spo2',
  'temperature',
] as const satisfies readonly Metric[]

/** Formats by zone, and each zone's newest answer: every tile of the wall asks for the same day, many times a second. */
const days = new Map<string, { format: Intl.DateTimeFormat; minute: number; day: string }>()

/** The day in a time zone, yyyy-mm-dd. */
function dayOf(now: EpochMs, timeZone: string): string {
  const minute = Math.floor(now / MINUTE)
  const known = days.get(timeZone)
  if (known?.minute === minute) return known.day
  const format = known?.format ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  const day = format.format(now)
  days.set(timeZone, { format, minute, day })
  return day
}

/** Whole years between a birthday (yyyy-mm-dd) and today in the community's time zone. */
export function ageAt(born: string, now: EpochMs, timeZone: string): number {
  const today = dayOf(now, timeZone)
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4))
  return today.slice(5) >= born.slice(5) ? years : years - 1
}

function position(live: LiveState | undefined, place: Place): Card120['position'] {
  const latitude = live?.latest.latitude
  const longitude = live?.latest.longitude
  if (latitude !== undefined && longitude !== undefined) {
    const wgs84 = { latitude: latitude.value, longitude: longitude.value }
    const accuracy = live?.latest.accuracy
    return {
      wgs84,
      gcj02: toGcj02(wgs84),
      // An accuracy of another fix says nothing about this one.
      ...(accuracy?.at === latitude.at ? { accuracyMetres: accuracy.value } : {}),
      eventTime: latitude.at,
      ...(live?.positionSource === undefined ? {} : { source: live.positionSource }),
    }
  }
  const { building } = place
  if (building?.latitude === undefined || building.longitude === undefined) return undefined
  const wgs84 = { latitude: building.latitude, longitude: building.longitude }
  return { wgs84, gcj02: toGcj02(wgs84), source: 'building' }
}

const STATE: Readonly<Record<NotificationReason, Card120['state']>> = {
  raised: 'new',
  escalated: 'updated',
  updated: 'updated',
  confirmed: 'confirmed',
  resolved: 'updated',
  withdrawn: 'withdrawn',
}

/** Where the card stands by itself, whatever message it goes out with. */
export function cardState(alert: Alert): Card120['state'] {
  if (alert.confirmation === 'withdrawn') return 'withdrawn'
  return furthest(alert.desk) ?? alert.confirmation ?? (alert.revision > 1 ? 'updated' : 'new')
}

export const eventNumberOf = (alert: Alert, { community }: Place): string =>
  `${community?.id ?? 'site'}-${alert.id}`

/** The alert behind one of our event numbers; undefined for what is none. */
export function alertOfEvent(eventNumber: string): number | undefined {
  const id = /-(\d{1,15})$/.exec(eventNumber)?.[1]
  return id === undefined ? undefined : Number(id)
}

/** Tags in the words of whoever comes; a tag of the site's own stands as it is. */
const CAUTION: Readonly<Record<string, string>> = {
  alone: '独居',
  disabled: '行动不便',
  dementia: '失智',
  anticoagulated: '服用抗凝药（易出血）',
  'power-dependent': '依赖电力设备（如制氧机）',
  infectious: '有传染病',
}

const named = (alert: Alert, directory: Directory, there: boolean): readonly string[] =>
  (alert.attending ?? [])
    .filter(({ arrivedAt }) => (arrivedAt !== undefined) === there)
    .map(({ personId }) => nameOfPerson({ directory }, personId))

function observedOf({ observed = {} }: Alert, directory: Directory): Card120['observed'] {
  const seen = OBSERVATIONS.flatMap((question) => {
    const known = observed[question]
    return known === undefined
      ? []
      : [[question, { ...known, by: nameOfPerson({ directory }, known.by) }] as const]
  })
  return seen.length === 0 ? undefined : Object.fromEntries(seen)
}

export type CardInput = Readonly<{
  alert: Alert
  /** What the message with it says; absent: the card as it stands. */
  reason?: NotificationReason
  place: Place
  directory: Directory
  live: LiveState | undefined
  texts: RuleTexts | undefined
  now: EpochMs
  confirmedBy?: string
}>

/**
 * The card as it stands now, or undefined when the alert is not about a resident. `version` is the alert's
 * revision: it grows with each card of the same event number, and the highest one counts.
 */
export function card120(input: CardInput): Card120 | undefined {
  const { alert, place, live, texts } = input
  const { resident, community } = place
  if (resident === undefined) return undefined
  const words = WORDS['zh-CN']
  const timeZone = community?.timeZone ?? 'Asia/Shanghai'
  const at = position(live, place)
  const contacts = resident.caregivers.map(({ personId, relation }) => {
    const person = input.directory.people.get(personId)
    return {
      name: person?.name ?? personId,
      relation,
      ...(person?.phone === undefined ? {} : { phone: person.phone }),
    }
  })
  const vitals = VITALS.flatMap((metric) => {
    const latest = live?.latest[metric]
    if (latest === undefined) return []
    const unit = words.unit[metric] ?? ''
    const value = `${latest.value} ${unit}`.trim()
    // Without a cuff it is an estimate (Falter 2022, Front Cardiovasc Med 9:958212).
    const estimate = metric === 'systolic' || metric === 'diastolic' ? '（估算）' : ''
    const source = `手环 ${live?.deviceId ?? alert.deviceId}${estimate}`
    return [{ metric: words.metric[metric], value, eventTime: latest.at, source }]
  })
  const { directory } = input
  const observed = observedOf(alert, directory)
  const onSite = named(alert, directory, true)
  const onTheWay = named(alert, directory, false)
  return {
    eventNumber: eventNumberOf(alert, place),
    version: alert.revision,
    state: input.reason === undefined ? cardState(alert) : STATE[input.reason],
    calledAt: alert.eventTime,
    what: texts?.title ?? alert.ruleId,
    patient: {
      name: resident.name,
      sex: words.sex[resident.sex],
      age: ageAt(resident.born, input.now, timeZone),
      ...(resident.bloodType === undefined ? {} : { bloodType: resident.bloodType }),
    },
    ...(resident.phone === undefined ? {} : { phone: resident.phone }),
    contacts,
    address: [community?.address, addressOf(place, 'zh-CN', true)].filter(Boolean).join(' '),
    entry: resident.entry,
    ...(at === undefined ? {} : { position: at }),
    conditions: resident.conditions,
    medication: resident.medication ?? [],
    allergies: resident.allergies ?? [],
    ...(resident.tags.length === 0 ? {} : { cautions: resident.tags.map((tag) => CAUTION[tag] ?? tag) }),
    ...(observed === undefined ? {} : { observed }),
    vitals,
    ...(onSite.length === 0 ? {} : { onSite }),
    ...(onTheWay.length === 0 ? {} : { onTheWay }),
    ...(alert.desk?.eventNumber === undefined ? {} : { deskEventNumber: alert.desk.eventNumber }),
    confirmedByPerson: alert.confirmation === 'confirmed',
    ...(input.confirmedBy === undefined ? {} : { confirmedBy: input.confirmedBy }),
    ...(community?.phone === undefined ? {} : { callBack: community.phone }),
  }
}
