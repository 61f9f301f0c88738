// What people did without a login, as rows that are only ever added: the uses of links, and the SMS that came in. A row
// is written in the transaction of what it changed, so that neither is there without the other.

import type { DatabaseSync } from 'node:sqlite'
import { REPLY_ACTIONS } from '../../alerts/channels/sms-reply.ts'
import type { Alert } from '../../alerts/model/alert.ts'
import type { ActEvidence, LinkUse, SmsReply } from './effects.ts'

export const ANSWER_TABLES = `
  -- A link acts once per act and turn. link is a hash: the token itself is kept nowhere.
  create table link_use (
    link      text    not null,
    act       text    not null,
    turn      integer not null,
    alert_id  integer not null references alert (id),
    person_id text    not null,
    at        integer not null,
    address   text    not null,
    primary key (link, act, turn)
  ) strict, without rowid;
  create trigger link_use_is_append_only_update before update on link_use
    begin select raise(abort, 'the uses of a link are append-only'); end;
  create trigger link_use_is_append_only_delete before delete on link_use
    begin select raise(abort, 'the uses of a link are append-only'); end;

  -- Answers to SMS, also those that did nothing. (source, id): the same one is pushed again until it is taken.
  create table sms_reply (
    no        integer primary key autoincrement,
    source    text    not null,
    id        text    not null,
    at        integer not null,
    phone     text    not null,
    text      text    not null,
    person_id text,
    alert_id  integer,
    outcome   text    not null,
    unique (source, id)
  ) strict;
  create trigger sms_reply_is_append_only before update on sms_reply
    begin select raise(abort, 'answers to SMS are append-only'); end;
`

type Run = (sql: string, ...values: (string | number | null)[]) => void

export function writeEvidence(run: Run, effect: ActEvidence): void {
  if (effect.type === 'linkUse') {
    const { link, act, turn, alertId, personId, at, address } = effect.use
    run(
      `insert into link_use (link, act, turn, alert_id, person_id, at, address) values (?, ?, ?, ?, ?, ?, ?)
       on conflict do nothing`,
      ...[link, act, turn, alertId, personId, at, address],
    )
    return
  }
  const { source, id, at, phone, text, personId, alertId, outcome } = effect.reply
  run(
    `insert into sms_reply (source, id, at, phone, text, person_id, alert_id, outcome) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do nothing`,
    ...[source, id, at, phone, text, personId ?? null, alertId ?? null, outcome],
  )
}

export type NumberedReply = SmsReply & Readonly<{ no: number }>
export type ReplyAbout = NumberedReply & Readonly<{ alert?: Alert }>
export type RepliesQuery = Readonly<{ before?: number; limit: number; idle: boolean }>
export type LastSms = Readonly<{ alertId: number; personId: string; at: number }>

const replyFrom = (row: Record<string, unknown>): NumberedReply => ({
  no: Number(row.no),
  source: String(row.source),
  id: String(row.id),
  at: Number(row.at),
  phone: String(row.phone),
  text: String(row.text),
  ...(row.person_id === null ? {} : { personId: String(row.person_id) }),
  ...(row.alert_id === null ? {} : { alertId: Number(row.alert_id) }),
  outcome: String(row.outcome),
})

export const answerQueries = (store: DatabaseSync) => ({
  linkUses: (link: string): LinkUse[] =>
    store
      .prepare('select * from link_use where link = ? order by at')
      .all(link)
      .map((row) => ({
        link,
        act: String(row.act),
        turn: Number(row.turn),
        alertId: Number(row.alert_id),
        personId: String(row.person_id),
        at: Number(row.at),
        address: String(row.address),
      })),

  smsReply({ source, id }: Readonly<{ source: string; id: string }>): NumberedReply | undefined {
    const row = store.prepare('select * from sms_reply where source = ? and id = ?').get(source, id)
    return row && replyFrom(row)
  },

  /** Newest first, each with the alert it was about as it stands now; `idle`: only those that did nothing. */
  smsReplies: ({ before, limit, idle }: RepliesQuery): ReplyAbout[] =>
    store
      .prepare(
        `select sms_reply.*, alert.body as alert_body from sms_reply left join alert on alert.id = sms_reply.alert_id
         where no < ? ${idle ? `and outcome not in (${REPLY_ACTIONS.map((action) => `'${action}'`).join()})` : ''}
         order by no desc limit ?`,
      )
      .all(before ?? Number.MAX_SAFE_INTEGER, limit)
      .map((row) => ({
        ...replyFrom(row),
        ...(row.alert_body === null ? {} : { alert: JSON.parse(String(row.alert_body)) as Alert }),
      })),

  /** The alerts a telephone was sent SMS about, the newest first, each with the person it was for. */
  smsTold: ({ phone, since }: Readonly<{ phone: string; since: number }>): LastSms[] =>
    store
      .prepare(
        `select alert_id, json_extract(body, '$.recipient.id') as person_id, json_extract(body, '$.createdAt') as at
         from notification
         where json_extract(body, '$.channel') in ('sms', 'voice') and json_extract(body, '$.channel') = 'sms'
           and json_extract(body, '$.address') = ? and json_extract(body, '$.createdAt') > ?
         order by at desc limit 200`,
      )
      .all(phone, since)
      .map((row) => ({
        alertId: Number(row.alert_id),
        personId: String(row.person_id),
        at: Number(row.at),
      })),
})
