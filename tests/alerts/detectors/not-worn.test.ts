import { describe, expect, it } from 'vitest'
import { emptyState, evaluate, release, tick } from '../../../alerts/rules/evaluate.ts'
import { at, catalogueOf, play, profile, reading, told, type Values } from '../rules/script.ts'

const catalogue = catalogueOf(
  "{ type: notWorn, for: 30m, daytime: { from: '07:00', to: '21:00' }, heardWithin: 25m }",
)
const alive = (...times: string[]): [string, Values][] => times.map((time, i) => [time, { steps: i }])

describe('a band off the wrist for 30 minutes of the day', () => {
  it('is told, and cleared when it is put on', () => {
    const { findings } = play(catalogue, [
      ['00:00', { worn: 0 }],
      ...alive('20:00'),
      ['29:59', 'tick'],
      ['30:00', 'tick'],
      ['31:00', 'tick'],
      ['45:00', { worn: 1 }],
    ])
    expect(told(findings)).toEqual(['30:00 raise rule warning', '45:00 clear rule warning'])
    expect(findings[0]?.evidence).toMatchObject({ since: at('00:00'), heldMs: 30 * 60_000 })
  })

  it('does not start anew because the band repeats that it is off', () => {
    expect(
      play(catalogue, [
        ['00:00', { worn: 0 }],
        ['20:00', { worn: 0 }],
      ]).state.dueAt,
    ).toBe(at('30:00'))
  })

  it('waits while it charges and counts from the unplugging', () => {
    const { state, findings } = play(catalogue, [
      ['00:00', { worn: 0 }],
      ['05:00', { charging: 1 }],
      ['25:00', { charging: 1 }],
      ['45:00', 'tick'],
    ])
    expect(findings).toEqual([])
    expect(state.dueAt).toBeNull()
    const unplugged = play(catalogue, [['46:00', { charging: 0 }], ...alive('0:60:00')], { state }).state
    expect(unplugged.dueAt).toBe(at('0:76:00'))
  })

  it('says nothing about a band that is silent, and counts anew when it is heard again', () => {
    const { state, findings } = play(catalogue, [
      ['00:00', { worn: 0 }],
      ['40:00', 'tick'],
    ])
    expect(findings).toEqual([])
    const back = play(catalogue, alive('0:60:00', '0:80:00'), { state }).state
    expect(back.dueAt).toBe(at('0:90:00'))
  })

  it('stays quiet after a person resolved it, until it was worn and taken off again', () => {
    const off = play(catalogue, [['00:00', { worn: 0 }], ...alive('20:00'), ['30:00', 'tick']]).state
    const resolved = release(catalogue, off, 'rule', at('31:00'), profile()).state
    const { findings } = play(
      catalogue,
      [
        ...alive('40:00', '0:60:00'),
        ['0:65:00', 'tick'],
        ['0:66:00', { worn: 1 }],
        ['0:70:00', { worn: 0 }],
        ...alive('0:90:00'),
        ['0:100:00', 'tick'],
      ],
      {
        state: resolved,
      },
    )
    expect(told(findings)).toEqual(['1:40:00 raise rule warning'])
  })
})

describe('at night', () => {
  const shanghai = (day: number, hour: number, minute = 0) => Date.UTC(2026, 2, day, hour - 8, minute)
  const takenOff = (when: number, heard: number, timeZone = 'Asia/Shanghai') => {
    const who = profile({ timeZone })
    let { state } = evaluate(catalogue, emptyState(), reading(when, { worn: 0 }), who)
    for (let now = when; now <= heard; now += 20 * 60_000)
      state = evaluate(catalogue, state, reading(now, { steps: now / 60_000 }), who).state
    return { state, raised: (now: number) => tick(catalogue, state, now, who).findings.length }
  }

  it('taken off at 22:00 it is told at 07:30, not before', () => {
    const { state, raised } = takenOff(shanghai(5, 22), shanghai(6, 7, 20))
    expect(state.dueAt).toBe(shanghai(6, 7, 30))
    expect(raised(shanghai(6, 7, 29))).toBe(0)
    expect(raised(shanghai(6, 7, 30))).toBe(1)
  })

  it('taken off at 20:45 its half hour does not fit into the day: 07:30', () => {
    expect(takenOff(shanghai(5, 20, 45), shanghai(6, 7, 20)).state.dueAt).toBe(shanghai(6, 7, 30))
    expect(takenOff(shanghai(5, 20, 30), shanghai(5, 20, 50)).state.dueAt).toBe(shanghai(5, 21))
  })

  it('keeps to the wall clock when daylight saving begins in the night', () => {
    // New York springs forward on 2026-03-08 at 02:00: 07:30 there is 11:30 UTC after it, 12:30 UTC before.
    const { state } = takenOff(Date.UTC(2026, 2, 8, 3), Date.UTC(2026, 2, 8, 11, 20), 'America/New_York')
    expect(state.dueAt).toBe(Date.UTC(2026, 2, 8, 11, 30))
  })
})
