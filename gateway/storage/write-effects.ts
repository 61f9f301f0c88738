// How each effect is written: one statement or two, prepared once. Knows no transaction and no batch.

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { DIGEST } from '../../alerts/model/notification.ts'
import { endOf } from '../../alerts/model/silence.ts'
import { writeEvidence } from './answers.ts'
import { writeCare } from './care.ts'
import type { StoreEffect } from './effects.ts'
import { writeReportMail } from './report-mail.ts'
import { writeRoster } from './roster.ts'
import { writeRules } from './rules.ts'
import { writeProven, writeTest } from './tests.ts'
import type { TimelineWriter } from './timeline.ts'

/** Receipts come late, twice and out of order: the furthest counts. The words stand in the order of REACHED. */
const REACH = `update notification set reached = ? where key = ? and (reached is null or
  instr('|sent|accepted|delivered|read|actedOn|', '|' || reached || '|') <
  instr('|sent|accepted|delivered|read|actedOn|', '|' || ? || '|'))`

/** When a message was first known to have come so far. */
const STAGE =
  'insert into message_stage (key, reached, at) select key, ?, ? from notification where key = ? on conflict do nothing'

export function createEffectWriter(
  db: DatabaseSync,
  timeline: TimelineWriter,
): (effect: StoreEffect, at: number) => void {
  const prepared = new Map<string, StatementSync>()
  const run = (sql: string, ...values: (string | number | null | Uint8Array)[]): void => {
    let statement = prepared.get(sql)
    if (!statement) {
      statement = db.prepare(sql)
      prepared.set(sql, statement)
    }
    statement.run(...values)
  }

  const ofDigest = db.prepare('select key from notification where digest = ?')
  /** A receipt of a digest is one of each of its messages. */
  const keysUnder = (key: string): readonly string[] =>
    key.startsWith(DIGEST) ? ofDigest.all(key).map((row) => String(row.key)) : [key]

  return (effect, at) => {
    switch (effect.type) {
      case 'alert': {
        const { alert } = effect
        return run(
          `insert into alert (id, subject, rule_id, status, severity, grid_id, received_at, due_at, body)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?)
           on conflict (id) do update set status = excluded.status, severity = excluded.severity, due_at = excluded.due_at, body = excluded.body`,
          alert.id,
          `${alert.subject.kind}:${alert.subject.id}`,
          alert.ruleId,
          alert.status,
          alert.severity,
          alert.gridId,
          alert.receivedAt,
          alert.dueAt,
          JSON.stringify(alert),
        )
      }
      case 'timeline':
        return timeline.write(effect.entry, at)
      case 'notification': {
        const { notification: n } = effect
        return run(
          `insert into notification (key, alert_id, status, attempts, next_attempt_at, settled_at, last_error, receipt, body)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing`,
          n.key,
          n.alertId,
          n.status,
          n.attempts,
          n.nextAttemptAt,
          n.settledAt ?? null,
          n.lastError ?? null,
          n.receipt ?? null,
          JSON.stringify(n),
        )
      }
      case 'delivery': {
        const { update: u } = effect
        run(
          `update notification set status = ?, attempts = ?, next_attempt_at = ?, settled_at = ?, last_error = ?,
             receipt = coalesce(?, receipt), digest = coalesce(?, digest) where key = ?`,
          u.status,
          u.attempts,
          u.nextAttemptAt,
          u.settledAt ?? null,
          u.lastError ?? null,
          u.receipt ?? null,
          u.digest ?? null,
          u.key,
        )
        if (u.reached === undefined) return
        run(REACH, u.reached, u.key, u.reached)
        return run(STAGE, u.reached, at, u.key)
      }
      case 'receipt':
        for (const key of keysUnder(effect.key)) {
          run(REACH, effect.reached, key, effect.reached)
          run(STAGE, effect.reached, at, key)
        }
        return
      case 'subscription': {
        const { subscription: s } = effect
        return run(
          `insert into push_subscription (endpoint, person_id, p256dh, auth, created_at) values (?, ?, ?, ?, ?)
           on conflict (endpoint) do update set person_id = excluded.person_id, p256dh = excluded.p256dh, auth = excluded.auth`,
          s.endpoint,
          s.personId,
          s.p256dh,
          s.auth,
          s.createdAt,
        )
      }
      case 'removeSubscription':
        return run('delete from push_subscription where endpoint = ?', effect.endpoint)
      case 'rejection': {
        const { rejection: r } = effect
        return run(
          'insert into rejection (received_at, device_id, topic, reason, detail, payload_start) values (?, ?, ?, ?, ?, ?)',
          r.receivedAt,
          r.deviceId,
          r.topic,
          r.reason,
          r.detail,
          r.payloadStart,
        )
      }
      case 'press':
        return run(
          'insert into press (device_id, ident, received_at) values (?, ?, ?) on conflict do nothing',
          effect.deviceId,
          effect.ident,
          effect.receivedAt,
        )
      case 'entity':
        return run(
          'insert into entity (kind, id, body) values (?, ?, ?) on conflict (kind, id) do update set body = excluded.body',
          effect.kind,
          effect.id,
          JSON.stringify(effect.body),
        )
      case 'removeEntity':
        if (effect.kind === 'device') run('delete from device_secret where device_id = ?', effect.id)
        return run('delete from entity where kind = ? and id = ?', effect.kind, effect.id)
      case 'directoryChanged':
        return run(
          `insert into meta (key, value) values ('directoryVersion', '1')
           on conflict (key) do update set value = cast(value as integer) + 1`,
        )
      case 'removeSessionsOf':
        return run('delete from session where person_id = ?', effect.personId)
      case 'secret':
        return run(
          `insert into device_secret (device_id, secret_hash, created_at) values (?, ?, ?)
           on conflict (device_id) do update set secret_hash = excluded.secret_hash, created_at = excluded.created_at`,
          effect.deviceId,
          effect.secretHash,
          effect.createdAt,
        )
      case 'account': {
        const { account: a } = effect
        return run(
          `insert into account (person_id, login, password_hash, disabled) values (?, ?, ?, ?)
           on conflict (person_id) do update set login = excluded.login, password_hash = excluded.password_hash, disabled = excluded.disabled`,
          a.personId,
          a.login,
          a.passwordHash,
          a.disabled ? 1 : 0,
        )
      }
      case 'session': {
        const { session: s } = effect
        return run(
          `insert into session (token_hash, person_id, created_at, expires_at, address) values (?, ?, ?, ?, ?)
           on conflict (token_hash) do update set expires_at = excluded.expires_at`,
          s.tokenHash,
          s.personId,
          s.createdAt,
          s.expiresAt,
          s.address,
        )
      }
      case 'silence': {
        const { silence: s } = effect
        return run(
          `insert into silence (id, from_at, end_at, body) values (?, ?, ?, ?)
           on conflict (id) do update set end_at = excluded.end_at, body = excluded.body`,
          s.id,
          s.from,
          endOf(s),
          JSON.stringify(s),
        )
      }
      case 'weather':
        return run(
          'insert into weather (community_id, set_at, body) values (?, ?, ?)',
          effect.report.communityId,
          effect.report.setAt,
          JSON.stringify(effect.report),
        )
      case 'linkUse':
      case 'smsReply':
        return writeEvidence(run, effect)
      case 'catalogue':
      case 'ruleChange':
      case 'carePlanChange':
        return writeRules(run, effect)
      case 'careList':
      case 'careContact':
      case 'careAssignment':
        return writeCare(run, effect)
      case 'rosterChange':
      case 'rosterFeed':
        return writeRoster(run, effect)
      case 'reportMail':
        return writeReportMail(run, effect)
      case 'removeSession':
        return run('delete from session where token_hash = ?', effect.tokenHash)
      case 'announcedTest':
        return writeTest(run, effect)
      case 'proven':
        return writeProven(run, effect.proven)
      case 'expireSessions':
        return run('delete from session where expires_at < ?', effect.before)
      case 'trimLog':
        run(
          `insert into meta (key, value) values ('trimmedThrough', ?) on conflict (key) do update set value = excluded.value`,
          String(effect.through),
        )
        return run('delete from log where seq <= ?', effect.through)
    }
  }
}
