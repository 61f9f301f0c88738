import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { LateSummary } from '../../../alerts/model/late.ts'
import type { Reading } from '../../../alerts/model/telemetry.ts'
import { isPresent, release, sortLate } from '../../../alerts/response/late.ts'
import { MINUTE, TEN } from './town.ts'

const RULES = ['hr-high', 'spo2-low', 'sos'] as const

const finding = (ruleId: string, transition: Finding['transition'], at: number, value: number): Finding => ({
  ruleId,
  ruleVersion: '1',
  subject: { kind: 'resident', id: 'r-1' },
  deviceId: 'band-1',
  transition,
  severity: 'warning',
  policyId: 'vitals-warning',
  closesOnClear: false,
  emergency: ruleId === 'sos',
  eventTime: at,
  evidence: {
    samples: [{ metric: 'heartRate', at, value }],
    metric: 'heartRate',
    comparison: 'atLeast',
    threshold: 111,
    since: at,
  },
})
const reading = (at: number, value: number): Reading => ({
  kind: 'vitals',
  eventTime: at,
  receivedAt: TEN,
  values: { heartRate: value },
  doubtful: [],
  deviceClock: true,
  ident: `${at}`,
})

/** Readings a minute apart up to now; each rule is on or off at each. */
const buffers = fc.array(
  fc.record({
    value: fc.integer({ min: 60, max: 180 }),
    on: fc.tuple(fc.boolean(), fc.boolean()),
    sos: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
)
type Buffer = typeof buffers extends fc.Arbitrary<infer T> ? T : never

/** What an engine says about the buffer: a raise when a rule goes on, a clear when it goes off. */
function findingsOf(buffer: Buffer, endsAgo: number): { reading: Reading; findings: Finding[] }[] {
  const was = [false, false]
  return buffer.map(({ value, on, sos }, i) => {
    const at = TEN - endsAgo - (buffer.length - 1 - i) * MINUTE
    const findings = on.flatMap((is, rule) => {
      const before = was[rule]
      was[rule] = is
      return is === before ? [] : [finding(RULES[rule]!, is ? 'raise' : 'clear', at, value)]
    })
    if (sos) findings.push(finding('sos', 'raise', at, value))
    return { reading: reading(at, value), findings }
  })
}

function fold(steps: readonly { reading: Reading; findings: Finding[] }[]) {
  let summary: LateSummary | undefined
  const others: Finding[] = []
  const open = new Set<string>()
  const answer = (list: readonly Finding[]): void => {
    for (const one of list) {
      others.push(one)
      if (one.transition === 'clear') open.delete(one.ruleId)
      else if (one.ruleId !== 'sos') open.add(one.ruleId)
    }
  }
  for (const { reading: one, findings } of steps) {
    const sorted = sortLate(summary, one, { findings, isOpen: (id) => open.has(id) })
    summary = sorted.summary
    answer(sorted.others)
    if (summary !== undefined && isPresent(one)) {
      const released = release(summary, one.kind)
      summary = released.summary
      answer(released.findings)
    }
  }
  return { summary, others, open }
}

describe('a late upload, whatever is in it', () => {
  it('every episode is in the summary, pending, or an alert: none vanishes, and none is two', () => {
    fc.assert(
      fc.property(buffers, fc.integer({ min: 0, max: 60 }), (buffer, minutesAgo) => {
        const steps = findingsOf(buffer, minutesAgo * MINUTE)
        const { summary, others } = fold(steps)
        for (const ruleId of RULES) {
          const raises = steps
            .flatMap(({ findings }) => findings)
            .filter((one) => one.ruleId === ruleId && one.transition === 'raise')
          const told = others.filter((one) => one.ruleId === ruleId && one.transition === 'raise').length
          const over = summary?.episodes.find((one) => one.ruleId === ruleId)?.count ?? 0
          const pending = summary?.pending.filter((one) => one.finding.ruleId === ruleId).length ?? 0
          expect(told + over + pending).toBe(raises.length)
          expect(pending).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('an SOS is answered as ever, each one', () => {
    fc.assert(
      fc.property(buffers, fc.integer({ min: 0, max: 60 }), (buffer, minutesAgo) => {
        const { others, summary } = fold(findingsOf(buffer, minutesAgo * MINUTE))
        expect(others.filter(({ ruleId }) => ruleId === 'sos')).toHaveLength(
          buffer.filter(({ sos }) => sos).length,
        )
        expect(summary?.episodes.some(({ ruleId }) => ruleId === 'sos') ?? false).toBe(false)
      }),
    )
  })

  it('what holds in the present has an alert, and what is over by then has none', () => {
    fc.assert(
      fc.property(buffers, (buffer) => {
        const { open, summary } = fold(findingsOf(buffer, 0))
        const last = buffer.at(-1)!
        expect(open.has('hr-high')).toBe(last.on[0])
        expect(open.has('spo2-low')).toBe(last.on[1])
        expect(summary?.pending ?? []).toEqual([])
      }),
    )
  })

  it('the worst value is the worst that was measured while it lasted', () => {
    const values = [120, 131, 178, 125, 90]
    const steps = values.map((value, i) => {
      const at = TEN - 60 * MINUTE + i * MINUTE
      const findings =
        i === 0
          ? [finding('hr-high', 'raise', at, value)]
          : i === 4
            ? [finding('hr-high', 'clear', at, value)]
            : []
      return { reading: reading(at, value), findings }
    })
    expect(fold(steps).summary?.episodes).toMatchObject([
      { ruleId: 'hr-high', count: 1, worst: 178, from: TEN - 60 * MINUTE, to: TEN - 56 * MINUTE },
    ])
  })
})
