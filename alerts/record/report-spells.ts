// What lasted, in a report: devices that said nothing, channels that were down, and whether the canary flew each day.
// Their alerts may have begun before the period.

import type { Alert } from '../model/alert.ts'
import type { EpochMs } from '../model/time.ts'
import type { Rule } from '../rules/schema.ts'
import { nameAt, type Period, partsOf } from './calendar.ts'
import { CANARY_MISSING_RULE, CANARY_RULE, CANARY_STAGES, type CanaryStage } from './canary.ts'
import type { CanaryDay, Outage, SilentDevice, Top } from './report.ts'

/** More than anybody walks to in a day. */
export const MOST_DEVICES = 30
export const DELIVERY_FAILED_RULE = 'delivery-failed'

/** The rules that notice a device that says nothing or is not worn. */
export const silentRules = (rules: readonly Rule[]): readonly string[] =>
  rules.filter(({ detector: { type } }) => type === 'offline' || type === 'notWorn').map(({ id }) => id)

type Spell = Readonly<{ from: EpochMs; to: EpochMs | undefined }>

/** From when on it was so, and until when: its cause went, or somebody closed it. */
const spellOf = ({ evidence, clearedAt, resolvedAt }: Alert): Spell => ({
  from: evidence.since,
  to: clearedAt === undefined ? resolvedAt : Math.min(clearedAt, resolvedAt ?? clearedAt),
})

/** Does any of it lie within the period? */
export const touches = (alert: Alert, { from, to }: Period): boolean => {
  const spell = spellOf(alert)
  return spell.from < to && (spell.to ?? Number.POSITIVE_INFINITY) > from
}

export type SilentTally = Readonly<{ add(alert: Alert): void; top(): Top<SilentDevice> }>

/** Folds alerts of the rules that notice it; the longest silent come first. */
export function createSilentTally(period: Period, now: EpochMs): SilentTally {
  const end = Math.min(period.to, now)
  const found = new Map<string, { -readonly [K in keyof SilentDevice]: SilentDevice[K] }>()
  return {
    add(alert) {
      if (!touches(alert, period)) return
      const { subject, deviceId, ruleId } = alert
      const key = `${ruleId}|${subject.kind}|${subject.id}|${deviceId}`
      const device = found.get(key) ?? { subject, deviceId, ruleId, times: 0, totalMs: 0, standing: false }
      const { from, to = Number.POSITIVE_INFINITY } = spellOf(alert)
      device.times += 1
      device.totalMs += Math.max(0, Math.min(to, end) - Math.max(from, period.from))
      device.standing ||= to >= end
      found.set(key, device)
    },
    top: () => ({
      list: [...found.values()].sort((a, b) => b.totalMs - a.totalMs).slice(0, MOST_DEVICES),
      total: found.size,
    }),
  }
}

export const isOutage = ({ ruleId, evidence }: Alert): boolean =>
  ruleId === DELIVERY_FAILED_RULE && evidence.facts?.channelDown !== undefined

export const isCanary = ({ ruleId }: Alert): boolean =>
  ruleId === CANARY_RULE || ruleId === CANARY_MISSING_RULE

/** Channels that were down, in their order. Alerts about one message that failed are passed over. */
export const outagesIn = (alerts: readonly Alert[], period: Period): readonly Outage[] =>
  alerts
    .filter((alert) => isOutage(alert) && touches(alert, period))
    .map((alert): Outage => {
      const { facts = {} } = alert.evidence
      const { from, to } = spellOf(alert)
      const reason = String(facts.error ?? '')
      return { channel: String(facts.channelDown), from, ...(to === undefined ? {} : { to }), reason }
    })
    .sort((a, b) => a.from - b.from)

/** One entry per day that has begun, from the day on which the first was due. A day on which one got stuck has failed, though a later one may have flown. */
export function canaryDays(
  alerts: readonly Alert[],
  known: Readonly<{ period: Period; communityId: string; since: EpochMs; now: EpochMs }>,
): readonly CanaryDay[] {
  const { period, communityId, since, now } = known
  const own = alerts.filter(({ evidence }) => evidence.facts?.communityId === communityId)
  const dayOf = (at: EpochMs): string => nameAt('daily', at, period.timeZone)
  const newest = dayOf(Math.min(now, period.to - 1))
  const running = now < period.to ? newest : undefined
  const days = period.kind === 'daily' ? [period.name] : partsOf(period)
  const all = days
    .filter((day) => day >= dayOf(since) && day <= newest)
    .map((day): CanaryDay => {
      const missing = own.find(
        ({ ruleId, eventTime, resolvedAt = now }) =>
          ruleId === CANARY_MISSING_RULE && dayOf(eventTime) <= day && dayOf(resolvedAt) >= day,
      )
      if (missing !== undefined) {
        const { eventTime: at, resolvedAt: until } = missing
        return {
          day,
          state: 'failed',
          at,
          stage: stageOf(missing),
          ...(until === undefined ? {} : { until }),
        }
      }
      const flown = own.find(
        ({ ruleId, eventTime, resolvedAt }) =>
          ruleId === CANARY_RULE && resolvedAt !== undefined && dayOf(eventTime) === day,
      )
      return flown?.resolvedAt === undefined
        ? { day, state: 'none' }
        : { day, state: 'proven', at: flown.resolvedAt, tookMs: flown.resolvedAt - flown.eventTime }
    })
  // Today's may still be due.
  return all.filter(({ day, state }) => state !== 'none' || day !== running)
}

const stageOf = ({ evidence }: Alert): CanaryStage | '' =>
  CANARY_STAGES.find((stage) => stage === evidence.facts?.stage) ?? ''
