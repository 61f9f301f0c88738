// What a chart is given to draw.

import { describe, expect, it } from 'vitest'
import { appended, type Curve, columns, timeFrom, valueRange } from '../../../dashboard/src/design/curve.ts'
import { T0 } from '../samples.ts'

const curve = (over: Partial<Curve>): Curve => ({
  lines: [],
  from: T0,
  to: T0 + 1,
  limits: [],
  marks: [],
  doubtful: [],
  digits: String,
  unit: '',
  atLeast: [50, 100],
  ...over,
})

describe('the value axis', () => {
  it('never shrinks below its least span, and widens for data and limits', () => {
    expect(valueRange(curve({}))).toEqual([47, 103])
    const wide = valueRange(
      curve({
        lines: [{ label: '', at: [1], value: [30] }],
        limits: [{ threshold: 131, severity: 'critical', label: '' }],
      }),
    )
    expect(wide[0]).toBeLessThan(30)
    expect(wide[1]).toBeGreaterThan(131)
  })

  it('that starts at zero stays there', () => {
    expect(valueRange(curve({ atLeast: [0, 10] }))[0]).toBe(0)
  })
})

describe('the columns of two lines', () => {
  it('share their times in seconds; a line without a sample there is joined across, not broken', () => {
    const [times, first, second] = columns([
      { label: 'a', at: [1_000, 3_000], value: [1, 3] },
      { label: 'b', at: [2_000], value: [2] },
    ])
    expect(times).toEqual([1, 2, 3])
    expect(first).toEqual([1, undefined, 3])
    expect(second).toEqual([undefined, 2, undefined])
  })
})

describe('a live value', () => {
  const line = { label: 'a', at: [T0], value: [70] }
  it('is appended when it is newer than the curve', () => {
    expect(appended(line, T0 + 1, 71)).toEqual({ label: 'a', at: [T0, T0 + 1], value: [70, 71] })
  })
  it('that the history has already brought changes nothing', () => {
    expect(appended(line, T0, 70)).toBe(line)
    expect(appended(line, T0 - 1, 70)).toBe(line)
  })
})

describe('the time axis', () => {
  const HOUR = 3_600_000
  const day = { from: T0, to: T0 + 8 * HOUR }
  const line = (at: readonly number[]) => [{ label: 'a', at, value: at.map(() => 70) }]

  it('shows the whole span when a quarter of it or more has data', () => {
    expect(timeFrom(curve({ ...day, lines: line([T0 + 6 * HOUR - 1]) }))).toBe(T0)
    expect(timeFrom(curve({ ...day, lines: [] }))).toBe(T0)
  })

  it('begins shortly before the first sample of a young history', () => {
    const from = timeFrom(curve({ ...day, lines: line([T0 + 7 * HOUR]) }))
    expect(from).toBeLessThan(T0 + 7 * HOUR)
    expect(from).toBeGreaterThan(T0 + 6.9 * HOUR)
  })

  it('never spans less than fifteen minutes', () => {
    expect(day.to - timeFrom(curve({ ...day, lines: line([day.to - 60_000]) }))).toBeGreaterThanOrEqual(
      15 * 60_000,
    )
  })
})
