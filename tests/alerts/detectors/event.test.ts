import { describe, expect, it } from 'vitest'
import { emptyState, evaluate, release } from '../../../alerts/rules/evaluate.ts'
import { at, defaultCatalogue, play, profile, reading, told } from '../rules/script.ts'

const catalogue = defaultCatalogue()

describe('SOS', () => {
  it('raises at every press, as an emergency with the policy sos', () => {
    const { findings } = play(catalogue, [
      ['00:00', { sos: 1 }],
      ['00:20', { sos: 1 }],
      ['00:40', { sos: 1 }],
    ])
    expect(told(findings)).toEqual([
      '00:00 raise sos critical',
      '00:20 raise sos critical',
      '00:40 raise sos critical',
    ])
    expect(findings[0]).toMatchObject({ emergency: true, policyId: 'sos', closesOnClear: false })
  })

  it('raises from a message nobody could read: no value at all', () => {
    const unreadable = reading('00:00', {}, { kind: 'sos', unreadable: true })
    expect(told(play(catalogue, [unreadable]).findings)).toEqual(['00:00 raise sos critical'])
  })

  it('raises a press that arrives hours late and behind newer ones, and moves no live value back', () => {
    const before = play(catalogue, [['10:00', { sos: 1, latitude: 39.9, longitude: 116.4 }]])
    const late = reading('-3:00:00', { sos: 1, latitude: 40, longitude: 117 }, { receivedAt: at('11:00') })
    const after = play(catalogue, [late], { state: before.state })
    expect(after.findings).toHaveLength(1)
    expect(after.findings[0]?.eventTime).toBe(at('-3:00:00'))
    expect(after.state.live.latest).toEqual(before.state.live.latest)
  })

  it('raises although the band is off the wrist and on the charger, and says so', () => {
    const { findings } = play(catalogue, [
      ['00:00', { worn: 0 }],
      ['00:00', { charging: 1 }],
      ['01:00', { sos: 1 }],
    ])
    expect(findings.at(-1)?.evidence.facts).toEqual({
      worn: false,
      charging: true,
      suspectedUnplug: true,
    })
  })

  it('stays an alarm until a person resolves it', () => {
    const pressed = play(catalogue, [['00:00', { sos: 1 }]]).state
    expect(pressed.rules.sos).toMatchObject({ phase: 'firing' })
    expect(release(catalogue, pressed, 'sos', at('05:00'), profile()).state.rules).toEqual({})
  })
})

describe('a fall', () => {
  it('raises as an emergency, twice for two falls', () => {
    const { findings: all } = play(catalogue, [
      ['00:00', { fall: 1 }],
      ['10:00', { fall: 1 }],
    ])
    const findings = all.filter(({ ruleId }) => ruleId === 'fall')
    expect(told(findings)).toEqual(['00:00 raise fall critical', '10:00 raise fall critical'])
    expect(findings.every((finding) => finding.emergency && finding.policyId === 'sos')).toBe(true)
  })

  it('is no SOS, and an SOS is no fall', () => {
    const rules = (kind: 'sos' | 'fall') =>
      evaluate(catalogue, emptyState(), reading('00:00', { [kind]: 1 }), profile()).findings.map(
        (finding) => finding.ruleId,
      )
    expect(rules('fall')).toEqual(['fall'])
    expect(rules('sos')).toEqual(['sos'])
  })
})

describe('a press that the charger may have made', () => {
  const facts = (script: Parameters<typeof play>[1]) =>
    play(catalogue, script).findings.findLast((one) => one.ruleId === 'sos')?.evidence.facts

  it.each<[string, Parameters<typeof play>[1]]>([
    [
      'on the charger, as far as it said',
      [
        ['00:00', { charging: 1 }],
        ['50:00', { sos: 1 }],
      ],
    ],
    [
      'ten minutes after it came off',
      [
        ['00:00', { charging: 1 }],
        ['10:00', { charging: 0 }],
        ['20:00', { sos: 1 }],
      ],
    ],
    [
      'ten minutes after its battery rose by 2 %',
      [
        ['00:00', { battery: 60 }],
        ['10:00', { battery: 62 }],
        ['20:00', { sos: 1 }],
      ],
    ],
    [
      'half a minute before the charger’s word came',
      [['00:30', { charging: 1 }], reading('00:00', { sos: 1 }, { receivedAt: at('00:40') })],
    ],
  ])('is suspected %s, and told as ever', (_, script) => {
    expect(facts(script)).toMatchObject({ suspectedUnplug: true })
  })

  it.each<[string, Parameters<typeof play>[1]]>([
    [
      'eleven minutes after it came off',
      [
        ['00:00', { charging: 1 }],
        ['10:00', { charging: 0 }],
        ['21:00', { sos: 1 }],
      ],
    ],
    [
      'after a flicker of the gauge by 1 %',
      [
        ['00:00', { battery: 60 }],
        ['10:00', { battery: 61 }],
        ['11:00', { sos: 1 }],
      ],
    ],
    [
      'an hour before it was put on the charger',
      [['60:00', { charging: 1 }], reading('00:00', { sos: 1 }, { receivedAt: at('61:00') })],
    ],
    [
      'without a word about power',
      [
        ['00:00', { heartRate: 70 }],
        ['01:00', { sos: 1 }],
      ],
    ],
  ])('is not suspected %s', (_, script) => {
    expect(facts(script)).not.toHaveProperty('suspectedUnplug')
  })

  it('counts the presses of one alert', () => {
    const script: [string, { sos: 1 }][] = [
      ['00:00', { sos: 1 }],
      ['00:20', { sos: 1 }],
      ['00:40', { sos: 1 }],
    ]
    expect(facts(script)).toMatchObject({ presses: 3, firstAt: at('00:00') })
  })

  it('asks the band where it is, unless the press says so or is of the past', () => {
    const requests = (one: ReturnType<typeof reading>) =>
      evaluate(catalogue, emptyState('band-001'), one, profile()).requests
    expect(requests(reading('00:00', { sos: 1 }))).toEqual(['locate'])
    expect(requests(reading('00:00', { latitude: 31, longitude: 121 }, { kind: 'sos' }))).toEqual([])
    expect(requests(reading('00:00', { sos: 1 }, { receivedAt: at('02:00') }))).toEqual([])
  })
})
