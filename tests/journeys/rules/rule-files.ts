// A folder of rules of the test's own, small and independent of the default catalogue, that a test may write into.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testFolder } from '../../support/folder.ts'

export const PULSE = (
  more: Readonly<{ raise?: number; clear?: number; for?: string; id?: string }> = {},
): string => {
  const { raise = 111, clear = 105, id = 'hr-high' } = more
  return `
  - id: ${id}
    version: "1"
    title: { zh-CN: 心率偏快, en: Heart rate high }
    advice: { zh-CN: 致电了解, en: Call and ask }
    source: "test"
    appliesTo: band
    concerns: person
    severity: warning
    policy: vitals-warning
    detector: { type: sustained, metric: heartRate, comparison: atLeast, raise: ${raise}, clear: ${clear}, for: ${more.for ?? '2m'}, atLeastSamples: 2, maxGap: 10m }
`
}

const REST = `
  - id: spo2-low
    version: "1"
    title: { zh-CN: 血氧偏低, en: Oxygen low }
    advice: { zh-CN: 复测, en: Measure again }
    source: "test"
    appliesTo: band
    concerns: person
    severity: warning
    policy: vitals-warning
    detector: { type: sustained, metric: spo2, comparison: atMost, raise: 91, clear: 93, for: 2m, atLeastSamples: 2, maxGap: 10m }
  - id: band-offline
    version: "1"
    title: { zh-CN: 手环离线, en: Band offline }
    advice: { zh-CN: 致电, en: Call }
    source: "test"
    appliesTo: band
    concerns: device
    severity: warning
    policy: device
    closesOnClear: true
    detector:
      type: offline
      levels:
        - { level: silent, title: { zh-CN: 失去联系, en: Silent }, for: 25m, severity: warning }
      afterGoodbye: 2m
  - id: sos
    version: "1"
    title: { zh-CN: 紧急呼救, en: SOS pressed }
    advice: { zh-CN: 回拨, en: Call back }
    source: "test"
    appliesTo: band
    concerns: person
    severity: critical
    policy: sos
    emergency: true
    detector: { type: event, metric: sos }
  - id: delivery-failed
    version: "1"
    title: { zh-CN: 通知未送达, en: Not delivered }
    advice: { zh-CN: 改用电话, en: Telephone }
    source: "test"
    appliesTo: gateway
    concerns: device
    severity: critical
    policy: system
    detector: { type: internal }
`

export function createRuleFiles() {
  const folder = testFolder()
  const rules = join(folder, 'rules')
  const policies = join(folder, 'policies')
  const incidents = join(folder, 'incidents')
  mkdirSync(rules)
  mkdirSync(incidents)
  cpSync('config/policies', policies, { recursive: true })
  const write = (name: string, text: string): void => writeFileSync(join(rules, name), text)
  /** Everything that stands besides the rest: usually one pulse rule. */
  const own = (text: string): void => write('own.yaml', text.trim() === '' ? '' : `rules:${text}`)
  write('rest.yaml', `rules:${REST}`)
  own(PULSE())
  return {
    config: { rulesFolder: rules, policiesFolder: policies, incidentsFolder: incidents },
    rules,
    write,
    own,
  }
}
