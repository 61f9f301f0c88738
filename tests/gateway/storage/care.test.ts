import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import type { CareContact, ReviewList } from '../../../alerts/model/care.ts'
import { DAY } from '../../../alerts/model/time.ts'
import { createBatchWriter } from '../../../gateway/storage/batch-writer.ts'
import { type CareEffect, CONTACTS_KEPT, createCareQueries, loadCare } from '../../../gateway/storage/care.ts'
import { migrateStore } from '../../../gateway/storage/migrations.ts'
import { START } from '../../support/gateway-fakes.ts'

function store() {
  const db = new DatabaseSync(':memory:')
  migrateStore(db)
  const writer = createBatchWriter(db)
  return { db, put: (...effects: CareEffect[]) => writer.apply(effects), ask: createCareQueries(db) }
}

const contactOf = (id: number, more: Partial<CareContact> = {}): CareContact => ({
  id,
  residentId: 'r-1',
  communityId: 'c-1',
  by: 'p-grid',
  at: START + id,
  kind: 'call',
  result: 'fine',
  requestId: `request-${id}`,
  ...more,
})
const listOf = (day: string, more: Partial<ReviewList> = {}): ReviewList => ({
  communityId: 'c-1',
  day,
  fixedAt: START,
  items: [],
  ...more,
})
const contact = (one: CareContact): CareEffect => ({ type: 'careContact', contact: one })
const list = (one: ReviewList): CareEffect => ({ type: 'careList', list: one })
const ids = (contacts: readonly CareContact[]): number[] => contacts.map(({ id }) => id)

it('a start knows the contacts of 35 days, every open promise and the last word on each, however old', () => {
  const { db, put } = store()
  const old = START - CONTACTS_KEPT - DAY
  const promise = { what: '送药', dueOn: '2026-11-30' }
  put(
    contact(contactOf(1, { at: old })),
    contact(contactOf(2, { at: old, result: 'promised', promise })),
    contact(contactOf(3, { at: old, residentId: 'r-2' })),
    contact(contactOf(4, { at: old, residentId: 'r-2', result: 'noAnswer' })),
    contact(contactOf(5)),
  )
  expect(ids(loadCare(db, START).contacts)).toEqual([5, 3, 2])
  put(
    contact(
      contactOf(2, {
        at: old,
        result: 'promised',
        promise,
        settled: { how: 'kept', by: 'p-duty', at: START },
      }),
    ),
  )
  expect(ids(loadCare(db, START).contacts)).toEqual([5, 3])
  put(contact(contactOf(5, { undoneAt: START + 9 })))
  expect(loadCare(db, START).contacts.find(({ id }) => id === 5)?.undoneAt).toBe(START + 9)
  expect(ids(loadCare(db, START).contacts)).toEqual([5, 3, 2])
  expect(loadCare(db, START).lastContactId).toBe(5)
})

it('the first list of a day stands, the newest two are known at a start, and none is ever changed or deleted', () => {
  const { db, put, ask } = store()
  put(list(listOf('2026-11-20')), list(listOf('2026-11-21')), list(listOf('2026-11-22')))
  put(list(listOf('2026-11-22', { fixedAt: START + 1 })))
  const memory = loadCare(db, START)
  expect(memory.lists.map(({ day, fixedAt }) => [day, fixedAt])).toEqual([
    ['2026-11-22', START],
    ['2026-11-21', START],
  ])
  expect(memory.since).toEqual({ 'c-1': '2026-11-20' })
  expect(ask.careLists({ communityId: 'c-1', limit: 9 }).map(({ day }) => day)).toEqual([
    '2026-11-22',
    '2026-11-21',
    '2026-11-20',
  ])
  expect(() => db.exec('delete from care_list')).toThrow('never deleted')
  expect(() => db.exec("update care_list set body = '{}'")).toThrow('fixed')
  expect(() => db.exec('delete from care_contact')).not.toThrow()
  put(contact(contactOf(1)))
  expect(() => db.exec('delete from care_contact')).toThrow('never deleted')
})

it('who took somebody over last that day counts, and is known at a start with the lists of those days', () => {
  const { db, put, ask } = store()
  const of = (day: string, personId: string): CareEffect => ({
    type: 'careAssignment',
    assignment: { communityId: 'c-1', day, residentId: 'r-1', personId, by: 'p-duty', at: START },
  })
  put(
    list(listOf('2026-11-21')),
    list(listOf('2026-11-22')),
    of('2026-11-19', 'p-a'),
    of('2026-11-22', 'p-b'),
  )
  put(of('2026-11-22', 'p-c'))
  expect(loadCare(db, START).assignments.map(({ personId }) => personId)).toEqual(['p-c'])
  expect(ask.careAssignments({ communityId: 'c-1', day: '2026-11-19' })).toHaveLength(1)
})
