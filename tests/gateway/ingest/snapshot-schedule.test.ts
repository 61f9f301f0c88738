import { describe, expect, it } from 'vitest'
import type { SubjectKey } from '../../../alerts/model/people.ts'
import { createSnapshotSchedule } from '../../../gateway/ingest/snapshot-schedule.ts'

const A: SubjectKey = 'resident:r-1'
const B: SubjectKey = 'resident:r-2'

function schedule() {
  let now = 0
  const snapshots = createSnapshotSchedule({ now: () => now, body: (subject) => `state of ${subject}` })
  const due = (lastSeq: number) => {
    const { snapshots: rows, floor } = snapshots.due(lastSeq)
    return { saved: rows.map(({ subject }) => subject), floor }
  }
  const pass = (ms: number): void => {
    now += ms
  }
  return { snapshots, due, pass }
}

describe('the schedule of snapshots', () => {
  it('with two batches under way, what the first was to save is due again when both come to nothing', () => {
    const { snapshots, due, pass } = schedule()
    snapshots.touched(A, 1, 0)
    snapshots.touched(B, 2, 10_000)
    pass(30_000)
    expect(due(2)).toEqual({ saved: [A], floor: 2 })
    pass(10_000)
    expect(due(2)).toEqual({ saved: [B], floor: 3 })
    snapshots.rewind(3)
    expect(due(2)).toEqual({ saved: [A, B], floor: 3 })
  })

  it('what is on disk is not saved again: only the batch that failed is', () => {
    const { snapshots, due, pass } = schedule()
    snapshots.touched(A, 1, 0)
    snapshots.touched(B, 2, 10_000)
    pass(30_000)
    expect(due(2).saved).toEqual([A])
    pass(10_000)
    expect(due(2).saved).toEqual([B])
    snapshots.saved()
    snapshots.rewind(3)
    expect(due(2)).toEqual({ saved: [B], floor: 3 })
  })

  it('a subject whose row came to nothing, and that nobody touched before, is not due', () => {
    const { snapshots, due, pass } = schedule()
    snapshots.touched(A, 1, 0)
    snapshots.touched(B, 2, 0)
    snapshots.rewind(2)
    pass(30_000)
    expect(due(1)).toEqual({ saved: [A], floor: 2 })
    expect(snapshots.unsaved()).toBe(0)
  })
})
