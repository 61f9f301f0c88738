import { expect, test } from 'vitest'
import {
  createDirtySet,
  decidePace,
  KEEPING_UP,
  PACE_LIMITS,
  type Pace,
} from '../../../gateway/live/coalesce.ts'

const KIB = 1024

// A slow client as a timed script: seconds, KiB unsent, KiB of a snapshot under way -> what happens.
function play(steps: readonly (readonly [second: number, unsent: number, snapshot: number])[]): string[] {
  let pace: Pace = KEEPING_UP
  return steps.map(([second, unsent, snapshot]) => {
    const decided = decidePace(pace, {
      bufferedBytes: unsent * KIB,
      snapshotBytes: snapshot * KIB,
      now: second * 1_000,
    })
    pace = decided.pace
    return decided.verdict
  })
}

test('up to 256 KiB unsent a client gets every delta', () => {
  expect(
    play([
      [0, 0, 0],
      [1, 100, 0],
      [2, 256, 0],
    ]),
  ).toEqual(['send', 'send', 'send'])
})

test('past 256 KiB deltas stop, and only once it has drained does a fresh snapshot put the client right', () => {
  expect(
    play([
      [0, 257, 0],
      [1, 200, 0],
      [2, 17, 0],
      [3, 16, 0],
      [4, 0, 0],
    ]),
  ).toEqual(['hold', 'hold', 'hold', 'resync', 'send'])
})

test('30 s behind, or more than 1 MiB unsent, is the end', () => {
  expect(
    play([
      [0, 257, 0],
      [29.9, 257, 0],
      [30, 257, 0],
    ]),
  ).toEqual(['hold', 'hold', 'drop'])
  expect(
    play([
      [0, 1024, 0],
      [1, 1025, 0],
    ]),
  ).toEqual(['hold', 'drop'])
  expect(play([[0, 1025, 0]])).toEqual(['drop'])
})

test('a snapshot of 7 MiB on its way counts against nobody, what piles up behind it does', () => {
  expect(
    play([
      [0, 7_000, 7_000],
      [1, 7_250, 7_000],
      [2, 7_300, 7_000],
      [3, 8_100, 7_000],
    ]),
  ).toEqual(['send', 'send', 'hold', 'drop'])
})

test('the limits are those of the house', () => {
  expect(PACE_LIMITS).toMatchObject({ holdBytes: 262_144, dropBytes: 1_048_576, stuckMs: 30_000 })
})

test('ids that change again while they wait are taken once, oldest first, urgent ones before', () => {
  const dirty = createDirtySet()
  for (const id of ['a', 'b', 'a', 'c', 'b', 'd']) dirty.add(id)
  dirty.addFirst('c')
  expect(dirty.take(2)).toEqual(['c', 'a'])
  expect(dirty.take(10)).toEqual(['b', 'd'])
  expect(dirty.take(10)).toEqual([])
  expect(dirty.size()).toBe(0)
})
