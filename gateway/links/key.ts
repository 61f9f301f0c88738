// The secret that links of messages are signed with.

import { join } from 'node:path'
import { openKeptKey } from '../kept-secret.ts'

/** Reads `links.key` of the data folder, or makes it. @throws GatewayError configInvalid when it cannot be read. */
export const openLinkKey = (dataFolder: string): Buffer =>
  openKeptKey({
    path: join(dataFolder, 'links.key'),
    name: 'the key of the links in messages',
    advice:
      'Restore the file from a backup; deleting it makes a new key, and links sent before stop working.',
  })
