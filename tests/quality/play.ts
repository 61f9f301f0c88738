// One recording through the real way of a message: bytes → decode (with its quality) → evaluate and tick → respond, with
// the default rules and policies. Staff act as a fixed rule says, so that runs can be compared.

import { join } from 'node:path'
import type { Alert, Finding, Severity } from '../../alerts/model/alert.ts'
import type { SubjectProfile } from '../../alerts/model/profile.ts'
import type { DoubtfulValue, Metric, Reading } from '../../alerts/model/telemetry.ts'
import type { ResponseContext } from '../../alerts/response/context.ts'
import { command, respond } from '../../alerts/response/respond.ts'
import { type Catalogue, compileCatalogue } from '../../alerts/rules/compile.ts'
import {
  emptyState,
  evaluate,
  release,
  type SubjectState,
  tick,
  underWeather,
} from '../../alerts/rules/evaluate.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { readSources, understand } from '../../gateway/catalogue-files.ts'
import { decode } from '../../gateway/ingest/decode.ts'
import { TOWN } from './town.ts'

/**
 * `at` in the recording's own time; `receivedAt` defaults to one second later. `weather` is told to the engine by
 * others than the device; `reading` is what no wire format of ours carries.
 */
export type Message = Readonly<{ at: number; receivedAt?: number }> &
  (
    | Readonly<{ kind: string; payload: Readonly<Record<string, unknown>> }>
    | Readonly<{ reading: Readonly<Partial<Record<Metric, number>>> }>
    | Readonly<{ weather: Readonly<{ rainMm: number }> }>
  )

export type Told = Readonly<{
  ruleId: string
  /** The worst it came to. */
  severity: Severity
  level?: string
  /** Event time of the finding that opened it, in the recording's time. */
  at: number
  /** When the gateway knew, in the recording's time. */
  knownAt: number
  closedAt: number
  finding: Finding
}>

export type Noted = Readonly<{ at: number; knownAt: number; finding: Finding }>

export type Played = Readonly<{
  alerts: readonly Told[]
  /** Every raise and step, whether or not an alert of its rule was open already. */
  findings: readonly Noted[]
  doubtful: readonly (DoubtfulValue & Readonly<{ at: number }>)[]
  rejected: number
  requests: readonly Readonly<{ at: number; request: string }>[]
}>

export type As = Readonly<{
  device: 'band' | 'drain'
  safeZone?: SubjectProfile['safeZone']
  tags?: readonly string[]
  catalogue?: Catalogue
  /** Times before 2020 are clocks that were never set: by default a recording is moved by whole four years. */
  moved?: boolean
}>

const FOUR_YEARS = 1_461 * 86_400_000
const DAY = 86_400_000
const CHINA = 8 * 3_600_000
const CONFIG = join(import.meta.dirname, '../../config')

const sources = readSources({
  rules: join(CONFIG, 'rules'),
  policies: join(CONFIG, 'policies'),
  incidents: join(CONFIG, 'incidents'),
})
const understood = understand(sources)
if (!understood.ok) throw understood.error
export const DEFAULT_RULES: readonly Rule[] = understood.rules
export const DEFAULT_CATALOGUE = compileCatalogue(understood.rules)
const POLICIES = understood.policies

/** The metrics a default rule looks at, for saying which family an alert belongs to. */
export const metricOf = ({ finding }: Readonly<{ finding: Finding }>): string =>
  finding.evidence.metric ?? finding.evidence.samples[0]?.metric ?? ''

const PERSONAL = new Set(DEFAULT_RULES.filter(({ concerns }) => concerns === 'person').map(({ id }) => id))
/** About somebody's health, not about a device. */
export const isAboutPerson = ({ ruleId }: Readonly<{ ruleId: string }>): boolean => PERSONAL.has(ruleId)

const TRENDS = new Set(DEFAULT_RULES.filter(({ detector }) => detector.type === 'trend').map(({ id }) => id))
/** About weeks, and so about no day in particular. */
export const isTrend = ({ ruleId }: Readonly<{ ruleId: string }>): boolean => TRENDS.has(ruleId)

const shiftFor = (first: number): number => {
  const wanted = Date.UTC(2021, 0, 1)
  return first >= wanted ? 0 : Math.ceil((wanted - first) / FOUR_YEARS) * FOUR_YEARS
}

/** What a recording gives rise to. Messages go in as listed: the order of arrival. */
export function play(messages: readonly Message[], as: As): Played {
  const catalogue = as.catalogue ?? DEFAULT_CATALOGUE
  const shift = as.moved === false ? 0 : shiftFor(Math.min(...messages.map(({ at }) => at)))
  const subject = as.device === 'band' ? TOWN.resident : TOWN.drain
  const profile: SubjectProfile = {
    subject,
    deviceId: as.device,
    deviceKind: as.device,
    overrides: {},
    tags: as.tags ?? [],
    timeZone: TOWN.timeZone,
    ...(as.safeZone === undefined ? {} : { safeZone: as.safeZone }),
  }
  const run = createRun(catalogue, profile, shift)
  for (const message of messages) {
    const { at, receivedAt = at + 1_000 } = message
    const now = receivedAt + shift
    run.passTo(now)
    if ('weather' in message) run.rain(message.weather.rainMm, at + shift)
    else if ('reading' in message) run.evaluate(readingOf(message.reading, at + shift, now), now)
    else {
      const topic = `v1/${as.device}s/${as.device}/${message.kind}`
      run.take(decode(topic, Buffer.from(JSON.stringify({ ts: at + shift, ...message.payload })), now), now)
    }
  }
  run.passTo(run.now() + 60_000)
  return run.result()
}

const readingOf = (values: Reading['values'], at: number, receivedAt: number): Reading => ({
  kind: 'level',
  eventTime: at,
  receivedAt,
  values,
  doubtful: [],
  deviceClock: true,
  ident: `${at}`,
})

function createRun(catalogue: Catalogue, profile: SubjectProfile, shift: number) {
  let state: SubjectState = emptyState(profile.deviceId)
  let clock = 0
  let lastId = 0
  let rejected = 0
  const open = new Map<string, Alert>()
  const first = new Map<number, Noted>()
  const worst = new Map<number, Severity>()
  const alerts: Told[] = []
  const findings: Noted[] = []
  const doubtful: (DoubtfulValue & { at: number })[] = []
  const requests: { at: number; request: string }[] = []

  const context = (now: number): ResponseContext => ({
    now,
    receivedAt: now,
    late: false,
    directory: TOWN.directory,
    policies: POLICIES,
    channels: { on: [] },
    live: state.live,
    silences: [],
    ruleTexts: () => undefined,
    nextAlertId: () => ++lastId,
    nextSeq: () => 1,
    told: () => [],
  })

  const close = (alert: Alert, at: number): void => {
    open.delete(alert.ruleId)
    const noted = first.get(alert.id)
    if (noted === undefined) return
    alerts.push({
      ruleId: alert.ruleId,
      severity: worst.get(alert.id) ?? alert.severity,
      ...(alert.level === undefined ? {} : { level: alert.level }),
      at: noted.at,
      knownAt: noted.knownAt,
      closedAt: at - shift,
      finding: noted.finding,
    })
  }

  /** A person closes it; what lasts must show itself anew. */
  const resolve = (alert: Alert, at: number): void => {
    const answer = command(
      alert,
      { action: 'resolve', outcome: 'genuine', actorId: 'nurse', at },
      context(at),
    )
    if (!answer.ok) throw new Error(`${alert.ruleId}: ${answer.code}`)
    close(answer.alert, at)
    state = release(catalogue, state, alert.ruleId, at, profile).state
  }

  const hear = (found: readonly Finding[], now: number): void => {
    for (const finding of found) {
      const noted = { at: finding.eventTime - shift, knownAt: now - shift, finding }
      if (finding.transition !== 'clear') findings.push(noted)
      const { alert } = respond(open.get(finding.ruleId), finding, context(now))
      if (alert === undefined) continue
      if (!first.has(alert.id)) first.set(alert.id, noted)
      if (RANK[alert.severity] >= RANK[worst.get(alert.id) ?? 'info']) worst.set(alert.id, alert.severity)
      if (alert.status === 'resolved') close(alert, now)
      else {
        open.set(finding.ruleId, alert)
        // Staff close an alert when its cause is gone.
        if (finding.transition === 'clear') resolve(alert, now)
      }
    }
  }

  const advance = (to: number): void => {
    const step = tick(catalogue, state, to, profile)
    state = step.state
    for (const request of step.requests) requests.push({ at: to - shift, request })
    hear(step.findings, to)
  }

  const judge = (reading: Reading, now: number): void => {
    const step = evaluate(catalogue, state, reading, profile)
    state = step.state
    for (const request of step.requests) requests.push({ at: now - shift, request })
    hear(step.findings, now)
  }

  return {
    now: () => clock,
    /** Everything that time alone brings: what falls due, and the handover at local midnight. */
    passTo(now: number): void {
      while (clock > 0) {
        const midnight = Math.floor((clock + CHINA) / DAY + 1) * DAY - CHINA
        const due = state.dueAt === null ? Number.POSITIVE_INFINITY : Math.max(state.dueAt, clock)
        const next = Math.min(midnight, due)
        if (next > now) break
        advance(next)
        // Nobody hands over yesterday's alert: what still lasts is news again on the new day.
        if (next === midnight) for (const alert of [...open.values()]) resolve(alert, next)
        clock = state.dueAt !== null && state.dueAt <= next ? next + 1_000 : next
      }
      clock = Math.max(clock, now)
    },
    take(decoded: ReturnType<typeof decode>, now: number): void {
      rejected += decoded.rejected.length
      if (!decoded.ok) return
      for (const reading of decoded.readings) {
        for (const one of reading.doubtful) doubtful.push({ ...one, at: reading.eventTime - shift })
        judge(reading, now)
      }
    },
    evaluate: judge,
    rain(rainMm: number, at: number): void {
      const weather = { warning: 'none', since: at, until: null, rainMm, rainAt: at } as const
      state = underWeather(catalogue, state, weather, profile).state
    },
    result(): Played {
      for (const alert of [...open.values()]) close(alert, clock)
      return { alerts: alerts.sort((a, b) => a.knownAt - b.knownAt), findings, doubtful, rejected, requests }
    },
  }
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }
