// The 120 desk on the wire, as types: what staff record of it, its card to print and to read out, and its own receipts.

import type { Alert } from '../../alerts/model/alert.ts'
import type { DeskStep, DeskWordKind, Observation, ObservedAnswer, Vehicle } from '../../alerts/model/desk.ts'
import type { Card120 } from '../../alerts/model/notification.ts'
import type { EpochMs } from '../../alerts/model/time.ts'

/** Of POST /api/alerts/:id/actions (staff). */
export type DeskAction =
  /** What the desk said on the telephone; the first word on each step counts. */
  | Readonly<{
      action: 'desk'
      requestId: string
      step: DeskWordKind
      /** When it happened, as the desk said; absent: now. */
      happenedAt?: EpochMs
      eventNumber?: string
      vehicle?: Vehicle
      note?: string
    }>
  /** What somebody has seen of the patient: the newest answer goes to the desk with a new card. */
  | Readonly<{ action: 'observe'; requestId: string; question: Observation; answer: ObservedAnswer }>

/** GET /api/alerts/:id/card?page=sheet|script&opening= (staff). Each opening is a line of the alert's history. */
export type CardSheet = Readonly<{
  card: Card120
  alert: Alert
  people: Readonly<Record<string, string>>
  /** IANA zone of the community: what is printed is read without a browser's clock. */
  timeZone: string
  at: EpochMs
}>

/** POST /api/desk/receipts, signed: the body. */
export type DeskReceiptBody = Readonly<{
  version: 1
  /** Made by the partner, one per receipt: a repeat gets the first answer. */
  key: string
  /** `card.eventNumber`. */
  eventNumber: string
  /** `card.version` of the card it is about. */
  cardVersion: number
  status: DeskStep
  at?: EpochMs
  deskEventNumber?: string
  vehicle?: Vehicle
  note?: string
}>

/** What is answered: what became of it, and where the card stands now. */
export type DeskReceiptAnswer = Readonly<{
  key: string
  result: 'recorded' | 'alreadyKnown'
  eventNumber: string
  card: Readonly<{ version: number; state: Card120['state'] }>
}>
