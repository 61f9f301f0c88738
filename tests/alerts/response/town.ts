// A small community for the tests of this folder: two grids, a night and a day shift, one elder with two relatives.

import { readdirSync, readFileSync } from 'node:fs'
import type { ChannelBook } from '../../../alerts/channels/address.ts'
import type { Alert, Finding } from '../../../alerts/model/alert.ts'
import type { LiveState } from '../../../alerts/model/live.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import type { Directory, Partner, Person, Shift } from '../../../alerts/model/people.ts'
import type { Silence } from '../../../alerts/model/silence.ts'
import { command } from '../../../alerts/response/command.ts'
import type { Command, Outcome, ResponseContext } from '../../../alerts/response/context.ts'
import { loadPolicies } from '../../../alerts/response/load-policies.ts'
import type { PolicyBook } from '../../../alerts/response/policy.ts'
import { due, respond } from '../../../alerts/response/respond.ts'

/** Saturday 2026-11-21 10:00 in Shanghai. */
export const TEN = Date.parse('2026-11-21T10:00:00+08:00')
export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000

const byId = <T extends { id: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]))

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
export const SHIFTS: readonly Shift[] = [
  {
    id: 's-day',
    communityId: 'c-1',
    role: 'duty',
    personId: 'p-day',
    weekdays: EVERY_DAY,
    from: '08:00',
    to: '20:00',
  },
  {
    id: 's-night',
    communityId: 'c-1',
    role: 'duty',
    personId: 'p-night',
    weekdays: EVERY_DAY,
    from: '20:00',
    to: '08:00',
  },
]
export const PEOPLE: readonly Person[] = [
  { id: 'p-day', name: '张伟', role: 'duty', communityId: 'c-1', phone: '13800000001' },
  { id: 'p-night', name: '李娜', role: 'duty', communityId: 'c-1', phone: '13800000002' },
  { id: 'p-grid', name: '王芳', role: 'grid', gridIds: ['g-1'], phone: '13800000003' },
  { id: 'p-grid2', name: '赵强', role: 'grid', gridIds: ['g-2'], phone: '13800000004' },
  { id: 'p-director', name: '陈静', role: 'director', communityId: 'c-1', phone: '13800000005' },
  { id: 'p-admin', name: '系统管理员', role: 'admin', phone: '13800000006' },
  { id: 'p-son', name: '刘洋', role: 'family', phone: '13800000007' },
  { id: 'p-daughter', name: '刘敏', nameEn: 'Liu Min', role: 'family', phone: '13800000008', locale: 'en' },
]
export const PARTNERS: readonly Partner[] = [
  {
    id: 'x-120',
    kind: 'desk120',
    name: '市120指挥中心',
    communityId: 'c-1',
    webhook: { url: 'http://desk/', secret: 's1' },
  },
  {
    id: 'x-street',
    kind: 'streetOffice',
    name: '街道办',
    communityId: 'c-1',
    webhook: { url: 'http://street/', secret: 's2' },
  },
]

export function town(
  change: Readonly<{
    people?: readonly Person[]
    shifts?: readonly Shift[]
    partners?: readonly Partner[]
  }> = {},
): Directory {
  return {
    communities: byId([
      {
        id: 'c-1',
        name: '和平里社区',
        timeZone: 'Asia/Shanghai',
        address: '和平路1号',
        phone: '010-60000000',
      },
    ]),
    grids: byId([
      { id: 'g-1', communityId: 'c-1', name: '第一网格' },
      { id: 'g-2', communityId: 'c-1', name: '第二网格' },
    ]),
    buildings: byId([{ id: 'b-3', gridId: 'g-1', name: '3号楼', latitude: 39.9087, longitude: 116.3975 }]),
    residents: byId([
      {
        id: 'r-1',
        name: '王桂兰',
        nameEn: 'Wang Guilan',
        sex: 'female' as const,
        born: '1944-11-22',
        phone: '13900000001',
        buildingId: 'b-3',
        door: '2单元3楼301室',
        entry: '门禁码2580#，备用钥匙在值班室',
        conditions: ['高血压', '房颤'],
        medication: ['华法林'],
        allergies: ['青霉素'],
        bloodType: 'A',
        tags: ['独居'],
        caregivers: [
          { personId: 'p-son', relation: '儿子' },
          { personId: 'p-daughter', relation: '女儿' },
        ],
      },
    ]),
    devices: byId([
      { id: 'band-1', kind: 'band' as const, residentId: 'r-1' },
      { id: 'drain-1', kind: 'drain' as const, drainId: 'd-1' },
      { id: 'band-9', kind: 'band' as const },
    ]),
    drains: byId([{ id: 'd-1', gridId: 'g-1', name: '东门涵洞', latitude: 39.9, longitude: 116.39 }]),
    people: byId(change.people ?? PEOPLE),
    shifts: byId(change.shifts ?? SHIFTS),
    partners: byId(change.partners ?? PARTNERS),
  }
}

export const policyFiles = readdirSync('config/policies')
  .sort()
  .map((name) => ({ path: `config/policies/${name}`, text: readFileSync(`config/policies/${name}`, 'utf8') }))

export function policyBook(files = policyFiles): PolicyBook {
  const loaded = loadPolicies(files)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.policies
}

export const sos = (change: Partial<Finding> = {}): Finding => ({
  ruleId: 'sos',
  ruleVersion: '1',
  subject: { kind: 'resident', id: 'r-1' },
  deviceId: 'band-1',
  transition: 'raise',
  severity: 'critical',
  policyId: 'sos',
  closesOnClear: false,
  emergency: true,
  eventTime: TEN,
  evidence: { samples: [{ metric: 'sos', at: TEN, value: 1 }], metric: 'sos', since: TEN },
  ...change,
})

export const tachycardia = (change: Partial<Finding> = {}): Finding => ({
  ...sos(),
  ruleId: 'hr-high',
  severity: 'warning',
  policyId: 'vitals-warning',
  emergency: false,
  evidence: {
    samples: [{ metric: 'heartRate', at: TEN, value: 118 }],
    metric: 'heartRate',
    comparison: 'atLeast',
    threshold: 111,
    since: TEN - 10 * MINUTE,
    heldMs: 10 * MINUTE,
  },
  ...change,
})

export const bandSilent = (change: Partial<Finding> = {}): Finding => ({
  ...sos(),
  ruleId: 'band-offline',
  severity: 'info',
  policyId: 'device',
  emergency: false,
  closesOnClear: true,
  evidence: { samples: [], since: TEN - HOUR, facts: { device: 'band-1', lastSeenAt: TEN - HOUR } },
  ...change,
})

/** Plays findings, commands and the ticker against one alert, keeping rows as the store would. */
export class Desk {
  now = TEN
  live: LiveState | undefined
  silences: readonly Silence[] = []
  late = false
  directory: Directory
  readonly policies: PolicyBook
  channels: ChannelBook = { on: ['phone', 'webhook', 'downlink'] }
  readonly alerts = new Map<number, Alert>()
  readonly entries: Outcome['entries'][number][] = []
  readonly notifications: Notification[] = []
  /** What the latest call said. */
  last: readonly Notification[] = []

  constructor(directory: Directory = town(), policies: PolicyBook = policyBook()) {
    this.directory = directory
    this.policies = policies
  }

  context(): ResponseContext {
    let lastAlertId = Math.max(1023, ...this.alerts.keys())
    const seqs = new Map<number, number>()
    return {
      now: this.now,
      receivedAt: this.now,
      late: this.late,
      directory: this.directory,
      policies: this.policies,
      channels: this.channels,
      live: this.live,
      silences: this.silences,
      ruleTexts: (ruleId, locale) =>
        ruleId === 'sos'
          ? {
              title: locale === 'en' ? 'SOS' : '紧急呼救',
              advice: locale === 'en' ? 'Call back at once' : '请立即回拨',
            }
          : undefined,
      nextAlertId: () => ++lastAlertId,
      nextSeq: (alertId) => {
        const stored = this.entries.filter((entry) => entry.alertId === alertId).length
        const seq = (seqs.get(alertId) ?? stored) + 1
        seqs.set(alertId, seq)
        return seq
      },
      told: (alertId) => this.notifications.filter((notification) => notification.alertId === alertId),
    }
  }

  commit(outcome: Outcome): Outcome {
    if (outcome.alert) this.alerts.set(outcome.alert.id, outcome.alert)
    this.entries.push(...outcome.entries)
    this.notifications.push(...outcome.notifications)
    this.last = outcome.notifications
    return outcome
  }

  unresolved(ruleId: string): Alert | undefined {
    return [...this.alerts.values()].find((alert) => alert.ruleId === ruleId && alert.status !== 'resolved')
  }

  get alert(): Alert {
    const alert = [...this.alerts.values()].at(-1)
    if (!alert) throw new Error('no alert was opened')
    return alert
  }

  find(finding: Finding): Outcome {
    return this.commit(respond(this.unresolved(finding.ruleId), finding, this.context()))
  }

  /** Lets the ticker look once, this long after ten o'clock. */
  tick(sinceTen: number): Outcome {
    this.now = TEN + sinceTen
    return this.commit(due(this.alert, this.context()))
  }

  say(said: Command) {
    const result = command(this.alert, said, this.context())
    if (result.ok) this.commit(result)
    return result
  }

  /** Ids told by the latest call, sorted. */
  told(): string[] {
    return this.last.map(({ recipient }) => recipient.id).sort()
  }

  kinds(): string[] {
    return this.entries.map(({ kind }) => kind)
  }
}
