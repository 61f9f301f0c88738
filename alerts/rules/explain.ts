// Why, and why not: rebuilds what the engine knew of somebody at a moment by replaying the stored readings before it,
// with people's closings, and reads the answer off. Reads no store and no clock; the answer is codes and facts.

import { holds } from '../detectors/comparison.ts'
import type { Alert, Finding } from '../model/alert.ts'
import { subjectKey } from '../model/people.ts'
import type { SubjectProfile } from '../model/profile.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'
import { type EpochMs, HOUR, MINUTE, SECOND } from '../model/time.ts'
import { leadInOf } from './backtest.ts'
import { bind } from './bind.ts'
import { type Catalogue, compileCatalogue, planFor } from './compile.ts'
import type { Seen, SubjectState } from './evaluate.ts'
import type { ExplainedSample, ExplainReason, Explanation, RuleExplanation } from './explanation.ts'
import { kindOf } from './kinds/index.ts'
import { bitOf } from './metric-slots.ts'
import { parametersInForce, specInForce } from './parameters-in-force.ts'
import type { StoredDevice } from './replay.ts'
import type { Rule } from './schema.ts'
import type { RuleState } from './state.ts'
import { numberOf, replayStory, type Story, sinceOf } from './story.ts'

export type ExplainOrder = Readonly<{
  /** The rules in force at the moment. */
  rules: readonly Rule[]
  device: StoredDevice
  at: EpochMs
  ruleId?: string
  /** Alerts of the subject, resolved or not. */
  alerts: readonly Alert[]
  /** The alert asked about. */
  alertId?: number
}>

const MOST_SAMPLES = 60
const LOOK_BACK = 2 * HOUR
const NEAR = 30 * MINUTE

export function explain(order: ExplainOrder): Explanation {
  const { device, at, alerts } = order
  const { profile } = device
  const catalogue = compileCatalogue(order.rules)
  const from = at - leadInOf(order.rules)
  const story = replayStory(catalogue, device, { from, to: at + 1, alerts })
  const asked = order.ruleId === undefined ? undefined : catalogue.byId.get(order.ruleId)
  const { latest, seenAt } = story.state.live
  const truth = (metric: Metric): boolean | null =>
    latest[metric] === undefined ? null : latest[metric].value === 1
  const alert = alerts.find(({ id }) => id === order.alertId)
  return {
    subject: subjectKey(profile.subject),
    deviceId: profile.deviceId,
    timeZone: profile.timeZone,
    at,
    from,
    readings: story.readings,
    device: {
      worn: truth('worn'),
      wornSince: story.wornSince,
      charging: truth('charging'),
      online: truth('online'),
      batteryPercent: latest.battery?.value ?? null,
      heardAt: seenAt,
    },
    rules: order.rules
      .map((rule) => explainRule(rule, { asked, catalogue, device, at, story }))
      .filter((one) => one.relation !== 'other' || one.phase !== 'idle' || asked === undefined)
      .sort((a, b) => rankOf(a) - rankOf(b)),
    alerts: alerts
      .filter((one) => one.eventTime <= at && (one.resolvedAt === undefined || one.resolvedAt > at))
      .map(({ id, ruleId, severity, eventTime, silence }) => ({
        id,
        ruleId,
        severity,
        eventTime,
        ...(silence === undefined ? {} : { silence }),
      })),
    alert:
      alert === undefined
        ? null
        : {
            id: alert.id,
            ruleId: alert.ruleId,
            ruleVersion: alert.ruleVersion,
            ...(alert.outcome === undefined ? {} : { outcome: alert.outcome }),
            ...(alert.silence === undefined ? {} : { silence: alert.silence }),
            found: foundIn(story.findings, alert),
          },
  }
}

const RELATIONS = ['asked', 'inhibits', 'inhibited', 'sameMetric', 'other']
const PHASES = ['firing', 'released', 'pending', 'armed', 'idle']
const rankOf = ({ relation, phase }: RuleExplanation): number =>
  RELATIONS.indexOf(relation) * 10 + PHASES.indexOf(phase)

function foundIn(findings: readonly Finding[], alert: Alert): 'same' | 'near' | 'not' {
  const away = findings
    .filter((one) => one.ruleId === alert.ruleId && one.transition === 'raise')
    .map((one) => Math.abs(one.eventTime - alert.eventTime))
  const nearest = Math.min(...away)
  return nearest < SECOND ? 'same' : nearest <= NEAR ? 'near' : 'not'
}

type Asked = Readonly<{
  asked: Rule | undefined
  catalogue: Catalogue
  device: StoredDevice
  at: EpochMs
  story: Story
}>

function explainRule(rule: Rule, of: Asked): RuleExplanation {
  const { asked, device, at, story } = of
  const { profile } = device
  const { weather, live } = story.state
  const spec = specInForce(rule, { profile, at, weather })
  const metrics = metricsOf(rule, profile)
  const state = story.state.rules[rule.id]
  const seen = story.last.get(rule.id)
  const plan = planFor(of.catalogue, profile)
  const bound = plan.rules[plan.indexOf.get(rule.id) ?? -1]
  const parameters = parametersInForce(rule, { profile, at, weather })
  const inhibitedBy =
    rule.inhibitedBy.find((id) => {
      const phase = story.state.rules[id]?.phase
      return phase === 'firing' || phase === 'released'
    }) ?? null
  const limits = kindOf(spec).lines?.(spec) ?? []
  const numbers = new Map(parameters.map(({ name, value }) => [name, value]))
  const progress = progressOf(state, { at, numbers })
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    relation: relationOf(rule, asked, { metrics, profile }),
    phase: state?.phase ?? 'idle',
    reason: reasonOf(rule, { state, seen, live, profile, at, metrics, numbers, inhibitedBy, progress }),
    metrics,
    limits,
    parameters,
    condition: seen?.guard ?? null,
    inhibitedBy,
    progress,
    dueAt:
      bound?.deadline?.(state, {
        live,
        listeningSince: 0,
        timeZone: profile.timeZone,
        profile,
        habits: story.state.habits,
        weather,
      }) ?? null,
    samples: samplesOf(device, { metrics, at, limits }),
    steps: story.steps.get(rule.id) ?? [],
  }
}

function metricsOf(rule: Rule, profile: SubjectProfile): readonly Metric[] {
  const { mask } = bind(rule, 0, { overrides: profile.overrides, tags: profile.tags })
  return METRICS.filter((metric) => (mask & bitOf(metric)) !== 0)
}

function relationOf(
  rule: Rule,
  asked: Rule | undefined,
  of: Readonly<{ metrics: readonly Metric[]; profile: SubjectProfile }>,
): RuleExplanation['relation'] {
  if (asked === undefined) return 'other'
  if (rule.id === asked.id) return 'asked'
  if (asked.inhibitedBy.includes(rule.id)) return 'inhibits'
  if (rule.inhibitedBy.includes(asked.id)) return 'inhibited'
  const shared = metricsOf(asked, of.profile).some((metric) => of.metrics.includes(metric))
  return shared && rule.appliesTo === asked.appliesTo ? 'sameMetric' : 'other'
}

function progressOf(
  state: RuleState | undefined,
  of: Readonly<{ at: EpochMs; numbers: ReadonlyMap<string, number> }>,
): RuleExplanation['progress'] {
  const since = sinceOf(state)
  if (state === undefined || since === undefined) return null
  const until = state.phase === 'pending' ? (numberOf(state, 'last') ?? of.at) : of.at
  const { recent } = state as Readonly<{ recent?: readonly Readonly<{ hit?: boolean }>[] }>
  const count = Array.isArray(recent)
    ? recent.filter((one) => one.hit === true).length
    : numberOf(state, 'count')
  const neededMs = of.numbers.get('for')
  const neededCount = of.numbers.get('hits') ?? of.numbers.get('atLeastSamples')
  return {
    since,
    heldMs: Math.max(0, until - since),
    ...(neededMs === undefined ? {} : { neededMs: neededMs * SECOND }),
    ...(count === undefined ? {} : { count }),
    ...(neededCount === undefined ? {} : { neededCount }),
  }
}

/** A value this much older than the slowest device sends one says nothing about now. */
const TOO_OLD = HOUR

function reasonOf(
  rule: Rule,
  of: Readonly<{
    state: RuleState | undefined
    seen: Seen | undefined
    live: SubjectState['live']
    profile: SubjectProfile
    at: EpochMs
    metrics: readonly Metric[]
    numbers: ReadonlyMap<string, number>
    inhibitedBy: string | null
    progress: RuleExplanation['progress']
  }>,
): ExplainReason {
  const { state, seen, live, profile, at, metrics, numbers, progress } = of
  if (rule.appliesTo === 'gateway') return 'gatewayOnly'
  if (!rule.enabled) return 'switchedOff'
  if (rule.appliesTo !== profile.deviceKind) return 'otherDevice'
  if (rule.tags.length > 0 && !rule.tags.some((tag) => profile.tags.includes(tag))) return 'notForThem'
  if (state?.phase === 'firing') return 'firing'
  if (state?.phase === 'released') return 'closedByPerson'
  if (seen?.guard === 'no') return 'conditionNo'
  const { vital, deadline } = bind(rule, 0, { overrides: profile.overrides, tags: profile.tags })
  if (vital && live.latest.worn?.value === 0) return 'notWorn'
  const newest = Math.max(...metrics.map((metric) => live.latest[metric]?.at ?? Number.NEGATIVE_INFINITY))
  if (metrics.length > 0 && newest === Number.NEGATIVE_INFINITY) return 'noValues'
  if (
    deadline === undefined &&
    metrics.length > 0 &&
    at - newest > Math.max(TOO_OLD, (numbers.get('maxGap') ?? 0) * SECOND)
  )
    return 'valuesTooOld'
  if (of.inhibitedBy !== null) return 'inhibited'
  if (state?.phase === 'pending') {
    const { neededMs, heldMs } = progress ?? { neededMs: undefined, heldMs: 0 }
    return neededMs !== undefined && heldMs < neededMs ? 'notLongEnough' : 'notOftenEnough'
  }
  return state?.phase === 'armed' ? 'waiting' : 'withinLimits'
}

function samplesOf(
  device: StoredDevice,
  of: Readonly<{ metrics: readonly Metric[]; at: EpochMs; limits: RuleExplanation['limits'] }>,
): readonly ExplainedSample[] {
  const span = { from: of.at - LOOK_BACK, to: of.at + 1 }
  return of.metrics
    .filter((metric) => device.metrics.includes(metric))
    .flatMap((metric) => {
      const lines = of.limits.filter((line) => line.metric === metric)
      return device.rows(metric, span).map(([at, value, good]): ExplainedSample => {
        const beyond = lines.some((line) => holds(line.comparison, value, line.threshold))
        return { metric, at, value, good: good === 1, ...(lines.length === 0 ? {} : { beyond }) }
      })
    })
    .sort((a, b) => a.at - b.at)
    .slice(-MOST_SAMPLES)
}
