// What Aliyun pushes afterwards: whether a short message reached the telephone, whether a call was answered. Reads both
// reports into one form; an entry it cannot read is left out. `out_id` is the key the message was sent under.

import type { Reached } from '../model/notification.ts'

export type Receipt = Readonly<{ key: string }> &
  (Readonly<{ ok: true; reached: Reached }> | Readonly<{ ok: false; reason: string }>)

type Entry = Readonly<Record<string, unknown>>
const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** SmsReport: `success`, `err_code`. */
function readSms(entry: Entry, key: string): Receipt {
  const code = text(entry.err_code)
  if (entry.success === true || entry.success === 'true' || code === 'DELIVERED')
    return { key, ok: true, reached: 'delivered' }
  return { key, ok: false, reason: `SMS ${code} ${text(entry.err_msg)}`.trim() }
}

/** VoiceReport: 200000 is a call that was picked up, which is not yet somebody who comes. */
function readCall(entry: Entry, key: string): Receipt {
  const code = text(entry.status_code)
  if (code === '200000') return { key, ok: true, reached: 'delivered' }
  return { key, ok: false, reason: `call ${code} ${text(entry.status_msg)}`.trim() }
}

/** The entries of one push, an array or a single one; at most 500. */
export function readReceipts(body: unknown): readonly Receipt[] {
  const entries = (Array.isArray(body) ? body : [body]).slice(0, 500)
  return entries.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return []
    const fields = entry as Entry
    const key = text(fields.out_id)
    if (key === '') return []
    if ('status_code' in fields) return [readCall(fields, key)]
    return 'success' in fields ? [readSms(fields, key)] : []
  })
}
