// An outbox in which everything is overdue: alerts of the last hours and their messages, none of them sent, straight
// into the store. A third of the alerts is still open, one in a hundred messages is about an emergency.

import type { Alert } from '../../alerts/model/alert.ts'
import type { Notification, Recipient } from '../../alerts/model/notification.ts'
import { HOUR, MINUTE } from '../../alerts/model/time.ts'
import { createBatchWriter } from '../../gateway/storage/batch-writer.ts'
import { openDatabase, storeFile } from '../../gateway/storage/database.ts'
import type { StoreEffect } from '../../gateway/storage/effects.ts'

const PER_ALERT = 3
const CHUNK = 5_000

export function fillOutbox(dataFolder: string, rows: number, residents: number): void {
  const db = openDatabase(storeFile(dataFolder), { mode: 'write', durable: false })
  const writer = createBatchWriter(db)
  const now = Date.now()
  let effects: StoreEffect[] = []
  const write = (): void => {
    writer.apply(effects)
    effects = []
  }
  const alerts = Math.ceil(rows / PER_ALERT)
  for (let i = 0; i < alerts; i++) {
    const alert = alertOf(i, { now, isOpen: i < Math.min(residents, Math.floor(alerts / 3)), residents })
    effects.push({ type: 'alert', alert })
    effects.push({
      type: 'timeline',
      entry: {
        alertId: alert.id,
        seq: 1,
        at: alert.receivedAt,
        kind: 'opened',
        actor: 'system',
        detail: { ruleId: alert.ruleId, severity: alert.severity, eventTime: alert.eventTime },
      },
    })
    for (const notification of messagesOf(alert).slice(0, rows - i * PER_ALERT))
      effects.push({ type: 'notification', notification })
    if (effects.length >= CHUNK) write()
  }
  write()
  db.close()
}

function alertOf(i: number, of: Readonly<{ now: number; isOpen: boolean; residents: number }>): Alert {
  const resident = i % of.residents
  const at = of.now - HOUR - (i % 3_600) * 1_000
  const emergency = i % 100 === 0
  return {
    id: i + 1,
    subject: { kind: 'resident', id: `r-${resident}` },
    deviceId: `band-${resident}`,
    communityId: 'c-1',
    gridId: `g-${(resident % 20) + 1}`,
    ruleId: emergency ? 'sos' : 'hr-critical-high',
    ruleVersion: '1',
    // Critical goes one by one: nothing of it is gathered into digests.
    severity: 'critical',
    policyId: emergency ? 'sos' : 'vitals-critical',
    emergency,
    closesOnClear: !emergency,
    status: of.isOpen ? 'acknowledged' : 'resolved',
    eventTime: at,
    receivedAt: at,
    evidence: {
      samples: [{ metric: 'heartRate', at, value: 148 }],
      metric: 'heartRate',
      threshold: 131,
      since: at,
    },
    repeats: 0,
    acknowledgedAt: at + MINUTE,
    acknowledgedBy: 'p-duty',
    ...(of.isOpen ? {} : { resolvedAt: at + 2 * MINUTE, resolvedBy: 'p-duty', outcome: 'genuine' as const }),
    nextStep: 1,
    dueAt: null,
    revision: 2,
  }
}

function messagesOf(alert: Alert): readonly Notification[] {
  const grid = alert.gridId.slice('g-'.length)
  const recipients: readonly [Recipient, string, string][] = [
    [person('p-duty', 'duty', '值班员'), 'webhook', 'relay'],
    [person('p-grid', 'grid', '网格员'), 'webhook', 'relay'],
    [person(`p-family-${grid}`, 'family', `家属${grid}`), 'push', `p-family-${grid}`],
  ]
  return recipients.map(([recipient, channel, address]) => ({
    key: `${alert.id}.1.0.person.${recipient.id}.${channel}.raised`,
    alertId: alert.id,
    step: 0,
    reason: 'raised',
    recipient,
    channel,
    address,
    message: {
      title: '【危急】长者 心率极快',
      body: '心率 148 次/分（界限 ≥131 次/分），已持续 2 分钟。地址：测试社区 1号楼 12室。时间：11-22 10:05。请立即致电，无人应答即派最近的网格员上门。值班电话：0571-1234567。告警编号 1024。',
      severity: alert.severity,
    },
    emergency: alert.emergency,
    status: 'queued',
    attempts: 0,
    createdAt: alert.receivedAt,
    nextAttemptAt: alert.receivedAt,
  }))
}

const person = (id: string, role: Recipient['role'], name: string): Recipient => ({
  kind: 'person',
  id,
  name,
  role,
  locale: 'zh-CN',
})
