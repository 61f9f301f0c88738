// What a start finds unsent, in the order in which it is to be taken: emergencies at once, the rest when all of it is
// there. Comes as one list or in pages; reads no store.

import type { Notification } from '../model/notification.ts'

/** All of it, or its pages: emergencies first, then oldest first. An empty page says that no emergency comes after it. */
export type Outbox = readonly Notification[] | AsyncIterable<readonly Notification[]>

const isPaged = (outbox: Outbox): outbox is AsyncIterable<readonly Notification[]> =>
  Symbol.asyncIterator in outbox

async function* pagesOf(outbox: Outbox): AsyncGenerator<readonly Notification[]> {
  if (isPaged(outbox)) yield* outbox
  else if (outbox.length > 0) yield [...outbox].sort((a, b) => a.createdAt - b.createdAt)
}

/** Returns what is not urgent, oldest first; undefined when the process ends meanwhile. */
export async function readOutbox(
  outbox: Outbox,
  deps: Readonly<{
    isClosing(): boolean
    take(emergencies: readonly Notification[]): void
    /** Every emergency has been taken. */
    taken(): void
  }>,
): Promise<readonly Notification[] | undefined> {
  const ordinary: Notification[] = []
  for await (const page of pagesOf(outbox)) {
    if (deps.isClosing()) return undefined
    deps.take(page.filter(({ emergency }) => emergency))
    for (const one of page) if (!one.emergency) ordinary.push(one)
    if (page.length === 0 || ordinary.length > 0) deps.taken()
  }
  return ordinary
}
