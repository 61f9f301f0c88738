import { describe, expect, it } from 'vitest'
import type { Reading } from '../../../alerts/model/telemetry.ts'
import { MINUTE } from '../../../alerts/model/time.ts'
import { emptyState, evaluate, release, type Step } from '../../../alerts/rules/evaluate.ts'
import { at, catalogueOf, play, profile, told } from '../rules/script.ts'
import { fix, HOME, type Where } from './walk.ts'

const LEVELS = [
  '{ level: outside, title: { zh-CN: 外, en: out }, severity: warning }',
  '{ level: far, title: { zh-CN: 远, en: far }, severity: critical, beyond: 500 }',
  '{ level: long, title: { zh-CN: 久, en: long }, severity: critical, for: 30m }',
].join(', ')
const fence = catalogueOf(
  `{ type: geofence, dwell: 1m, maxGap: 10m, levels: [${LEVELS}] }`,
  'severity: critical',
)
const who = profile({ safeZone: { ...HOME, radiusMetres: 300 } })

const run = (walk: readonly (readonly [string, Where])[], subject = who) =>
  play(
    fence,
    walk.map(([time, where]) => fix(time, where)),
    { profile: subject },
  )
const found = (walk: readonly (readonly [string, Where])[]) => told(run(walk).findings)

/** What each fix asked of the band. */
function requests(walk: readonly Reading[]): string[] {
  let state = emptyState(who.deviceId)
  return walk.map((one) => {
    const step: Step = evaluate(fence, state, one, who)
    state = step.state
    return step.requests.join(' ')
  })
}

describe('a safe zone of 300 m', () => {
  it('is left by two fixes 60 m beyond its border, a minute apart, and says since when, how far and where', () => {
    const { findings, state } = run([
      ['00:00', { north: 100, accuracy: 8 }],
      ['05:00', { north: 360, accuracy: 8 }],
      ['06:00', { north: 365, accuracy: 9 }],
    ])
    expect(told(findings)).toEqual(['06:00 raise rule outside'])
    expect(findings[0]?.severity).toBe('warning')
    expect(findings[0]?.evidence).toMatchObject({
      since: at('05:00'),
      heldMs: MINUTE,
      facts: {
        distanceMetres: 65,
        outsideSince: at('05:00'),
        lastInsideAt: at('00:00'),
        accuracyMetres: 9,
        source: 'gps',
        positionAt: at('06:00'),
      },
    })
    expect(JSON.stringify(state.rules).length).toBeLessThan(400)
  })

  it.each<[string, [string, Where][]]>([
    [
      '59 seconds',
      [
        ['00:00', { north: 360 }],
        ['00:59', { north: 360 }],
      ],
    ],
    [
      '29 m beyond the border',
      [
        ['00:00', { north: 329 }],
        ['05:00', { north: 329 }],
      ],
    ],
    [
      '79 m beyond it, good to 80 m',
      [
        ['00:00', { north: 379, accuracy: 80 }],
        ['05:00', { north: 379, accuracy: 80 }],
      ],
    ],
    ['one fix 199 m beyond it', [['00:00', { north: 499, accuracy: 10 }]]],
    ['one fix 400 m beyond it that does not say how good it is', [['00:00', { north: 700 }]]],
    [
      'two fixes 11 minutes apart, with silence between them',
      [
        ['00:00', { north: 360 }],
        ['11:00', { north: 360 }],
      ],
    ],
    [
      'a fix inside in between',
      [
        ['00:00', { north: 360 }],
        ['00:40', { north: 290 }],
        ['01:20', { north: 360 }],
      ],
    ],
    [
      'a fix at the border in between',
      [
        ['00:00', { north: 360 }],
        ['00:40', { north: 310 }],
        ['01:20', { north: 360 }],
      ],
    ],
    [
      'an hour of Wi-Fi, good to 20 m',
      Array.from({ length: 60 }, (_, i) => [`${i}:00`, { north: 900, accuracy: 20, source: 'wifi' }]),
    ],
    [
      'an hour of GPS that is good to 101 m',
      Array.from({ length: 60 }, (_, i) => [`${i}:00`, { north: 900, accuracy: 101 }]),
    ],
  ])('is not left by %s', (_, walk) => {
    expect(found(walk)).toEqual([])
  })

  it('is left at once by one good fix 200 m beyond its border', () => {
    expect(found([['00:00', { east: 501, accuracy: 50 }]])).toEqual(['00:00 raise rule outside'])
  })

  it('is left although the border was never crossed in anybody’s sight: the first fix lies outside', () => {
    const { findings } = run([
      ['00:00', { north: 400 }],
      ['02:00', { north: 400 }],
    ])
    expect(told(findings)).toEqual(['02:00 raise rule outside'])
    expect(findings[0]?.evidence.facts).not.toHaveProperty('lastInsideAt')
  })

  it('is entered again by one fix inside, also one of Wi-Fi that is good to 40 m', () => {
    const out: [string, Where][] = [
      ['00:00', { north: 400 }],
      ['02:00', { north: 400 }],
    ]
    expect(found([...out, ['05:00', { north: 299 }]])).toEqual([
      '02:00 raise rule outside',
      '05:00 clear rule critical',
    ])
    expect(found([...out, ['05:00', { north: 20, accuracy: 40, source: 'wifi' }]])).toHaveLength(2)
    expect(found([...out, ['05:00', { north: 20, accuracy: 800, source: 'cell' }]])).toHaveLength(1)
  })

  it('is a worse matter 500 m beyond its border, and after half an hour of fixes; not for coming a little nearer', () => {
    expect(
      found([
        ['00:00', { north: 400 }],
        ['02:00', { north: 400 }],
        ['10:00', { north: 801 }],
        ['12:00', { north: 700 }],
        ['14:00', { north: 801 }],
        ['24:00', { north: 801 }],
        ['34:00', { north: 801 }],
      ]),
    ).toEqual(['02:00 raise rule outside', '10:00 step rule far'])
    const near = Array.from({ length: 8 }, (_, i): [string, Where] => [`${i * 5}:00`, { north: 400 }])
    expect(found(near)).toEqual(['05:00 raise rule outside', '30:00 step rule long'])
  })

  it('a gap fills no half hour', () => {
    expect(
      found([
        ['00:00', { north: 400 }],
        ['02:00', { north: 400 }],
        ['33:00', { north: 400 }],
        ['40:00', { north: 400 }],
      ]),
    ).toEqual(['02:00 raise rule outside'])
  })

  it('a jump of 1,066 m/s is not believed; when a second fix says the same, it is after the dwell', () => {
    const jump = 10 * 1_066
    expect(
      found([
        ['00:00', { north: 0, accuracy: 5 }],
        ['00:10', { north: jump, accuracy: 5 }],
        ['00:20', { north: 5, accuracy: 5 }],
      ]),
    ).toEqual([])
    expect(
      found([
        ['00:00', { north: 0, accuracy: 5 }],
        ['00:10', { north: jump, accuracy: 5 }],
        ['00:20', { north: jump + 20, accuracy: 5 }],
        ['01:20', { north: jump + 40, accuracy: 5 }],
      ]),
    ).toEqual(['01:20 raise rule far'])
  })

  it('a jump back home is not believed either', () => {
    expect(
      found([
        ['00:00', { north: 9_000, accuracy: 5 }],
        ['00:10', { north: 0, accuracy: 5 }],
        ['00:20', { north: 9_010, accuracy: 5 }],
      ]),
    ).toEqual(['00:00 raise rule far'])
  })

  it('says when the way was faster than 20 km/h', () => {
    const ride = run([
      ['00:00', { north: 0, accuracy: 10 }],
      ['01:00', { north: 600, accuracy: 10 }],
    ])
    expect(ride.findings[0]?.evidence.facts).toMatchObject({ byVehicle: true })
    const walk = run([
      ['00:00', { north: 0, accuracy: 10 }],
      ['09:00', { north: 600, accuracy: 10 }],
    ])
    expect(walk.findings[0]?.evidence.facts).not.toHaveProperty('byVehicle')
  })

  it('older fixes move nothing, in whatever order they come', () => {
    const home = fix('30:00', { north: 0, accuracy: 10 })
    const past = ['10:00', '20:00', '15:00'].map((time) =>
      fix(time, { north: 2_000, accuracy: 10, late: 40 * MINUTE }),
    )
    expect(play(fence, [home, ...past], { profile: who }).findings).toEqual([])
  })

  it('nobody without a safe zone leaves it, and who loses it while outside is back', () => {
    const walk: [string, Where][] = [['00:00', { north: 900, accuracy: 5 }]]
    expect(run(walk, profile()).findings).toEqual([])
    const { state } = run(walk)
    const after = play(fence, [fix('01:00', { north: 900, accuracy: 5 })], { profile: profile(), state })
    expect(told(after.findings)).toEqual(['01:00 clear rule critical'])
    expect(after.state.rules).toEqual({})
  })

  it('once a person has resolved it, is quiet until they are back, or until it is a graver matter', () => {
    const { state } = run([
      ['00:00', { north: 400 }],
      ['02:00', { north: 400 }],
    ])
    const released = release(fence, state, 'rule', at('03:00'), who).state
    const near = play(fence, [fix('05:00', { north: 420 }), fix('09:00', { north: 420 })], {
      profile: who,
      state: released,
    })
    expect(near.findings).toEqual([])
    const far = play(fence, [fix('12:00', { north: 900 })], { profile: who, state: near.state })
    expect(told(far.findings)).toEqual(['12:00 raise rule far'])
    const home = play(
      fence,
      [fix('12:00', { north: 0 }), fix('20:00', { north: 400 }), fix('21:00', { north: 400 })],
      { profile: who, state: near.state },
    )
    expect(told(home.findings)).toEqual(['21:00 raise rule outside'])
  })
})

describe('a fix that shows nothing asks the band where it is', () => {
  const cell = (time: string, north: number) => fix(time, { north, accuracy: 900, source: 'cell' })

  it('when it lies outside: after 3 minutes at the earliest, and then ever more seldom', () => {
    const hour = Array.from({ length: 61 }, (_, minute) => cell(`${minute}:00`, 3_000))
    expect(requests(hour).flatMap((request, minute) => (request === '' ? [] : [minute]))).toEqual([
      0, 3, 9, 21, 45,
    ])
  })

  it('not when it lies inside, and not when it is late', () => {
    expect(requests([cell('00:00', 100)])).toEqual([''])
    expect(requests([fix('00:00', { north: 3_000, source: 'cell', late: 2 * MINUTE })])).toEqual([''])
  })

  it('again at once when a good fix has come in between', () => {
    expect(
      requests([cell('00:00', 3_000), fix('01:00', { north: 0, accuracy: 5 }), cell('02:00', 3_000)]),
    ).toEqual(['locate', '', 'locate'])
  })

  it('a first good fix outside asks too, so that nobody waits ten minutes for the second', () => {
    expect(requests([fix('00:00', { north: 400, accuracy: 10 })])).toEqual(['locate'])
  })
})
