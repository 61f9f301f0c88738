import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../alerts/model/time.ts'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import {
  at,
  catalogueOf,
  defaultFiles,
  drainProfile,
  play,
  rulesFrom,
  series,
  told,
} from '../rules/script.ts'

const rising = compileCatalogue(rulesFrom(defaultFiles()).filter((rule) => rule.id === 'drain-rising-fast'))
const drain = (points: readonly (readonly [string, number])[]) =>
  play(rising, series('level', points), { profile: drainProfile })
const minutes = (levels: readonly number[]) => levels.map((level, i) => [`0:${i}:00`, level] as const)

describe('30 cm an hour, from 3 cm on', () => {
  it('raises with the fifth sample of a rise of 1 cm a minute', () => {
    const { findings } = drain(minutes([4, 5, 6, 7, 8]))
    expect(told(findings)).toEqual(['04:00 raise drain-rising-fast warning'])
    expect(findings[0]?.evidence).toMatchObject({
      metric: 'level',
      since: at('00:00'),
      heldMs: 4 * MINUTE,
      facts: { direction: 'rising', ratePer: 60, perMinutes: 60, limitPer: 30 },
    })
  })

  it('says nothing of 24 cm an hour, of one wave, or of a rise below 3 cm', () => {
    expect(drain(minutes(Array.from({ length: 30 }, (_, i) => 5 + i * 0.4))).findings).toEqual([])
    expect(drain(minutes([6, 6, 6, 80, 6, 6, 6])).findings).toEqual([])
    expect(drain(minutes([0, 0.6, 1.2, 1.8, 2.4, 2.9])).findings).toEqual([])
  })

  it('clears 10 minutes after it has slowed down to 6 cm an hour', () => {
    const levels = [5, 6, 7, 8, 9, ...Array.from({ length: 30 }, () => 10), 1, 1, 1]
    const { findings, state } = drain(minutes(levels))
    expect(told(findings)).toEqual([
      '04:00 raise drain-rising-fast warning',
      '26:00 clear drain-rising-fast warning',
    ])
    expect(state.rules).toEqual({})
  })

  it('takes no silence for a rise: 5 and 20 cm 25 minutes apart are two beginnings', () => {
    expect(
      drain([
        ['00:00', 5],
        ['25:00', 20],
        ['26:00', 20],
        ['27:00', 20],
        ['28:00', 20],
      ]).findings,
    ).toEqual([])
  })

  it('does not clear over a silence', () => {
    const { findings } = drain([...minutes([5, 6, 7, 8, 9]), ['50:00', 9], ['51:00', 9]])
    expect(told(findings)).toEqual(['04:00 raise drain-rising-fast warning'])
  })
})

describe('a pulse that falls', () => {
  const falling = catalogueOf(
    '{ type: rate, metric: heartRate, direction: falling, raise: 10, clear: 2, per: 10m, from: 60, window: 30m, maxGap: 15m }',
  )

  it('raises at 10 bpm in 10 minutes with the fourth sample, the first of which is the last one above 60', () => {
    const { findings } = play(
      falling,
      series('heartRate', [
        ['00:00', 80],
        ['05:00', 75],
        ['10:00', 70],
        ['15:00', 65],
        ['20:00', 60],
        ['25:00', 55],
        ['30:00', 50],
        ['35:00', 45],
        ['40:00', 40],
      ]),
    )
    expect(told(findings)).toEqual(['30:00 raise rule warning'])
    expect(findings[0]?.evidence.facts).toMatchObject({ direction: 'falling', ratePer: 10, perMinutes: 10 })
  })
})
