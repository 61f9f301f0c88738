import { expect, it } from 'vitest'
import { describeQuality } from './recordings.ts'
import { playStay, stays } from './sections/stays.ts'
import { artefactsOf, readStays } from './truth/icu.ts'

describeQuality('old patients in intensive care', () => {
  const { numbers } = stays()

  it('every crisis that two readings in a row prove is told, half of them at the second reading, none after ten minutes', () => {
    expect(numbers.crises).toBe(30)
    expect(numbers.found).toBe(30)
    expect(numbers.medianDelayMinutes).toBeLessThan(1)
    expect(numbers.worstDelayMinutes).toBeLessThan(10)
  })

  it('no crisis is told without a reading to show for it', () => expect(numbers.false).toBe(0))

  it('0, 3.1 °C and 260 are kept with their reason and look out of no alert', () => {
    expect(numbers.artefactsKept).toBe(numbers.artefacts)
    expect(numbers.artefactsInEvidence).toBe(0)
    const artefacts = readStays().flatMap(artefactsOf)
    const values = artefacts.map(({ value }) => value)
    for (const artefact of [0, 3.1, 260]) expect(values).toContain(artefact)
  })

  it('a pulse of 0 is "no reading", and no pulse at all', () => {
    const stay = readStays().find(({ recording }) => recording.includes('134010'))!
    expect(playStay(stay).doubtful).toContainEqual(
      expect.objectContaining({ metric: 'heartRate', value: 0, reason: 'noReading' }),
    )
  })
})
