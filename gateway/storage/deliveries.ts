// What the channels ask the store: what one telephone was sent lately, and whose phones may be pushed to.

import type { DatabaseSync } from 'node:sqlite'
import type { PushSubscription } from '../http/ports-messages.ts'
import { answerQueries } from './answers.ts'

export type PastSendsQuery = Readonly<{ channel: 'sms' | 'voice'; address: string; since: number }>

/**
 * When a telephone was sent something, oldest first, one entry per attempt; a digest is one message. A row knows its last attempt only; the
 * ones before are counted at that time too, so that the count is never too small.
 */
export function readPastSends(db: DatabaseSync, { channel, address, since }: PastSendsQuery): number[] {
  return (
    db
      .prepare(
        `select max(attempts) as attempts, max(coalesce(settled_at, next_attempt_at)) as at from notification
       where json_extract(body, '$.channel') in ('sms', 'voice') and json_extract(body, '$.channel') = :channel
         and json_extract(body, '$.address') = :address and attempts > 0
         and json_extract(body, '$.createdAt') > :earliest
       group by coalesce(digest, key)`,
      )
      // A message is tried for a day at most: one made before that has had its last attempt.
      .all({ channel, address, earliest: since - 86_400_000 })
      .flatMap((row) => Array.from({ length: Number(row.attempts) }, () => Number(row.at)))
      .filter((at) => at >= since)
      .sort((a, b) => a - b)
  )
}

export const readSubscriptions = (db: DatabaseSync): PushSubscription[] =>
  db
    .prepare(
      'select endpoint, person_id, p256dh, auth, created_at from push_subscription order by created_at',
    )
    .all()
    .map((row) => ({
      endpoint: String(row.endpoint),
      personId: String(row.person_id),
      p256dh: String(row.p256dh),
      auth: String(row.auth),
      createdAt: Number(row.created_at),
    }))

export const deliveryQueries = (store: DatabaseSync) => ({
  pastSends: (query: PastSendsQuery): number[] => readPastSends(store, query),
  subscriptions: (_: null): PushSubscription[] => readSubscriptions(store),
  ...answerQueries(store),
})
