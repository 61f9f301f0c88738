import { describe, expect, it } from 'vitest'
import { release } from '../../../alerts/rules/evaluate.ts'
import { at, defaultCatalogue, drainProfile, play, profile, series, told } from '../rules/script.ts'

const catalogue = defaultCatalogue()
const drain = (points: readonly (readonly [string, number])[]) =>
  play(catalogue, series('level', points), { profile: drainProfile })

describe('the water level ladder of 5, 15, 27 and 40 cm', () => {
  it('raises once and steps up class by class, at once', () => {
    const { findings } = drain([
      ['00:00', 4],
      ['05:00', 5],
      ['10:00', 14],
      ['15:00', 15],
      ['20:00', 27],
      ['25:00', 55],
    ])
    expect(told(findings)).toEqual([
      '05:00 raise drain-level attention',
      '15:00 step drain-level warning',
      '20:00 step drain-level closure',
      '25:00 step drain-level danger',
    ])
    expect(findings.map((finding) => finding.severity)).toEqual(['info', 'warning', 'critical', 'critical'])
    expect(findings[3]?.evidence).toMatchObject({ threshold: 40, since: at('05:00'), heldMs: 20 * 60_000 })
  })

  it('raises straight into the class reached', () => {
    expect(told(drain([['00:00', 30]]).findings)).toEqual(['00:00 raise drain-level closure'])
  })

  it('neither steps nor clears within the dead band of 3 cm', () => {
    const points = Array.from(
      { length: 13 },
      (_, i) => [`0:${String(i * 10).padStart(2, '0')}:00`, i === 0 ? 15 : 12.1] as const,
    )
    expect(told(drain(points).findings)).toEqual(['00:00 raise drain-level warning'])
  })

  it('steps down after 30 minutes below the dead band, and clears after 30 below that of the first class', () => {
    const { findings, state } = drain([
      ['00:00', 30],
      ['10:00', 23],
      ['20:00', 22],
      ['30:00', 20],
      ['40:00', 11],
      ['50:00', 1],
      ['0:60:00', 1],
      ['0:70:00', 1],
      ['0:80:00', 1],
    ])
    expect(told(findings)).toEqual([
      '00:00 raise drain-level closure',
      '40:00 step drain-level warning',
      '1:10:00 step drain-level attention',
      '1:20:00 clear drain-level attention',
    ])
    expect(state.rules).toEqual({})
  })

  it('starts the 30 minutes anew when the water touches the class again', () => {
    const { findings } = drain([
      ['00:00', 5],
      ['10:00', 1],
      ['25:00', 2.5],
      ['30:00', 1],
      ['45:00', 1],
      ['59:00', 1],
    ])
    expect(told(findings)).toEqual(['00:00 raise drain-level attention'])
  })

  it('does not take a silence for sinking water: 35 minutes between two low readings clear nothing', () => {
    expect(
      told(
        drain([
          ['00:00', 5],
          ['10:00', 1],
          ['45:00', 1],
        ]).findings,
      ),
    ).toHaveLength(1)
    expect(
      told(
        drain([
          ['00:00', 5],
          ['10:00', 1],
          ['45:00', 1],
          ['0:60:00', 1],
          ['0:75:00', 1],
        ]).findings,
      ),
    ).toEqual(['00:00 raise drain-level attention', '1:15:00 clear drain-level attention'])
  })

  it('raises again on the next reading when somebody resolved the alert while the road is still under water', () => {
    const { state } = drain([['00:00', 30]])
    const after = release(catalogue, state, 'drain-level', at('05:00'), drainProfile).state
    expect(
      told(
        play(catalogue, series('level', [['06:00', 29]]), { state: after, profile: drainProfile }).findings,
      ),
    ).toEqual(['06:00 raise drain-level closure'])
  })
})

describe('the battery ladder of 20, 10 and 5 %', () => {
  const battery = (points: readonly (readonly [string, number, number])[]) =>
    play(
      catalogue,
      points.map(([time, percent, charging]) => [time, { battery: percent, charging }] as const),
    )

  it('tells 20, 10 and 5 % in one alert and clears on the charger', () => {
    const { findings } = battery([
      ['00:00', 21, 0],
      ['10:00', 20, 0],
      ['20:00', 11, 0],
      ['30:00', 10, 0],
      ['40:00', 4, 0],
      ['50:00', 5, 1],
    ])
    expect(told(findings)).toEqual([
      '10:00 raise battery-low low',
      '30:00 step battery-low veryLow',
      '40:00 step battery-low nearlyEmpty',
      '50:00 clear battery-low nearlyEmpty',
    ])
  })

  it('says nothing while charging, and speaks when it is unplugged too early', () => {
    expect(
      battery([
        ['00:00', 8, 1],
        ['10:00', 12, 1],
      ]).findings,
    ).toEqual([])
    expect(
      told(
        battery([
          ['00:00', 8, 1],
          ['10:00', 12, 0],
        ]).findings,
      ),
    ).toEqual(['10:00 raise battery-low low'])
  })

  it('stays quiet after a person resolved it, until it gets worse', () => {
    const { state } = battery([['00:00', 18, 0]])
    const quiet = release(catalogue, state, 'battery-low', at('01:00'), profile()).state
    const later = play(
      catalogue,
      (
        [
          ['10:00', 17],
          ['20:00', 11],
          ['30:00', 10],
        ] as const
      ).map(([time, percent]) => [time, { battery: percent, charging: 0 }] as const),
      { state: quiet },
    )
    expect(told(later.findings)).toEqual(['30:00 raise battery-low veryLow'])
  })
})
