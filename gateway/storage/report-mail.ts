// Reports that went out by e-mail: one row per community and period, with the tables as they were sent. Written in the
// transaction of the messages, so that a report that is in the outbox is never made again.

import type { DatabaseSync } from 'node:sqlite'
import type { NotificationStatus, ReportRef } from '../../alerts/model/notification.ts'
import type { Locale } from '../../alerts/model/people.ts'
import type { ReportKind } from '../../alerts/record/calendar.ts'

export const REPORT_MAIL_TABLES = `
  -- alert_id: the entry the messages belong to; null where there was nobody to send it to, or nothing on record.
  create table report_mail (
    community_id text    not null,
    kind         text    not null check (kind in ('daily', 'monthly')),
    name         text    not null,
    made_at      integer not null,
    alert_id     integer references alert (id),
    tables       text    not null,
    primary key (community_id, kind, name)
  ) strict, without rowid;
  create trigger report_mail_is_kept before delete on report_mail
    begin select raise(abort, 'a report that went out is never deleted'); end;
  create trigger report_mail_is_fixed before update on report_mail
    begin select raise(abort, 'a report that went out is fixed'); end;
  `

export type ReportMail = ReportRef &
  Readonly<{
    madeAt: number
    alertId: number | null
    /** By language, as far as somebody reads it. */
    tables: Readonly<Partial<Record<Locale, string>>>
  }>

/** The first of a community and period stands. */
export type ReportMailEffect = Readonly<{ type: 'reportMail'; mail: ReportMail }>

type Run = (sql: string, ...values: (string | number | null)[]) => void

export function writeReportMail(run: Run, { mail }: ReportMailEffect): void {
  run(
    `insert into report_mail (community_id, kind, name, made_at, alert_id, tables) values (?, ?, ?, ?, ?, ?)
     on conflict do nothing`,
    mail.communityId,
    mail.kind,
    mail.name,
    mail.madeAt,
    mail.alertId,
    JSON.stringify(mail.tables),
  )
}

/** The newest of each community and kind that was dealt with: what a start needs. */
export const loadReportMail = (db: DatabaseSync): readonly ReportRef[] =>
  db
    .prepare('select community_id, kind, max(name) as name from report_mail group by community_id, kind')
    .all()
    .map((row) => ({
      communityId: String(row.community_id),
      kind: String(row.kind) as ReportKind,
      name: String(row.name),
    }))

/** A report that went out, and what became of each message. */
export type SentReport = Readonly<{
  kind: ReportKind
  name: string
  madeAt: number
  to: readonly Readonly<{
    personId: string
    name: string
    status: NotificationStatus
    at?: number
    error?: string
  }>[]
}>

export const reportMailQueries = (store: DatabaseSync) => ({
  /** The table as it is sent; undefined for a report that never went out in this language. */
  reportTable({
    communityId,
    kind,
    name,
    locale,
  }: ReportRef & Readonly<{ locale: Locale }>): string | undefined {
    const row = store
      .prepare('select tables from report_mail where community_id = ? and kind = ? and name = ?')
      .get(communityId, kind, name)
    return row && (JSON.parse(String(row.tables)) as ReportMail['tables'])[locale]
  },

  /** The newest that went out to somebody, newest first. */
  sentReports({ communityId, limit }: Readonly<{ communityId: string; limit: number }>): SentReport[] {
    const messages = store.prepare(
      `select status, settled_at, last_error, body ->> '$.recipient.id' as id, body ->> '$.recipient.name' as name
       from notification where alert_id = ? order by key`,
    )
    return store
      .prepare(
        `select kind, name, made_at, alert_id from report_mail where community_id = ? and alert_id is not null
         order by made_at desc, name desc limit ?`,
      )
      .all(communityId, limit)
      .map((row) => ({
        kind: String(row.kind) as ReportKind,
        name: String(row.name),
        madeAt: Number(row.made_at),
        to: messages.all(Number(row.alert_id)).map((one) => ({
          personId: String(one.id),
          name: String(one.name),
          status: String(one.status) as NotificationStatus,
          ...(one.settled_at === null ? {} : { at: Number(one.settled_at) }),
          ...(one.last_error === null || one.status === 'delivered' ? {} : { error: String(one.last_error) }),
        })),
      }))
  },
})
