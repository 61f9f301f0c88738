import { expect, it } from 'vitest'
import { describeQuality } from './recordings.ts'
import { waters } from './sections/waters.ts'

describeQuality('floods', () => {
  const { numbers } = waters()

  it('each of 59 street floods that reach 15 cm is told within two samples, and no other', () => {
    expect(numbers.streetFloods).toBe(59)
    expect(numbers.streetFound).toBe(59)
    expect(numbers.streetFalse).toBe(0)
  })

  it('every rise of creek and river to 15 cm is told, and no other', () => {
    expect(numbers.streamRises).toBeGreaterThan(1)
    expect(numbers.streamFound).toBe(numbers.streamRises)
    expect(numbers.streamFalse).toBe(0)
  })

  it('three of four street floods at least are seen ahead, by some minutes, and right to a few', () => {
    expect(numbers.forecastSeenEverySecond).toBeGreaterThanOrEqual(0.75 * 30)
    expect(numbers.forecastLeadMedianEverySecond).toBeGreaterThan(5)
    expect(numbers.forecastErrorMedianEverySecond).toBeLessThan(5)
    expect(numbers.streamForecastFalse).toBeLessThanOrEqual(1)
  })

  it('a blocked rain gauge is noticed beside one that is not, and a falling battery', () => {
    expect(numbers).toMatchObject({ gaugeFound: 1, gaugeFalse: 0, batteryFound: 1 })
  })

  it('water that stays below 2 cm raises nothing', () => {
    expect(numbers.blips).toBe(4)
    expect(numbers.blipsTold).toBe(0)
  })
})
