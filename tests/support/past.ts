// A past for a store: alerts with their lines and messages, as a gateway would have left them, without living through it.

import type { Alert, TimelineKind } from '../../alerts/model/alert.ts'
import type { NotificationStatus } from '../../alerts/model/notification.ts'
import { onStore } from './store-tools.ts'

export type PastMessage = Readonly<{
  channel: string
  status: NotificationStatus
  recipient?: string
  error?: string
}>

export type PastAlert = Partial<Omit<Alert, 'id' | 'receivedAt'>> &
  Readonly<{
    receivedAt: number
    /** [seconds after it was received, kind, actor, detail] */
    lines?: readonly (readonly [number, TimelineKind, string?, object?])[]
    messages?: readonly PastMessage[]
  }>

/** Numbers far above what a gateway gives: its own lines go on from where its chain is. */
const FIRST_LINE = 1_000_000_000

/** Resolved unless `status` says otherwise; ids are 1, 2, 3 … in the order given. */
export function writePast(folder: string, past: readonly PastAlert[]): void {
  onStore(folder, (db) => {
    const alert = db.prepare(
      'insert into alert (id, subject, rule_id, status, severity, grid_id, received_at, due_at, body) values (?, ?, ?, ?, ?, ?, ?, null, ?)',
    )
    const line = db.prepare(
      "insert into timeline (no, alert_id, seq, at, kind, actor, detail, recorded_at, previous, hash) values (?, ?, ?, ?, ?, ?, ?, ?, '', '')",
    )
    const message = db.prepare(
      'insert into notification (key, alert_id, status, attempts, next_attempt_at, settled_at, last_error, body) values (?, ?, ?, 1, ?, ?, ?, ?)',
    )
    let no = FIRST_LINE
    db.exec('begin')
    past.forEach(({ lines = [], messages = [], ...given }, i) => {
      const body = pastAlert(i + 1, given)
      const { id, subject, ruleId, status, severity, gridId, receivedAt } = body
      alert.run(
        id,
        `${subject.kind}:${subject.id}`,
        ruleId,
        status,
        severity,
        gridId,
        receivedAt,
        JSON.stringify(body),
      )
      lines.forEach(([seconds, kind, actor = 'system', detail = {}], j) => {
        const at = receivedAt + seconds * 1_000
        line.run(no, id, j + 1, at, kind, actor, JSON.stringify(detail), at)
        no += 1
      })
      messages.forEach(({ channel, status: state, recipient = '王值班', error }, j) => {
        const key = `${id}/0/${j}/${channel}/raised`
        const to = { kind: 'person', id: 'p-duty', name: recipient, role: 'duty', locale: 'zh-CN' }
        const sent = {
          key,
          alertId: id,
          step: 0,
          reason: 'raised',
          recipient: to,
          channel,
          address: 'p-duty',
          message: { title: '', body: '', severity },
          emergency: body.emergency,
          createdAt: receivedAt,
        }
        message.run(key, id, state, receivedAt, receivedAt, error ?? null, JSON.stringify(sent))
      })
    })
    db.exec('commit')
  })
}

function pastAlert(id: number, given: Omit<PastAlert, 'lines' | 'messages'>): Alert {
  return {
    id,
    subject: { kind: 'resident', id: 'r-1' },
    deviceId: 'band-1',
    communityId: 'c-1',
    gridId: 'g-1',
    ruleId: 'sos',
    ruleVersion: '1',
    severity: 'critical',
    policyId: 'sos',
    emergency: given.ruleId === undefined || given.ruleId === 'sos',
    closesOnClear: false,
    status: 'resolved',
    eventTime: given.receivedAt,
    evidence: { samples: [], since: given.receivedAt },
    repeats: 0,
    nextStep: 1,
    dueAt: null,
    revision: 1,
    ...given,
  }
}
