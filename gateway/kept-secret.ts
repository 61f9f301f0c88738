// A secret that is made once and kept in a file beside the databases, readable by its owner only. A new one would end
// whatever the old one vouches for, so a damaged file is refused and never replaced.

import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { GatewayError } from './errors.ts'

export type KeptSecret<T> = Readonly<{
  path: string
  /** What it is, for whoever reads the error: "the keys of Web Push". */
  name: string
  /** What deleting the file would end. */
  advice: string
  make(): T
  write(secret: T): string
  /** Throws, or returns undefined, for a text that is none. */
  read(text: string): T | undefined
}>

/** @throws GatewayError configInvalid when the file is there and cannot be read. */
export function openKeptSecret<T>(of: KeptSecret<T>): T {
  const unreadable = (cause: unknown): GatewayError =>
    new GatewayError('configInvalid', `${of.name} cannot be read: ${of.path}`, of.advice, cause)
  let text: string
  try {
    text = readFileSync(of.path, 'utf8')
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ENOENT') throw unreadable(cause)
    const made = of.make()
    writeFileSync(of.path, `${of.write(made)}\n`, { mode: 0o600, flag: 'wx' })
    return made
  }
  let secret: T | undefined
  try {
    secret = of.read(text)
  } catch (cause) {
    throw unreadable(cause)
  }
  if (secret === undefined) throw unreadable(undefined)
  return secret
}

const BYTES = 32

/** 32 random bytes, written as base64url. */
export const openKeptKey = (of: Pick<KeptSecret<Buffer>, 'path' | 'name' | 'advice'>): Buffer =>
  openKeptSecret({
    ...of,
    make: () => randomBytes(BYTES),
    write: (key) => key.toString('base64url'),
    read(text) {
      const key = Buffer.from(text.trim(), 'base64url')
      return key.length === BYTES ? key : undefined
    },
  })
