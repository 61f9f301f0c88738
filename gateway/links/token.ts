// The token of a link: which alert, which person, which acts, until when, of which message, and a MAC over all of it.
// 26 bytes, written as 35 letters and digits: no sign that an SMS program would cut off, and short enough for one value
// of a template. Holds no secret and no name; says nothing about whether the alert still stands.

import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { Directory } from '../../alerts/model/people.ts'
import { type EpochMs, MINUTE } from '../../alerts/model/time.ts'

/** In the order of their bits. */
export const LINK_ACTS = ['take', 'onTheWay', 'arrived', 'decline'] as const
export type LinkAct = (typeof LINK_ACTS)[number]

export type Claims = Readonly<{
  alertId: number
  personId: string
  acts: readonly LinkAct[]
  expiresAt: EpochMs
}>

const VERSION = 1
const HEAD_BYTES = 14
/** 96 bits: nobody guesses one, however long they are let. */
const MAC_BYTES = 12
export const TOKEN_LENGTH = 35
/** Expiry is counted in minutes from here: three bytes last until 2056. */
const EPOCH = Date.UTC(2025, 0, 1)
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const hmac = (key: Buffer, ...parts: readonly (string | Uint8Array)[]): Buffer => {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}
const marks = new WeakMap<Buffer, Map<string, number>>()
/** Three bytes that find a person again; the MAC is over the whole id, so a likeness opens nothing. */
function markOf(key: Buffer, personId: string): number {
  const known = marks.get(key) ?? new Map<string, number>()
  marks.set(key, known)
  const mark = known.get(personId) ?? hmac(key, 'person|', personId).readUIntBE(0, 3)
  known.set(personId, mark)
  return mark
}
const macOf = (key: Buffer, head: Uint8Array, personId: string): Buffer =>
  hmac(key, 'link|', head, personId).subarray(0, MAC_BYTES)

/** A thousand messages go out in a second: by hand it costs a third of what it does with big numbers. */
function write(bytes: Buffer): string {
  const words = Uint16Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(index * 2))
  let text = ''
  for (let place = 0; place < TOKEN_LENGTH; place++) {
    let rest = 0
    for (let index = 0; index < words.length; index++) {
      const value = rest * 65_536 + (words[index] ?? 0)
      words[index] = Math.floor(value / 62)
      rest = value % 62
    }
    text = `${DIGITS[rest]}${text}`
  }
  return text
}

function read(token: string): Buffer | undefined {
  if (token.length !== TOKEN_LENGTH) return undefined
  let number = 0n
  for (const digit of token) {
    const value = DIGITS.indexOf(digit)
    if (value < 0) return undefined
    number = number * 62n + BigInt(value)
  }
  const hex = number.toString(16).padStart((HEAD_BYTES + MAC_BYTES) * 2, '0')
  // 62^35 is a little more than 2^208: what does not fit was never written by us.
  return hex.length > (HEAD_BYTES + MAC_BYTES) * 2 ? undefined : Buffer.from(hex, 'hex')
}

/** The same claims of the same message give the same token, at every attempt and after a restart. */
export function mint(key: Buffer, claims: Claims & Readonly<{ messageKey: string }>): string {
  const head = Buffer.alloc(HEAD_BYTES)
  const acts = claims.acts.reduce((bits, act) => bits | (1 << LINK_ACTS.indexOf(act)), 0)
  head.writeUInt8((VERSION << 4) | acts, 0)
  head.writeUInt32BE(claims.alertId, 1)
  head.writeUIntBE(Math.ceil((claims.expiresAt - EPOCH) / MINUTE), 5, 3)
  head.writeUIntBE(markOf(key, claims.personId), 8, 3)
  hash('sha256', claims.messageKey, 'buffer').copy(head, 11, 0, 3)
  return write(Buffer.concat([head, macOf(key, head, claims.personId)]))
}

/** What a token claims; undefined when it is none of ours, or of somebody the directory does not know (any more). */
export function open(
  key: Buffer,
  token: string,
  people: ReadonlyMap<number, readonly string[]>,
): Claims | undefined {
  const bytes = read(token)
  if (bytes === undefined) return undefined
  const head = bytes.subarray(0, HEAD_BYTES)
  const mac = bytes.subarray(HEAD_BYTES)
  const personId = people.get(head.readUIntBE(8, 3))?.find((id) => timingSafeEqual(macOf(key, head, id), mac))
  const first = head.readUInt8(0)
  if (personId === undefined || first >> 4 !== VERSION) return undefined
  return {
    alertId: head.readUInt32BE(1),
    personId,
    acts: LINK_ACTS.filter((_, bit) => (first & (1 << bit)) !== 0),
    expiresAt: EPOCH + head.readUIntBE(5, 3) * MINUTE,
  }
}

/** People by their mark. */
export function markPeople(key: Buffer, { people }: Directory): ReadonlyMap<number, readonly string[]> {
  const marks = new Map<number, string[]>()
  for (const id of people.keys()) {
    const mark = markOf(key, id)
    marks.set(mark, [...(marks.get(mark) ?? []), id])
  }
  return marks
}

/** The name of a token in the store: whoever reads it there cannot use it. */
export const nameOf = (token: string): string => hash('sha256', token, 'base64url')
