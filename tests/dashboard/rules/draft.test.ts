// A change in the making on the rule page.

import { describe, expect, it } from 'vitest'
import {
  adjustmentOf,
  emptyDraft,
  inForce,
  isChanged,
  withNumber,
} from '../../../dashboard/src/rules/draft.ts'
import type { RuleParameter, RuleView } from '../../../dashboard/src/server-types.ts'

const parameter = (name: string, value: number, standard: number): RuleParameter => ({
  name,
  label: name,
  unit: 'bpm',
  scale: 1,
  value,
  standard,
  min: 0,
  max: 300,
  step: 1,
})

const rule: RuleView = {
  id: 'hr-high',
  title: { 'zh-CN': '心率偏快', en: 'Heart rate high' },
  advice: { 'zh-CN': '致电', en: 'Call' },
  source: 'test',
  appliesTo: 'band',
  concerns: 'person',
  severity: 'warning',
  policy: 'vitals-warning',
  emergency: false,
  enabled: true,
  detector: 'sustained',
  metrics: ['heartRate'],
  parameters: [parameter('raise', 118, 111), parameter('for', 600, 600)],
  tags: [],
  forTags: [{ tag: '独居', parameters: { for: 300 } }],
  inhibitedBy: [],
  version: '1+3',
  changeNo: 3,
  changed: null,
  faults: [],
  alerts: { last7Days: 0, last30Days: 0, genuine: 0, notGenuine: 0, precision: null },
}

describe('a draft', () => {
  it('holds only what was moved: back to where it stood is no change', () => {
    const moved = withNumber(rule, emptyDraft(), 'raise', 125)
    expect(isChanged(moved)).toBe(true)
    expect(isChanged(withNumber(rule, moved, 'raise', 118))).toBe(false)
  })
  it('asks for the moved number, and for null where it is again what the files say', () => {
    const moved = withNumber(rule, withNumber(rule, emptyDraft(), 'raise', 111), 'for', 900)
    expect(adjustmentOf(rule, moved)).toEqual({ parameters: { raise: null, for: 900 } })
  })
  it('starts a tag from its own numbers over everybody’s', () => {
    expect(inForce(rule, '独居')).toEqual({ raise: 118, for: 300 })
  })
  it('sends all numbers of a tag at once, without those that are everybody’s', () => {
    const moved = withNumber(rule, withNumber(rule, emptyDraft('独居'), 'raise', 105), 'for', 600)
    expect(adjustmentOf(rule, moved)).toEqual({ forTags: { 独居: { raise: 105 } } })
  })
})
