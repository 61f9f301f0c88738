import { describe, expect, it } from 'vitest'
import type { Drift, Habits } from '../../../alerts/model/habits.ts'
import { emptyState, evaluate, release, type SubjectState } from '../../../alerts/rules/evaluate.ts'
import { local } from '../habits/person.ts'
import { catalogueOf, profile, reading } from '../rules/script.ts'

const creeping = catalogueOf('{ type: trend, metric: systolic, rise: 10 }', 'severity: info')
const falling = catalogueOf('{ type: trend, metric: steps, share: 0.5 }', 'severity: info')

const with_ = (usual: Habits['usual'], day = 0): SubjectState => ({
  ...emptyState('band-001'),
  habits: { dawn: local(day, 4), samples: {}, log: {}, usual },
})
const morning = (state: SubjectState, catalogue = creeping, at = local(0, 9)) =>
  evaluate(catalogue, state, reading(at, { steps: 3 }), profile())
const tells = (drift: Drift, catalogue = creeping) =>
  morning(with_(catalogue === creeping ? { systolicDrift: drift } : { stepsDrift: drift }), catalogue)
    .findings.length

describe('weeks of one person', () => {
  it('142 after 132 is creeping, 141.9 is not', () => {
    expect(tells([142, 7, 132, 21])).toBe(1)
    expect(tells([141.9, 7, 132, 21])).toBe(0)
  })

  it('3,000 steps after 6,000 are half, 3,001 are more', () => {
    expect(tells([3_000, 7, 6_000, 21], falling)).toBe(1)
    expect(tells([3_001, 7, 6_000, 21], falling)).toBe(0)
    expect(tells([0, 7, 0, 21], falling)).toBe(0)
  })

  it('four of the seven days and ten of the twenty-one must be known', () => {
    expect(tells([150, 4, 132, 10])).toBe(1)
    expect(tells([150, 3, 132, 10])).toBe(0)
    expect(tells([150, 4, 132, 9])).toBe(0)
  })

  it('is told from eight in the morning, with both medians', () => {
    const state = with_({ systolicDrift: [145, 7, 132, 21] })
    expect(morning(state, creeping, local(0, 7, 59)).findings).toEqual([])
    const { findings } = morning(state, creeping, local(0, 8))
    expect(findings[0]).toMatchObject({
      severity: 'info',
      evidence: { facts: { recent: 145, recentDays: 7, before: 132, beforeDays: 21 } },
    })
  })

  it('is told once a week, whatever a person did with it, and never puts the tile in alarm', () => {
    const told = morning(with_({ systolicDrift: [145, 7, 132, 21] })).state
    expect(told.rules.rule?.phase).toBe('released')
    const resolved = release(creeping, told, 'rule', local(0, 10), profile()).state
    const again = (day: number) => {
      const { habits } = with_({ systolicDrift: [146, 7, 132, 21] }, day)
      return morning({ ...resolved, ...(habits && { habits }) }, creeping, local(day, 9, 1)).findings.length
    }
    expect([again(1), again(6), again(7)]).toEqual([0, 0, 1])
  })

  it('that has ended leaves nothing behind after the week', () => {
    const told = morning(with_({ systolicDrift: [145, 7, 132, 21] })).state
    const { habits } = with_({ systolicDrift: [133, 7, 132, 21] }, 8)
    expect(morning({ ...told, ...(habits && { habits }) }, creeping, local(8, 9)).state.rules).toEqual({})
  })
})
