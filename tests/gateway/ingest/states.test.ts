import { describe, expect, it } from 'vitest'
import { emptyState, type SubjectState } from '../../../alerts/rules/state.ts'
import { createStates } from '../../../gateway/ingest/states.ts'

const KEY = 'resident:r-1' as const
const stateAt = (seenAt: number, dueAt: number | null = null): SubjectState => ({
  ...emptyState('band-1'),
  live: { latest: { heartRate: { value: 70, at: seenAt } }, seenAt, deviceId: 'band-1' },
  dueAt,
})

describe('engine states in two layers', () => {
  it('show what is committed, and decide by what is decided', () => {
    const states = createStates()
    states.commit(KEY, stateAt(1_000))
    states.draft(KEY, stateAt(2_000))
    expect(states.visible(KEY)?.live.seenAt).toBe(1_000)
    expect(states.get(KEY)?.live.seenAt).toBe(2_000)
    states.reset()
    expect(states.get(KEY)?.live.seenAt).toBe(1_000)
    expect(states.size()).toBe(1)
  })

  it('a commit confirms its own decision only: a newer one stays', () => {
    const states = createStates()
    const first = stateAt(1_000)
    states.draft(KEY, first)
    states.draft(KEY, stateAt(2_000))
    states.commit(KEY, first)
    expect(states.visible(KEY)?.live.seenAt).toBe(1_000)
    expect(states.get(KEY)?.live.seenAt).toBe(2_000)
  })

  it('a state that was handed out stays as it was when the next is committed', () => {
    const states = createStates()
    states.commit(KEY, stateAt(1_000))
    const held = states.visible(KEY)
    states.commit(KEY, stateAt(2_000))
    expect(held?.live).toMatchObject({ seenAt: 1_000, latest: { heartRate: { at: 1_000 } } })
  })

  it('are due by their newest layer, and never when time alone has nothing to decide', () => {
    const states = createStates()
    states.commit(KEY, stateAt(1_000, 5_000))
    states.commit('drain:d-1', stateAt(1_000))
    expect([...states.due(4_999)]).toEqual([])
    expect([...states.due(5_000)]).toEqual([KEY])
    states.draft(KEY, stateAt(2_000, 9_000))
    expect([...states.due(5_000)]).toEqual([])
    states.draft(KEY, stateAt(2_000))
    expect([...states.due(1e15)]).toEqual([])
  })

  it('what is not committed is nobody’s to see, and is gone with a reset', () => {
    const states = createStates()
    states.draft(KEY, stateAt(1_000))
    expect(states.visible(KEY)).toBeUndefined()
    expect([...states.visibleEntries()]).toEqual([])
    expect([...states.entries()].map(([key]) => key)).toEqual([KEY])
    states.reset()
    expect([...states.entries()]).toEqual([])
  })
})
