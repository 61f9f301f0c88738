// Who lives where, who looks after them, and which device speaks for whom. Plain data, as imported from a site file.

import type { AreaKind } from './incident.ts'
import type { Zone } from './profile.ts'
import type { RosterChange } from './roster-change.ts'
import type { EpochMs } from './time.ts'

/**
 * What an alert or an engine state is about. A band that belongs to nobody yet is its own subject; an incident is
 * about an area, whose id is that of a building, a grid or a community as `area` says.
 */
export type SubjectKind = 'resident' | 'drain' | 'device' | 'system' | 'area'
export type SubjectRef = Readonly<{ kind: SubjectKind; id: string; area?: AreaKind }>
/** `resident:r-001`: the key of maps, rows and lanes. */
export type SubjectKey = `${SubjectKind}:${string}`
export const subjectKey = (subject: SubjectRef): SubjectKey => `${subject.kind}:${subject.id}`

export type Position = Readonly<{
  latitude: number
  longitude: number
  accuracyMetres?: number
  source?: 'gps' | 'wifi' | 'cell'
  eventTime?: EpochMs
}>

export type Community = Readonly<{
  id: string
  name: string
  nameEn?: string
  /** IANA zone; nights and days of rules and reports are told in it. */
  timeZone: string
  address: string
  /** Telephone of the duty desk, printed on the 120 card. */
  phone?: string
  /** Local time at which the morning's review list is fixed; absent = 08:00. */
  reviewAt?: string
  /** Days between two contacts with residents who have no rhythm of their own; absent = none is asked for. */
  callEvery?: number
  /** Local time at which reports go out by e-mail to whoever reads them; absent = 07:30. */
  reportsAt?: string
  /** Days after which a band that nothing has proven is to be tried; absent = 90. */
  proveEvery?: number
}>

export type Grid = Readonly<{ id: string; communityId: string; name: string; nameEn?: string }>

export type Building = Readonly<{
  id: string
  gridId: string
  name: string
  nameEn?: string
  latitude?: number
  longitude?: number
}>

export type Sex = 'female' | 'male'

export type Caregiver = Readonly<{
  /** Person id of a family account. */
  personId: string
  relation: string
}>

export type Resident = Readonly<{
  id: string
  name: string
  nameEn?: string
  sex: Sex
  /** ISO date, yyyy-mm-dd. */
  born: string
  phone?: string
  buildingId: string
  /** 单元-楼层-门牌, as a stranger needs it: "2单元 3楼 301室". */
  door: string
  /** The floor they live on: 1 is the ground floor, -1 the basement. Where it is absent, `door` may say it. */
  floor?: number
  /** How to get in: door code, who has a key, the lift that stops at odd floors. */
  entry: string
  conditions: readonly string[]
  medication?: readonly string[]
  allergies?: readonly string[]
  bloodType?: string
  /** Free tags that rules and lists use: 独居 alone, disabled, dementia, anticoagulated. */
  tags: readonly string[]
  caregivers: readonly Caregiver[]
  safeZone?: Zone
  /** Days between two calls or visits. */
  callEvery?: number
  /** Per-resident rule parameters, by rule id then parameter name: the care plan. */
  overrides?: Readonly<Record<string, Readonly<Record<string, number>>>>
}>

export type Device = Readonly<{
  id: string
  kind: 'band' | 'drain'
  model?: string
  /** The resident who wears it, or the drain it hangs in; absent until somebody assigns it. */
  residentId?: string
  drainId?: string
}>

export type Drain = Readonly<{
  id: string
  gridId: string
  name: string
  nameEn?: string
  latitude: number
  longitude: number
  /** Its catchment: buildings that its water reaches. */
  buildingIds?: readonly string[]
  overrides?: Readonly<Record<string, Readonly<Record<string, number>>>>
}>

export type Role = 'duty' | 'grid' | 'director' | 'family' | 'admin'
export type Locale = 'zh-CN' | 'en'

/** Staff and family alike: whoever may log in or be told. */
export type Person = Readonly<{
  id: string
  name: string
  nameEn?: string
  role: Role
  phone?: string
  locale?: Locale
  /** Grids a grid worker is responsible for. */
  gridIds?: readonly string[]
  /** Community a duty officer or director works for. */
  communityId?: string
  email?: string
  /** Reports that come to their e-mail by themselves; absent = none. */
  reports?: readonly ('daily' | 'monthly')[]
  /** Names of group robots and push applications as the settings call them; of ntfy, the topic. */
  wecom?: string
  dingtalk?: string
  feishu?: string
  ntfy?: string
  gotify?: string
  /** Local times between which nothing up to `quietUpTo` (absent = warning) rings; `quietTo` may be the next day. */
  quietFrom?: string
  quietTo?: string
  quietUpTo?: 'info' | 'warning'
  /** Channels they want to be told on, best first; absent = the usual order. */
  channels?: readonly string[]
}>

/** A shift of the weekly roster: minutes are local wall-clock minutes of the day; `to` may pass midnight. */
export type Shift = Readonly<{
  id: string
  communityId: string
  role: 'duty' | 'grid' | 'director'
  personId: string
  /** 1 = Monday … 7 = Sunday. */
  weekdays: readonly number[]
  /** "08:00" */
  from: string
  /** "20:00"; at or before `from` means the next day. */
  to: string
}>

/**
 * Who or what is told besides people: the 120 desk, the street office, a webhook of the city, and a siren in the
 * house, which rings when nothing else reaches anybody.
 */
export type Partner = Readonly<{
  id: string
  kind: 'desk120' | 'streetOffice' | 'webhook' | 'siren'
  name: string
  nameEn?: string
  communityId: string
  webhook?: Readonly<{ url: string; secret: string }>
  phone?: string
  email?: string
  /** Told by webhook and e-mail at once; otherwise the e-mail takes over where the webhook fails. */
  bothWays?: boolean
  /** Messages beyond a few a minute come as one. Only where people read them: a machine wants each by itself. */
  digest?: boolean
}>

/** Everything above, indexed by id and frozen: what decisions look people and places up in. */
export type Directory = Readonly<{
  communities: ReadonlyMap<string, Community>
  grids: ReadonlyMap<string, Grid>
  buildings: ReadonlyMap<string, Building>
  residents: ReadonlyMap<string, Resident>
  devices: ReadonlyMap<string, Device>
  drains: ReadonlyMap<string, Drain>
  people: ReadonlyMap<string, Person>
  shifts: ReadonlyMap<string, Shift>
  partners: ReadonlyMap<string, Partner>
  /** What was ever changed in the weekly roster, by number; absent = nothing. */
  rosterChanges?: readonly RosterChange[]
}>
