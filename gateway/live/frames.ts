// What travels over the live WebSocket, as types: the dashboard is compiled against this file.

import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import type { AnnouncedTest } from '../../alerts/model/announced-test.ts'
import type { Condition, UnknownReason } from '../../alerts/model/live.ts'
import type { Silence } from '../../alerts/model/silence.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { WeatherReport } from '../../alerts/model/weather.ts'

export type Shown = Readonly<{ value: number; at: EpochMs }>

/** One resident on the wall. */
export type ResidentTile = Readonly<{
  id: string
  name: string
  nameEn?: string
  age: number
  sex: 'female' | 'male'
  communityId: string
  gridId: string
  building: string
  buildingEn?: string
  door: string
  tags: readonly string[]
  deviceId: string | null
  condition: Condition
  unknownReason?: UnknownReason
  heartRate: Shown | null
  systolic: Shown | null
  diastolic: Shown | null
  spo2: Shown | null
  temperature: Shown | null
  steps: Shown | null
  battery: Shown | null
  charging: boolean
  worn: boolean | null
  online: boolean | null
  /** When the gateway last heard from the band. */
  seenAt: EpochMs | null
  position: Readonly<{
    latitude: number
    longitude: number
    accuracyMetres: number | null
    source: string
    at: EpochMs
  }> | null
  /** Ids of unresolved alerts, worst first. */
  alertIds: readonly number[]
  /** When the band was last seen to work: a press that reached a person, or a message it has shown. Absent: never. */
  proven?: Readonly<{ at: EpochMs; by: 'press' | 'band' }>
  /** The newest announced test, whatever has become of it. */
  test?: Omit<AnnouncedTest, 'residentId'>
}>

export type DrainTile = Readonly<{
  id: string
  name: string
  nameEn?: string
  communityId: string
  gridId: string
  latitude: number
  longitude: number
  deviceId: string | null
  condition: Condition
  unknownReason?: UnknownReason
  level: Shown | null
  /** Class reached, by the drain rule's ladder; null below the first. */
  levelClass: string | null
  /** cm per 10 minutes over the last readings; null when fewer than two are fresh. */
  trend: number | null
  battery: Shown | null
  online: boolean | null
  seenAt: EpochMs | null
  /** Recent levels, oldest first, at most 60. */
  recent: readonly Shown[]
  /** The ladder of this drain in cm, lowest first, to draw into its curve. */
  classes?: readonly Readonly<{ level: string; threshold: number }>[]
  alertIds: readonly number[]
}>

/** Delivery progress as the board shows it under "who was told and when". */
export type NotificationView = Readonly<{
  key: string
  alertId: number
  step: number
  reason: string
  recipientId: string
  recipientName: string
  recipientRole: string
  channel: string
  status: 'queued' | 'sending' | 'retrying' | 'delivered' | 'failed'
  attempts: number
  createdAt: EpochMs
  settledAt?: EpochMs
  lastError?: string
  /** How far it is known to have come, as far as its channel can tell. */
  reached?: 'sent' | 'accepted' | 'delivered' | 'read' | 'actedOn'
  /** It came in one message with others: the key of that one. */
  digest?: string
}>

export type Place = Readonly<{
  id: string
  name: string
  nameEn?: string
  communityId?: string
  /** Telephone of a community's duty desk. */
  phone?: string
}>

/** The rain warning of a community as staff see it; over when `until` has passed. `rainMm`: the most of its gauges. */
export type WeatherView = WeatherReport & Readonly<{ rainMm?: number; rainAt?: EpochMs }>

/** What people read instead of a rule's id, with the names of its classes. */
export type RuleTitle = Readonly<{
  'zh-CN': string
  en: string
  levels?: Readonly<Record<string, Readonly<{ 'zh-CN': string; en: string }>>>
}>

/** Server to browser. `snapshot` replaces everything the client knew. */
export type Frame =
  | Readonly<{
      type: 'snapshot'
      serverTime: EpochMs
      /** Changes whenever the server process starts: a client that sees a new one has no stale state to merge. */
      instance: string
      communities: readonly Place[]
      grids: readonly Place[]
      /** Names for person ids, for staff; absent for family. */
      people?: readonly Place[]
      residents: readonly ResidentTile[]
      drains: readonly DrainTile[]
      alerts: readonly Alert[]
      notifications: readonly NotificationView[]
      /** Every rule there is, and those that were, by id. A new snapshot comes when the rules change. */
      rules?: Readonly<Record<string, RuleTitle>>
      /** Active and planned, for staff; absent for family. */
      silences?: readonly Silence[]
      /** One per community of which anything is known, for staff; absent for family. */
      weather?: readonly WeatherView[]
    }>
  /** Coalesced, at most four a second per client; newest value wins. */
  | Readonly<{
      type: 'delta'
      serverTime: EpochMs
      residents: readonly ResidentTile[]
      drains: readonly DrainTile[]
    }>
  /** Sent at once, never coalesced. */
  | Readonly<{ type: 'alert'; serverTime: EpochMs; alert: Alert; entries: readonly TimelineEntry[] }>
  | Readonly<{ type: 'notification'; serverTime: EpochMs; notification: NotificationView }>
  /** To staff: a silence was made, or ended before its time. One that runs out says nothing: `until` did. */
  | Readonly<{ type: 'silence'; serverTime: EpochMs; silence: Silence }>
  /** To staff: a rain warning was set or lifted, or its rain was measured. */
  | Readonly<{ type: 'weather'; serverTime: EpochMs; weather: WeatherView }>
  /** To staff: the roster of a community was changed; whoever shows it fetches it again. */
  | Readonly<{ type: 'roster'; serverTime: EpochMs; communityId: string }>
  /** To staff: an answer to an SMS came in; whoever shows them fetches them again. */
  | Readonly<{ type: 'replies'; serverTime: EpochMs }>
  /** The gateway itself is in trouble: an SOS that could not be stored, a store that refuses. Shown across the top. */
  | Readonly<{
      type: 'system'
      serverTime: EpochMs
      /** `channelDown`, `channelUp`: facts `name`, `channel`, `reason`.
       * `policyGaps`: what the policies ask of people and partners there are not (facts `gaps`, `deadEnds`, and of
       * the first `why`, `who`, `name`, `where`, `policy`); no gaps: all is well.
       * `rulesRefused`: the files of the rules have faults (facts `faults`, `first`), those before stay in force. */
      code:
        | 'storeUnavailable'
        | 'storeRecovered'
        | 'unstoredSos'
        | 'rulesRefused'
        | 'rulesAccepted'
        | 'policyGaps'
        | 'channelDown'
        | 'channelUp'
      facts: Readonly<Record<string, string | number>>
    }>
  /** The daily care of a community, or of one resident, has changed: whoever shows it asks for that again. Staff only. */
  | Readonly<{ type: 'care'; serverTime: EpochMs; communityId: string; residentId?: string }>
  /** Every 5 s, so that a browser can tell "nothing happens" from "nothing arrives". */
  | Readonly<{ type: 'heartbeat'; serverTime: EpochMs }>
