import { describe, expect, it } from 'vitest'
import { loadGroupings } from '../../../alerts/response/load-groupings.ts'

const KNOWN = {
  rules: [
    { id: 'drain-level', emergency: false },
    { id: 'band-offline', emergency: false },
    { id: 'sos', emergency: true },
  ],
  policies: ['flood', 'device'],
}
const GOOD = `incidents:
  - id: flood
    version: "1"
    title: { zh-CN: 积水, en: Flood }
    advice: { zh-CN: 打电话, en: Call }
    source: "test"
    joins: [drain-level]
    area: grid
    within: 10m
    atLeast: 3
    share: 0.2
    severity: warning
    policy: flood
    hold: 2m
    calls: { from: warning }
`
const load = (text: string) => loadGroupings([{ path: 'incidents/a.yaml', text }], KNOWN)
const faultsOf = (text: string): string[] => {
  const loaded = load(text)
  return loaded.ok ? [] : loaded.faults.map(({ line, message }) => `${line}: ${message}`)
}

describe('a file of groupings', () => {
  it('is read with its durations in milliseconds', () => {
    const loaded = load(GOOD)
    expect(loaded.ok && loaded.groupings).toMatchObject([
      {
        id: 'flood',
        withinMs: 600_000,
        holdMs: 120_000,
        atLeast: 3,
        share: 0.2,
        callsFrom: 'warning',
        policyId: 'flood',
      },
    ])
  })

  it('is refused with every fault at its line: unknown rule, emergency, policy, key, hold, share', () => {
    const bad = GOOD.replace('[drain-level]', '[drain-levle, sos]')
      .replace('policy: flood', 'policy: floods')
      .replace('hold: 2m', 'hold: 30m')
    expect(faultsOf(bad)).toEqual([
      '7: joins: there is no rule "drain-levle"; did you mean "drain-level"?',
      '7: joins: "sos" is an emergency; those are never members',
      '13: policy: there is no policy "floods"; did you mean "flood"?',
      '14: hold: waiting longer than `within` tells nothing more about a storm',
      '14: hold: nobody waits longer than 10 minutes to be told',
    ])
    expect(faultsOf(GOOD.replace('share: 0.2', 'share: 20').replace('atLeast:', 'atleast:'))).toEqual([
      expect.stringMatching(/atLeast: /),
      '10: unknown key "atleast"; did you mean "atLeast"?',
      expect.stringMatching(/^11: share: /),
    ])
  })

  it('is refused when two groupings of one kind of area want the same alerts, or one is called like a rule or another', () => {
    const twice = `${GOOD}${GOOD.replace('incidents:\n', '')}`
    expect(faultsOf(twice)).toEqual([
      '16: id: another grouping is called "flood" already',
      '21: joins: alerts of "drain-level" belong to "flood" already',
    ])
    expect(faultsOf(GOOD.replace('id: flood', 'id: sos'))).toEqual(['2: id: "sos" is the id of a rule'])
  })

  it('that is no mapping, or no YAML, says so; one of them alone is no storm', () => {
    expect(faultsOf('- a\n')).toEqual(['1: a file of groupings is a mapping with a list "incidents"'])
    expect(faultsOf('incidents: [')).toHaveLength(1)
    expect(faultsOf(GOOD.replace('atLeast: 3', 'atLeast: 1').replace('    share: 0.2\n', ''))).toEqual([
      '10: atLeast: one of them is no storm; it would only be told twice',
    ])
  })
})
