// What was not sent, in pages: emergencies first, then the rest, oldest first, so that a start with a hundred thousand
// overdue rows can tell people of what is urgent at once and never holds its thread for long.

import type { Notification } from '../../alerts/model/notification.ts'
import type { UnsentPage } from './notification-rows.ts'

const PAGE = 2_000

/**
 * The next page is asked for while the one before is being taken. What is not urgent is not read before `unhurried`:
 * a hundred thousand rows of it must not keep the doors closed.
 */
export async function* unsentPages(
  read: (page: UnsentPage) => Promise<readonly Notification[]>,
  unhurried: Promise<void>,
): AsyncGenerator<readonly Notification[]> {
  for (const emergency of [true, false]) {
    if (!emergency) {
      yield []
      await unhurried
    }
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
