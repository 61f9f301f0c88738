// The resolver against a second one that knows nothing of stretches: minute by minute, straight from the definition.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Shift } from '../../../alerts/model/people.ts'
import type { RosterChange } from '../../../alerts/model/roster-change.ts'
import { uncovered } from '../../../alerts/response/coverage.ts'
import { wallClock } from '../../../alerts/response/roster.ts'
import { minutesOf } from '../../../alerts/roster/calendar.ts'
import { type ChangeRequest, cancelChange, planChange } from '../../../alerts/roster/change.ts'
import { dutyAt } from '../../../alerts/roster/rota.ts'
import { shiftHoursIn } from '../../../alerts/roster/shift-hours.ts'
import { town } from '../response/town.ts'
import { at, DUTY, EARLY, idsAt, withChanges } from './changes.ts'

const HOUR = 3_600_000
const FROM = at('11-21T00:00')
const SPAN = { from: FROM, to: FROM + 7 * 24 * HOUR }
const OFFICERS = ['p-day', 'p-night', 'p-director', 'p-grid'] as const

const hour = fc.integer({ min: 0, max: 7 * 24 - 1 })
const officer = fc.constantFrom(...OFFICERS)
const clock = fc.integer({ min: 0, max: 23 }).map((h) => `${String(h).padStart(2, '0')}:00`)
const span = fc.tuple(hour, fc.integer({ min: 1, max: 40 })).map(([h, long]) => ({
  from: FROM + h * HOUR,
  to: FROM + (h + long) * HOUR,
}))
const day = fc.integer({ min: 21, max: 27 }).map((d) => `2026-11-${d}`)

const shifts: fc.Arbitrary<readonly Shift[]> = fc
  .array(
    fc.record({
      personId: officer,
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
      from: clock,
      to: clock,
    }),
    { maxLength: 5 },
  )
  .map((list) =>
    list.map((one, index) => ({ ...one, id: `s-${index}`, communityId: 'c-1', role: 'duty' as const })),
  )

const kinds = fc.oneof(
  fc.record({
    kind: fc.constant('override' as const),
    span,
    personIds: fc.uniqueArray(officer, { maxLength: 2 }),
    instead: fc.option(officer, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('swap' as const),
    span,
    personId: officer,
    by: officer,
    inReturn: fc.option(span, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('holiday' as const),
    firstDay: day,
    lastDay: day,
    plan: fc.oneof(
      fc.record({ like: fc.integer({ min: 1, max: 7 }) }),
      fc.record({
        shifts: fc.array(fc.record({ personId: officer, from: clock, to: clock }), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
    ),
  }),
)

const times = fc.record({
  createdAt: fc.option(hour, { nil: undefined }),
  cancelledAt: fc.option(hour, { nil: undefined }),
})

const changes: fc.Arbitrary<readonly RosterChange[]> = fc
  .array(fc.tuple(kinds, times), { maxLength: 6 })
  .map((list) =>
    list.map(([one, { createdAt, cancelledAt }], index): RosterChange => {
      const made = {
        id: index + 1,
        communityId: 'c-1',
        reason: 'r',
        createdBy: 'p-director',
        createdAt: createdAt === undefined ? EARLY : FROM + createdAt * HOUR,
        requestId: `request-${index}`,
        ...(cancelledAt === undefined ? {} : { cancelledAt: FROM + cancelledAt * HOUR }),
      }
      if (one.kind === 'holiday') return { ...made, ...one, name: 'n' }
      const { span: when, ...rest } = one
      if (rest.kind === 'swap') {
        const { inReturn, ...swap } = rest
        return { ...made, ...when, ...swap, ...(inReturn === undefined ? {} : { inReturn }) }
      }
      const { instead, ...override } = rest
      return { ...made, ...when, ...override, ...(instead === undefined ? {} : { instead }) }
    }),
  )

/** Weekdays name the day a shift begins; the minute it begins is inside, the minute it ends is not. */
function shiftCovers(
  shift: Shift,
  { weekday, minutes }: Readonly<{ weekday: number; minutes: number }>,
): boolean {
  const from = minutesOf(shift.from)
  const to = minutesOf(shift.to)
  const today = shift.weekdays.includes(weekday)
  if (to > from) return today && minutes >= from && minutes < to
  const yesterday = shift.weekdays.includes(weekday === 1 ? 7 : weekday - 1)
  return (today && minutes >= from) || (yesterday && minutes < to)
}

/** By the definition, for one moment, without any of the resolver's parts but the wall clock. */
function byDefinition(weekly: readonly Shift[], list: readonly RosterChange[], moment: number): string[] {
  const zone = 'Asia/Shanghai'
  const { weekday, minutes } = wallClock(moment, zone)
  const counts = (change: RosterChange): boolean =>
    change.createdAt <= moment && moment < (change.cancelledAt ?? Number.POSITIVE_INFINITY)
  const local = new Date(moment + 8 * HOUR)
  const date = (back: number): string =>
    new Date(local.getTime() - back * 24 * HOUR).toISOString().slice(0, 10)
  const on = new Set<string>()
  for (const back of [0, 1]) {
    const begun = ((weekday - 1 - back + 7) % 7) + 1
    const plan = list.findLast(
      (change) =>
        change.kind === 'holiday' &&
        counts(change) &&
        change.firstDay <= date(back) &&
        date(back) <= change.lastDay,
    )
    const of = plan?.kind === 'holiday' ? plan.plan : { like: begun }
    const todays =
      'like' in of
        ? weekly
            .filter(({ weekdays }) => weekdays.includes(of.like))
            .map((shift) => ({ ...shift, weekdays: [begun] }))
        : of.shifts.map((shift) => ({
            ...shift,
            id: 'h',
            communityId: 'c-1',
            role: 'duty' as const,
            weekdays: [begun],
          }))
    for (const shift of todays) if (shiftCovers(shift, { weekday, minutes })) on.add(shift.personId)
  }
  const replace = (who: string, by: readonly string[]): void => {
    if (!on.has(who)) return
    on.delete(who)
    for (const one of by) on.add(one)
  }
  const within = (one: { from: number; to: number }): boolean => one.from <= moment && moment < one.to
  for (const change of list) {
    if (!counts(change) || change.kind === 'holiday') continue
    if (change.kind === 'override' && within(change)) {
      if (change.instead !== undefined) replace(change.instead, change.personIds)
      else {
        on.clear()
        for (const one of change.personIds) on.add(one)
      }
    }
    if (change.kind === 'swap') {
      if (within(change)) replace(change.personId, [change.by])
      if (change.inReturn !== undefined && within(change.inReturn)) replace(change.by, [change.personId])
    }
  }
  return [...on].sort()
}

describe('the resolver', () => {
  it('says the same as the definition at every half hour, for any shifts, holidays, swaps and overrides', () => {
    fc.assert(
      fc.property(shifts, changes, (weekly, list) => {
        const directory = withChanges(list, { shifts: weekly })
        for (let moment = SPAN.from; moment < SPAN.to; moment += HOUR / 2)
          expect(idsAt(directory, moment), new Date(moment).toISOString()).toEqual(
            byDefinition(weekly, list, moment),
          )
      }),
      { numRuns: 150 },
    )
  })

  it('covered and uncovered time together are all of it, and never the same minute', () => {
    fc.assert(
      fc.property(shifts, changes, (weekly, list) => {
        const directory = withChanges(list, { shifts: weekly })
        const gaps = uncovered(directory, 'c-1', SPAN)
        for (let moment = SPAN.from; moment < SPAN.to; moment += HOUR / 2) {
          const isGap = gaps.some(({ from, to }) => from <= moment && moment < to)
          expect(dutyAt(directory, DUTY, moment).length === 0).toBe(isGap)
        }
        for (const [index, gap] of gaps.entries()) expect(gap.from).toBeGreaterThan(gaps[index - 1]?.to ?? 0)
      }),
      { numRuns: 150 },
    )
  })

  it('the hours of a shift are known exactly where somebody is on duty, whatever was changed', () => {
    fc.assert(
      fc.property(shifts, changes, (weekly, list) => {
        const directory = withChanges(list, { shifts: weekly })
        const hours = shiftHoursIn(directory, SPAN)
        for (let moment = SPAN.from; moment < SPAN.to; moment += HOUR / 2)
          expect(hours('c-1', moment) === undefined).toBe(dutyAt(directory, DUTY, moment).length === 0)
      }),
      { numRuns: 150 },
    )
  })

  it('does not depend on how often it was asked before, nor in which order', () => {
    fc.assert(
      fc.property(shifts, changes, fc.array(hour, { minLength: 2, maxLength: 30 }), (weekly, list, hours) => {
        const one = withChanges(list, { shifts: weekly })
        const other = withChanges(list, { shifts: weekly })
        const asked = hours.map((h) => [h, idsAt(one, FROM + h * HOUR)] as const)
        for (const [h, ids] of asked.toReversed()) expect(idsAt(other, FROM + h * HOUR)).toEqual(ids)
      }),
      { numRuns: 100 },
    )
  })
})

const requests: fc.Arbitrary<readonly ChangeRequest[]> = fc.array(
  kinds.map((one): ChangeRequest => {
    const asked = { communityId: 'c-1', reason: 'r' }
    if (one.kind === 'holiday') return { ...asked, ...one, name: 'n' }
    const { span: when, ...rest } = one
    return { ...asked, ...rest, ...when }
  }),
  { maxLength: 8 },
)

describe('whatever people ask for, in any order', () => {
  it('no minute that the weekly roster covers is ever left to nobody, nor by calling anything off', () => {
    fc.assert(
      fc.property(requests, fc.array(fc.nat()), (asked, calledOff) => {
        const now = FROM - 24 * HOUR
        let directory = town()
        for (const [index, request] of asked.entries()) {
          const known = { directory, now, id: index + 1, by: 'p-director', requestId: `request-${index}` }
          const planned = planChange(request, known)
          if (planned.ok)
            directory = { ...directory, rosterChanges: [...(directory.rosterChanges ?? []), planned.change] }
        }
        for (const pick of calledOff) {
          const all = directory.rosterChanges ?? []
          const change = all[pick % Math.max(1, all.length)]
          if (change === undefined || change.cancelledAt !== undefined) continue
          const done = cancelChange(change, { directory, now, by: 'p-director' })
          if (done?.ok)
            directory = {
              ...directory,
              rosterChanges: all.map((one) => (one.id === change.id ? done.change : one)),
            }
        }
        expect(uncovered(directory, 'c-1', { from: now, to: SPAN.to + 3 * 24 * HOUR })).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})
