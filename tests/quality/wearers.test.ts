import { expect, it } from 'vitest'
import { describeQuality } from './recordings.ts'
import { playWearer, wearers } from './sections/wearers.ts'
import { MINUTE } from './truth/files.ts'
import { readWearers, stretches } from './truth/fitbit.ts'

describeQuality('healthy people with a wristband', () => {
  const { numbers } = wearers()

  it('raise nothing critical and less than one other alert per person-week', () => {
    expect(numbers.critical).toBe(0)
    expect(numbers.nonCriticalPerPersonWeek).toBeLessThan(1)
  })

  it('up to 199 bpm with the steps to show for it is nothing', () => {
    const wearer = readWearers().find(({ recording }) => recording.includes('4558609924'))!
    expect(stretches(wearer, 131, 10 * MINUTE).map(({ highest }) => highest)).toContain(199)
    expect(playWearer(wearer).alerts).toEqual([])
  })

  it('203 bpm from one sample to the next, without a step, is one warning and no emergency', () => {
    const wearer = readWearers().find(({ recording }) => recording.includes('rda_2022484408'))!
    const still = stretches(wearer, 176, 10 * MINUTE)
    expect(still).toMatchObject([{ highest: 203 }])
    expect(playWearer(wearer).alerts.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['hr-high', 'warning'],
    ])
  })

  it('asleep at 39 bpm, and thirteen hours without the band, are nothing', () => {
    const [days, sleeper] = ['2016-04-01', 'fitbit_1min'].map(
      (name) => readWearers().find(({ recording }) => recording.includes(name))!,
    )
    expect(Math.max(...days!.gaps.map(({ from, to }) => to - from))).toBeGreaterThan(13 * 60 * MINUTE)
    expect(Math.min(...sleeper!.pulses.map(({ bpm }) => bpm))).toBe(39)
    expect(playWearer(days!).alerts).toEqual([])
    expect(playWearer(sleeper!).alerts).toEqual([])
  })
})
