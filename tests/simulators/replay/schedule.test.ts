import { describe, expect, it } from 'vitest'
import { PAYLOADS } from '../../../gateway/protocol/payloads.ts'
import type { Row } from '../../../simulators/replay/row.ts'
import { type ScheduleOptions, schedule } from '../../../simulators/replay/schedule.ts'

const T = Date.UTC(2016, 3, 1, 8)
const heart = (line: number, seconds: number, heartRate: number): Row => ({
  type: 'row',
  line,
  at: T + seconds * 1000,
  values: { heartRate },
})
const plan = (rows: readonly Row[], options: Partial<ScheduleOptions> = {}) =>
  schedule(rows, {
    target: { deviceId: 'band-001', kind: 'band' },
    tag: 'rec',
    order: 'file',
    speed: Infinity,
    ...options,
  })
const stamps = (result: ReturnType<typeof plan>) =>
  result.outgoing.map(({ payload }) => ((JSON.parse(payload) as { ts: number }).ts - T) / 1000)
const ROWS = [heart(2, 0, 70), heart(3, 10, 71), heart(4, 5, 72), heart(5, 60, 73)]

describe('a schedule', () => {
  it('keeps the order of the file unless asked for time, and then keeps ties in file order', () => {
    expect(stamps(plan(ROWS))).toEqual([0, 10, 5, 60])
    expect(stamps(plan(ROWS, { order: 'time' }))).toEqual([0, 5, 10, 60])
    const ties = [heart(2, 5, 70), heart(3, 0, 71), heart(4, 5, 72)]
    expect(plan(ties, { order: 'time' }).outgoing.map(({ line }) => line)).toEqual([3, 2, 4])
  })

  it('at 10 times the speed sends the minute in 6 s and never waits backwards', () => {
    expect(plan(ROWS, { speed: 10 }).outgoing.map(({ afterMs }) => afterMs)).toEqual([0, 1000, 1000, 6000])
    expect(plan(ROWS).outgoing.every(({ afterMs }) => afterMs === 0)).toBe(true)
  })

  it.each([Infinity, 60, 1])(
    'shifted to now at speed %s ends in the present and no row lies in its future',
    (speed) => {
      const now = Date.UTC(2026, 5, 1)
      const { outgoing } = plan(ROWS, { shiftToNow: now, speed })
      const ahead = outgoing.map(
        ({ payload, afterMs }) => (JSON.parse(payload) as { ts: number }).ts - (now + afterMs),
      )
      expect(Math.max(...ahead)).toBe(0)
    },
  )

  it('shifted to a moment begins there with its oldest row, keeps intervals and order, and may lie in the past', () => {
    const start = Date.UTC(2024, 3, 1, 8)
    const rows = [heart(2, 30, 70), heart(3, 0, 71), heart(4, 90, 72)]
    const result = plan(rows, { shiftTo: start })
    expect(stamps(result)).toEqual([30, 0, 90].map((second) => second + (start - T) / 1000))
    expect(result).toMatchObject({ shiftMs: start - T, newestAt: start + 90_000 })
    expect(stamps(plan(rows, { shiftTo: start, from: T + 30_000 }))[0]).toBe((start - T) / 1000)
  })

  it('counts what it leaves out: before --from, from --to on, beyond --limit, other persons', () => {
    const result = plan([...ROWS, { type: 'leftOut', line: 6 }], { from: T + 5000, to: T + 60_000, limit: 1 })
    expect(result).toMatchObject({ rowsRead: 5, rowsLeftOut: 4, rowsSent: 1, skipped: [] })
    expect(stamps(result)).toEqual([10])
  })

  it('gives every row an id of its own, the same in every run, another when shifted', () => {
    const ids = (options: Partial<ScheduleOptions> = {}) =>
      plan([heart(2, 0, 70), heart(2, 0, 70)], options).outgoing.map(
        ({ payload }) => (JSON.parse(payload) as { id: string }).id,
      )
    expect(new Set(ids()).size).toBe(2)
    expect(ids()).toEqual(ids())
    expect(ids({ shiftToNow: T })).not.toEqual(ids())
    expect(ids({ shiftTo: T })).not.toEqual(ids())
  })

  it('skips what the contract cannot say, by line and reason, and sends the rest', () => {
    const result = plan([
      { type: 'row', line: 7, at: T, values: { latitude: 400.1, longitude: 116.3 } },
      { type: 'row', line: 8, at: T, values: { latitude: 40.1 } },
      { type: 'row', line: 9, at: T, values: { systolic: 120 } },
      { type: 'row', line: 10, at: T, values: { level: 12 } },
      { type: 'row', line: 11, at: T, values: { steps: 1.5 } },
      { type: 'fault', line: 3, reason: 'no time: ""' },
      heart(12, 0, 9999),
    ])
    expect(result.skipped).toEqual([
      { line: 3, reason: 'no time: ""' },
      { line: 7, reason: 'latitude 400.1 is outside -90 to 90' },
      { line: 8, reason: 'half a position: latitude and longitude belong together' },
      { line: 9, reason: 'half a blood pressure: systolic and diastolic belong together' },
      { line: 10, reason: 'no value a band can send' },
      { line: 11, reason: 'steps must be a whole number: 1.5' },
    ])
    expect(result.outgoing.map(({ line }) => line)).toEqual([12])
  })

  it('makes valid payloads on the right topics of everything a row can hold', () => {
    const values = {
      heartRate: 70,
      systolic: 120,
      diastolic: 80,
      spo2: 97,
      temperature: 36.5,
      latitude: 31.2,
      longitude: 121.4,
      accuracy: 8,
      steps: 900,
      battery: 55,
    }
    const { outgoing, rowsSent } = plan([{ type: 'row', line: 2, at: T, values }])
    expect(rowsSent).toBe(1)
    expect(outgoing.map(({ topic }) => topic)).toEqual(
      ['vitals', 'location', 'steps', 'status'].map((kind) => `v1/bands/band-001/${kind}`),
    )
    const schemas = [PAYLOADS.vitals, PAYLOADS.location, PAYLOADS.steps, PAYLOADS.status]
    for (const [n, { payload }] of outgoing.entries())
      expect(schemas[n]?.safeParse(JSON.parse(payload)).success).toBe(true)
    const drain = plan([{ type: 'row', line: 2, at: T, values: { level: 45, battery: 80 } }], {
      target: { deviceId: 'water-01', kind: 'drain' },
    })
    expect(drain.outgoing).toMatchObject([{ topic: 'v1/drains/water-01/level' }])
    expect(JSON.parse(drain.outgoing[0]?.payload ?? '')).toMatchObject({
      centimetres: 45,
      battery: 80,
      ts: T,
    })
  })

  it('puts n rows into one message per topic, losing none and keeping their order', () => {
    const rows = Array.from({ length: 25 }, (_, n) => heart(n + 2, n, 60 + n))
    const { outgoing, rowsSent } = plan(rows, { batch: 10, speed: 1 })
    const bodies = outgoing.map(({ payload }) => JSON.parse(payload) as { heartRate: number }[])
    expect(bodies.map((body) => body.length)).toEqual([10, 10, 5])
    expect(bodies.flat().map(({ heartRate }) => heartRate)).toEqual(rows.map((_, n) => 60 + n))
    expect(outgoing.map(({ afterMs }) => afterMs)).toEqual([9000, 19_000, 24_000])
    expect(rowsSent).toBe(25)
  })

  it('restricts itself to what was asked for', () => {
    const rows: Row[] = [
      { type: 'row', line: 2, at: T, values: { heartRate: 70, latitude: 31, longitude: 121 } },
    ]
    expect(plan(rows, { only: ['heartRate'] }).outgoing.map(({ topic }) => topic)).toEqual([
      'v1/bands/band-001/vitals',
    ])
  })
})
