import { describe, expect, it } from 'vitest'
import { release, resume, tick } from '../../../alerts/rules/evaluate.ts'
import { at, catalogueOf, play, profile, reading, told } from '../rules/script.ts'

const catalogue = catalogueOf(
  '{ type: offline, levels: [{ level: silent, title: { zh-CN: a, en: a }, for: 25m, severity: info }, { level: lost, title: { zh-CN: b, en: b }, for: 60m, severity: warning }], afterGoodbye: 2m }',
)

describe('a device that falls silent', () => {
  it('is due 25 minutes after the last word, told then and stepped up at 60', () => {
    const heard = play(catalogue, [['00:00', { steps: 10 }]])
    expect(heard.state.dueAt).toBe(at('25:00'))
    const { findings, state } = play(
      catalogue,
      [
        ['24:59', 'tick'],
        ['25:00', 'tick'],
        ['25:01', 'tick'],
        ['0:60:00', 'tick'],
        ['2:00:00', 'tick'],
      ],
      {
        state: heard.state,
      },
    )
    expect(told(findings)).toEqual(['25:00 raise rule silent', '1:00:00 step rule lost'])
    expect(findings[0]?.evidence).toMatchObject({
      since: at('00:00'),
      heldMs: 25 * 60_000,
      facts: { lastSeenAt: at('00:00') },
    })
    expect(state.dueAt).toBeNull()
  })

  it('is told once, at its worst, when the ticker comes hours late; the event keeps the moment it fell due', () => {
    const { findings } = play(catalogue, [
      ['00:00', { steps: 10 }],
      ['5:00:00', 'tick'],
    ])
    expect(told(findings)).toEqual(['1:00:00 raise rule lost'])
  })

  it('returns the very state it was given while nothing is due', () => {
    const { state } = play(catalogue, [['00:00', { steps: 10 }]])
    expect(tick(catalogue, state, at('24:59'), profile()).state).toBe(state)
  })

  it('counts anything as heard: a doubtful value, an old reading from its buffer', () => {
    const doubtful = reading(
      '20:00',
      {},
      { doubtful: [{ metric: 'heartRate', value: 0, reason: 'noReading' }] },
    )
    const old = reading('-2:00:00', { steps: 1 }, { receivedAt: at('20:00') })
    for (const word of [doubtful, old])
      expect(play(catalogue, [['00:00', { steps: 10 }], word]).state.dueAt).toBe(at('45:00'))
  })

  it('clears at the first word, by our own clock even when the reading is from its buffer', () => {
    const { findings, state } = play(catalogue, [
      ['00:00', { steps: 10 }],
      ['30:00', 'tick'],
      reading('05:00', { steps: 12 }, { receivedAt: at('40:00') }),
    ])
    expect(told(findings)).toEqual(['25:00 raise rule silent', '40:00 clear rule silent'])
    expect(state.dueAt).toBe(at('1:05:00'))
  })

  it('stays quiet after a person resolved it, until it came back and fell silent anew', () => {
    const silent = play(catalogue, [
      ['00:00', { steps: 10 }],
      ['25:00', 'tick'],
    ]).state
    const resolved = release(catalogue, silent, 'rule', at('30:00'), profile()).state
    const { findings } = play(
      catalogue,
      [
        ['5:00:00', 'tick'],
        ['5:01:00', { steps: 20 }],
        ['5:26:00', 'tick'],
      ],
      { state: resolved },
    )
    expect(told(findings)).toEqual(['5:26:00 raise rule silent'])
  })
})

describe('the last will', () => {
  it('is believed after two minutes without another word', () => {
    const { findings } = play(catalogue, [
      ['00:00', { online: 1 }],
      ['03:00', { online: 0 }],
      ['04:59', 'tick'],
      ['05:00', 'tick'],
    ])
    expect(told(findings)).toEqual(['05:00 raise rule silent'])
    expect(findings[0]?.evidence.facts).toMatchObject({ goodbye: true, lastSeenAt: at('00:00') })
  })

  it('is forgotten when the device speaks again within two minutes, even without saying that it is online', () => {
    const { findings, state } = play(catalogue, [
      ['00:00', { online: 1 }],
      ['03:00', { online: 0 }],
      ['04:00', { heartRate: 70 }],
      ['20:00', 'tick'],
    ])
    expect(findings).toEqual([])
    expect(state.dueAt).toBe(at('29:00'))
  })

  it('does not count as a word of the device', () => {
    expect(
      play(catalogue, [
        ['00:00', { steps: 1 }],
        ['10:00', { online: 0 }],
      ]).state.live.seenAt,
    ).toBe(at('00:00'))
  })

  it('goes by our clock, because it was composed when the device connected', () => {
    const will = reading('-1:00:00', { online: 0 }, { receivedAt: at('10:00') })
    const { findings } = play(catalogue, [['00:00', { online: 1 }], will, ['12:00', 'tick']])
    expect(told(findings)).toEqual(['12:00 raise rule silent'])
  })
})

describe('a gateway that did not listen', () => {
  it('blames no device for the silence: absences count from its return', () => {
    const before = play(catalogue, [['00:00', { steps: 10 }]]).state
    const { state, findings } = resume(catalogue, before, at('3:00:00'), profile())
    expect(findings).toEqual([])
    expect(state.dueAt).toBe(at('3:25:00'))
    expect(
      told(
        play(
          catalogue,
          [
            ['3:24:59', 'tick'],
            ['3:25:00', 'tick'],
          ],
          { state },
        ).findings,
      ),
    ).toEqual(['3:25:00 raise rule silent'])
  })
})
