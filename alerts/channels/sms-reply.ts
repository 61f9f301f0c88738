// What somebody has answered to an SMS: a digit, with the alert's number where several stand open, or the few words
// people write instead. Anything else is not guessed at: "1 个小时后到" is no "1".

/** In the order of their digits: 1 I take it, 2 on the way, 3 cannot go, 4 there. */
export const REPLY_ACTIONS = ['acknowledge', 'onTheWay', 'decline', 'arrived'] as const
export type ReplyAction = (typeof REPLY_ACTIONS)[number]

/** `alertId` where the answer names one. */
export type SmsAnswer = Readonly<{ action: ReplyAction; alertId?: number }>

const WORDS: Readonly<Record<ReplyAction, RegExp>> = {
  acknowledge: /^(?:我来|我来处理|我处理|接警|我接警|i take it|take)$/,
  onTheWay: /^(?:在路上|我在路上|已出发|出发了|马上到|on the way|on my way|omw)$/,
  decline: /^(?:去不了|我去不了|来不了|我来不了|不能去|cannot go|can't go)$/,
  arrived: /^(?:到了|我到了|已到|已到达|我已到达|已到场|arrived|i am there)$/,
}
/** Between a digit and a number, and around both: people copy the quotation marks of the instructions. */
const GAP = '[\\s,.、。，;；:：#号+\\-–—]'
const DIGIT_FIRST = new RegExp(`^([1-4])(?:${GAP}+(\\d{1,9}))?$`)
const NUMBER_FIRST = new RegExp(`^(\\d{2,9})${GAP}+([1-4])$`)

const actionOf = (digit: string | undefined): ReplyAction | undefined => REPLY_ACTIONS[Number(digit) - 1]

/** Full-width digits, quotation marks and full stops are people's own; undefined when it is no answer we know. */
export function readSmsAnswer(text: string): SmsAnswer | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[“”"‘’【】[\]()（）「」!?~]/g, ' ')
    .replace(new RegExp(`^(?:回复|${GAP})+|${GAP}+$`, 'g'), '')
    .trim()
    .toLowerCase()
  const first = DIGIT_FIRST.exec(plain)
  const last = NUMBER_FIRST.exec(plain)
  const byDigit = actionOf(first?.[1] ?? last?.[2])
  const number = first?.[2] ?? last?.[1]
  if (byDigit !== undefined)
    return number === undefined ? { action: byDigit } : { action: byDigit, alertId: Number(number) }
  const byWord = REPLY_ACTIONS.find((action) => WORDS[action].test(plain))
  return byWord === undefined ? undefined : { action: byWord }
}

/** One SMS as it came in. `id`: the sender's own number for it, the same when it is pushed again. */
export type IncomingSms = Readonly<{ id: string; phone: string; text: string }>

type Entry = Readonly<Record<string, unknown>>
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
const LONGEST = 500

const readOne = (
  value: unknown,
  names: Readonly<Record<keyof IncomingSms, string>>,
): IncomingSms | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Entry
  const id = textOf(fields[names.id]).slice(0, 64)
  const phone = textOf(fields[names.phone]).slice(0, 32)
  if (id === '' || phone === '') return undefined
  return { id, phone, text: [...textOf(fields[names.text])].slice(0, LONGEST).join('') }
}

/**
 * SmsUp as Aliyun pushes it [doc 101847]: an array of `phone_number`, `content`, `send_time`, `dest_code`,
 * `sequence_id` (a number in older accounts, a text in newer ones) and sometimes `sign_name`; at most 500.
 */
export function readSmsUp(body: unknown): readonly IncomingSms[] {
  const entries: readonly unknown[] = Array.isArray(body) ? body : [body]
  const names = { id: 'sequence_id', phone: 'phone_number', text: 'content' }
  return entries.slice(0, 500).flatMap((entry) => readOne(entry, names) ?? [])
}

/** Our own form, for any other SMS gateway: `{ id, phone, text }`. */
export const readSmsOf = (body: unknown): IncomingSms | undefined =>
  readOne(body, { id: 'id', phone: 'phone', text: 'text' })
