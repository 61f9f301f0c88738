// What a 120 desk says in its answer to a card: that it has it, and under which number of its own. Anything else in an
// answer is no receipt, and no fault.

import type { EpochMs } from '../model/time.ts'

export type DeskReceipt = Readonly<{
  deskEventNumber?: string
  /** When the desk received it, by its own clock. */
  at?: EpochMs
}>

export const LONGEST_EVENT_NUMBER = 64

/** Reads `{ "status": "received", "deskEventNumber"?, "at"? }`; undefined when the answer says nothing of the kind. */
export function readDeskReceipt(text: string): DeskReceipt | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('status' in value) || value.status !== 'received')
    return undefined
  const { deskEventNumber, at } = value as { deskEventNumber?: unknown; at?: unknown }
  const number = typeof deskEventNumber === 'string' ? deskEventNumber.trim() : ''
  return {
    ...(number !== '' && number.length <= LONGEST_EVENT_NUMBER ? { deskEventNumber: number } : {}),
    ...(typeof at === 'number' && Number.isSafeInteger(at) && at > 0 ? { at } : {}),
  }
}
