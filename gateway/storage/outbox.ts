// What was not sent, in pages: emergencies first, then the rest, oldest first, so that a start with a hundred thousand
// overdue rows can tell people of what is urgent at once and never holds its thread for long.

import type { Notification } from '../../alerts/model/notification.ts'
import type { UnsentPage } from './notification-rows.ts'

const PAGE = 2_000

/**
 * The next page is asked for while the one before is being taken. Nothing is read before the doors are open: whoever
 * presses now has nobody yet, and a hundred thousand rows must not keep them waiting.
 */
export async function* unsentPages(
  read: (page: UnsentPage) => Promise<readonly Notification[]>,
  doors: Promise<void>,
): AsyncGenerator<readonly Notification[]> {
  await doors
  for (const emergency of [true, false]) {
    if (!emergency) yield []
    let next: Promise<readonly Notification[]> | undefined = read({ emergency, after: null, limit: PAGE })
    while (next !== undefined) {
      const page: readonly Notification[] = await next
      const last = page.length < PAGE ? undefined : page.at(-1)
      next = last && read({ emergency, after: { createdAt: last.createdAt, key: last.key }, limit: PAGE })
      next?.catch(() => {})
      yield page
    }
  }
}
