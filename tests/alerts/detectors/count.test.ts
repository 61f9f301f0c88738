import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../../../alerts/model/time.ts'
import { evaluate } from '../../../alerts/rules/evaluate.ts'
import { at, catalogueOf, play, profile, reading, START, series, told } from '../rules/script.ts'

const dips = catalogueOf(
  '{ type: count, reading: { metric: spo2, comparison: atMost, raise: 88 }, count: 2, window: 24h, apart: 30m }',
)
const falls = catalogueOf('{ type: count, event: fall, count: 3, window: 7d, apart: 10m }')
const fall = (when: number, receivedAt = when) => reading(when, { fall: 1 }, { kind: 'fall', receivedAt })

describe('readings beyond a limit in a window', () => {
  it('two dips half an hour apart are told with both', () => {
    const { findings } = play(
      dips,
      series('spo2', [
        ['00:00', 87],
        ['05:00', 86],
        ['20:00', 96],
        ['30:00', 88],
        ['40:00', 95],
      ]),
    )
    expect(told(findings)).toEqual(['30:00 raise rule warning'])
    expect(findings[0]?.evidence).toMatchObject({
      since: at('00:00'),
      heldMs: 30 * MINUTE,
      facts: { count: 2, windowMs: DAY },
    })
  })

  it('one dip a day is none, and is forgotten', () => {
    const { findings, state } = play(
      dips,
      series('spo2', [
        ['00:00', 87],
        ['25:00:00', 87],
        ['50:00:00', 95],
      ]),
    )
    expect(findings).toEqual([])
    expect(state.rules).toEqual({})
  })

  it('counting starts anew once it was told', () => {
    const { findings } = play(
      dips,
      series('spo2', [
        ['00:00', 87],
        ['30:00', 87],
        ['0:60:00', 87],
        ['0:90:00', 87],
      ]),
    )
    expect(told(findings)).toEqual(['30:00 raise rule warning', '1:30:00 raise rule warning'])
  })
})

describe('events in a window', () => {
  it('the third fall of a week is told', () => {
    const { findings } = play(falls, [fall(START), fall(START + 2 * DAY), fall(START + 6 * DAY)])
    expect(findings.map((one) => one.transition)).toEqual(['raise'])
  })

  it('what came before, in whatever order and however often, leads to the same count', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 2 })
    fc.assert(
      fc.property(days, fc.boolean(), (falling, twice) => {
        const events = falling.map((day) => fall(START + day * DAY, START + 20 * DAY))
        const run = (order: typeof events) => play(falls, order).state.rules
        const shuffled = [...events].reverse()
        const span = Math.max(...falling) - Math.min(...falling)
        fc.pre(span <= 7)
        expect(run(twice ? [...shuffled, ...shuffled] : shuffled)).toEqual(run(events))
      }),
    )
  })

  it('is forgotten with the first reading after the window', () => {
    let { state } = play(falls, [fall(START)])
    expect(state.rules.rule).toBeDefined()
    state = evaluate(falls, state, reading(START + 7 * DAY, { steps: 1 }), profile()).state
    expect(state.rules.rule).toBeDefined()
    state = evaluate(falls, state, reading(START + 7 * DAY + 1, { steps: 2 }), profile()).state
    expect(state.rules).toEqual({})
  })
})
