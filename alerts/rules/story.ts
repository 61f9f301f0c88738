// What happened to every rule of one subject up to a moment: the stored readings replayed with an observer, and with
// what people closed. The raw material of an explanation.

import type { Alert, Finding } from '../model/alert.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import type { Catalogue } from './compile.ts'
import { evaluate, type Observe, release, type Seen, type SubjectState } from './evaluate.ts'
import type { ExplainedStep } from './explanation.ts'
import { passTime, type StoredDevice, seeded } from './replay.ts'
import type { RuleState } from './state.ts'
import { createMerge } from './stored-readings.ts'

const MOST_STEPS = 30

export type Story = Readonly<{
  state: SubjectState
  readings: number
  findings: readonly Finding[]
  wornSince: EpochMs | null
  /** By rule. */
  steps: ReadonlyMap<string, readonly ExplainedStep[]>
  last: ReadonlyMap<string, Seen>
}>

export function replayStory(
  catalogue: Catalogue,
  device: StoredDevice,
  of: Readonly<{ from: EpochMs; to: EpochMs; alerts: readonly Alert[] }>,
): Story {
  const { profile, metrics } = device
  const findings: Finding[] = []
  const steps = new Map<string, ExplainedStep[]>()
  const last = new Map<string, Seen>()
  const tell = (ruleId: string, step: ExplainedStep): void => {
    const own = steps.get(ruleId) ?? []
    own.push(step)
    if (own.length > MOST_STEPS) own.shift()
    steps.set(ruleId, own)
  }
  const observe: Observe = (seen) => {
    last.set(seen.ruleId, seen)
    const step = stepOf(seen)
    if (step !== undefined) tell(seen.ruleId, step)
  }
  const found = (finding: Finding): unknown => findings.push(finding)
  // Closed by a person: the rule looked afresh from then on.
  const closings = of.alerts
    .flatMap(({ ruleId, resolvedAt, resolvedBy }) =>
      resolvedAt === undefined || resolvedBy === 'system' || resolvedAt < of.from
        ? []
        : [{ ruleId, resolvedAt }],
    )
    .sort((a, b) => a.resolvedAt - b.resolvedAt)
  let state = seeded(device, { at: of.from, metrics })
  let wornSince: EpochMs | null = state.live.latest.worn?.at ?? null
  const goTo = (at: EpochMs): void => {
    for (let next = closings[0]; next !== undefined && next.resolvedAt < at; next = closings[0]) {
      closings.shift()
      state = passTime(catalogue, state, { until: next.resolvedAt, profile, found, observe })
      if (state.rules[next.ruleId] !== undefined) tell(next.ruleId, { at: next.resolvedAt, what: 'released' })
      state = release(catalogue, state, next.ruleId, next.resolvedAt, profile).state
    }
    state = passTime(catalogue, state, { until: at - 1, profile, found, observe })
  }
  let readings = 0
  for (let from = of.from; from < of.to; from += DAY) {
    const span = { from, to: Math.min(of.to, from + DAY) }
    const next = createMerge(metrics.map((metric) => [metric, device.rows(metric, span)]))
    for (let reading = next(); reading !== undefined; reading = next()) {
      goTo(reading.eventTime)
      const before = state.live.latest.worn?.value
      const step = evaluate(catalogue, state, reading, profile, observe)
      state = step.state
      findings.push(...step.findings)
      readings += 1
      if (state.live.latest.worn?.value !== before) wornSince = reading.eventTime
    }
  }
  goTo(of.to)
  return { state, readings, findings, wornSince, steps, last }
}

/** What of an answer belongs into the story; most answers change nothing. */
function stepOf(seen: Seen): ExplainedStep | undefined {
  const { outcome, before, inhibitedBy, guard } = seen
  const at = outcome.at ?? seen.at
  if (outcome.verdict !== 'none') {
    if (outcome.verdict === 'raise' && inhibitedBy !== undefined)
      return { at, what: 'inhibited', by: inhibitedBy }
    return {
      at,
      what: outcome.verdict === 'raise' ? 'raised' : outcome.verdict === 'step' ? 'stepped' : 'cleared',
      ...(outcome.severity === undefined ? {} : { severity: outcome.severity }),
      ...(outcome.level === undefined ? {} : { level: outcome.level }),
      ...(outcome.evidence?.heldMs === undefined ? {} : { heldMs: outcome.evidence.heldMs }),
    }
  }
  if (before?.phase === 'firing') return undefined
  const was = sinceOf(before)
  const is = sinceOf(outcome.state)
  if (guard === 'no') return before === undefined ? undefined : { at, what: 'conditionNo' }
  if (is !== undefined && was === undefined) return { at, what: 'began' }
  if (is !== undefined && was !== undefined && is > was) return { at, what: 'restarted', heldMs: at - was }
  if (is === undefined && was !== undefined) return { at, what: 'ended', heldMs: at - was }
  return undefined
}

export const numberOf = (state: RuleState | undefined, key: string): number | undefined => {
  const value = (state as Readonly<Record<string, unknown>> | undefined)?.[key]
  return typeof value === 'number' ? value : undefined
}
export const sinceOf = (state: RuleState | undefined): EpochMs | undefined => numberOf(state, 'since')
