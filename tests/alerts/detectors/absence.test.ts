import { describe, expect, it } from 'vitest'
import { release } from '../../../alerts/rules/evaluate.ts'
import { at, catalogueOf, play, profile, reading, told, type Values } from '../rules/script.ts'

const catalogue = catalogueOf('{ type: absence, metric: heartRate, for: 30m, heardWithin: 25m }')
const alive = (...times: string[]): [string, Values][] => times.map((time, i) => [time, { steps: i }])

describe('no heart rate for 30 minutes though worn and online', () => {
  it('is told although keep-alives go on', () => {
    const { findings } = play(catalogue, [
      ['00:00', { worn: 1 }],
      ['01:00', { heartRate: 70 }],
      ...alive('10:00', '20:00', '30:00'),
      ['30:59', 'tick'],
      ['31:00', 'tick'],
      ['32:00', 'tick'],
    ])
    expect(told(findings)).toEqual(['31:00 raise rule warning'])
    expect(findings[0]?.evidence).toMatchObject({
      metric: 'heartRate',
      since: at('01:00'),
      heldMs: 30 * 60_000,
      facts: { lastValueAt: at('01:00'), lastSeenAt: at('30:00') },
    })
  })

  it('clears with the next value and is due 30 minutes later again', () => {
    const { findings, state } = play(catalogue, [
      ['00:00', { heartRate: 70 }],
      ...alive('20:00'),
      ['30:00', 'tick'],
      ['40:00', { heartRate: 71 }],
    ])
    expect(told(findings)).toEqual(['30:00 raise rule warning', '40:00 clear rule warning'])
    expect(state.rules).toEqual({})
    expect(play(catalogue, alive('50:00'), { state }).state.dueAt).toBe(at('1:10:00'))
  })

  it.each<[string, [string, Values | 'tick'][]]>([
    ['off the wrist', [['00:00', { heartRate: 70 }], ['05:00', { worn: 0 }], ...alive('20:00', '40:00')]],
    [
      'on the charger',
      [['00:00', { heartRate: 70 }], ['05:00', { charging: 1 }], ...alive('20:00', '40:00')],
    ],
    [
      'silent altogether',
      [
        ['00:00', { heartRate: 70 }],
        ['04:00', { steps: 1 }],
      ],
    ],
    [
      'gone with a last will',
      [
        ['00:00', { heartRate: 70 }],
        ['20:00', { steps: 1 }],
        ['20:10', { online: 0 }],
      ],
    ],
    ['of a kind that never measured any and never said it was worn', alive('00:00', '20:00', '40:00')],
  ])('says nothing about a band %s', (_, script) => {
    expect(play(catalogue, [...script, ['41:00', 'tick']]).findings).toEqual([])
  })

  it('counts from when the band was put on, however often it repeats that it is worn', () => {
    const { state } = play(catalogue, [
      ['00:00', { heartRate: 70 }],
      ['01:00', { worn: 0 }],
      ['0:90:00', { worn: 1 }],
      ['0:100:00', { worn: 1 }],
    ])
    expect(state.dueAt).toBe(at('0:120:00'))
    expect(told(play(catalogue, [...alive('0:110:00'), ['0:120:00', 'tick']], { state }).findings)).toEqual([
      '2:00:00 raise rule warning',
    ])
  })

  it('counts from when the band came back after a silence', () => {
    const { state } = play(catalogue, [
      ['00:00', { heartRate: 70 }],
      ['2:00:00', { steps: 5 }],
      ...alive('2:10:00'),
    ])
    expect(state.dueAt).toBe(at('2:30:00'))
  })

  it('is not told of values that arrive late, by upload or by a clock an hour slow, and is once none arrive', () => {
    const late = (time: string, receivedAt: string) =>
      reading(time, { heartRate: 70 }, { receivedAt: at(receivedAt) })
    const { findings } = play(catalogue, [
      late('00:00', '1:00:00'),
      ['1:00:01', 'tick'],
      late('05:00', '1:05:00'),
      ['1:05:01', 'tick'],
      ...alive('1:15:00', '1:34:00'),
      ['1:34:59', 'tick'],
      ['1:35:00', 'tick'],
    ])
    expect(told(findings)).toEqual(['1:35:00 raise rule warning'])
  })

  it('clears when the band comes off: then everybody knows why', () => {
    const { findings } = play(catalogue, [
      ['00:00', { worn: 1 }],
      ['00:00', { heartRate: 70 }],
      ...alive('20:00'),
      ['30:00', 'tick'],
      ['35:00', { worn: 0 }],
    ])
    expect(told(findings)).toEqual(['30:00 raise rule warning', '35:00 clear rule warning'])
    expect(findings[1]?.evidence.facts).toMatchObject({ worn: false })
  })

  it('stays quiet after a person resolved it, until values came and stopped again', () => {
    const missing = play(catalogue, [
      ['00:00', { heartRate: 70 }],
      ...alive('20:00'),
      ['30:00', 'tick'],
    ]).state
    const resolved = release(catalogue, missing, 'rule', at('31:00'), profile()).state
    const { findings } = play(
      catalogue,
      [
        ...alive('40:00', '0:60:00'),
        ['0:61:00', 'tick'],
        ['0:62:00', { heartRate: 70 }],
        ...alive('0:80:00'),
        ['0:92:00', 'tick'],
      ],
      { state: resolved },
    )
    expect(told(findings)).toEqual(['1:32:00 raise rule warning'])
  })

  it('does not let a value older than the newest end it', () => {
    const { findings } = play(catalogue, [
      ['00:00', { heartRate: 70 }],
      ...alive('20:00'),
      ['30:00', 'tick'],
      ['-10:00', { heartRate: 70 }],
    ])
    expect(told(findings)).toEqual(['30:00 raise rule warning'])
  })
})
