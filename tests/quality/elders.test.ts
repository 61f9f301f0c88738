import { expect, it } from 'vitest'
import { describeQuality } from './recordings.ts'
import { elders } from './sections/elders.ts'

describeQuality('elders with a monitoring team', () => {
  const { numbers } = elders()

  it('plain thresholds give what is known of them: pulse 1.00 and 0.91, pressure 0.98 and 0.63', () => {
    expect(numbers.pulsePlainRecall).toBe(1)
    expect(numbers.pulsePlainPrecision).toBeCloseTo(0.91, 2)
    expect(numbers.pressurePlainRecall).toBeCloseTo(0.98, 2)
    expect(numbers.pressurePlainPrecision).toBeCloseTo(0.63, 2)
  })

  it('the default rules find at least 95 of 100 labelled days, also of the patients nothing was chosen on', () => {
    for (const sign of ['pulse', 'pressure']) {
      expect(numbers[`${sign}Recall`]).toBeGreaterThanOrEqual(0.95)
      expect(numbers[`${sign}HeldOutRecall`]).toBeGreaterThanOrEqual(0.95)
    }
  })

  it('are as precise as the thresholds on pulse and clearly more precise on pressure', () => {
    expect(numbers.pulsePrecision).toBeGreaterThanOrEqual(0.91)
    expect(numbers.pressurePrecision).toBeGreaterThanOrEqual(0.8)
    expect(numbers.pressureHeldOutPrecision).toBeGreaterThanOrEqual(0.8)
  })

  it('call somebody less than once in five person-weeks, and leave the rest to the daily review', () => {
    expect(numbers.urgentPerPersonWeek).toBeLessThan(0.2)
    expect(numbers.reviewPerPersonWeek).toBeLessThan(2)
  })
})
