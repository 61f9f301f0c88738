// The thread's side of a start: the first message says what to open.

import type { MessagePort } from 'node:worker_threads'

export const filesToOpen = <Files>(port: MessagePort): Promise<Files> =>
  new Promise((resolve) => port.once('message', resolve))
