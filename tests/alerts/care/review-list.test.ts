import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isUndone, mayUndo, stateOn, UNDO_WITHIN } from '../../../alerts/care/contacts.ts'
import { dayAfter, localDay } from '../../../alerts/care/local-day.ts'
import { reasonsOf } from '../../../alerts/care/reasons.ts'
import { byUrgency, carriedFrom, circumstances, grown, itemOf } from '../../../alerts/care/review-list.ts'
import {
  type CareContact,
  CONTACT_RESULTS,
  type LocalDay,
  type ReviewItem,
  type ReviewList,
  type ReviewReason,
} from '../../../alerts/model/care.ts'
import { DAY, HOUR } from '../../../alerts/model/time.ts'
import { contact, daysAgo, known, MORNING, resident, TODAY, ZONE } from './people.ts'

const reason = (weight: number, more: Partial<ReviewReason> = {}): ReviewReason => ({
  code: 'callDue',
  weight,
  about: 'person',
  facts: {},
  ...more,
})
const item = (residentId: string, score: number, more: Partial<ReviewItem> = {}): ReviewItem => ({
  residentId,
  score,
  reasons: [reason(score)],
  assignedTo: null,
  ...more,
})
const list = (items: readonly ReviewItem[], day: LocalDay = '2026-11-22'): ReviewList => ({
  communityId: 'c-1',
  day,
  fixedAt: daysAgo(1),
  items,
})
const of = { day: TODAY, timeZone: ZONE }

describe('the order', () => {
  it('is by score, then by who has waited longer, then by id: the same every time', () => {
    const items = [
      item('r-3', 20),
      item('r-2', 20),
      item('r-1', 20, { carriedSince: '2026-11-21' }),
      item('r-9', 20, { carriedSince: '2026-11-19' }),
      item('r-7', 21),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: 5 }), (shuffled) => {
        const ids = shuffled.sort(byUrgency).map(({ residentId }) => residentId)
        expect(ids).toEqual(['r-7', 'r-9', 'r-1', 'r-2', 'r-3'])
      }),
    )
  })

  it('of two with the same reasons puts who could help themselves less first', () => {
    const old = resident({ born: '1936-01-01', tags: ['独居', 'dementia'] })
    expect(circumstances(old, TODAY)).toBe(6 + 6 + 6)
    expect(circumstances(resident({ born: '1946-11-24' }), TODAY)).toBe(0)
    expect(circumstances(resident({ born: '1946-11-23' }), TODAY)).toBe(3)
  })
})

describe('a day', () => {
  const at = MORNING + HOUR
  it.each([
    [[], 'open'],
    [['noAnswer'], 'notReached'],
    [['noAnswer', 'fine'], 'fine'],
    [['fine', 'noAnswer'], 'fine'],
    [['fine', 'needsHelp'], 'needsHelp'],
    [['promised'], 'promised'],
  ] as const)('with %j went %s', (results, state) => {
    const contacts = results.map((result, i) => contact({ result, at: at + i })).reverse()
    expect(stateOn(contacts, [reason(1)], of)).toBe(state)
  })

  it('counts neither what was taken back nor another day', () => {
    expect(stateOn([contact({ at, undoneAt: at + 1 })], [reason(1)], of)).toBe('open')
    expect(stateOn([contact({ at: daysAgo(1) })], [reason(1)], of)).toBe('open')
  })

  it('on the list for a promise alone, settling it is enough; with another reason it is not', () => {
    const settled = { how: 'kept', by: 'p-grid', at } as const
    const kept = contact({
      at: daysAgo(3),
      result: 'promised',
      promise: { what: '送药', dueOn: TODAY },
      settled,
    })
    const due = reason(60, { code: 'promiseDue', facts: { promiseId: kept.id } })
    expect(stateOn([kept], [due], of)).toBe('fine')
    expect(stateOn([kept], [due, reason(15)], of)).toBe('open')
  })

  it('a contact is taken back by the same person within 10 s, not later, and not once its promise is settled', () => {
    const made = contact({ at, by: 'p-grid' })
    expect(mayUndo(made, 'p-grid', at + UNDO_WITHIN)).toBe(true)
    expect(mayUndo(made, 'p-grid', at + UNDO_WITHIN + 1)).toBe(false)
    expect(mayUndo(made, 'p-duty', at + 1)).toBe(false)
    expect(mayUndo({ ...made, undoneAt: at }, 'p-grid', at + 1)).toBe(false)
    expect(mayUndo({ ...made, settled: { how: 'kept', by: 'p-duty', at } }, 'p-grid', at + 1)).toBe(false)
  })
})

describe('what was left undone', () => {
  const carry = (items: readonly ReviewItem[], contacts: readonly CareContact[] = []) =>
    carriedFrom(list(items), {
      timeZone: ZONE,
      contactsOf: (id) => contacts.filter(({ residentId }) => residentId === id),
    })

  it('comes back with the day since when; who was reached does not', () => {
    const items = [item('r-1', 20), item('r-2', 20, { carriedSince: '2026-11-20' }), item('r-3', 20)]
    const carried = carry(items, [
      contact({ residentId: 'r-3' }),
      contact({ residentId: 'r-1', result: 'noAnswer' }),
    ])
    expect([...carried].map(([id, { since }]) => [id, since])).toEqual([
      ['r-1', '2026-11-22'],
      ['r-2', '2026-11-20'],
    ])
  })

  it('keeps its old reason about the person when none holds any more, and lets go of what was about the band', () => {
    const today = { today: TODAY, reasons: [], assignedTo: 'p-grid' }
    const person = carry([item('r-1', 20)]).get('r-1')
    expect(itemOf(resident(), { ...today, carried: person })).toMatchObject({
      score: 20 + 10,
      carriedSince: '2026-11-22',
      assignedTo: 'p-grid',
    })
    const band = carry([item('r-1', 20, { reasons: [reason(20, { about: 'device' })] })]).get('r-1')
    expect(itemOf(resident(), { ...today, carried: band })).toBeUndefined()
    expect(itemOf(resident(), { ...today, carried: undefined })).toBeUndefined()
  })

  it('each day adds 10, three at most', () => {
    const score = (since: LocalDay) =>
      itemOf(resident(), {
        today: TODAY,
        reasons: [reason(20)],
        assignedTo: null,
        carried: { since, reasons: [] },
      })?.score
    expect(['2026-11-22', '2026-11-21', '2026-11-20', '2026-11-10'].map(score)).toEqual([30, 40, 50, 50])
  })
})

describe('a list that was fixed', () => {
  it('loses nobody in the course of the day, and shows what has come since', () => {
    const alert = reason(45, { code: 'alert', facts: { alertId: 9 } })
    const fixed = list([item('r-1', 30), item('r-2', 20)], TODAY)
    const { items, added } = grown(fixed, [
      item('r-3', 25),
      item('r-2', 65, { reasons: [alert, reason(20)] }),
    ])
    expect(items.map(({ residentId, score }) => [residentId, score])).toEqual([
      ['r-2', 65],
      ['r-1', 30],
      ['r-3', 25],
    ])
    expect([...added]).toEqual(['r-3'])
    expect(items[0]?.reasons.map(({ weight }) => weight)).toEqual([45, 20])
  })
})

describe('over many days', () => {
  /** What one resident hears in 40 days: on some days a result, now and then a promise some days ahead. */
  const days = fc.array(
    fc.record({
      result: fc.option(fc.constantFrom(...CONTACT_RESULTS), { nil: undefined }),
      ahead: fc.integer({ min: 0, max: 5 }),
      settles: fc.boolean(),
    }),
    { minLength: 5, maxLength: 40 },
  )

  it('a promise is on the list on its day and on every day after it until it is settled, and nobody is on it twice', () => {
    fc.assert(
      fc.property(days, (plan) => {
        let contacts: CareContact[] = []
        let last: ReviewList | undefined
        plan.forEach(({ result, ahead, settles }, index) => {
          const now = MORNING + index * DAY
          const today = localDay(ZONE, now)
          const who = resident({ tags: ['独居'] })
          const facts = known({ resident: who, contacts, now, today, since: TODAY })
          const carried = carriedFrom(last, { timeZone: ZONE, contactsOf: () => contacts })
          const made = itemOf(who, {
            today,
            reasons: reasonsOf(facts),
            carried: carried.get('r-1'),
            assignedTo: null,
          })
          const due = contacts.filter(
            ({ promise, settled }) =>
              promise !== undefined && settled === undefined && promise.dueOn <= today,
          )
          const named = (made?.reasons ?? []).filter(({ code }) => code === 'promiseDue')
          expect(named.map(({ facts: { promiseId } }) => promiseId).sort()).toEqual(
            due.map(({ id }) => id).sort(),
          )
          // Whoever was left undone yesterday is here again.
          const before = last?.items[0]
          const yesterday = dayAfter(today, -1)
          if (
            before !== undefined &&
            isUndone(stateOn(contacts, before.reasons, { day: yesterday, timeZone: ZONE }))
          )
            if (before.reasons.some(({ about, code }) => about === 'person' && code !== 'promiseDue'))
              expect(made?.carriedSince).toBeDefined()
          last = list(made === undefined ? [] : [made], today)

          if (settles)
            contacts = contacts.map((one) =>
              one.promise !== undefined && one.settled === undefined
                ? { ...one, settled: { how: 'kept', by: 'p-grid', at: now + HOUR } }
                : one,
            )
          if (result !== undefined) {
            const promise = { what: '送药', dueOn: dayAfter(today, ahead) }
            contacts = [
              contact({ at: now + 2 * HOUR, result, ...(result === 'promised' ? { promise } : {}) }),
              ...contacts,
            ]
          }
        })
      }),
    )
  })
})
