import { describe, expect, it } from 'vitest'
import { createSilenceBook } from '../../../gateway/ingest/silence-book.ts'
import { START, silenceOf } from '../../support/gateway-fakes.ts'

const ids = (list: readonly { id: number }[]): number[] => list.map(({ id }) => id)

describe('the silences in memory', () => {
  it('one that is decided counts for decisions at once, and is seen only when it is on disk', () => {
    const book = createSilenceBook()
    const one = silenceOf(book.nextId())
    book.draft(one)
    expect([ids(book.decided()), ids(book.visible())]).toEqual([[1], []])
    book.commit(one)
    expect([ids(book.decided()), ids(book.visible())]).toEqual([[1], [1]])
    const ended = { ...one, endedAt: START + 5, endedBy: 'p-duty' }
    book.draft(ended)
    expect([book.decided(), book.visible()]).toEqual([[ended], [one]])
  })

  it('a failed commit leaves everything as it was, and its number is given again', () => {
    const book = createSilenceBook()
    book.load([silenceOf(4)], 7)
    expect(book.nextId()).toBe(8)
    book.draft(silenceOf(8))
    book.draft(silenceOf(4, { endedAt: START, endedBy: 'p-duty' }))
    expect(book.nextId()).toBe(9)
    book.reset()
    expect(book.nextId()).toBe(8)
    expect(book.decided()).toEqual([silenceOf(4)])
  })

  it('forgets what is over, but never a number, and keeps what an uncommitted decision has changed', () => {
    const book = createSilenceBook()
    const planned = silenceOf(3, { from: START + 10, until: START + 20 })
    book.load([silenceOf(1), silenceOf(2, { until: START + 10 }), planned], 3)
    book.draft({ ...planned, endedAt: START + 1, endedBy: 'p-duty' })
    book.prune(START + 20)
    expect(ids(book.decided())).toEqual([1, 3])
    expect(book.get(2)).toBeUndefined()
    expect(book.nextId()).toBe(4)
    book.prune(START + 3_600_000)
    expect(ids(book.visible())).toEqual([3])
  })
})
