import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { loadRules } from '../../../alerts/rules/load.ts'
import type { Rule } from '../../../alerts/rules/schema.ts'
import { createReplays, type Replays } from '../../../gateway/rules/replays.ts'
import { historyFile, storeFile } from '../../../gateway/storage/database.ts'
import { momentOf, NOW, pastFolder } from './past.ts'

const PLAIN = `rules:
  - id: fast
    version: '1'
    title: { zh-CN: 快, en: fast }
    advice: { zh-CN: 看, en: look }
    source: test
    appliesTo: band
    concerns: person
    severity: warning
    policy: vitals-warning
    inhibitedBy: [faster]
    detector: { type: sustained, metric: heartRate, comparison: atLeast, raise: 110, clear: 105, for: 10m, atLeastSamples: 3, maxGap: 15m }
  - id: faster
    version: '1'
    title: { zh-CN: 更快, en: faster }
    advice: { zh-CN: 看, en: look }
    source: test
    appliesTo: band
    concerns: person
    severity: critical
    policy: vitals-critical
    detector: { type: sustained, metric: heartRate, comparison: atLeast, raise: 150, clear: 130, for: 2m, maxGap: 15m }
  - id: gateway-word
    version: '1'
    title: { zh-CN: 网关, en: gateway }
    advice: { zh-CN: 看, en: look }
    source: test
    appliesTo: gateway
    concerns: device
    severity: warning
    policy: system
    detector: { type: internal }
`

const rulesOf = (text: string): readonly Rule[] => {
  const loaded = loadRules([{ path: 'r.yaml', text }])
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.rules
}

function open(folder: string, rules = rulesOf(PLAIN)): Replays {
  const replays = createReplays({
    storePath: storeFile(folder),
    historyPath: historyFile(folder),
    rules: () => rules,
    subjectExists: (key) => key === 'resident:r-1' || key === 'resident:r-2',
    now: () => NOW,
  })
  onTestFinished(() => replays.close())
  return replays
}

/** Two evenings at 115 and one at 140 for r-1, one at 115 for r-2. */
const SPELLS = [
  { device: 'band-1', daysAgo: 2, hour: 18, minutes: 40, heartRate: 115 },
  { device: 'band-1', daysAgo: 4, hour: 19, minutes: 40, heartRate: 115 },
  { device: 'band-1', daysAgo: 6, hour: 18, minutes: 60, heartRate: 140 },
  { device: 'band-2', daysAgo: 3, hour: 8, minutes: 40, heartRate: 115 },
]
const ALERTS = [
  { id: 1, ruleId: 'fast', resident: 'r-1', at: momentOf(6, 18, 10), outcome: 'genuine' as const },
  { id: 2, ruleId: 'fast', resident: 'r-1', at: momentOf(4, 19, 10), outcome: 'equipment' as const },
  { id: 3, ruleId: 'fast', resident: 'r-1', at: momentOf(2, 18, 10), outcome: 'accidental' as const },
  { id: 4, ruleId: 'fast', resident: 'r-2', at: momentOf(3, 8, 10) },
]

describe('a backtest', () => {
  it('says per day, person and hour what the rule would have raised now and with 120, and which alerts differ', async () => {
    const { backtest } = open(await pastFolder({ days: 10, spells: SPELLS, alerts: ALERTS }))
    const outcome = await backtest({ ruleId: 'fast', parameters: { raise: 120 }, days: 7 })
    if (!outcome.ok) throw new Error(outcome.code)
    const { report } = outcome
    expect(report.current.alerts).toBe(4)
    expect(report.changed?.alerts).toBe(1)
    expect(report.days).toEqual(
      Array.from({ length: 8 }, (_, i) => new Date(NOW - (7 - i) * DAY).toISOString().slice(0, 10)),
    )
    expect(report.current.perDay).toEqual([0, 1, 0, 1, 1, 1, 0, 0])
    expect(report.current.perHour[18]).toBe(2)
    expect(report.current.perHour[19]).toBe(1)
    expect(report.current.perHour[8]).toBe(1)
    expect(report.current.perSubject).toEqual([
      { subject: 'resident:r-1', alerts: 3, firingMs: (30 + 30 + 50) * MINUTE },
      { subject: 'resident:r-2', alerts: 1, firingMs: 30 * MINUTE },
    ])
    expect(report.current.firingMs).toBe(140 * MINUTE)
    expect(report.onlyChanged.count).toBe(0)
    expect(
      report.onlyCurrent.alerts.map(({ subject, raisedAt, alertId }) => [subject, raisedAt, alertId]),
    ).toEqual([
      ['resident:r-1', momentOf(2, 18, 10), 3],
      ['resident:r-2', momentOf(3, 8, 10), 4],
      ['resident:r-1', momentOf(4, 19, 10), 2],
    ])
    // Seven days and the one before of two bands.
    expect(report.readings).toBe(2 * 8 * 1_440)
    expect(report.subjects).toBe(2)
  })

  it('holds both against how staff closed the past alerts: precision and recall, unlabelled ones apart', async () => {
    const { backtest } = open(await pastFolder({ days: 10, spells: SPELLS, alerts: ALERTS }))
    const outcome = await backtest({ ruleId: 'fast', parameters: { raise: 120 }, days: 7 })
    if (!outcome.ok) throw new Error(outcome.code)
    const { current, changed, past } = outcome.report
    expect(past).toEqual({ genuine: 1, notGenuine: 2, unlabelled: 1 })
    expect(current).toMatchObject({ genuine: 1, notGenuine: 2, unlabelled: 1, precision: 1 / 3, recall: 1 })
    expect(changed).toMatchObject({ genuine: 1, notGenuine: 0, unlabelled: 0, precision: 1, recall: 1 })
  })

  it('of one resident reads nobody else; without a change it has one side', async () => {
    const { backtest } = open(await pastFolder({ days: 10, spells: SPELLS, alerts: ALERTS }))
    const outcome = await backtest({ ruleId: 'fast', parameters: null, days: 7, residentId: 'r-2' })
    if (!outcome.ok) throw new Error(outcome.code)
    expect(outcome.report.changed).toBeNull()
    expect(outcome.report.current.alerts).toBe(1)
    expect(outcome.report.past).toEqual({ genuine: 0, notGenuine: 0, unlabelled: 1 })
    expect(outcome.report.readings).toBe(8 * 1_440)
  })

  it('lets a worse rule keep quiet what it would keep quiet live', async () => {
    const spells = [{ device: 'band-1', daysAgo: 2, hour: 18, minutes: 40, heartRate: 160 }]
    const { backtest } = open(await pastFolder({ days: 5, spells }))
    const outcome = await backtest({ ruleId: 'fast', parameters: { raise: 100 }, days: 3 })
    expect(outcome.ok && [outcome.report.current.alerts, outcome.report.changed?.alerts]).toEqual([0, 0])
  })

  it('takes an alert that is back within half an hour for the same one', async () => {
    const spells = [
      { device: 'band-1', daysAgo: 2, hour: 18, minutes: 15, heartRate: 115 },
      { device: 'band-1', daysAgo: 2, hour: 18.5, minutes: 15, heartRate: 115 },
      { device: 'band-1', daysAgo: 2, hour: 20, minutes: 15, heartRate: 115 },
    ]
    const { backtest } = open(await pastFolder({ days: 5, spells }))
    const outcome = await backtest({ ruleId: 'fast', parameters: null, days: 3 })
    expect(outcome.ok && outcome.report.current.alerts).toBe(2)
  })

  it('goes by the care plan of each, and says since when there is anything to replay', async () => {
    const spells = SPELLS.filter(({ heartRate }) => heartRate === 115)
    const folder = await pastFolder({ days: 5, spells, carePlan: { fast: { raise: 130 } } })
    const { backtest } = open(folder)
    const outcome = await backtest({ ruleId: 'fast', parameters: null, days: 7 })
    if (!outcome.ok) throw new Error(outcome.code)
    expect(outcome.report.current.perSubject.map(({ subject }) => subject)).toEqual(['resident:r-2'])
    expect(outcome.report.oldestAt).toBe(NOW - 5 * DAY)
  })

  it('is one at a time, can be cancelled, and tells how far it is', async () => {
    const folder = await pastFolder({ days: 30 })
    const { backtest } = open(folder)
    const stop = new AbortController()
    const first = backtest({ ruleId: 'fast', parameters: null, days: 30 }, { signal: stop.signal })
    expect(await backtest({ ruleId: 'fast', parameters: null, days: 30 })).toEqual({
      ok: false,
      code: 'backtestBusy',
    })
    stop.abort()
    expect(await first).toEqual({ ok: false, code: 'cancelled' })
    const told: number[] = []
    const again = await backtest(
      { ruleId: 'fast', parameters: null, days: 30 },
      { onProgress: ({ subjects }) => told.push(subjects) },
    )
    expect(again.ok).toBe(true)
    expect(told[0]).toBe(2)
  })

  it('refuses what it cannot do, and says why', async () => {
    const { backtest } = open(await pastFolder({ days: 1 }))
    const ask = (change: object) =>
      backtest({ ruleId: 'fast', parameters: null, days: 7, ...change }).then((outcome) =>
        outcome.ok ? 'ok' : outcome,
      )
    expect(await ask({ ruleId: 'slow' })).toEqual({ ok: false, code: 'ruleNotFound' })
    expect(await ask({ ruleId: 'gateway-word' })).toEqual({ ok: false, code: 'notReplayable' })
    expect(await ask({ residentId: 'r-9' })).toEqual({ ok: false, code: 'residentNotFound' })
    expect(await ask({ days: 0 })).toMatchObject({ code: 'parametersInvalid' })
    expect(await ask({ parameters: { raize: 120 } })).toEqual({
      ok: false,
      code: 'parametersInvalid',
      faults: [{ path: 'raize', message: 'the rule "fast" has no parameter "raize"; did you mean "raise"?' }],
    })
  })
})

describe('an explanation', () => {
  it('of an alert says the limit, how long it held, its story, and that the replay raises it at the same moment', async () => {
    const { explain } = open(await pastFolder({ days: 10, spells: SPELLS, alerts: ALERTS }))
    const outcome = await explain({ alertId: 2 })
    if (!outcome.ok) throw new Error(outcome.code)
    const { explanation } = outcome
    expect(explanation.alert).toMatchObject({ id: 2, found: 'same', outcome: 'equipment' })
    const [rule] = explanation.rules
    expect(rule).toMatchObject({
      ruleId: 'fast',
      relation: 'asked',
      reason: 'firing',
      limits: [{ metric: 'heartRate', comparison: 'atLeast', threshold: 110 }],
      progress: { since: momentOf(4, 19), heldMs: 10 * MINUTE, neededMs: 10 * MINUTE },
    })
    expect(rule?.steps.map(({ at, what }) => [at, what]).slice(-2)).toEqual([
      [momentOf(4, 19), 'began'],
      [momentOf(4, 19, 10), 'raised'],
    ])
    expect(rule?.samples.at(-1)).toEqual({
      metric: 'heartRate',
      at: momentOf(4, 19, 10),
      value: 115,
      good: true,
      beyond: true,
    })
    expect(explanation.rules.map(({ ruleId, relation }) => [ruleId, relation])).toEqual([
      ['fast', 'asked'],
      ['faster', 'inhibits'],
    ])
  })

  const whyNot = async (of: Parameters<typeof pastFolder>[0], at: number, ruleId?: string) => {
    const { explain } = open(await pastFolder(of))
    const outcome = await explain({
      subject: 'resident:r-1',
      at,
      ...(ruleId === undefined ? {} : { ruleId }),
    })
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.explanation
  }

  it('says why not: not long enough yet', async () => {
    const { rules } = await whyNot({ days: 8, spells: SPELLS }, momentOf(2, 18, 7), 'fast')
    expect(rules[0]).toMatchObject({
      reason: 'notLongEnough',
      phase: 'pending',
      progress: { heldMs: 7 * MINUTE, neededMs: 10 * MINUTE, count: 8, neededCount: 3 },
    })
  })

  it('says why not: another rule keeps it quiet', async () => {
    const spells = [{ device: 'band-1', daysAgo: 2, hour: 18, minutes: 40, heartRate: 160 }]
    const { rules } = await whyNot({ days: 5, spells }, momentOf(2, 18, 20), 'fast')
    expect(rules[0]).toMatchObject({ reason: 'inhibited', inhibitedBy: 'faster' })
    expect(rules[0]?.steps.some(({ what, by }) => what === 'inhibited' && by === 'faster')).toBe(true)
    expect(rules[1]).toMatchObject({ ruleId: 'faster', reason: 'firing' })
  })

  it('says why not: the band was off the wrist, and since when', async () => {
    const values = [{ device: 'band-1', metric: 'worn' as const, at: momentOf(2, 17), value: 0 }]
    const explanation = await whyNot({ days: 5, spells: SPELLS, values }, momentOf(2, 18, 20), 'fast')
    expect(explanation.device).toMatchObject({ worn: false, wornSince: momentOf(2, 17) })
    expect(explanation.rules[0]?.reason).toBe('notWorn')
  })

  it('says why not: within limits, by the care plan, which it names', async () => {
    const of = { days: 5, spells: SPELLS, carePlan: { fast: { raise: 130 } } }
    const { rules } = await whyNot(of, momentOf(2, 18, 20), 'fast')
    expect(rules[0]).toMatchObject({ reason: 'withinLimits' })
    expect(rules[0]?.parameters.find(({ name }) => name === 'raise')).toEqual({
      name: 'raise',
      value: 130,
      standard: 110,
      origin: 'carePlan',
    })
  })

  it('says why not: no fresh value', async () => {
    const { rules } = await whyNot(
      {
        days: 5,
        bands: ['band-2'],
        values: [{ device: 'band-1', metric: 'heartRate', at: momentOf(3, 10), value: 80 }],
      },
      momentOf(2, 18),
      'fast',
    )
    expect(rules[0]?.reason).toBe('valuesTooOld')
  })

  it('knows that a person closed the alert, after which the rule looked afresh', async () => {
    const spells = [{ device: 'band-1', daysAgo: 2, hour: 18, minutes: 180, heartRate: 115 }]
    const alerts = [
      { id: 9, ruleId: 'fast', resident: 'r-1', at: momentOf(2, 18, 10), outcome: 'genuine' as const },
    ]
    const { rules } = await whyNot({ days: 5, spells, alerts }, momentOf(2, 19, 30), 'fast')
    expect(rules[0]?.steps.map(({ what }) => what)).toEqual([
      'began',
      'raised',
      'released',
      'began',
      'raised',
    ])
  })

  it('is refused for what is not there', async () => {
    const { explain } = open(await pastFolder({ days: 1 }))
    expect(await explain({ alertId: 77 })).toEqual({ ok: false, code: 'alertNotFound' })
    expect(await explain({ subject: 'resident:r-77', at: NOW })).toEqual({
      ok: false,
      code: 'subjectNotFound',
    })
    expect(await explain({ subject: 'resident:r-3', at: NOW })).toEqual({ ok: false, code: 'nothingStored' })
    expect(await explain({ subject: 'resident:r-1', at: NOW, ruleId: 'slow' })).toEqual({
      ok: false,
      code: 'ruleNotFound',
    })
  })
})

describe('the quality of the rules', () => {
  it('counts what staff made of the alerts, names who is noisy, and finds the change that spares the false ones', async () => {
    const { quality } = open(await pastFolder({ days: 10, spells: SPELLS, alerts: ALERTS }))
    const report = await quality(1)
    const fast = report?.rules.find(({ ruleId }) => ruleId === 'fast')
    expect(fast).toMatchObject({
      alerts: 4,
      genuine: 1,
      notGenuine: 2,
      unlabelled: 1,
      precision: 1 / 3,
      outcomes: { genuine: 1, equipment: 1, accidental: 1 },
      noSuggestion: null,
    })
    expect(fast?.subjects[0]).toEqual({ subject: 'resident:r-1', alerts: 3, genuine: 1, notGenuine: 2 })
    expect(report?.noisiestDevices[0]).toEqual({ deviceId: 'band-1', alerts: 3, genuine: 1, notGenuine: 2 })
    const { suggestion } = fast ?? {}
    expect(suggestion?.before).toMatchObject({ genuine: 1, notGenuine: 2, recall: 1 })
    expect(suggestion?.after).toMatchObject({ genuine: 1, notGenuine: 0, recall: 1, precision: 1 })
    expect(Object.keys(suggestion?.parameters ?? {})).toHaveLength(1)
  })

  it('suggests nothing where too little is known, or where nothing small would do', async () => {
    const alerts = [
      { id: 1, ruleId: 'fast', resident: 'r-1', at: momentOf(6, 18, 10), outcome: 'genuine' as const },
      { id: 2, ruleId: 'faster', resident: 'r-1', at: momentOf(5, 18, 10), outcome: 'test' as const },
      { id: 3, ruleId: 'faster', resident: 'r-1', at: momentOf(4, 18, 10), outcome: 'test' as const },
      { id: 4, ruleId: 'faster', resident: 'r-1', at: momentOf(3, 18, 10), outcome: 'test' as const },
    ]
    const { quality } = open(await pastFolder({ days: 10, alerts }))
    const report = await quality(1)
    const why = Object.fromEntries(
      report?.rules.map(({ ruleId, noSuggestion }) => [ruleId, noSuggestion]) ?? [],
    )
    // The readings raise none of the three false ones, so nothing can spare them.
    expect(why).toEqual({ fast: 'fewLabels', faster: 'nothingHelps', 'gateway-word': 'fixed' })
  })
})

describe('the default rules', () => {
  it('can all be asked about one day of one band, whatever they look at', async () => {
    const folder = join(import.meta.dirname, '../../../config/rules')
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') }))
    const loaded = loadRules(files)
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
    const replays = open(await pastFolder({ days: 2, spells: SPELLS }), loaded.rules)
    const outcome = await replays.explain({ subject: 'resident:r-1', at: NOW - 2 * HOUR })
    expect(outcome.ok && outcome.explanation.rules.length).toBe(loaded.rules.length)
    for (const { id } of loaded.rules.filter(({ detector }) => detector.type !== 'internal').slice(0, 5)) {
      const report = await replays.backtest({ ruleId: id, parameters: null, days: 1 })
      expect([id, report.ok]).toEqual([id, true])
    }
  })
})
