import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RosterChange } from '../../../alerts/model/roster-change.ts'
import { cancelChange, withChanges as upon } from '../../../alerts/roster/change.ts'
import { dutyNews } from '../../../alerts/roster/duty-news.ts'
import { dutyAt } from '../../../alerts/roster/rota.ts'
import { PEOPLE, SHIFTS, town } from '../response/town.ts'
import { at, DUTY, holiday, override, swap } from './changes.ts'

// By the week p-day works 08:00 to 20:00 and p-night the nights, every day.
const SUNDAY = at('11-22T10:00')
const where = (now = SUNDAY) => ({ communityId: 'c-1', now })
const made = (change: RosterChange, now = SUNDAY): RosterChange => ({ ...change, createdAt: now })
const of = (...changes: readonly RosterChange[]) =>
  dutyNews({ before: town(), after: upon(town(), changes) }, changes, where())

describe('what a change of the roster is to each person', () => {
  it('of a swap: who takes the shift, instead of whom, and who is free of it', () => {
    expect(of(made(swap(1)))).toEqual([
      {
        personId: 'p-day',
        on: [],
        off: [{ from: at('11-23T08:00'), to: at('11-23T20:00'), others: ['p-night'] }],
      },
      {
        personId: 'p-night',
        on: [{ from: at('11-23T08:00'), to: at('11-23T20:00'), others: ['p-day'] }],
        off: [],
      },
    ])
  })

  it('of a swap with a shift in return: both halves to both', () => {
    const back = { from: at('11-24T20:00'), to: at('11-25T08:00') }
    const [day, night] = of(made(swap(1, { inReturn: back })))
    expect(day).toMatchObject({ on: [{ ...back, others: ['p-night'] }], off: [{ others: ['p-night'] }] })
    expect(night).toMatchObject({ on: [{ others: ['p-day'] }], off: [{ ...back, others: ['p-day'] }] })
  })

  it('of an override of everybody over two shifts: one part for who comes, one for each who stays away', () => {
    const long = made(override(1, { from: at('11-23T08:00'), to: at('11-24T08:00') }))
    const news = of(long)
    expect(news.map(({ personId }) => personId)).toEqual(['p-day', 'p-director', 'p-night'])
    expect(news[1]?.on.map(({ others }) => others)).toEqual([['p-day'], ['p-night']])
    expect(news[2]?.off).toEqual([{ from: at('11-23T20:00'), to: at('11-24T08:00'), others: ['p-director'] }])
  })

  it('of an override that is called off: it is the first ones’ again, from now on only', () => {
    const change = made(override(1))
    const directory = upon(town(), [change])
    const now = at('11-23T12:00')
    const planned = cancelChange(change, { directory, now, by: 'p-admin' })
    if (planned?.ok !== true) throw new Error('refused')
    const after = upon(directory, [planned.change])
    const news = dutyNews({ before: directory, after }, [planned.change], where(now))
    const rest = { from: now, to: at('11-23T20:00') }
    expect(news).toEqual([
      { personId: 'p-day', on: [{ ...rest, others: ['p-director'] }], off: [] },
      { personId: 'p-director', on: [], off: [{ ...rest, others: ['p-day'] }] },
    ])
  })

  it('of a holiday, of what is over, and of what changes nobody: nothing', () => {
    expect(
      of(made(holiday(1, { plan: { shifts: [{ personId: 'p-director', from: '08:00', to: '08:00' }] } }))),
    ).toEqual([])
    expect(of(made(override(1, { from: at('11-21T08:00'), to: at('11-21T20:00') })))).toEqual([])
    expect(of(made(override(1, { personIds: ['p-day'] })))).toEqual([])
  })

  it('says exactly who is on duty otherwise than before, hour by hour', () => {
    const hour = fc.integer({ min: 0, max: 71 })
    const span = fc.tuple(hour, fc.integer({ min: 1, max: 30 })).map(([from, long]) => ({
      from: SUNDAY + from * 3_600_000,
      to: SUNDAY + (from + long) * 3_600_000,
    }))
    const who = fc.constantFrom('p-day', 'p-night', 'p-director')
    const one = fc.oneof(
      fc
        .record({
          span,
          personIds: fc.uniqueArray(who, { minLength: 1, maxLength: 2 }),
          instead: fc.option(who, { nil: undefined }),
        })
        .map(
          ({ span: when, personIds, instead }) =>
            (id: number) =>
              made(override(id, { ...when, personIds, ...(instead === undefined ? {} : { instead }) })),
        ),
      fc.record({ span, personId: who, by: who, back: fc.option(span, { nil: undefined }) }).map(
        ({ span: when, personId, by, back }) =>
          (id: number) =>
            made(swap(id, { ...when, personId, by, ...(back === undefined ? {} : { inReturn: back }) })),
      ),
    )
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 3 }),
        fc.array(one, { minLength: 1, maxLength: 2 }),
        (known, asked) => {
          const before = upon(
            town({ people: PEOPLE, shifts: SHIFTS }),
            known.map((make, i) => make(i + 1)),
          )
          const changes = asked.map((make, i) => make(known.length + i + 1))
          const after = upon(before, changes)
          const news = new Map(
            dutyNews({ before, after }, changes, where()).map((each) => [each.personId, each]),
          )
          for (let moment = SUNDAY; moment < SUNDAY + 104 * 3_600_000; moment += 3_600_000) {
            const was = dutyAt(before, DUTY, moment).map(({ personId }) => personId)
            const is = dutyAt(after, DUTY, moment).map(({ personId }) => personId)
            for (const personId of ['p-day', 'p-night', 'p-director']) {
              const covered = (list: 'on' | 'off') =>
                news.get(personId)?.[list].filter(({ from, to }) => from <= moment && moment < to).length ?? 0
              expect(covered('on')).toBe(is.includes(personId) && !was.includes(personId) ? 1 : 0)
              expect(covered('off')).toBe(was.includes(personId) && !is.includes(personId) ? 1 : 0)
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
