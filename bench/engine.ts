// What the rule engine costs: evaluations a second in one thread, with the default rules and with 200; the cost of a
// message at 100, 10,000 and 50,000 residents; the memory of a resident with a month of habits; the speed of a backtest.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { SubjectProfile } from '../alerts/model/profile.ts'
import type { Metric, Reading, ReadingKind } from '../alerts/model/telemetry.ts'
import { DAY, HOUR, MINUTE } from '../alerts/model/time.ts'
import { type Catalogue, compileCatalogue } from '../alerts/rules/compile.ts'
import { emptyState, evaluate, type SubjectState, tick } from '../alerts/rules/evaluate.ts'
import { loadRules } from '../alerts/rules/load.ts'
import { type Rest, rest, stir, wake } from '../alerts/rules/rest.ts'
import type { Rule } from '../alerts/rules/schema.ts'
import { measureBacktest } from './backtest.ts'
import { median, round, table, thousands } from './table.ts'

/** Everybody says as much, however many they are, or some would learn a habit and others not. */
const TURNS = 40
const WARM_TURNS = 10
/** At least so many messages a figure: small communities one after the other. */
const MESSAGES = 400_000
const PROTOTYPES = 40
const SIZES = [100, 10_000, 50_000] as const
/** 2026-03-05 10:00 in Shanghai. */
const NOW = Date.UTC(2026, 2, 5, 2)

export async function benchEngine(
  options: Readonly<{ rounds: number; samples: number; days: number }>,
): Promise<void> {
  const rules = defaultRules()
  const usual = compileCatalogue(rules)
  const many = compileCatalogue(manyRules(rules, 200))
  const prototypes = livedThrough(usual, 28)

  const speeds = new Map<string, number[]>()
  const note = (name: string, perSecond: number): void => {
    speeds.set(name, [...(speeds.get(name) ?? []), perSecond])
  }
  const of = (name: string): number => median(speeds.get(name) ?? [])
  /** Round by round, as the machine's speed drifts from one to the next; the median of them. */
  const growth = (name: string): number =>
    median(
      (speeds.get(name) ?? []).map((speed, i) => (speeds.get('default, 100')?.[i] ?? Number.NaN) / speed),
    )
  let bytes = 0
  for (let turn = 0; turn < options.rounds; turn++) {
    for (const size of SIZES) {
      const before = heapUsed()
      const states = remember(prototypes, size)
      if (size === 10_000) bytes = (heapUsed() - before) / size
      const others = Math.max(0, Math.ceil(MESSAGES / (size * TURNS)) - 1)
      const communities = [states, ...Array.from({ length: others }, () => remember(prototypes, size))]
      note(`default, ${thousands(size)}`, speedOf(usual, communities.map(populate)))
    }
    note('200 rules, 10,000', speedOf(many, [populate(remember(prototypes, 10_000))]))
    const growths = SIZES.map((size) => round(growth(`default, ${thousands(size)}`)))
    console.error(`  round ${turn + 1} of ${options.rounds}: ${growths.join(', ')} so far`)
  }
  console.log(
    table(
      ['rules and residents', 'messages/s', 'µs a message', 'against 100 residents'],
      [...speeds.keys()].map((name) => [
        name,
        thousands(of(name)),
        round(1e6 / of(name), 3),
        round(growth(name)),
      ]),
    ),
  )
  const json = prototypes.map((one) => JSON.stringify(wake(one.rest)).length)
  console.log(
    table(
      ['a resident after 28 days', 'bytes'],
      [
        ['on the heap', thousands(bytes)],
        ['as JSON, median', thousands(median(json))],
        ['as JSON, largest', thousands(Math.max(...json))],
      ],
    ),
  )
  const backtest = await measureBacktest({ samples: options.samples, days: options.days })
  console.log(backtest.table)
  console.log(
    JSON.stringify({
      bench: 'engine',
      evaluationsPerSecond: Math.round(of('default, 10,000')),
      evaluationsPerSecond200Rules: Math.round(of('200 rules, 10,000')),
      costGrowth10kOver100: round(growth('default, 10,000')),
      costGrowth50kOver100: round(growth('default, 50,000')),
      bytesPerResident: Math.round(bytes),
      backtestReadingsPerSecond: backtest.readingsPerSecond,
      rounds: options.rounds,
    }),
  )
}

/** The state as the gateway keeps it between two messages. */
type Resident = { readonly profile: SubjectProfile; readonly rest: Rest; readonly n: number }

function defaultRules(): readonly Rule[] {
  const folder = join(import.meta.dirname, '../config/rules')
  const loaded = loadRules(
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ path: name, text: readFileSync(join(folder, name), 'utf8') })),
  )
  if (!loaded.ok) throw new Error(loaded.faults.map((fault) => fault.message).join('\n'))
  return loaded.rules
}

/** The rules of bands again and again under other names, each with the limits of its own. */
function manyRules(rules: readonly Rule[], count: number): readonly Rule[] {
  const bands = rules.filter((rule) => rule.appliesTo === 'band' && !rule.emergency)
  const more: Rule[] = [...rules]
  for (let i = 0; more.length < count; i++) {
    const rule = bands[i % bands.length]
    if (rule === undefined) break
    more.push({ ...rule, id: `${rule.id}-${i}`, inhibitedBy: [] })
  }
  return more
}

const profileOf = (n: number): SubjectProfile => ({
  subject: { kind: 'resident', id: `r-${n}` },
  deviceId: `band-${n}`,
  deviceKind: 'band',
  overrides: {},
  tags: [],
  timeZone: 'Asia/Shanghai',
})

/** Deterministic, and different for everybody. */
const wobble = (n: number, i: number, width: number): number =>
  (((n * 7_919 + i * 104_729) % 1_000) / 1_000) * width

const KINDS = ['vitals', 'vitals', 'steps', 'vitals', 'status'] as const

/** The i-th message of resident n: ordinary vitals, a step counter, a battery. */
function messageOf(n: number, i: number, at: number): Reading {
  const kind: ReadingKind = KINDS[i % KINDS.length] ?? 'vitals'
  const values: Partial<Record<Metric, number>> =
    kind === 'vitals'
      ? {
          heartRate: Math.round(58 + (n % 20) + wobble(n, i, 14)),
          systolic: Math.round(116 + (n % 20) + wobble(n, i, 12)),
          diastolic: Math.round(70 + (n % 12) + wobble(n, i, 8)),
          spo2: 97,
        }
      : kind === 'steps'
        ? { steps: Math.floor(((at + 8 * HOUR) % DAY) / MINUTE) * 3 }
        : { battery: 80, worn: 1 }
  return { kind, eventTime: at, receivedAt: at, values, doubtful: [], deviceClock: true, ident: '' }
}

/** Some residents who have been watched for a month, so that everything that is learned is there. */
function livedThrough(catalogue: Catalogue, days: number): readonly Resident[] {
  return Array.from({ length: PROTOTYPES }, (_, n) => {
    const profile = profileOf(n)
    let state = emptyState(profile.deviceId)
    let i = 0
    for (let at = NOW - days * DAY; at < NOW; at += 5 * MINUTE) {
      state = tick(catalogue, state, at, profile).state
      state = evaluate(catalogue, state, messageOf(n, i++, at), profile).state
    }
    return { profile, rest: rest(state), n }
  })
}

/** Engine states that share nothing, as after a restart. */
const remember = (prototypes: readonly Resident[], size: number): Rest[] => {
  const texts = prototypes.map((one) => JSON.stringify(wake(one.rest)))
  return Array.from({ length: size }, (_, n) =>
    rest(JSON.parse(texts[n % texts.length] ?? '') as SubjectState),
  )
}

const populate = (states: readonly Rest[]): Resident[] =>
  states.map((state, n) => ({ profile: profileOf(n), rest: state, n: n % PROTOTYPES }))

/** Messages a second. The first turns of each community warm the code and the states; only those after them count. */
function speedOf(catalogue: Catalogue, communities: readonly (readonly Resident[])[]): number {
  let seconds = 0
  let messages = 0
  for (const residents of communities) {
    run(catalogue, residents, WARM_TURNS)
    const started = performance.now()
    run(catalogue, residents, TURNS)
    seconds += (performance.now() - started) / 1_000
    messages += residents.length * TURNS
  }
  return messages / seconds
}

/** Everybody in turn, a minute of their time after the last. */
function run(catalogue: Catalogue, residents: readonly Resident[], turns: number): void {
  let now = (residents[0] && stir(residents[0].rest).live.seenAt) ?? NOW
  for (let turn = 0; turn < turns; turn++) {
    now += MINUTE
    for (const resident of residents) {
      const message = messageOf(resident.n, turn, now)
      rest(evaluate(catalogue, stir(resident.rest), message, resident.profile).state, resident.rest)
    }
  }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
function heapUsed(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
