import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { stateAt } from '../../../alerts/model/silence.ts'
import { createBatchWriter } from '../../../gateway/storage/batch-writer.ts'
import { migrateStore } from '../../../gateway/storage/migrations.ts'
import { readSilences, unendedSilences } from '../../../gateway/storage/silences.ts'
import { START, silenceOf } from '../../support/gateway-fakes.ts'

const HOUR = 3_600_000
const ids = (list: readonly { id: number }[]): number[] => list.map(({ id }) => id)

function store() {
  const db = new DatabaseSync(':memory:')
  migrateStore(db)
  const writer = createBatchWriter(db)
  const put = (...silences: ReturnType<typeof silenceOf>[]): void =>
    writer.apply(silences.map((silence) => ({ type: 'silence', silence })))
  return { db, put }
}

const ALL = [
  silenceOf(1),
  silenceOf(2, { from: START + HOUR, until: START + 2 * HOUR }),
  silenceOf(3, { until: START + 3 * HOUR }),
  silenceOf(4, { from: START + HOUR, until: START + 2 * HOUR, endedAt: START + 5, endedBy: 'p-duty' }),
]

it('pages by state say what stateAt says, newest first, at every edge', () => {
  const { db, put } = store()
  put(...ALL)
  for (const now of [START, START + 4, START + 5, START + HOUR, START + 2 * HOUR, START + 3 * HOUR])
    for (const state of ['planned', 'active', 'past'] as const) {
      const expected = ALL.filter((silence) => stateAt(silence, now) === state).map(({ id }) => id)
      expect(ids(readSilences(db, { state, now, limit: 9 })), `${state} at +${now - START}`).toEqual(
        expected.reverse(),
      )
    }
  expect(ids(readSilences(db, { now: START, limit: 2 }))).toEqual([4, 3])
  expect(ids(readSilences(db, { now: START, limit: 2, before: 3 }))).toEqual([2, 1])
})

it('an early end replaces the row, a start reads only what is not over, and nothing is ever deleted', () => {
  const { db, put } = store()
  put(...ALL)
  expect(unendedSilences(db, START + 5)).toEqual(ALL.slice(0, 3))
  const ended = { ...silenceOf(3), until: START + 3 * HOUR, endedAt: START + 9, endedBy: 'p-director' }
  put(ended)
  expect(ids(unendedSilences(db, START + 9))).toEqual([1, 2])
  expect(readSilences(db, { now: START + 9, limit: 9 })[1]).toEqual(ended)
  expect(() => db.exec('delete from silence')).toThrow('never deleted')
})
