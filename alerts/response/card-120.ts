// The card the 120 desk reads (fields after WS/T 451-2014 practice): who, where and how to get in, what is known of
// the body, where the band is, and whether a person has confirmed it. Software never calls 120 by itself; it hands
// the desk what a person would be asked for.

import { WORDS } from '../delivery/words.ts'
import type { Alert } from '../model/alert.ts'
import type { LiveState } from '../model/live.ts'
import type { Card120, NotificationReason } from '../model/notification.ts'
import type { Directory } from '../model/people.ts'
import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import type { RuleTexts } from './context.ts'
import { toGcj02 } from './coordinates.ts'
import { addressOf, type Place } from './place.ts'

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

export type CardInput = Readonly<{
  alert: Alert
  reason: NotificationReason
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
    return [{ metric: words.metric[metric], value: `${latest.value} ${unit}`.trim(), eventTime: latest.at }]
  })
  return {
    eventNumber: `${community?.id ?? 'site'}-${alert.id}`,
    version: alert.revision,
    state: STATE[input.reason],
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
    vitals,
    confirmedByPerson: alert.confirmation === 'confirmed',
    ...(input.confirmedBy === undefined ? {} : { confirmedBy: input.confirmedBy }),
    ...(community?.phone === undefined ? {} : { callBack: community.phone }),
  }
}
