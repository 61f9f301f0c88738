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
    const { findings } = play(catalogue, [
      ['00:00', { fall: 1 }],
      ['10:00', { fall: 1 }],
    ])
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
