// Two months of a small community, as numbers from a fixed seed: enough that every part of a report has something in it.

import { DAY, HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import type { PastAlert } from './past.ts'

/** mulberry32: the same month every time. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const RULES = [
  { ruleId: 'sos', severity: 'critical', emergency: true },
  { ruleId: 'hr-critical-high', severity: 'critical', emergency: false },
  { ruleId: 'hr-high', severity: 'warning', emergency: false },
  { ruleId: 'bp-high', severity: 'warning', emergency: false },
] as const

const deskTimes = (receivedAt: number, took: number) => {
  const at = (seconds: number) => ({
    at: receivedAt + (took + seconds) * SECOND,
    heardAt: receivedAt + (took + seconds) * SECOND,
    by: 'desk',
    how: 'interface' as const,
  })
  return { received: at(35), vehicleOut: at(110), ...(took % 3 === 0 ? {} : { arrived: at(640) }) }
}

const OUTCOMES = ['genuine', 'genuine', 'accidental', 'equipment'] as const

/** Whole days in [from, to), all before `now`. */
export function pastMonth({
  from,
  to,
  now,
}: Readonly<{ from: number; to: number; now: number }>): PastAlert[] {
  const roll = dice(7)
  const past: PastAlert[] = []
  for (let day = from; day < Math.min(to, now - DAY); day += DAY) {
    const count = Math.floor(roll() * 7)
    for (let i = 0; i < count; i++) {
      const rule = RULES[Math.floor(roll() * RULES.length)] ?? RULES[0]
      const receivedAt = day + Math.floor(roll() * 24) * HOUR + Math.floor(roll() * 60) * MINUTE
      const isSlow = roll() > 0.94
      const took = isSlow ? 90 + Math.floor(roll() * 500) : 8 + Math.floor(roll() * 45)
      const isTest = roll() > 0.92
      past.push({
        receivedAt,
        ...rule,
        policyId: rule.emergency ? 'sos' : 'vitals-warning',
        subject: { kind: 'resident', id: `r-${1 + Math.floor(roll() * roll() * 3)}` },
        outcome: isTest ? 'test' : (OUTCOMES[Math.floor(roll() * OUTCOMES.length)] ?? 'genuine'),
        resolvedAt: receivedAt + (took + 900) * SECOND,
        resolvedBy: 'p-duty',
        // The desk was called for the first of a day, and told its times for most.
        ...(rule.emergency && i === 0 ? { desk: deskTimes(receivedAt, took) } : {}),
        lines: [
          [0, 'opened'],
          [took, 'acknowledged', 'p-duty'],
          [took + 60, 'onTheWay', 'p-duty'],
          [took + 400, 'arrived', 'p-duty'],
          [took + 900, 'resolved', 'p-duty'],
        ],
        messages: [
          { channel: 'push', status: 'delivered' },
          roll() > 0.95
            ? { channel: 'sms', status: 'failed', recipient: '陈女儿', error: 'isv.BUSINESS_LIMIT_CONTROL' }
            : { channel: 'sms', status: 'delivered' },
        ],
      })
    }
    const flownAt = day + 10.5 * HOUR
    const isStuck = roll() > 0.93
    past.push({
      receivedAt: flownAt,
      ruleId: isStuck ? 'canary-missing' : 'canary',
      severity: isStuck ? 'critical' : 'info',
      subject: { kind: 'system', id: 'canary-c-1' },
      deviceId: isStuck ? '' : 'canary-c-1',
      outcome: 'recovered',
      resolvedAt: flownAt + (isStuck ? 20 * MINUTE : 640),
      evidence: { samples: [], since: flownAt, facts: { communityId: 'c-1', stage: 'channel' } },
    })
    if (roll() > 0.8)
      past.push({
        receivedAt: day + 8 * HOUR,
        ruleId: 'band-offline',
        severity: 'warning',
        subject: { kind: 'resident', id: 'r-2' },
        deviceId: 'band-2',
        evidence: { samples: [], since: day + 7 * HOUR },
        outcome: 'recovered',
        clearedAt: day + 12 * HOUR,
        resolvedAt: day + 12 * HOUR,
      })
  }
  const middle = from + 10 * DAY
  past.push({
    receivedAt: middle,
    ruleId: 'delivery-failed',
    severity: 'critical',
    subject: { kind: 'system', id: 'channel-sms' },
    deviceId: '',
    evidence: { samples: [], since: middle, facts: { channelDown: 'sms', error: 'HTTP 503' } },
    outcome: 'recovered',
    clearedAt: middle + 25 * MINUTE,
    resolvedAt: middle + 25 * MINUTE,
    lines: [[30, 'acknowledged', 'p-duty']],
  })
  return past.sort((a, b) => a.receivedAt - b.receivedAt)
}
