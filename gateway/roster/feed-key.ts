// What signs the addresses of the calendars: made once and kept beside the databases. A new key would silently end every
// subscription, so a damaged file is not replaced.

import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GatewayError } from '../errors.ts'

const BYTES = 32

/** Reads `calendar-key` of the data folder, or makes it, readable by its owner only. */
export function openFeedKey(dataFolder: string): Uint8Array {
  const path = join(dataFolder, 'calendar-key')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ENOENT') throw unreadable(path, cause)
    const key = randomBytes(BYTES)
    writeFileSync(path, `${key.toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
    return key
  }
  const key = Buffer.from(text.trim(), 'base64url')
  if (key.length !== BYTES) throw unreadable(path, undefined)
  return key
}

const unreadable = (path: string, cause: unknown): GatewayError =>
  new GatewayError(
    'configInvalid',
    `the key of the duty calendars cannot be read: ${path}`,
    'Restore the file from a backup; deleting it makes a new one, and every subscribed calendar needs its new address.',
    cause,
  )
