// What a site file may say of each kind, as zod. Every scalar arrives as text, from YAML and CSV alike, so that a door
// 0301 keeps its zero and both are held to the same rules.

import { z } from 'zod'
import { CHANNEL_NAMES } from '../../alerts/channels/address.ts'
import { REPORT_KINDS } from '../../alerts/record/calendar.ts'
import { DEVICE_ID } from '../protocol/topics.ts'
import { readPhone } from './phone.ts'
import type { EntityKind } from './ports.ts'
import { safeZoneSchema } from './safe-zone.ts'

const text = z.string().trim().min(1).max(500)
const name = z.string().trim().min(1).max(64)
const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'is no id')

const number = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d+(?:\.\d+)?$/, 'is not a number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))

const phone = z.string().transform((value, context) => {
  const read = readPhone(value)
  if (read !== undefined) return read
  context.addIssue({ code: 'custom', message: `"${value}" is no telephone number`, input: value })
  return z.NEVER
})

const yesOrNo = z
  .enum(['true', 'false'], { error: 'is neither true nor false' })
  .transform((word) => word === 'true')
const email = z.email('is no e-mail address').max(254)
const date = z.iso.date('is no date')
const clock = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'is no time of day')
const timeZone = z.string().refine(isTimeZone, 'is no time zone')
const latitude = number(-90, 90)
const longitude = number(-180, 180)
/** Days between two calls or visits. */
const callEvery = number(1, 90).pipe(z.int('is no number of days'))
/** Days after which a band that nothing has proven is tried. */
const proveEvery = number(7, 365).pipe(z.int('is no number of days'))
/** Per-resident or per-drain rule parameters: rule id, parameter, number. Rule ids are checked with the rules. */
const overrides = z.record(z.string(), z.record(z.string(), number(-10_000, 10_000)))

function isTimeZone(value: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }))
  } catch {
    return false
  }
}

const community = z.strictObject({
  id,
  name,
  nameEn: name.exactOptional(),
  timeZone: timeZone.default('Asia/Shanghai'),
  address: text,
  phone: phone.exactOptional(),
  reviewAt: clock.exactOptional(),
  callEvery: callEvery.exactOptional(),
  reportsAt: clock.exactOptional(),
  proveEvery: proveEvery.exactOptional(),
})
const grid = z.strictObject({ id, communityId: id, name, nameEn: name.exactOptional() })
const building = z
  .strictObject({
    id,
    gridId: id,
    name,
    nameEn: name.exactOptional(),
    latitude: latitude.exactOptional(),
    longitude: longitude.exactOptional(),
  })
  .refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), {
    path: ['latitude'],
    message: 'stands without its other half',
  })
const drain = z.strictObject({
  id,
  gridId: id,
  name,
  nameEn: name.exactOptional(),
  latitude,
  longitude,
  buildingIds: z.array(id).exactOptional(),
  overrides: overrides.exactOptional(),
})
const person = z
  .strictObject({
    id,
    name,
    nameEn: name.exactOptional(),
    role: z.enum(['duty', 'grid', 'director', 'family', 'admin']),
    phone: phone.exactOptional(),
    locale: z.enum(['zh-CN', 'en']).exactOptional(),
    gridIds: z.array(id).exactOptional(),
    communityId: id.exactOptional(),
    email: email.exactOptional(),
    reports: z.array(z.enum(REPORT_KINDS)).min(1).exactOptional(),
    wecom: name.exactOptional(),
    dingtalk: name.exactOptional(),
    feishu: name.exactOptional(),
    ntfy: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'is no topic')
      .exactOptional(),
    gotify: name.exactOptional(),
    quietFrom: clock.exactOptional(),
    quietTo: clock.exactOptional(),
    quietUpTo: z.enum(['info', 'warning']).exactOptional(),
    channels: z
      .array(z.enum(CHANNEL_NAMES, { error: 'is no channel' }))
      .min(1)
      .exactOptional(),
    login: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{1,31}$/, 'is no login')
      .exactOptional(),
  })
  .refine(({ quietFrom, quietTo }) => (quietFrom === undefined) === (quietTo === undefined), {
    path: ['quietFrom'],
    message: 'stands without its other half',
  })
  .refine(({ reports, email }) => reports === undefined || email !== undefined, {
    path: ['reports'],
    message: 'needs an e-mail address',
  })
  .refine(({ reports, role }) => reports === undefined || (role !== 'family' && role !== 'grid'), {
    path: ['reports'],
    message: 'is for duty officers, directors and admins',
  })
const resident = z.strictObject({
  id,
  name,
  nameEn: name.exactOptional(),
  sex: z.enum(['female', 'male']),
  born: date,
  phone: phone.exactOptional(),
  buildingId: id,
  door: text,
  floor: number(-9, 200)
    .pipe(z.int('is no floor').refine((floor) => floor !== 0, 'is no floor'))
    .exactOptional(),
  entry: text.default('—'),
  conditions: z.array(text).default([]),
  medication: z.array(text).exactOptional(),
  allergies: z.array(text).exactOptional(),
  bloodType: z.enum(['A', 'B', 'AB', 'O', 'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-']).exactOptional(),
  tags: z.array(name).default([]),
  caregivers: z.array(z.strictObject({ personId: id, relation: name })).default([]),
  safeZone: safeZoneSchema({ latitude, longitude, radius: number(20, 20_000) }).exactOptional(),
  callEvery: callEvery.exactOptional(),
  overrides: overrides.exactOptional(),
})
const device = z.strictObject({
  id: z.string().regex(DEVICE_ID, 'is no id'),
  kind: z.enum(['band', 'drain']),
  model: name.exactOptional(),
  residentId: id.exactOptional(),
  drainId: id.exactOptional(),
})
const shift = z.strictObject({
  id,
  communityId: id,
  role: z.enum(['duty', 'grid', 'director']),
  personId: id,
  weekdays: z.array(number(1, 7).pipe(z.int('is no weekday'))).min(1),
  from: clock,
  to: clock,
})
const partner = z.strictObject({
  id,
  kind: z.enum(['desk120', 'streetOffice', 'webhook', 'siren']),
  name,
  nameEn: name.exactOptional(),
  communityId: id,
  webhook: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'is no address' }),
      secret: z.string().min(16, 'is too short').max(256),
    })
    .exactOptional(),
  phone: phone.exactOptional(),
  email: email.exactOptional(),
  bothWays: yesOrNo.exactOptional(),
  digest: yesOrNo.exactOptional(),
})

export const SITE_SCHEMAS = {
  community,
  grid,
  building,
  drain,
  person,
  resident,
  device,
  shift,
  partner,
} as const satisfies Record<EntityKind, z.ZodType>

/** The lists of a site file and the kind each holds. */
export const SECTIONS = {
  communities: 'community',
  grids: 'grid',
  buildings: 'building',
  drains: 'drain',
  people: 'person',
  residents: 'resident',
  devices: 'device',
  shifts: 'shift',
  partners: 'partner',
} as const satisfies Record<string, EntityKind>
export type Section = keyof typeof SECTIONS

/** What would be right, by field. */
export const FIELD_ADVICE: Readonly<Record<string, string>> = {
  id: '1 to 64 letters, digits, dots, underscores or hyphens, e.g. r-001',
  phone:
    'a mobile number (13812345678, +86 138 1234 5678), a landline with area code (021-55550001), 400/800 or a short number',
  email: 'an e-mail address, e.g. wang@example.org',
  channels:
    'a list in order of preference, e.g. [push, sms, voice]; known: phone, push, sms, voice, ntfy, gotify, wecom, dingtalk, feishu, webhook, email',
  ntfy: 'a topic of letters, digits, underscores or hyphens nobody can guess',
  born: 'the date of birth as yyyy-mm-dd, e.g. 1948-03-07',
  quietFrom: 'a time of day as hh:mm, e.g. "22:00"; together with quietTo',
  quietTo: 'a time of day as hh:mm, e.g. "07:00"; together with quietFrom',
  quietUpTo: 'info or warning: what stays silent in quiet hours; critical never does',
  from: 'a time of day as hh:mm, e.g. "08:00"',
  to: 'a time of day as hh:mm, e.g. "20:00"; at or before `from` means the next day',
  weekdays: 'a list of 1 (Monday) to 7 (Sunday), e.g. [1, 2, 3, 4, 5]',
  timeZone: 'an IANA zone, e.g. Asia/Shanghai',
  latitude: 'degrees WGS-84 from -90 to 90, together with longitude, e.g. 31.2304',
  longitude: 'degrees WGS-84 from -180 to 180, together with latitude, e.g. 121.4737',
  radiusMetres: 'metres from 20 to 20000',
  sex: 'female or male',
  role: 'duty, grid, director, family or admin (a shift: duty, grid or director)',
  kind: 'a device: band or drain; a partner: desk120, streetOffice, webhook or siren',
  locale: 'zh-CN or en',
  login: '2 to 32 lower-case letters, digits, dots, underscores or hyphens, e.g. li',
  bloodType: 'A, B, AB or O, with + or - where known',
  caregivers: 'a list of { personId, relation }, e.g. { personId: p-f001, relation: 女儿 }',
  safeZone: '{ latitude, longitude, radiusMetres } or { polygon: [[latitude, longitude], …] }',
  polygon: 'three or more corners in order, e.g. [[31.23, 121.47], [31.24, 121.47], [31.24, 121.48]]',
  overrides: 'rule id, then parameter, then a number, e.g. { hr-high: { raise: 125 } }',
  digest: 'true where people read what comes, false (the default) for a machine',
  url: 'an address beginning with https://',
  secret: 'a random text of 16 to 256 characters',
  reviewAt: 'a time of day as hh:mm, e.g. "08:00": when the morning list is fixed',
  reports:
    'a list of daily and monthly, beside `email`, e.g. [daily, monthly]; for duty officers, directors and admins',
  reportsAt: 'a time of day as hh:mm, e.g. "07:30": when reports go out by e-mail',
  callEvery: 'a whole number of days from 1 to 90, e.g. 7',
  proveEvery: 'a whole number of days from 7 to 365, e.g. 90',
  floor: 'a whole number: 1 is the ground floor, -1 the basement; there is no 0',
  buildingIds: 'a list of building ids, e.g. [b-01, b-02]',
  gridIds: 'a list of grid ids, e.g. [g-1, g-2]',
  conditions: 'a list, e.g. [高血压, 糖尿病]',
  tags: 'a list, e.g. [独居]',
}
