// A stored message read back: what was written when it was decided, and how far it has come since.

import type { Notification, Reached } from '../../alerts/model/notification.ts'

const NOTIFICATIONS =
  'select body, status, attempts, next_attempt_at, settled_at, last_error, receipt, reached, digest from notification'

/** How far a message has come, as its columns say. */
export type Standing = Readonly<{
  status: Notification['status']
  attempts: number
  nextAttemptAt: number
  settledAt: number | null
  lastError: string | null
  receipt: string | null
  reached: Reached | null
  digest: string | null
}>

/** The body is what was written when the message was decided; the columns are how far it has come since. */
export function notificationFrom(row: Record<string, unknown>): Notification {
  return standing(JSON.parse(String(row.body)) as Notification, {
    status: row.status as Notification['status'],
    attempts: row.attempts as number,
    nextAttemptAt: row.next_attempt_at as number,
    settledAt: row.settled_at as number | null,
    lastError: row.last_error as string | null,
    receipt: row.receipt as string | null,
    reached: row.reached as Reached | null,
    digest: row.digest as string | null,
  })
}

/** Fills the freshly parsed `body` itself: a start reads tens of thousands, and copies are what they cost most. */
export function standing<T extends Omit<Notification, 'message'>>(body: T, columns: Standing): T {
  const { status, attempts, nextAttemptAt, settledAt, lastError, receipt, reached, digest } = columns
  return Object.assign(
    body,
    { status, attempts, nextAttemptAt },
    digest === null ? null : { digest },
    settledAt === null ? null : { settledAt },
    lastError === null ? null : { lastError },
    receipt === null ? null : { receipt },
    reached === null ? null : { reached },
  )
}

/** One page of what has not been settled, of emergencies or of the rest, oldest first; `after` is the last of the page before. */
export type UnsentPage = Readonly<{
  emergency: boolean
  after: Readonly<{ createdAt: number; key: string }> | null
  limit: number
}>

/** In the words of `unsent`: a start with a hundred thousand overdue rows reads each of them once. */
export const UNSENT_INDEX = `
  drop index notification_unsettled;
  create index notification_unsent on notification
    (json_extract(body, '$.emergency'), json_extract(body, '$.createdAt'), key)
    where status not in ('delivered', 'failed');
`

type Rows = (sql: string, ...values: (string | number)[]) => readonly Record<string, unknown>[]

export const notificationQueries = (rows: Rows) => {
  const all = (where: string, ...values: (string | number)[]): Notification[] =>
    rows(`${NOTIFICATIONS} where ${where}`, ...values).map(notificationFrom)
  return {
    notifications: (alertId: number): Notification[] =>
      all("alert_id = ? order by json_extract(body, '$.createdAt'), key", alertId),

    notification: (key: string): Notification | undefined => all('key = ?', key)[0],

    /** The message of this key, or all that went out in the digest of this key. */
    notificationsUnder: (key: string): Notification[] => all('key = ? or digest = ?', key, key),

    unsent: (page: UnsentPage): Notification[] =>
      all(
        `status not in ('delivered', 'failed') and json_extract(body, '$.emergency') = ?
         and (json_extract(body, '$.createdAt'), key) > (?, ?)
         order by json_extract(body, '$.createdAt'), key limit ?`,
        page.emergency ? 1 : 0,
        page.after?.createdAt ?? -1,
        page.after?.key ?? '',
        page.limit,
      ),

    /** The newest delivered messages of one channel, newest first. */
    deliveredBy: ({ channel, limit }: Readonly<{ channel: string; limit: number }>): Notification[] =>
      all(
        "status = 'delivered' and json_extract(body, '$.channel') = ? order by settled_at desc limit ?",
        channel,
        limit,
      ),
  }
}
