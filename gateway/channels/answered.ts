// Which messages have been acted on: those that had reached somebody when they did something about their alert.

import type { TimelineEntry } from '../../alerts/model/alert.ts'
import type { NotificationView } from '../live/frames.ts'

/** What only a person does, and because of the alert. A note in passing is not an answer. */
const ANSWERS: ReadonlySet<TimelineEntry['kind']> = new Set([
  'acknowledged',
  'onTheWay',
  'arrived',
  'confirmed',
  'withdrawn',
  'resolved',
  'called',
  'declined',
])

/** Keys of the messages these lines answer. */
export function answeredBy(
  entries: readonly TimelineEntry[],
  views: () => readonly NotificationView[],
): readonly string[] {
  const actors = new Map(
    entries
      .filter(({ kind, actor }) => ANSWERS.has(kind) && actor !== 'system')
      .map(({ actor, alertId }) => [actor, alertId]),
  )
  if (actors.size === 0) return []
  return views()
    .filter(
      ({ alertId, recipientId, status, reached }) =>
        actors.get(recipientId) === alertId && status === 'delivered' && reached !== 'actedOn',
    )
    .map(({ key }) => key)
}
