// What signs the addresses of the calendars.

import { join } from 'node:path'
import { openKeptKey } from '../kept-secret.ts'

/** Reads `calendar-key` of the data folder, or makes it. @throws GatewayError configInvalid when it cannot be read. */
export const openFeedKey = (dataFolder: string): Uint8Array =>
  openKeptKey({
    path: join(dataFolder, 'calendar-key'),
    name: 'the key of the duty calendars',
    advice:
      'Restore the file from a backup; deleting it makes a new one, and every subscribed calendar needs its new address.',
  })
