import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../alerts/model/time.ts'
import { emptyState, evaluate, tick } from '../../../alerts/rules/evaluate.ts'
import { at, defaultCatalogue, play, profile, reading, told, type Values } from '../rules/script.ts'

const catalogue = defaultCatalogue()
const who = profile()

type Script = readonly (readonly [string, Values | 'tick'])[]
const fall = (script: Script) => play(catalogue, [...script]).findings.filter((one) => one.ruleId === 'fall')

describe('a fall', () => {
  it('is told at once, and that nobody knows yet what followed', () => {
    const [finding] = fall([['00:00', { fall: 1 }]])
    expect(finding).toMatchObject({ transition: 'raise', severity: 'critical', emergency: true })
    expect(finding).not.toHaveProperty('level')
    expect(finding?.evidence.facts).toEqual({ movement: 'unknown' })
  })

  it('is worse when the step counter still stands 60 s later, and says by what', () => {
    const findings = fall([
      ['00:00', { steps: 4_000 }],
      ['01:00', { fall: 1 }],
      ['02:00', { steps: 4_000 }],
    ])
    expect(told(findings)).toEqual(['01:00 raise fall critical', '02:00 step fall still'])
    expect(findings[1]?.evidence).toMatchObject({
      since: at('01:00'),
      heldMs: MINUTE,
      facts: { movement: 'still', by: 'steps' },
    })
  })

  it.each<[string, Script]>([
    ['steps that stand for 59 s only', [['00:59', { steps: 4_000 }]]],
    ['three steps, which an arm makes', [['02:00', { steps: 4_003 }]]],
    ['nothing but a pulse', [['02:00', { heartRate: 90 }]]],
    [
      'a band that was taken off',
      [
        ['00:30', { worn: 0 }],
        ['05:00', { steps: 4_000 }],
      ],
    ],
    ['the counter of before the fall, sent late', [['-00:30', { steps: 4_000 }]]],
  ])('is neither still nor moving by %s', (_, after) => {
    expect(told(fall([['-01:00', { steps: 4_000 }], ['00:00', { fall: 1 }], ...after]))).toEqual([
      '00:00 raise fall critical',
    ])
  })

  it('without a counter from before counts from the first one after', () => {
    const after: Script = [
      ['00:00', { fall: 1 }],
      ['00:30', { steps: 500 }],
      ['01:29', { steps: 500 }],
    ]
    expect(fall(after)).toHaveLength(1)
    expect(told(fall([...after, ['01:30', { steps: 500 }]]))).toEqual([
      '00:00 raise fall critical',
      '01:30 step fall still',
    ])
  })

  it('ten steps, or the band’s word, are somebody on their feet: noted once, and nothing closes', () => {
    const steps = fall([
      ['-01:00', { steps: 4_000 }],
      ['00:00', { fall: 1, still: 1 }],
      ['03:00', { steps: 4_010 }],
      ['08:00', { steps: 4_010 }],
      ['09:00', { still: 1 }],
    ])
    expect(told(steps)).toEqual(['00:00 raise fall still', '03:00 step fall moved'])
    expect(steps[1]?.evidence.facts).toMatchObject({ movement: 'moved', by: 'steps', steps: 10 })
    expect(
      told(
        fall([
          ['00:00', { fall: 1 }],
          ['00:40', { still: 0 }],
        ]),
      ),
    ).toEqual(['00:00 raise fall critical', '00:40 step fall moved'])
  })

  it('steps after midnight start from nothing', () => {
    const findings = fall([
      ['-01:00', { steps: 4_000 }],
      ['00:00', { fall: 1 }],
      ['05:00', { steps: 25 }],
    ])
    expect(findings[1]?.evidence.facts).toMatchObject({ movement: 'moved', steps: 25 })
  })

  it('the band’s word of twenty seconds after is taken at ninety, unless it says otherwise before', () => {
    const word: Script = [
      ['00:00', { fall: 1 }],
      ['00:20', { still: 1 }],
    ]
    expect(told(fall([...word, ['01:29', 'tick']]))).toEqual(['00:00 raise fall critical'])
    expect(told(fall([...word, ['02:00', 'tick']]))).toEqual([
      '00:00 raise fall critical',
      '01:30 step fall still',
    ])
    expect(told(fall([...word, ['01:00', { still: 0 }], ['02:00', 'tick']])).at(-1)).toBe(
      '01:00 step fall moved',
    )
  })

  it('asks the band where it is, and after ninety seconds of knowing nothing to measure, once', () => {
    const first = evaluate(catalogue, emptyState(who.deviceId), reading('00:00', { fall: 1 }), who)
    expect(first.requests).toEqual(['locate'])
    expect(first.state.dueAt).toBe(at('01:30'))
    const later = tick(catalogue, first.state, at('01:35'), who)
    expect([later.requests, later.findings]).toEqual([['measure'], []])
    expect(tick(catalogue, later.state, at('30:00'), who).requests).toEqual([])
  })

  it('again is a new fall: what followed the first says nothing of it', () => {
    const findings = fall([
      ['-01:00', { steps: 100 }],
      ['00:00', { fall: 1 }],
      ['02:00', { steps: 150 }],
      ['05:00', { fall: 1 }],
      ['06:00', { steps: 150 }],
    ])
    expect(told(findings)).toEqual([
      '00:00 raise fall critical',
      '02:00 step fall moved',
      '05:00 raise fall unclear',
      '06:00 step fall still',
    ])
    expect(findings[2]?.evidence.facts).toMatchObject({ falls: 2, movement: 'unknown' })
  })
})
