// What the live board needs of the rest of the gateway: committed live memory, a clock and timers, and
// somewhere to send.

import type { Alert } from '../../alerts/model/alert.ts'
import type { Directory } from '../../alerts/model/people.ts'
import type { Silence } from '../../alerts/model/silence.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { DrainTile, NotificationView, ResidentTile, RuleTitle, WeatherView } from './frames.ts'

/** Cheap, synchronous, committed state only. */
export type LiveWorld = Readonly<{
  directory(): Directory
  residentTile(id: string): ResidentTile | undefined
  drainTile(id: string): DrainTile | undefined
  /** Unresolved alerts, worst first. */
  unresolved(): readonly Alert[]
  /** Deliveries of the unresolved alerts. */
  notifications(): readonly NotificationView[]
  /** Of every rule there is and ever was, by id. */
  ruleTitles?(): Readonly<Record<string, RuleTitle>>
  /** Active and planned. */
  silences(): readonly Silence[]
  weather?(): readonly WeatherView[]
}>

export type Timers = Readonly<{
  now(): EpochMs
  /** Calls once, after at least `delayMs`; returns `cancel`. */
  after(delayMs: number, task: () => void): () => void
}>

/** One watching browser, as the hub sees it. */
export type LiveClient = Readonly<{
  personId: string
  /** `sent` is called when the bytes have left this process. */
  send(frame: Buffer, sent?: () => void): void
  bufferedBytes(): number
  /** The connection is given up: `behind` for a slow client, `noAccess` for a person the directory lost. */
  drop(reason: 'behind' | 'noAccess'): void
}>
