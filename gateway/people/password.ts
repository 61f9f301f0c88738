// Password hashing: argon2id, off the main thread, a PHC string in and out. Decides nothing about who may log in.

import { type Argon2Parameters, argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** OWASP Password Storage Cheat Sheet: argon2id with m=19 MiB, t=2, p=1 as the minimum. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const
const TAG_BYTES = 32
const SALT_BYTES = 16
/** A longer password is refused before hashing; NIST SP 800-63B asks for at least 64 to be accepted. */
export const PASSWORD_LENGTH = { min: 8, max: 128 } as const

const derive = (parameters: Argon2Parameters): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag)))
  })

/** Hashes with a fresh salt: `argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`, base64 without padding. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await derive({ message: normalise(password), nonce: salt, tagLength: TAG_BYTES, ...COST })
  const cost = `m=${COST.memory},t=${COST.passes},p=${COST.parallelism}`
  return `argon2id$v=19$${cost}$${encode(salt)}$${encode(tag)}`
}

const PHC = /^\$?argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** Whether the password is the one behind the hash; the tags are compared in constant time. False for a hash it cannot read. */
export async function isPassword(password: string, passwordHash: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(passwordHash) ?? []
  if (salt === undefined || tag === undefined) return false
  const expected = Buffer.from(tag, 'base64')
  const given = await derive({
    message: normalise(password),
    nonce: Buffer.from(salt, 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(expected, given)
}

/** Without 0/O, 1/l/I, so that it survives a telephone and a sticky note. */
const READABLE = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A password to hand out: 16 readable characters in groups of four, 80 bits. */
export const generatePassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => READABLE[randomInt(READABLE.length)]).join(''),
  ).join('-')

/** The same password typed on two keyboards is one password (NIST SP 800-63B, 5.1.1.2). */
const normalise = (password: string): Buffer => Buffer.from(password.normalize('NFKC'), 'utf8')
const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
