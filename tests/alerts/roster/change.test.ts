import { describe, expect, it } from 'vitest'
import type { Directory, Shift } from '../../../alerts/model/people.ts'
import { type ChangeRequest, cancelChange, planChange } from '../../../alerts/roster/change.ts'
import { SHIFTS, town } from '../response/town.ts'
import { at, override, withChanges } from './changes.ts'

/** Saturday 2026-11-21, 10:00. */
const NOW = at('11-21T10:00')
const plan = (request: ChangeRequest, directory: Directory = town()) =>
  planChange(request, { directory, now: NOW, id: 7, by: 'p-director', requestId: 'request-7' })
const common = { communityId: 'c-1', reason: ' 孩子生病 ' }
const asOverride = (more: object): ChangeRequest =>
  ({
    ...common,
    kind: 'override',
    from: '2026-11-23T08:00',
    to: '2026-11-23T20:00',
    personIds: ['p-director'],
    ...more,
  }) as ChangeRequest
const asSwap = (more: object): ChangeRequest =>
  ({
    ...common,
    kind: 'swap',
    personId: 'p-day',
    from: at('11-23T08:00'),
    to: at('11-23T20:00'),
    by: 'p-director',
    ...more,
  }) as ChangeRequest
const asHoliday = (more: object): ChangeRequest =>
  ({
    ...common,
    kind: 'holiday',
    name: '元旦',
    firstDay: '2027-01-01',
    lastDay: '2027-01-03',
    plan: { like: 7 },
    ...more,
  }) as ChangeRequest
const paths = (request: ChangeRequest): string[] => {
  const planned = plan(request)
  return planned.ok || planned.code !== 'invalidRequest' ? [] : planned.faults.map(({ path }) => path)
}

describe('a change', () => {
  it('has its author, its reason, and the moments of the community clock', () => {
    expect(plan(asOverride({}))).toEqual({
      ok: true,
      change: {
        ...override(7, { createdBy: 'p-director', createdAt: NOW }),
        reason: '孩子生病',
        requestId: 'request-7',
      },
    })
  })

  it('that has begun already begins now', () => {
    const planned = plan(asOverride({ from: '2026-11-21T08:00', to: '2026-11-21T20:00' }))
    expect(planned).toMatchObject({ ok: true, change: { from: NOW, to: at('11-21T20:00') } })
  })
})

describe('a change that would leave minutes to nobody is refused with them', () => {
  it('an override by nobody instead of the only one', () => {
    expect(plan(asOverride({ instead: 'p-day', personIds: [] }))).toEqual({
      ok: false,
      code: 'leavesUncovered',
      gaps: [{ from: at('11-23T08:00'), to: at('11-23T20:00') }],
    })
  })

  it('a holiday whose own shifts end too soon, to the minute, and whose last night is forgotten', () => {
    const shifts = [{ personId: 'p-day', from: '08:00', to: '20:15' }]
    expect(plan(asHoliday({ firstDay: '2026-11-23', lastDay: '2026-11-23', plan: { shifts } }))).toEqual({
      ok: false,
      code: 'leavesUncovered',
      gaps: [{ from: at('11-23T20:15'), to: at('11-24T08:00') }],
    })
  })

  it('a holiday like a Sunday on which nobody works', () => {
    const shifts = SHIFTS.map((shift) => ({ ...shift, weekdays: [1, 2, 3, 4, 5, 6] })) as Shift[]
    const planned = plan(asHoliday({ firstDay: '2026-11-24', lastDay: '2026-11-24' }), town({ shifts }))
    expect(planned).toMatchObject({ gaps: [{ from: at('11-24T08:00'), to: at('11-25T08:00') }] })
  })

  it('what the weekly roster leaves open already is not the change’s fault', () => {
    const shifts = SHIFTS.slice(0, 1)
    expect(plan(asHoliday({ firstDay: '2026-11-24', lastDay: '2026-11-24' }), town({ shifts })).ok).toBe(true)
  })

  it('calling off what fills a gap of the week', () => {
    const fills = override(1, { from: at('11-23T20:00'), to: at('11-24T08:00') })
    const directory = withChanges([fills], { shifts: SHIFTS.slice(0, 1) })
    expect(cancelChange(fills, { directory, now: NOW, by: 'p-director' })).toEqual({
      ok: false,
      code: 'leavesUncovered',
      gaps: [{ from: at('11-23T20:00'), to: at('11-24T08:00') }],
    })
  })
})

describe('a change that is called off', () => {
  it('says when and by whom, and is over', () => {
    const directory = withChanges([override(1)])
    const done = cancelChange(override(1), { directory, now: NOW, by: 'p-admin' })
    expect(done).toMatchObject({ ok: true, change: { cancelledAt: NOW, cancelledBy: 'p-admin' } })
    if (done?.ok) expect(cancelChange(done.change, { directory, now: NOW, by: 'p-admin' })).toBeUndefined()
    expect(cancelChange(override(1), { directory, now: at('11-23T20:00'), by: 'p-admin' })).toBeUndefined()
  })
})

describe('a swap is refused', () => {
  it('of a shift that is not that person’s, with the minutes', () => {
    expect(plan(asSwap({ to: at('11-23T21:00') }))).toEqual({
      ok: false,
      code: 'notOnDuty',
      gaps: [{ from: at('11-23T20:00'), to: at('11-23T21:00') }],
      personId: 'p-day',
    })
  })

  it('in return for a shift of somebody else', () => {
    const inReturn = { from: at('11-24T20:00'), to: at('11-25T08:00') }
    expect(plan(asSwap({ inReturn }))).toMatchObject({ code: 'notOnDuty', personId: 'p-director' })
  })

  it('with somebody who works then anyway: one of two would be missing', () => {
    const two = [...SHIFTS, { ...SHIFTS[0], id: 's-2', personId: 'p-director', from: '12:00' }] as Shift[]
    expect(plan(asSwap({}), town({ shifts: two }))).toEqual({
      ok: false,
      code: 'alreadyOnDuty',
      gaps: [{ from: at('11-23T12:00'), to: at('11-23T20:00') }],
      personId: 'p-director',
    })
  })

  it('the second time: the shift is another’s now', () => {
    const first = plan(asSwap({}))
    if (!first.ok) throw new Error(first.code)
    expect(plan(asSwap({ by: 'p-night' }), withChanges([first.change]))).toMatchObject({ code: 'notOnDuty' })
  })
})

describe('every fault of a request is named', () => {
  it.each([
    [asOverride({ communityId: 'c-9', reason: ' ' }), ['communityId', 'reason']],
    [asOverride({ from: 'tomorrow', to: '2026-11-20T08:00' }), ['from', 'to']],
    [asOverride({ from: '2026-11-23T08:00', to: '2026-11-23T08:00' }), ['to']],
    [asOverride({ to: '2027-02-01T08:00' }), ['to']],
    [asOverride({ from: '2028-02-01T08:00', to: '2028-02-01T20:00' }), ['to']],
    [asOverride({ personIds: [] }), ['personIds']],
    [asOverride({ personIds: ['p-son', 'p-9'] }), ['personIds/0', 'personIds/1']],
    [asOverride({ personIds: ['p-day'], instead: 'p-day' }), ['personIds']],
    [asOverride({ instead: 'p-son' }), []],
    [asSwap({ by: 'p-day' }), ['by']],
    [asSwap({ from: at('11-20T08:00'), to: at('11-20T20:00') }), ['to']],
    [asHoliday({ name: '', firstDay: '2026-02-30' }), ['name', 'firstDay']],
    [asHoliday({ lastDay: '2026-12-31' }), ['lastDay']],
    [asHoliday({ lastDay: '2027-02-01' }), ['lastDay']],
    [asHoliday({ firstDay: '2026-11-01', lastDay: '2026-11-20' }), ['lastDay']],
    [asHoliday({ plan: { like: 8 } }), ['plan/like']],
    [
      asHoliday({ plan: { shifts: [{ personId: 'p-9', from: '8:00', to: '25:00' }] } }),
      ['plan/shifts/0/from', 'plan/shifts/0/to', 'plan/shifts/0/personId'],
    ],
  ])('%j', (request, expected) => {
    expect(paths(request)).toEqual(expected)
  })
})
