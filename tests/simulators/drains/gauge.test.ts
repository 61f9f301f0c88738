import { describe, expect, it } from 'vitest'
import { PAYLOADS } from '../../../gateway/protocol/payloads.ts'
import { createDrain, drainTraitsOf, rainAt } from '../../../simulators/drains/drain.ts'
import { fallen, rainOf } from '../../../simulators/drains/rain.ts'
import type { Effect } from '../../../simulators/scenario/effects.ts'
import { DAY, HOUR, MINUTE, startOfDay } from '../../../simulators/time.ts'

const MIDNIGHT = startOfDay(20_700)
/** A day without a drop of its own, for this seed. */
const dry = Array.from({ length: 60 }, (_, i) => 20_700 + i).find(
  (day) => rainOf(1, day - 1).length === 0 && rainOf(1, day).length === 0,
)!
const DRY = startOfDay(dry)

describe('a rain gauge', () => {
  it('says the rain of the last hour: 12 mm/h for half an hour are 6 mm until an hour later', () => {
    const traits = drainTraitsOf(1, 'water-01')
    const from = DRY + 6 * HOUR
    const rain: Effect[] = [{ type: 'rain', from, until: from + HOUR / 2, millimetresPerHour: 12 }]
    const at = (minutes: number) => rainAt(traits, from + minutes * MINUTE, rain)
    expect([0, 15, 30, 60, 75, 90].map(at)).toEqual([0, 3, 6, 6, 3, 0])
  })

  it('is on every third sensor, and its message fits the contract', () => {
    const said = ['water-01', 'water-02', 'water-03', 'water-04'].map((deviceId) => {
      const due = createDrain({ deviceId, seed: 1, speed: 1 }).due({ from: DRY, until: DRY + HOUR }, [])
      const { payload } = due.find(({ topic }) => topic.endsWith('/level'))!
      expect(PAYLOADS.level.safeParse(payload).success).toBe(true)
      return 'rain' in (payload as object)
    })
    expect(said).toEqual([true, false, false, true])
  })

  it('that is held at 0 feels nothing of a downpour', () => {
    const from = MIDNIGHT + 6 * HOUR
    const effects: Effect[] = [
      { type: 'rain', from, until: from + HOUR, millimetresPerHour: 80 },
      { type: 'value', metric: 'rain', from, until: from + HOUR, to: 0, rampMs: 0, backMs: 0 },
    ]
    expect(rainAt(drainTraitsOf(1, 'water-01'), from + HOUR / 2, effects)).toBe(0)
  })

  it('adds up: what falls in the hours of a day is what its showers bring', () => {
    const showers = rainOf(3, 20_703)
    const hours = Array.from({ length: 30 }, (_, i) => ({
      from: startOfDay(20_703) + i * HOUR,
      until: startOfDay(20_703) + (i + 1) * HOUR,
    }))
    const sum = hours.reduce((all, hour) => all + fallen(showers, hour), 0)
    const whole = showers.reduce(
      (all, one) => all + ((one.until - one.from) * one.millimetresPerHour) / HOUR,
      0,
    )
    expect(sum).toBeCloseTo(whole, 6)
  })
})

describe('a spike', () => {
  it('is one message beside the others, and the level goes on as if nothing had been', () => {
    const drain = createDrain({ deviceId: 'water-02', seed: 1, speed: 1 })
    const window = { from: DRY, until: DRY + DAY }
    const level = ({ payload }: { payload: unknown }) => (payload as { centimetres?: number }).centimetres
    const plain = drain.due(window, []).map(level)
    const with_ = drain.due(window, [{ type: 'spike', at: DRY + 90_000, to: 62 }]).map(level)
    expect(with_.filter((one) => one === 62)).toHaveLength(1)
    expect(with_.filter((one) => one !== 62)).toEqual(plain)
  })
})
