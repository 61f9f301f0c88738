import { describe, expect, it } from 'vitest'
import { condition, emptyState } from '../../../alerts/rules/evaluate.ts'
import { at, defaultCatalogue, drainProfile, play, series, type Values } from './script.ts'

const catalogue = defaultCatalogue()
const told = (script: [string, Values | 'tick'][], now: string) =>
  condition(catalogue, play(catalogue, script).state, at(now))
const well: [string, Values] = ['00:00', { heartRate: 70, worn: 1, online: 1, battery: 60, charging: 0 }]

describe('condition', () => {
  it('is fine with a fresh heart rate from a worn band', () => {
    expect(told([well], '10:00')).toEqual({ condition: 'fine' })
  })

  it('is alarm while a rule about the person fires, even when the band has fallen silent since', () => {
    expect(told([well, ['01:00', { sos: 1 }]], '5:00:00')).toEqual({ condition: 'alarm' })
  })

  it('is no alarm for what is only noted for the daily review, and learning goes on', () => {
    const { state, findings } = play(catalogue, [well, ['01:00', { systolic: 165, diastolic: 85 }]])
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['bp-review'])
    expect(condition(catalogue, state, at('02:00'))).toEqual({ condition: 'fine' })
  })

  it('is alarm from the drain class attention on', () => {
    const { state } = play(
      catalogue,
      series('level', [
        ['00:00', 6],
        ['01:00', 6],
      ]),
      { profile: drainProfile },
    )
    expect(condition(catalogue, state, at('01:00'))).toEqual({ condition: 'alarm' })
  })

  it('is not alarm for a low battery: the person is fine', () => {
    expect(told([well, ['01:00', { battery: 15 }]], '02:00')).toEqual({ condition: 'fine' })
  })

  it.each<[string, [string, Values | 'tick'][], string]>([
    ['offline', [well], '25:01'],
    ['offline', [well, ['25:00', 'tick']], '25:00'],
    ['offline', [well, ['05:00', { online: 0 }]], '05:01'],
    ['noBattery', [well, ['05:00', { battery: 4 }]], '31:00'],
    ['charging', [well, ['05:00', { charging: 1, worn: 0 }]], '06:00'],
    ['notWorn', [well, ['05:00', { worn: 0 }]], '06:00'],
    ['stale', [well, ['20:00', { steps: 1 }]], '31:00'],
    ['stale', [['00:00', { steps: 1 }]], '01:00'],
  ])('is unknown, %s', (unknownReason, script, now) => {
    expect(told(script, now)).toEqual({ condition: 'unknown', unknownReason })
  })

  it('is unknown for a subject without a device, and for a device never heard', () => {
    expect(condition(catalogue, emptyState(), at('00:00'))).toEqual({
      condition: 'unknown',
      unknownReason: 'noDevice',
    })
    expect(condition(catalogue, emptyState('band-001'), at('00:00'))).toEqual({
      condition: 'unknown',
      unknownReason: 'neverSeen',
    })
  })

  it('is fine for a drain with a fresh level and offline after 50 minutes', () => {
    const { state } = play(catalogue, series('level', [['00:00', 1]]), { profile: drainProfile })
    expect(condition(catalogue, state, at('49:00'))).toEqual({ condition: 'fine' })
    expect(condition(catalogue, state, at('51:00'))).toEqual({
      condition: 'unknown',
      unknownReason: 'offline',
    })
  })
})
