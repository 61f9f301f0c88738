// One alert and its record, as short as a test wants it.

import type { Alert, TimelineEntry, TimelineKind } from '../../../alerts/model/alert.ts'
import type { Notification } from '../../../alerts/model/notification.ts'

/** 2026-11-20 20:00 in Shanghai, a Friday. */
export const T0 = Date.UTC(2026, 10, 20, 12)
export const SECOND = 1_000

export const press = (more: Partial<Alert> = {}): Alert => ({
  id: 1,
  subject: { kind: 'resident', id: 'r-1' },
  deviceId: 'band-1',
  communityId: 'c-1',
  gridId: 'g-1',
  ruleId: 'sos',
  ruleVersion: '1',
  severity: 'critical',
  policyId: 'sos',
  emergency: true,
  closesOnClear: false,
  status: 'open',
  eventTime: T0 - 800,
  receivedAt: T0,
  evidence: { samples: [], since: T0 },
  repeats: 0,
  nextStep: 1,
  dueAt: null,
  revision: 1,
  ...more,
})

/** Lines from [seconds after T0, kind, actor, detail]. */
export const story = (
  ...lines: readonly (readonly [number, TimelineKind, string?, TimelineEntry['detail']?])[]
): TimelineEntry[] =>
  lines.map(([seconds, kind, actor = 'system', detail = {}], i) => ({
    alertId: 1,
    seq: i + 1,
    at: T0 + seconds * SECOND,
    kind,
    actor,
    detail,
  }))

export const message = (more: Partial<Notification> = {}): Notification => ({
  key: '1.0.p-duty.phone',
  alertId: 1,
  step: 0,
  reason: 'raised',
  recipient: { kind: 'person', id: 'p-duty', name: '李文静', role: 'duty', locale: 'zh-CN' },
  channel: 'phone',
  address: 'p-duty',
  message: { title: '', body: '', severity: 'critical' },
  emergency: true,
  status: 'delivered',
  attempts: 1,
  createdAt: T0,
  nextAttemptAt: T0,
  settledAt: T0 + 300,
  ...more,
})
