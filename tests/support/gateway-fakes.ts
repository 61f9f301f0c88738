// A gateway in memory for the tests of its doors: two elders with a daughter each, staff of every role, a manual clock.

import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import type { Directory } from '../../alerts/model/people.ts'
import type { Silence } from '../../alerts/model/silence.ts'
import { RAIN_WARNINGS } from '../../alerts/model/weather.ts'
import { createKpiTally } from '../../alerts/record/kpi.ts'
import { groupBy, type KpiQuery } from '../../alerts/record/kpi-group.ts'
import type { ReportQuery } from '../../alerts/record/report.ts'
import type { UnknownDevice } from '../../gateway/http/api.ts'
import type {
  Account,
  CommandInput,
  CommandOutcome,
  HttpPorts,
  SilenceOutcome,
  StoredSession,
  WeatherInput,
  WeatherOutcome,
} from '../../gateway/http/ports.ts'
import type { TestOutcome, TestPort } from '../../gateway/http/ports-proven.ts'
import { createHttpServer, type HttpConfig, type HttpServer } from '../../gateway/http/server.ts'
import { createSessions, type Sessions } from '../../gateway/http/sessions.ts'
import type { Upgrades } from '../../gateway/http/upgrades.ts'
import type { DrainTile, ResidentTile, WeatherView } from '../../gateway/live/frames.ts'
import { directoryFrom } from '../../gateway/people/directory.ts'
import { hashPassword } from '../../gateway/people/password.ts'
import { readSite } from '../../gateway/people/read-site.ts'
import { reportOf } from './report-fake.ts'
import { fakeRoster } from './roster-fake.ts'

export const START = Date.UTC(2026, 10, 21, 8)

export const SITE = `
communities:
  - { id: c-1, name: 梧桐里, nameEn: Wutongli, address: 梧桐里路88号, phone: 021-55550088 }
grids:
  - { id: g-1, communityId: c-1, name: 东网格 }
  - { id: g-2, communityId: c-1, name: 西网格 }
buildings:
  - { id: b-1, gridId: g-1, name: 1号楼 }
  - { id: b-2, gridId: g-2, name: 2号楼 }
drains:
  - { id: drain-1, gridId: g-1, name: 东口, latitude: 31.23, longitude: 121.47 }
people:
  - { id: p-duty, name: 李文静, role: duty, communityId: c-1, phone: "13800000101", login: duty }
  - { id: p-grid, name: 吴敏, role: grid, gridIds: [g-1], login: grid }
  - { id: p-director, name: 沈家豪, role: director, login: director }
  - { id: p-admin, name: 管理员, role: admin, login: admin }
  - { id: p-anna, name: 张丽, role: family, phone: "13800003001", login: anna }
  - { id: p-ben, name: 张伟, role: family, phone: "13800003002", login: ben }
  - { id: p-cora, name: 王芳, role: family, login: cora }
residents:
  - id: r-1
    name: 张文娟
    sex: female
    born: 1942-03-26
    buildingId: b-1
    door: 2单元 3楼 301室
    entry: 密码 1234#
    caregivers: [{ personId: p-anna, relation: 女儿 }, { personId: p-ben, relation: 儿子 }]
  - id: r-2
    name: 王德明
    sex: male
    born: 1938-01-02
    buildingId: b-2
    door: 1单元 1楼 101室
    entry: 邻居有钥匙
    caregivers: [{ personId: p-cora, relation: 女儿 }]
devices:
  - { id: band-1, kind: band, residentId: r-1 }
  - { id: band-spare, kind: band }
  - { id: water-1, kind: drain, drainId: drain-1 }
`

export function townDirectory(): Directory {
  const site = readSite([{ path: 'site.yaml', text: SITE }])
  if (!site.ok) throw new Error(JSON.stringify(site.faults))
  return directoryFrom(site.entities)
}

export const residentTile = (directory: Directory, id: string, heartRate = 72): ResidentTile | undefined => {
  const resident = directory.residents.get(id)
  if (resident === undefined) return undefined
  const device = [...directory.devices.values()].find(({ residentId }) => residentId === id)
  return {
    id,
    name: resident.name,
    age: 84,
    sex: resident.sex,
    communityId: 'c-1',
    gridId: directory.buildings.get(resident.buildingId)?.gridId ?? '',
    building: resident.buildingId,
    door: resident.door,
    tags: resident.tags,
    deviceId: device?.id ?? null,
    condition: 'fine',
    heartRate: { value: heartRate, at: START },
    systolic: null,
    diastolic: null,
    spo2: null,
    temperature: null,
    steps: null,
    battery: null,
    charging: false,
    worn: true,
    online: true,
    seenAt: START,
    position: null,
    alertIds: [],
  }
}

export const drainTile = (id: string): DrainTile => ({
  id,
  name: '东口',
  communityId: 'c-1',
  gridId: 'g-1',
  latitude: 31.23,
  longitude: 121.47,
  deviceId: 'water-1',
  condition: 'fine',
  level: null,
  levelClass: null,
  trend: null,
  battery: null,
  online: true,
  seenAt: START,
  recent: [],
  alertIds: [],
})

export const alertOf = (id: number, subject: Alert['subject'], more: Partial<Alert> = {}): Alert => ({
  id,
  subject,
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
  eventTime: START,
  receivedAt: START,
  evidence: { samples: [], since: START },
  repeats: 0,
  nextStep: 1,
  dueAt: START + 60_000,
  revision: 1,
  ...more,
})

export const timelineOf = (alertId: number): readonly TimelineEntry[] => [
  { alertId, seq: 1, at: START, kind: 'opened', actor: 'system', detail: { severity: 'critical' } },
  {
    alertId,
    seq: 2,
    at: START,
    kind: 'notified',
    actor: 'system',
    detail: {
      step: 0,
      recipients: ['p-duty', 'p-ben'],
      names: ['李文静', '张伟'],
      roles: ['duty', 'family'],
    },
  },
  { alertId, seq: 3, at: START + 5_000, kind: 'acknowledged', actor: 'p-duty', detail: {} },
]

export const notificationTo = (alertId: number, id: string, role: 'duty' | 'family'): Notification => ({
  key: `${alertId}/0/${id}/webhook/raised`,
  alertId,
  step: 0,
  reason: 'raised',
  recipient: { kind: 'person', id, name: `name of ${id}`, role, locale: 'zh-CN' },
  channel: 'webhook',
  address: 'https://phones.example/secret-path',
  message: { title: '', body: '', severity: 'critical' },
  emergency: true,
  status: 'failed',
  attempts: 3,
  createdAt: START,
  nextAttemptAt: START,
  lastError: 'https://phones.example/secret-path answered 500',
})

/** Orange for Wutongli, set by the duty officer. */
export const WEATHER: WeatherView = {
  communityId: 'c-1',
  warning: RAIN_WARNINGS[3],
  since: START,
  until: START + 3_600_000,
  source: '市气象台',
  setBy: 'p-duty',
  setAt: START,
  rainMm: 12.5,
  rainAt: START,
}

export const silenceOf = (id: number, more: Partial<Silence> = {}): Silence => ({
  id,
  kind: 'silence',
  match: { residentId: 'r-1' },
  reason: '住院检查',
  createdBy: 'p-duty',
  createdAt: START,
  from: START,
  until: START + 3_600_000,
  exceptCritical: true,
  ...more,
})

export type FakeGateway = Readonly<{
  http: HttpServer
  sessions: Sessions
  ports: HttpPorts
  directory: Directory
  clock: { now: number }
  accounts: Map<string, Account>
  stored: Map<string, StoredSession>
  commands: CommandInput[]
  alerts: Map<number, Alert>
  adopted: unknown[]
  /** What the weather port was asked to set; it answers with the next answer, at first WEATHER. */
  warnings: WeatherInput[]
  answerWeatherWith(outcome: WeatherOutcome): void
  /** What the figures were asked for. */
  asked: (KpiQuery | Omit<ReportQuery, 'silentRules'>)[]
  /** What the port of announced tests was asked. */
  testing: unknown[]
  answerTestWith(outcome: TestOutcome): void
  /** What the silence port was asked. */
  silencing: unknown[]
  /** What the roster was asked, and what it answers next. */
  roster: ReturnType<typeof fakeRoster>
  /** What it answers next; the default makes or ends silence 1. */
  answerSilenceWith(outcome: SilenceOutcome): void
  /** What the next command answers; the default acknowledges. */
  answerWith(outcome: (input: CommandInput) => Promise<CommandOutcome>): void
  /** Logs in and returns the Cookie header. */
  cookieOf(login: string): Promise<string>
  close(): Promise<void>
}>

export const PASSWORD = 'correct horse'
let passwordHash: Promise<string> | undefined

export async function startFakeGateway(
  options: Partial<Pick<HttpPorts, 'phones' | 'health' | 'accounts' | 'backtest' | 'explain' | 'quality'>> & {
    config?: Partial<HttpConfig>
    upgrades?: (sessions: Sessions) => Upgrades
  } = {},
): Promise<FakeGateway> {
  const directory = townDirectory()
  const clock = { now: START }
  passwordHash ??= hashPassword(PASSWORD)
  const hash = await passwordHash
  const accounts = new Map<string, Account>()
  for (const login of ['duty', 'grid', 'director', 'admin', 'anna', 'ben', 'cora'])
    accounts.set(login, { personId: `p-${login}`, login, passwordHash: hash, disabled: false })
  const stored = new Map<string, StoredSession>()
  const alerts = new Map<number, Alert>([
    [1, alertOf(1, { kind: 'resident', id: 'r-1' })],
    [2, alertOf(2, { kind: 'resident', id: 'r-2' }, { gridId: 'g-2' })],
    [3, alertOf(3, { kind: 'drain', id: 'drain-1' }, { emergency: false, ruleId: 'drain-level' })],
  ])
  const commands: CommandInput[] = []
  const adopted: unknown[] = []
  const roster = fakeRoster()
  const warnings: WeatherInput[] = []
  let weatherAnswer: WeatherOutcome = { ok: true, weather: WEATHER }
  const silencing: unknown[] = []
  const asked: FakeGateway['asked'] = []
  const testing: unknown[] = []
  let testAnswer = async (input: Parameters<TestPort['announce']>[0]): Promise<TestOutcome> => ({
    ok: true,
    test: {
      id: 1,
      residentId: input.residentId,
      by: input.actorId,
      at: input.at,
      until: input.at + input.forMs,
      tellFamily: input.tellFamily,
    },
  })
  let silenceAnswer: SilenceOutcome = { ok: true, silence: silenceOf(1) }
  const answerSilence = async (input: unknown): Promise<SilenceOutcome> => {
    silencing.push(input)
    return silenceAnswer
  }
  let answer = async (input: CommandInput): Promise<CommandOutcome> => {
    const alert = alerts.get(input.alertId)
    if (alert === undefined) return { ok: false, code: 'alertNotFound' }
    return { ok: true, alert: { ...alert, status: 'acknowledged' }, entries: timelineOf(alert.id).slice(2) }
  }
  const unknown: UnknownDevice[] = [
    {
      deviceId: 'band-x',
      kind: 'band',
      firstSeenAt: START,
      lastSeenAt: START,
      attempts: 4,
      address: '10.0.0.7',
      reason: 'unknownDevice',
    },
  ]

  const ports: HttpPorts = {
    now: () => clock.now,
    world: {
      directory: () => directory,
      residentTile: (id) => residentTile(directory, id),
      drainTile: (id) => (directory.drains.has(id) ? drainTile(id) : undefined),
      residentTiles: () => [...directory.residents.keys()].map((id) => residentTile(directory, id)!),
      drainTiles: () => [...directory.drains.keys()].map(drainTile),
      unresolved: () => [...alerts.values()],
      callList: (alert) =>
        alert.members && [
          {
            residentId: 'r-2',
            score: 45,
            reasons: [
              { code: 'groundFloor', weight: 30 },
              { code: 'age', weight: 15, years: 88 },
            ],
          },
        ],
      limitsFor: () => [
        {
          ruleId: 'hr-high',
          metric: 'heartRate',
          comparison: 'atLeast',
          threshold: 111,
          severity: 'warning',
          overridden: false,
        },
      ],
    },
    command: (input) => {
      commands.push(input)
      return answer(input)
    },
    history: {
      samples: async ({ metric, from, to }) => ({
        metric,
        from,
        to,
        at: [from],
        value: [72],
        doubtful: [],
        indexedTo: clock.now,
      }),
      alert: async (id) => alerts.get(id),
      alerts: async ({ subjectKey, gridIds, status, before, limit }) =>
        [...alerts.values()]
          .filter(
            (alert) =>
              (subjectKey === undefined || `${alert.subject.kind}:${alert.subject.id}` === subjectKey) &&
              (gridIds?.includes(alert.gridId) ?? true) &&
              (status === undefined || alert.status === status) &&
              (before === undefined || alert.id < before),
          )
          .sort((left, right) => right.id - left.id)
          .slice(0, limit),
      members: async ({ incidentId, limit }) =>
        [...alerts.values()].filter((alert) => alert.incidentId === incidentId).slice(0, limit),
      timeline: async (id) => timelineOf(id),
      notifications: async (id) => [
        notificationTo(id, 'p-duty', 'duty'),
        notificationTo(id, 'p-anna', 'family'),
      ],
      silences: async (query) => {
        silencing.push(query)
        return [silenceOf(2, { endedAt: START, endedBy: 'p-director' }), silenceOf(1)].slice(0, query.limit)
      },
      rejections: async () => [],
    },
    record: {
      recordTimes: async (id) => ({
        recordedAt: START + 12,
        stages: [{ key: `${id}/0/p-duty/webhook/raised`, reached: 'accepted', at: START + 90 }],
      }),
      proven: () => [
        { what: 'since', id: 'c-1', at: START },
        { what: 'community', id: 'c-1', at: START + 60_000, tookMs: 420 },
        { what: 'channel', id: 'webhook', at: START + 60_000 },
      ],
      kpi: async (query) => {
        asked.push(query)
        const tally = createKpiTally({ now: query.now, groupOf: groupBy(query.by, query.roster, query) })
        for (const alert of alerts.values()) tally.add(alert, timelineOf(alert.id))
        return tally.kpi()
      },
      mail: async (communityId, now) =>
        communityId === 'c-1'
          ? {
              communityId,
              timeZone: 'Asia/Shanghai',
              isOn: true,
              at: '07:30',
              readers: [{ personId: 'p-director', name: '沈家豪', kinds: ['daily'] }],
              next: [{ kind: 'daily', at: now + 60_000 }],
              sent: [],
            }
          : undefined,
      report: async (query) => {
        asked.push(query)
        return reportOf(
          query,
          [...alerts.values()].map((alert) => [alert, timelineOf(alert.id)] as const),
        )
      },
    },
    weather: {
      views: () => [WEATHER],
      set: async (input) => {
        warnings.push(input)
        return weatherAnswer
      },
    },
    desk: {
      refusalOf: () => ({ ok: false, code: 'signatureWrong' }),
      receipt: async () => ({ ok: false, code: 'cardNotFound' }),
      card: async () => ({ ok: false, code: 'noCard' }),
    },
    roster: roster.port,
    silences: {
      create: answerSilence,
      end: answerSilence,
    },
    tests: {
      of: () => undefined,
      announce: async (input) => {
        testing.push(input)
        return testAnswer(input)
      },
      callOff: async (input) => {
        testing.push(input)
        return testAnswer({ ...input, forMs: 900_000, tellFamily: false })
      },
    },
    proofs: {
      band: () => undefined,
      channels: () => [
        { channel: 'email', isOn: true, at: null },
        { channel: 'webhook', isOn: true, at: START + 60_000 },
      ],
    },
    accounts: options.accounts ?? {
      byLogin: async (login) => accounts.get(login),
      byPerson: async (personId) => [...accounts.values()].find((account) => account.personId === personId),
      save: async (account) => void accounts.set(account.login, account),
      createSession: async (session) => void stored.set(session.tokenHash, session),
      session: async (tokenHash) => stored.get(tokenHash),
      deleteSession: async (tokenHash) => void stored.delete(tokenHash),
    },
    devices: {
      unknown: () => unknown,
      adopt: async (device) => {
        adopted.push(device)
        return { secret: 'fresh-secret' }
      },
    },
    rules: {
      list: async () => ({ rules: [], since: clock.now, refusal: null, orphans: [], tags: [] }),
      rule: async () => undefined,
      history: () => undefined,
      change: async () => ({ ok: false, code: 'ruleNotFound' }),
      undo: async () => ({ ok: false, code: 'ruleNotFound' }),
      reload: async () => ({ ok: true, changed: false }),
      carePlan: async () => undefined,
      changeCarePlan: async () => ({ ok: false, code: 'residentNotFound' }),
    },
    health: options.health ?? { notReady: () => [], metrics: async () => 'shouwang_up 1\n' },
    ...(options.phones === undefined ? {} : { phones: options.phones }),
    ...(options.backtest === undefined ? {} : { backtest: options.backtest }),
    ...(options.explain === undefined ? {} : { explain: options.explain }),
    ...(options.quality === undefined ? {} : { quality: options.quality }),
  }
  const sessions = createSessions({ accounts: ports.accounts, directory: () => directory, now: ports.now })
  const http = await createHttpServer({
    ports,
    sessions,
    upgrades: options.upgrades?.(sessions) ?? {},
    config: { version: '0.1.0', ...options.config },
  })
  return {
    http,
    sessions,
    ports,
    directory,
    clock,
    accounts,
    stored,
    commands,
    alerts,
    adopted,
    warnings,
    answerWeatherWith: (outcome) => {
      weatherAnswer = outcome
    },
    asked,
    testing,
    answerTestWith(outcome) {
      testAnswer = async () => outcome
    },
    roster,
    silencing,
    answerSilenceWith(outcome) {
      silenceAnswer = outcome
    },
    answerWith(outcome) {
      answer = outcome
    },
    async cookieOf(login) {
      const reply = await http.inject({
        method: 'POST',
        url: '/api/session',
        payload: { login, password: PASSWORD },
      })
      if (reply.statusCode !== 200) throw new Error(`login of ${login}: ${reply.statusCode} ${reply.body}`)
      return String(reply.headers['set-cookie']).split(';')[0]!
    },
    close: () => http.close(),
  }
}
