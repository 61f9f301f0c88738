// The tables, as a list of steps that only ever grows. A database knows how many it has taken. A step is SQL, or
// a function for what SQL cannot do; both run inside the step's transaction.

import type { DatabaseSync } from 'node:sqlite'
import { ANSWER_TABLES } from './answers.ts'
import { CARE_TABLES } from './care.ts'
import { UNSENT_INDEX } from './notification-rows.ts'
import { REPORT_MAIL_TABLES } from './report-mail.ts'
import { ROSTER_TABLES } from './roster.ts'
import { RULE_TABLES } from './rules.ts'
import { addBandProofs, TEST_TABLES } from './tests.ts'
import { chainStoredTimeline } from './timeline.ts'

type Step = string | ((db: DatabaseSync) => void)

const STORE: readonly Step[] = [
  `
  -- What arrived, in commit order: device messages, and the ticks and releases that moved engine state.
  -- Engine state is a fold over this table; engine_state is a cache of the fold.
  create table log (
    seq         integer primary key,
    received_at integer not null,
    topic       text    not null,
    payload     blob    not null
  ) strict;

  create table rejection (
    id            integer primary key autoincrement,
    received_at   integer not null,
    device_id     text not null,
    topic         text not null,
    reason        text not null,
    detail        text not null,
    payload_start blob not null
  ) strict;

  -- Identities of emergencies, for ever: a button press re-sent next month is still the same press.
  create table press (
    device_id   text not null,
    ident       text not null,
    received_at integer not null,
    primary key (device_id, ident)
  ) strict, without rowid;

  create table alert (
    id          integer primary key,
    subject     text not null,
    rule_id     text not null,
    status      text not null check (status in ('open', 'acknowledged', 'resolved')),
    severity    text not null,
    grid_id     text not null,
    received_at integer not null,
    due_at      integer,
    body        text not null
  ) strict;
  create unique index one_open_alert on alert (subject, rule_id) where status <> 'resolved';
  create index alert_by_subject on alert (subject, id);
  create index alert_by_received on alert (received_at);

  create table timeline (
    alert_id integer not null references alert (id),
    seq      integer not null,
    at       integer not null,
    kind     text not null,
    actor    text not null,
    detail   text not null,
    primary key (alert_id, seq)
  ) strict, without rowid;
  create trigger timeline_is_append_only_update before update on timeline
    begin select raise(abort, 'the timeline is append-only'); end;
  create trigger timeline_is_append_only_delete before delete on timeline
    begin select raise(abort, 'the timeline is append-only'); end;

  create table notification (
    key             text primary key,
    alert_id        integer not null references alert (id),
    status          text not null check (status in ('queued', 'sending', 'retrying', 'delivered', 'failed')),
    attempts        integer not null,
    next_attempt_at integer not null,
    settled_at      integer,
    last_error      text,
    receipt         text,
    body            text not null
  ) strict, without rowid;
  create index notification_by_alert on notification (alert_id);
  create index notification_unsettled on notification (next_attempt_at) where status not in ('delivered', 'failed');

  create table entity (
    kind text not null,
    id   text not null,
    body text not null,
    primary key (kind, id)
  ) strict, without rowid;

  create table device_secret (
    device_id   text primary key,
    secret_hash text not null,
    created_at  integer not null
  ) strict, without rowid;

  create table account (
    person_id     text primary key,
    login         text not null unique,
    password_hash text not null,
    disabled      integer not null default 0
  ) strict, without rowid;

  create table session (
    token_hash text primary key,
    person_id  text not null,
    created_at integer not null,
    expires_at integer not null,
    address    text not null
  ) strict, without rowid;

  create table engine_state (
    subject text primary key,
    seq     integer not null,
    body    text not null
  ) strict, without rowid;

  create table meta (
    key   text primary key,
    value text not null
  ) strict, without rowid;
  `,
  `
  -- Who silenced what, from when until when. end_at is until, or when somebody ended it before. Never deleted.
  create table silence (
    id      integer primary key,
    from_at integer not null,
    end_at  integer not null,
    body    text not null
  ) strict;
  create index silence_by_end on silence (end_at);
  create trigger silence_is_kept before delete on silence
    begin select raise(abort, 'a silence is ended, never deleted'); end;
  `,
  RULE_TABLES,
  `
  -- Members of an incident; of most alerts there is nothing to index.
  create index alert_by_incident on alert (json_extract(body, '$.incidentId'))
    where json_extract(body, '$.incidentId') is not null;
  `,
  `
  -- How far a message is known to have come; grows, never shrinks.
  alter table notification add column reached text
    check (reached in ('sent', 'accepted', 'delivered', 'read', 'actedOn'));
  -- What one telephone has been sent: providers count per callee.
  create index notification_by_callee
    on notification (json_extract(body, '$.address'), json_extract(body, '$.createdAt'))
    where json_extract(body, '$.channel') in ('sms', 'voice');
  -- Phones that asked to be pushed to. An endpoint belongs to one browser and so to one person at a time.
  create table push_subscription (
    endpoint   text primary key,
    person_id  text not null,
    p256dh     text not null,
    auth       text not null,
    created_at integer not null
  ) strict, without rowid;
  create index push_subscription_by_person on push_subscription (person_id);
  `,
  `
  -- Who said which rain warning is in force where, from when until when. The newest of a community counts.
  create table weather (
    id           integer primary key,
    community_id text not null,
    set_at       integer not null,
    body         text not null
  ) strict;
  create index weather_by_community on weather (community_id, id);
  create trigger weather_is_kept before delete on weather
    begin select raise(abort, 'a warning is lifted, never deleted'); end;
  `,
  chainStoredTimeline,
  `
  -- When a message was first known to have come so far, by the gateway's clock.
  create table message_stage (
    key     text    not null references notification (key),
    reached text    not null,
    at      integer not null,
    primary key (key, reached)
  ) strict, without rowid;
  `,
  `
  -- What was last seen to work: a community's whole path, a channel. since: from when on a canary is due there.
  create table proven (
    what    text not null check (what in ('community', 'channel', 'since')),
    id      text not null,
    at      integer not null,
    took_ms integer,
    primary key (what, id)
  ) strict, without rowid;
  `,
  TEST_TABLES,
  addBandProofs,
  ANSWER_TABLES,
  `
  -- Which digest a message went out in: its receipts are this message's too.
  alter table notification add column digest text;
  create index notification_by_digest on notification (digest) where digest is not null;
  `,
  CARE_TABLES,
  ROSTER_TABLES,
  UNSENT_INDEX,
  REPORT_MAIL_TABLES,
]

const HISTORY: readonly Step[] = [
  `
  create table device (
    no integer primary key,
    id text not null unique
  ) strict;

  -- One number of one device at one moment. The key makes a redelivered reading the same row.
  create table sample (
    device integer not null,
    metric integer not null,
    at     integer not null,
    value  real not null,
    reason text,
    primary key (device, metric, at)
  ) strict, without rowid;

  create table meta (
    key   text primary key,
    value integer not null
  ) strict, without rowid;
  `,
]

export const migrateStore = (db: DatabaseSync): void => migrate(db, STORE)
export const migrateHistory = (db: DatabaseSync): void => migrate(db, HISTORY)

function migrate(db: DatabaseSync, steps: readonly Step[]): void {
  const taken = Number(db.prepare('pragma user_version').get()?.user_version ?? 0)
  if (taken > steps.length)
    throw new Error(`the database is of a newer version (${taken}) than this program (${steps.length})`)
  steps.slice(taken).forEach((step, index) => {
    db.exec('begin immediate')
    try {
      if (typeof step === 'string') db.exec(step)
      else step(db)
      db.exec(`pragma user_version = ${taken + index + 1}; commit`)
    } catch (error) {
      if (db.isTransaction) db.exec('rollback')
      throw error
    }
  })
}
