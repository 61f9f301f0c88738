// The secret that links of messages are signed with: made once and kept beside the databases, readable by its owner
// only. A new one ends every link that is out, so a damaged file is not replaced.

import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GatewayError } from '../errors.ts'

const BYTES = 32

/** Reads `links.key` of the data folder, or makes it. @throws GatewayError configInvalid when it cannot be read. */
export function openLinkKey(dataFolder: string): Buffer {
  const path = join(dataFolder, 'links.key')
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
    `the key of the links in messages cannot be read: ${path}`,
    'Restore the file from a backup; deleting it makes a new key, and links sent before stop working.',
    cause,
  )
