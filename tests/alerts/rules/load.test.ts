import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../../alerts/rules/load.ts'
import { detectorSchema, rulesJsonSchema } from '../../../alerts/rules/schema.ts'
import { defaultFiles, ruleText } from './script.ts'

const KNOWN = detectorSchema.options.map((kind) => kind.shape.type.value).join(', ')
const SUSTAINED =
  '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 131, clear: 120, for: 2m, maxGap: 5m }'

/** Faults as `line:column message`. */
function faults(text: string, policies?: readonly string[]): string[] {
  const loaded = loadRules([{ path: 'site.yaml', text }], policies === undefined ? {} : { policies })
  return loaded.ok ? [] : loaded.faults.map((fault) => `${fault.line}:${fault.column} ${fault.message}`)
}

const one = (detector: string, extra?: string) => `rules:\n${ruleText('mine', detector, extra)}`

describe('loading rules', () => {
  it('reads durations, times and defaults, and freezes what it read', () => {
    const loaded = loadRules([
      {
        path: 'site.yaml',
        text: one(
          SUSTAINED.replace(
            'for: 2m',
            "for: 1.5h, night: { from: '22:30', to: '07:00', raise: 140, clear: 130 }",
          ),
        ),
      },
    ])
    if (!loaded.ok) throw new Error('refused')
    expect(loaded.rules[0]?.detector).toMatchObject({
      for: 5_400_000,
      atLeastSamples: 1,
      clearFor: 0,
      night: { from: 1_350, to: 420 },
    })
    expect(loaded.rules[0]).toMatchObject({ closesOnClear: false, emergency: false, inhibitedBy: [] })
    expect(Object.isFrozen(loaded.rules[0]?.detector)).toBe(true)
  })

  it('accepts the catalogue in config/rules with the policies it names', () => {
    const policies = readdirSync(join(import.meta.dirname, '../../../config/policies')).map((name) =>
      name.replace('.yaml', ''),
    )
    expect(loadRules(defaultFiles(), { policies, boardOnly: ['daily-review'] })).toMatchObject({ ok: true })
  })

  it('lets only what is info follow a policy that tells nobody', () => {
    const known = { policies: ['vitals-warning'], boardOnly: ['vitals-warning'] }
    const load = (severity: string) =>
      loadRules([{ path: 'a.yaml', text: one(SUSTAINED, `severity: ${severity}`) }], known)
    expect(load('info').ok).toBe(true)
    expect(load('warning').ok).toBe(false)
  })

  it('reports every fault of every file at once, in order, each with its line', () => {
    const loaded = loadRules([
      { path: 'b.yaml', text: one(SUSTAINED.replace('heartRate', 'heartrate'), 'severity: crit') },
      {
        path: 'a.yaml',
        text: `rules:\n${ruleText('twice', SUSTAINED)}${ruleText('twice', SUSTAINED.replace('raise: 131', "raise: '131'"))}${ruleText('twice', SUSTAINED)}`,
      },
    ])
    if (loaded.ok) throw new Error('accepted')
    expect(loaded.faults.map((fault) => `${fault.path}:${fault.line} ${fault.message}`)).toEqual([
      'a.yaml:21 detector.raise "131" is wrong: it must be a number',
      'a.yaml:22 rule "twice": this id stands already at a.yaml:2',
      'b.yaml:10 severity "crit" is not one of info, warning, critical',
      expect.stringMatching(
        /^b\.yaml:11 detector\.metric "heartrate" is not one of heartRate, .*; did you mean "heartRate"\?$/,
      ),
    ])
  })

  it.each<[string, string, string]>([
    [
      'an unknown key, with the nearest one',
      one(SUSTAINED, 'severity: info\n    sevrity: info'),
      '11:5 unknown key "sevrity"; did you mean "severity"?',
    ],
    [
      'an unknown key of a detector',
      one(SUSTAINED.replace('maxGap: 5m', 'maxGap: 5m, clearfor: 1m')),
      '11:119 unknown key "clearfor"; did you mean "clearFor"?',
    ],
    [
      'an unknown key inside a list',
      one(
        '{ type: ladder, metric: battery, comparison: atMost, deadBand: 1, maxGap: 1h, levels: [{ level: low, titel: x, title: { zh-CN: a, en: a }, raise: 5, severity: warning }] }',
      ),
      '11:116 unknown key "titel"; did you mean "title"?',
    ],
    [
      'an unknown detector',
      one(SUSTAINED.replace('sustained', 'sustaned')),
      `11:23 detector.type "sustaned" is not one of ${KNOWN}; did you mean "sustained"?`,
    ],
    [
      'a missing field, where it is missing',
      one(SUSTAINED.replace('clear: 120, ', '')),
      '11:15 detector.clear is missing: it must be a number',
    ],
    [
      'a duration without a unit',
      one(SUSTAINED.replace('for: 2m', 'for: 120')),
      '11:103 detector.for "120" is wrong: it must be a duration such as 30s, 10m, 1.5h or 2d',
    ],
    [
      'a duration nobody understands',
      one(SUSTAINED.replace('for: 2m', 'for: 2 min')),
      '11:103 detector.for "2 min" is wrong: it must be a duration such as 30s, 10m, 1.5h or 2d',
    ],
    [
      'a clear level on the wrong side',
      one(SUSTAINED.replace('clear: 120', 'clear: 135')),
      '11:93 rule "mine": clear (135) must lie below raise (131), or the alert flaps',
    ],
    [
      'more hits than measurements',
      one(
        '{ type: repeats, any: [{ metric: systolic, comparison: atLeast, raise: 160, clear: 150 }], hits: 4, of: 3, window: 15m }',
      ),
      '11:112 rule "mine": hits (4) must not exceed of (3)',
    ],
    [
      'a severity that is not the worst of the levels',
      one(
        '{ type: offline, levels: [{ level: a, title: { zh-CN: a, en: a }, for: 1m, severity: info }], afterGoodbye: 1m }',
      ),
      '10:15 rule "mine": severity must be that of the worst level, info',
    ],
    [
      'levels out of order',
      one(
        '{ type: offline, levels: [{ level: a, title: { zh-CN: a, en: a }, for: 2m, severity: warning }, { level: b, title: { zh-CN: a, en: a }, for: 1m, severity: warning }], afterGoodbye: 1m }',
      ),
      '11:156 rule "mine": each silence must be longer than the one before',
    ],
    [
      'a metric that the device does not send',
      one(SUSTAINED).replace('appliesTo: band', 'appliesTo: drain'),
      '11:42 rule "mine": a drain sensor sends no heartRate',
    ],
    [
      'an inhibitor that is not there',
      one(SUSTAINED, 'severity: info\n    inhibitedBy: [mien]'),
      '11:19 rule "mine": there is no rule "mien"; did you mean "mine"?',
    ],
    [
      'a rule that inhibits itself',
      one(SUSTAINED, 'severity: info\n    inhibitedBy: [mine]'),
      '11:19 rule "mine": a rule cannot inhibit itself',
    ],
    ['an empty list', 'rules: []', '1:1 there are no rules'],
    ['an empty file', '', '1:1 a rule file is a mapping with a list "rules"'],
    [
      'text that is no YAML',
      'rules:\n  - id: [a',
      '2:11 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'a key that stands twice',
      'rules:\n  - id: a\n    id: b',
      '3:5 not valid YAML: Map keys must be unique',
    ],
    ['a scalar for a rule', 'rules:\n  - sos', '2:5 rule "sos" is wrong: it must be a mapping'],
  ])('names %s', (_, text, expected) => {
    expect(faults(text)).toEqual([expected])
  })

  it('names a policy that does not exist once the policies are known', () => {
    expect(faults(one(SUSTAINED))).toEqual([])
    expect(faults(one(SUSTAINED), ['vitals-warn', 'sos'])).toEqual([
      '9:13 rule "mine": there is no policy "vitals-warning"; did you mean "vitals-warn"?',
    ])
  })

  it('does not report an inhibitor as missing because the rule it names has a fault of its own', () => {
    const text = `rules:\n${ruleText('first', SUSTAINED, 'severity: crit')}${ruleText('second', SUSTAINED, 'severity: info\n    inhibitedBy: [first]')}`
    expect(faults(text)).toEqual(['10:15 severity "crit" is not one of info, warning, critical'])
  })

  it('refuses aliases that would unfold without end', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]`)
      .join('\n')}\nrules: *h`
    expect(faults(bomb)).toEqual(['1:1 too many aliases'])
  })
})

it('config/rules/rule.schema.json is the schema of today', () => {
  const file = join(import.meta.dirname, '../../../config/rules/rule.schema.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(rulesJsonSchema())))
})
