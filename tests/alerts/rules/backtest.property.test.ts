import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { Metric } from '../../../alerts/model/telemetry.ts'
import { DAY, HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { compileCatalogue, planFor } from '../../../alerts/rules/compile.ts'
import { isSkippable, replayAll, replayNotable, safeRanges } from '../../../alerts/rules/replay.ts'
import { memoryDevice, type Stored } from './memory-device.ts'
import { catalogueOf, defaultCatalogue, profile, rulesFrom, ruleText, START } from './script.ts'

const SPAN = { from: START, to: START + DAY }

/** Stretches of one value each, now dense, now sparse, with leaps between them. */
const curve = (low: number, high: number) =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(30, 60, 60, 300, 1_200, 4_000),
        fc.integer({ min: low, max: high }),
        fc.integer({ min: 1, max: 15 }),
      ),
      { minLength: 3, maxLength: 20 },
    )
    .map((stretches) => {
      let at = START - HOUR
      return stretches.flatMap(([seconds, value, count]) =>
        Array.from({ length: count }, () => {
          at += seconds * 1_000
          return [at, value] as const
        }),
      )
    })

const stored = fc.record({
  heartRate: curve(35, 150),
  systolic: curve(80, 200),
  diastolic: curve(50, 130),
  spo2: curve(80, 100),
  battery: curve(1, 100),
  steps: curve(0, 2_000),
  worn: curve(0, 1),
  charging: curve(0, 1),
  sos: curve(1, 1).map((points) => points.filter((_, i) => i % 9 === 0)),
}) as fc.Arbitrary<Stored>

const minutes = fc.integer({ min: 0, max: 30 }).map((n) => `${n}m`)
const guard = fc.constantFrom(
  '',
  'when: { not: { moving: { steps: 100, within: 10m } } }',
  'when: { value: { metric: spo2, comparison: atMost, limit: 93, within: 30m } }',
  'when: { between: { from: "22:00", to: "07:00" } }',
  'when: { not: { leapt: { within: 20m } } }',
  'when: { all: [{ known: { metric: steps, within: 15m } }, { not: { moving: { steps: 60, within: 10m } } }] }',
)
const detector = fc.oneof(
  fc
    .record({ raise: fc.integer({ min: 60, max: 140 }), for: minutes, clearFor: minutes, gap: minutes })
    .map(
      (of) =>
        `{ type: sustained, metric: heartRate, comparison: atLeast, raise: ${of.raise}, clear: ${of.raise - 5}, for: ${of.for}, atLeastSamples: 2, maxGap: ${of.gap === '0m' ? '1m' : of.gap}, clearFor: ${of.clearFor} }`,
    ),
  fc
    .integer({ min: 120, max: 190 })
    .map(
      (raise) =>
        `{ type: repeats, any: [{ metric: systolic, comparison: atLeast, raise: ${raise}, clear: ${raise - 10} }, { metric: diastolic, comparison: atLeast, raise: 100, clear: 95 }], hits: 2, of: 3, window: 2h }`,
    ),
  fc
    .integer({ min: 10, max: 60 })
    .map(
      (raise) =>
        `{ type: ladder, metric: battery, comparison: atMost, levels: [{ level: low, title: { zh-CN: 低, en: low }, raise: ${raise}, severity: info }, { level: worse, title: { zh-CN: 更低, en: lower }, raise: ${raise - 5}, severity: warning }], deadBand: 3, maxGap: 1h, notWhileCharging: true }`,
    ),
  fc
    .record({ raise: fc.integer({ min: 40, max: 90 }), for: minutes })
    .map(
      (of) =>
        `{ type: ladder, metric: spo2, comparison: atMost, levels: [{ level: low, title: { zh-CN: 低, en: low }, raise: ${of.raise}, severity: warning, for: ${of.for} }], deadBand: 2, clearFor: 5m, maxGap: 20m, median: 3 }`,
    ),
  fc
    .record({ from: fc.integer({ min: 60, max: 120 }), raise: fc.integer({ min: 5, max: 60 }) })
    .map(
      (of) =>
        `{ type: rate, metric: heartRate, direction: rising, raise: ${of.raise}, clear: 2, per: 10m, from: ${of.from}, window: 30m, atLeastSamples: 3, maxGap: 25m, clearFor: 5m }`,
    ),
  fc
    .integer({ min: 60, max: 120 })
    .map(
      (from) =>
        `{ type: forecast, metric: heartRate, levels: [{ level: high, title: { zh-CN: 高, en: high }, raise: ${from + 20}, severity: warning }], from: ${from}, minRise: 5, horizon: 30m, window: 30m, maxGap: 25m, clearFor: 10m }`,
    ),
  fc.constant('{ type: event, metric: sos }'),
)

/** Nothing keeps an event from being told. */
const guarded = fc
  .tuple(detector, guard)
  .map(([text, when]) => [text, text.includes('type: event') ? '' : when] as const)

const catalogues = fc.tuple(guarded, guarded).map(([[first, firstGuard], [second, secondGuard]]) =>
  compileCatalogue(
    rulesFrom([
      {
        path: 'test.yaml',
        text: `rules:\n${ruleText('worse', first, `severity: warning\n    ${firstGuard}`)}${ruleText('milder', second, `severity: warning\n    inhibitedBy: [worse]\n    ${secondGuard}`)}`,
      },
    ]),
  ),
)

describe('a replay that passes over what is safe', () => {
  it('finds exactly what a replay of every value finds, whatever the rules and the values', () => {
    let findings = 0
    fc.assert(
      fc.property(catalogues, stored, (catalogue, values) => {
        const who = profile()
        const all: Finding[] = []
        replayAll([{ catalogue, found: (one) => all.push(one) }], memoryDevice(who, values), SPAN)
        const some: Finding[] = []
        const device = memoryDevice(who, values)
        const plan = planFor(catalogue, who)
        expect(isSkippable(plan)).toBe(true)
        const notable = [...safeRanges(plan)]
          .filter(([metric]) => device.metrics.includes(metric as Metric))
          .flatMap(([metric, range]) => device.outside(metric, SPAN, range).map(([at]) => at))
          .toSorted((a, b) => a - b)
        replayNotable(catalogue, device, { ...SPAN, notable }, (one) => some.push(one))
        expect(some).toEqual(all)
        findings += all.length
      }),
      { numRuns: 400 },
    )
    expect(findings).toBeGreaterThan(500)
  })

  it('reads only the stretches in which a rule could be anything but idle', () => {
    const quiet = Array.from({ length: 1_440 }, (_, i) => [START + i * MINUTE, 70] as const)
    const values = quiet.map(([at, value], i) => [at, i >= 600 && i < 620 ? 140 : value] as const)
    const hr = catalogueOf(
      '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 131, clear: 120, for: 2m, maxGap: 10m }',
    )
    const device = memoryDevice(profile(), { heartRate: values })
    const found: Finding[] = []
    const range = { low: Number.NEGATIVE_INFINITY, high: 131 }
    const notable = device.outside('heartRate', SPAN, range).map(([at]) => at)
    replayNotable(hr, device, { ...SPAN, notable }, (one) => found.push(one))
    expect(found.map((one) => one.transition)).toEqual(['raise', 'clear'])
    expect(device.handedOut()).toBeLessThan(200)
  })

  it('is not offered for rules that time alone decides, or that learn', () => {
    const band = defaultCatalogue().band
    expect(isSkippable(band)).toBe(false)
  })
})
