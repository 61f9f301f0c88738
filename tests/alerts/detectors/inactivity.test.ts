import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { Habits } from '../../../alerts/model/habits.ts'
import { HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { emptyState, evaluate, release, type SubjectState } from '../../../alerts/rules/evaluate.ts'
import { local, type Said } from '../habits/person.ts'
import { catalogueOf, profile, reading } from '../rules/script.ts'

const still = catalogueOf("{ type: inactivity, for: 4h, daytime: { from: '07:00', to: '21:00' } }")
const morning = catalogueOf("{ type: firstMovement, standard: '10:00', earliest: '07:00', latest: '12:00' }")

function run(said: readonly Said[], catalogue = still, from: SubjectState = emptyState('band-001')) {
  let state = from
  const findings: Finding[] = []
  for (const [at, values] of said) {
    const step = evaluate(catalogue, state, reading(at, values), profile())
    state = step.state
    findings.push(...step.findings)
  }
  return { state, findings }
}

const told = (findings: readonly Finding[]) =>
  findings.map((one) => `${one.transition} ${new Date(one.eventTime + 8 * HOUR).toISOString().slice(11, 16)}`)

/** The counter stands still; the band says so every `minutes`. */
function sitting(from: number, to: number, minutes = 10, values = {}): Said[] {
  const said: Said[] = []
  for (let at = from; at <= to; at += minutes * MINUTE) said.push([at, { steps: 500, ...values }])
  return said
}
const walked: Said[] = [
  [local(0, 8, 50), { worn: 1, steps: 400 }],
  [local(0, 9), { steps: 500 }],
]
/** A habit of getting up or sitting. */
const usual = (of: Habits['usual'], day = 0): SubjectState => ({
  ...emptyState('band-001'),
  habits: { dawn: local(day, 4), samples: {}, log: {}, usual: of },
})

describe('hours without movement', () => {
  it('four of the day are told at once, and the next step ends it', () => {
    const { findings } = run([
      ...walked,
      ...sitting(local(0, 9, 10), local(0, 13, 20)),
      [local(0, 13, 30), { steps: 510 }],
    ])
    expect(told(findings)).toEqual(['raise 13:00', 'clear 13:30'])
    expect(findings[0]?.evidence).toMatchObject({
      since: local(0, 9),
      heldMs: 4 * HOUR,
      facts: { limitMs: 4 * HOUR, ownLimit: false },
    })
  })

  it('begin at 07:00 for whoever slept until then, and end at 21:00', () => {
    const slept: Said[] = [
      [local(0, 21, 50), { worn: 1, steps: 3_000 }],
      [local(0, 22), { steps: 3_010 }],
    ]
    const night = sitting(local(0, 22, 10), local(1, 11, 10), 10, { steps: 3_010 })
    expect(told(run([...slept, ...night]).findings)).toEqual(['raise 11:00'])
    const evening: Said[] = [
      [local(0, 17), { worn: 1, steps: 400 }],
      [local(0, 17, 10), { steps: 500 }],
    ]
    expect(run([...evening, ...sitting(local(0, 17, 20), local(1, 6, 50))]).findings).toEqual([])
  })

  it('are not counted off the wrist, on the charger, or across silence', () => {
    const off: Said[] = [[local(0, 10), { worn: 0 }], ...sitting(local(0, 10, 10), local(0, 20))]
    const charger: Said[] = [
      [local(0, 10), { charging: 1, worn: 0 }],
      ...sitting(local(0, 10, 10), local(0, 20)),
    ]
    expect(run([...walked, ...off]).findings).toEqual([])
    expect(run([...walked, ...charger]).findings).toEqual([])
    expect(run([...walked, ...sitting(local(0, 14), local(0, 17, 50))]).findings).toEqual([])
  })

  it('are unknown for a band that never says it is worn, unless it finds a pulse', () => {
    const unsaid: Said[] = [
      [local(0, 8, 50), { steps: 400 }],
      [local(0, 9), { steps: 500 }],
    ]
    const long = sitting(local(0, 9, 10), local(0, 15))
    expect(run([...unsaid, ...long]).findings).toEqual([])
    const pulse = long.map(([at, values]): Said => [at, { ...values, heartRate: 64 }])
    expect(told(run([...unsaid, ...pulse]).findings)).toEqual(['raise 13:00'])
  })

  it('are more for whoever usually sits longer: 3 h 50 and an hour, six at most', () => {
    const long = [...walked, ...sitting(local(0, 9, 10), local(0, 16))]
    expect(told(run(long, still, usual({ rested: [230, 7] })).findings)).toEqual(['raise 13:50'])
    expect(told(run(long, still, usual({ rested: [230, 6] })).findings)).toEqual(['raise 13:00'])
    expect(told(run(long, still, usual({ rested: [600, 14] })).findings)).toEqual(['raise 15:00'])
    expect(told(run(long, still, usual({ rested: [60, 14] })).findings)).toEqual(['raise 13:00'])
  })

  it('are told once; after a person has resolved it they are quiet until there was movement', () => {
    const { state } = run([...walked, ...sitting(local(0, 9, 10), local(0, 13))])
    const resolved = release(still, state, 'rule', local(0, 13, 5), profile()).state
    const on = run(
      [
        ...sitting(local(0, 13, 10), local(0, 14)),
        [local(0, 14, 10), { steps: 520 }],
        ...sitting(local(0, 14, 20), local(0, 18, 20), 10, { steps: 520 }),
      ],
      still,
      resolved,
    )
    expect(told(on.findings)).toEqual(['raise 18:10'])
  })
})

describe('the first movement of the day', () => {
  const slept: Said[] = [
    [local(0, 22, 30), { worn: 1, steps: 500 }],
    [local(0, 23), { steps: 500 }],
  ]
  const lying = (to: number) => [...slept, ...sitting(local(0, 23, 10), to)]

  it('is missing at ten as long as nobody knows the person', () => {
    const { findings } = run([...lying(local(1, 10, 20)), [local(1, 10, 30), { steps: 530 }]], morning)
    expect(told(findings)).toEqual(['raise 10:00', 'clear 10:30'])
  })

  it('is missing an hour after they are usually up, not before seven', () => {
    const from = (risen: Habits['usual']['risen']) =>
      told(run(lying(local(1, 12, 50)), morning, usual(risen === undefined ? {} : { risen }, 1)).findings)
    expect(from([6 * 60 + 30, 7])).toEqual(['raise 07:30'])
    expect(from([5 * 60, 7])).toEqual(['raise 07:00'])
    expect(from([11 * 60 + 40, 14])).toEqual(['raise 12:00'])
    expect(from([6 * 60 + 30, 6])).toEqual(['raise 10:00'])
  })

  it('was there when they were up at five, and went back to bed', () => {
    const up: Said[] = [...lying(local(1, 5)), [local(1, 5, 10), { steps: 540 }]]
    expect(
      run([...up, ...sitting(local(1, 5, 20), local(1, 12), 10, { steps: 540 })], morning).findings,
    ).toEqual([])
  })

  it('is unknown for a band that was put on at eight, was silent, or is off', () => {
    const late: Said[] = [[local(1, 8), { worn: 1, steps: 500 }], ...sitting(local(1, 8, 10), local(1, 12))]
    expect(run(late, morning).findings).toEqual([])
    expect(run([...lying(local(1, 2)), ...sitting(local(1, 6), local(1, 12))], morning).findings).toEqual([])
    const off: Said[] = [...lying(local(1, 6)), [local(1, 6, 5), { worn: 0 }]]
    expect(run([...off, ...sitting(local(1, 6, 10), local(1, 12))], morning).findings).toEqual([])
  })
})
