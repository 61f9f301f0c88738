// The answers to SMS as the staff's page reads them. Types only.

import type { Alert } from '../../alerts/model/alert.ts'
import type { EpochMs } from '../../alerts/model/time.ts'

/** One answer to an SMS, as it came and what it did. */
export type SmsReplyView = Readonly<{
  no: number
  at: EpochMs
  /** The middle of the number is left out. */
  phone: string
  text: string
  personId?: string
  alertId?: number
  /** The alert as it stands now. */
  alert?: Alert
  /** What it did: an action, or why nothing was done. */
  outcome: string
}>

/** `idle`: only those that did nothing, about which somebody may have to be rung. */
export type SmsReplyKind = 'all' | 'idle'
