import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import type { Shift } from '../../../alerts/model/people.ts'
import { createKpiTally } from '../../../alerts/record/kpi.ts'
import { groupBy } from '../../../alerts/record/kpi-group.ts'
import { kpiTable } from '../../../alerts/record/kpi-table.ts'
import type { Line } from '../../../alerts/record/milestones.ts'
import { town } from '../response/town.ts'
import { press, SECOND, story, T0 } from './case.ts'

const NOW = T0 + 86_400_000
type Case = readonly [Alert, readonly Line[]]
const answered = (seconds: number, more: Partial<Alert> = {}): Case => [
  press(more),
  story([0, 'opened'], [seconds, 'acknowledged', 'p-duty']),
]
const kpiOf = (
  cases: readonly Case[],
  groupOf: (alert: Alert) => string | undefined = () => undefined,
  now = NOW,
) => {
  const tally = createKpiTally({ now, groupOf })
  for (const [alert, lines] of cases) tally.add(alert, lines)
  return tally.kpi()
}

describe('the figures', () => {
  it('97.5 % within 60 s is met by 39 of 40 and missed by 38', () => {
    const quick = Array.from({ length: 38 }, () => answered(60))
    const met = kpiOf([...quick, answered(10), answered(61)]).total.standards[0]
    expect(met).toEqual({ withinMs: 60_000, wanted: 0.975, judged: 40, within: 39, share: 0.975, met: true })
    expect(kpiOf([...quick, answered(61), answered(62)]).total.standards[0]).toMatchObject({
      within: 38,
      met: false,
    })
  })

  it('an alert nobody answered counts against a standard once it has waited longer, and before that not at all', () => {
    const open: Case = [press(), story([0, 'opened'])]
    const judged = (now: number) => kpiOf([open], undefined, now).total.standards.map((each) => each.judged)
    expect(judged(T0 + 60_000)).toEqual([0, 0])
    expect(judged(T0 + 60_001)).toEqual([1, 0])
    expect(judged(T0 + 180_001)).toEqual([1, 1])
    expect(kpiOf([open], undefined, T0 + 5).total.standards[0]?.met).toBeUndefined()
  })

  it('tests are counted apart and in nothing else', () => {
    const { total } = kpiOf([answered(10), answered(500, { outcome: 'test' })])
    expect(total).toMatchObject({ alerts: 1, tests: 1, acknowledge: { count: 1, p95: 10_000 } })
    expect(total.standards[1]).toMatchObject({ judged: 1, within: 1 })
    expect(total.outcomes).toEqual({ unresolved: 1 })
  })

  it('what was silenced or spoken for by its incident asked nobody', () => {
    const silenced: Case = [press(), story([0, 'opened'], [0, 'silenced'], [900, 'acknowledged', 'p-duty'])]
    expect(kpiOf([silenced, answered(900, { incidentId: 7 })]).total.alerts).toBe(0)
    expect(kpiOf([answered(900, { incidentId: 7, partedAt: T0 })]).total.alerts).toBe(1)
  })

  it('times to answer, arrive and resolve are nearest-rank percentiles; what closed itself was resolved by nobody', () => {
    const cases = Array.from({ length: 20 }, (_, i): Case => {
      const seconds = i + 1
      return [
        press({
          status: 'resolved',
          outcome: 'genuine',
          resolvedAt: T0 + seconds * 100 * SECOND,
          resolvedBy: 'p',
        }),
        story(
          [seconds, 'acknowledged', 'p'],
          [seconds * 10, 'arrived', 'p'],
          [seconds * 100, 'resolved', 'p'],
        ),
      ]
    })
    const itself: Case = [press({ outcome: 'recovered', resolvedAt: T0 + 1, status: 'resolved' }), []]
    const { total } = kpiOf([...cases, itself])
    expect(total.acknowledge).toEqual({ count: 20, p50: 10_000, p95: 19_000 })
    expect(total.arrive).toEqual({ count: 20, p50: 100_000, p95: 190_000 })
    expect(total.resolve).toEqual({ count: 20, p50: 1_000_000, p95: 1_900_000 })
    expect(total.outcomes).toEqual({ genuine: 20, recovered: 1 })
  })

  it('the 120 desk’s times are from the press on, by its own clock, and never negative', () => {
    const at = (seconds: number) => ({
      at: T0 + seconds * SECOND,
      heardAt: T0 + 900 * SECOND,
      by: 'x-120',
      how: 'phone' as const,
    })
    const called = (received: number, vehicleOut?: number): Case =>
      answered(10, {
        desk: {
          received: at(received),
          ...(vehicleOut === undefined ? {} : { vehicleOut: at(vehicleOut), arrived: at(vehicleOut + 600) }),
        },
      })
    const { total } = kpiOf([called(-5), called(40, 160), called(80, 200), answered(10)])
    expect(total.desk).toEqual({
      received: { count: 3, p50: 40_000, p95: 80_000 },
      vehicleOut: { count: 2, p50: 160_000, p95: 200_000 },
      arrived: { count: 2, p50: 760_000, p95: 800_000 },
    })
    const test = answered(10, { outcome: 'test', desk: { received: at(3) } })
    expect(kpiOf([test]).total.desk.received).toEqual({ count: 0 })
  })

  it('the system’s alerts about itself change no share: 39 of 40 stays met, and they are counted once, in the total', () => {
    const people = [...Array.from({ length: 39 }, () => answered(60)), answered(61)]
    const system = (id: string, seconds: number): Case =>
      answered(seconds, { ruleId: 'delivery-failed', emergency: false, subject: { kind: 'system', id } })
    const { total, groups } = kpiOf(
      [...people, system('channel-sms', 600), system('canary-c-1', 7_200)],
      () => 'all',
    )
    expect(total.standards[0]).toMatchObject({ judged: 40, within: 39, met: true })
    expect(total).toMatchObject({ alerts: 40, acknowledge: { count: 40, p95: 60_000 } })
    expect(total.own).toEqual({ alerts: 2, acknowledge: { count: 2, p50: 600_000, p95: 7_200_000 } })
    expect(groups[0]?.figures.own).toEqual({ alerts: 0, acknowledge: { count: 0 } })
    const silenced: Case = [system('x', 1)[0], story([0, 'opened'], [0, 'silenced'])]
    expect(kpiOf([silenced]).total.own.alerts).toBe(0)
  })

  it('groups never add up to anything but the total', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 400 }), fc.constantFrom('g-1', 'g-2', ''), fc.boolean())),
        (drawn) => {
          const cases = drawn.map(([seconds, gridId, isTest]) =>
            answered(seconds, { gridId, ...(isTest ? { outcome: 'test' as const } : {}) }),
          )
          const { total, groups } = kpiOf(cases, groupBy('grid', town(), SPAN))
          const sum = (of: (figures: typeof total) => number) =>
            groups.reduce((all, { figures }) => all + of(figures), 0)
          expect(sum(({ alerts }) => alerts)).toBe(total.alerts)
          expect(sum(({ tests }) => tests)).toBe(total.tests)
          expect(sum(({ standards }) => standards[0]?.within ?? 0)).toBe(total.standards[0]?.within)
        },
      ),
    ))
})

const SPAN = { from: T0 - 30 * 86_400_000, to: T0 + 30 * 86_400_000 }
const weekly = (from: string, to: string, more: Partial<Shift> = {}): Shift => ({
  id: from,
  communityId: 'c-1',
  role: 'duty',
  personId: 'p-day',
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from,
  to,
  ...more,
})
const ROSTER = town({
  shifts: [
    weekly('08:00', '20:00', { weekdays: [1, 2, 3, 4, 5] }),
    weekly('20:00', '08:00', { personId: 'p-night' }),
    weekly('00:00', '00:00', { role: 'grid', personId: 'p-grid' }),
  ],
})

describe('the groups', () => {
  it('a shift is its hours on the clocks of the community: 19:59 is the day, 20:00 the night, a Saturday noon nobody', () => {
    const of = groupBy('shift', ROSTER, SPAN)
    expect(of(press({ receivedAt: T0 - 1 }))).toBe('08:00-20:00')
    expect(of(press({ receivedAt: T0 }))).toBe('20:00-08:00')
    expect(of(press({ receivedAt: T0 + 16 * 3_600_000 }))).toBe('-')
  })

  it('a day begins at midnight of the community', () => {
    const of = groupBy('day', ROSTER, SPAN)
    expect(of(press({ receivedAt: T0 + 4 * 3_600_000 - 1 }))).toBe('2026-11-20')
    expect(of(press({ receivedAt: T0 + 4 * 3_600_000 }))).toBe('2026-11-21')
  })
})

describe('the table', () => {
  it('has as many cells in every line, quotes names, and lets no cell run as a formula', () => {
    const { total } = kpiOf([answered(10)])
    const table = kpiTable([
      { key: 'g-1', name: '东,"网格"', figures: total },
      { key: '=1+1', figures: kpiOf([]).total },
      { key: '-', figures: total },
    ])
    const [head = '', first = '', formula = '', none = ''] = table.slice(1).split('\r\n')
    expect(table.startsWith('\uFEFFgroup,')).toBe(true)
    expect(first).toContain('g-1,"东,""网格""",1,0,1,1,1.0000,')
    expect(formula.startsWith("'=1+1,")).toBe(true)
    expect(none.startsWith('-,')).toBe(true)
    expect(formula.split(',')).toHaveLength(head.split(',').length)
  })
})
