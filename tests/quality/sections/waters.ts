// Floods: every one that reaches 15 cm told in time, how far ahead it was seen and how well, and nothing about puddles.

import { type Message, type Noted, type Played, play } from '../play.ts'
import { median, type Score } from '../score.ts'
import { DAY, MINUTE } from '../truth/files.ts'
import {
  type Depth,
  type Flood,
  highest,
  hourOfRain,
  reaches,
  readCreek,
  readRain,
  readRiver,
  readStreetFloods,
  risesTo,
  slopePerDay,
} from '../truth/floods.ts'
import type { Row, Section } from './section.ts'

/** The design limit of a street: from here on somebody must come. */
export const LIMIT = 15
const PUDDLE = 2
/** A median of three is one sample late, and the alert one more. */
const SAMPLES_LATE = 2

const messagesOf = (depths: readonly Depth[]): Message[] =>
  depths.map(({ at, cm }) => ({ at, kind: 'level', payload: { centimetres: cm } }))

export const playDepths = (depths: readonly Depth[]): Played => play(messagesOf(depths), { device: 'drain' })

const isAtLimit = ({ finding }: Noted): boolean =>
  finding.ruleId === 'drain-level' && (finding.evidence.threshold ?? 0) >= LIMIT

/** Every forecast of the limit, with what it said. */
const forecasts = (played: Played): readonly Readonly<{ knownAt: number; predictedAt: number }>[] =>
  played.findings
    .filter(({ finding }) => finding.ruleId === 'drain-forecast' && finding.evidence.threshold === LIMIT)
    .map(({ at, knownAt, finding }) => ({
      knownAt,
      predictedAt: Number(finding.evidence.facts?.predictedAt) - finding.eventTime + at,
    }))

type Judged = Readonly<{
  told: boolean
  delay: number
  lead: number | undefined
  error: number | undefined
}>

/** One rise to the limit: told within two samples; seen ahead, if the newest forecast before it was about it. */
function judge(depths: readonly Depth[], at: number, played: Played): Judged {
  const after = depths.filter((depth) => depth.at >= at)
  const deadline = (after[Math.min(SAMPLES_LATE, after.length - 1)]?.at ?? at) + 2_000
  const alert = played.findings.find(
    (noted) => isAtLimit(noted) && noted.at >= at - 1 && noted.knownAt <= deadline,
  )
  const ahead = forecasts(played).findLast(({ knownAt }) => knownAt < at && at - knownAt < 120 * MINUTE)
  return {
    told: alert !== undefined,
    delay: alert === undefined ? Number.NaN : Math.max(0, alert.knownAt - at),
    lead: ahead === undefined ? undefined : at - ahead.knownAt,
    error: ahead === undefined ? undefined : Math.abs(ahead.predictedAt - at),
  }
}

const counted = (judged: readonly Judged[], lone: number): Score => {
  const found = judged.filter(({ told }) => told).length
  return { expected: judged.length, found, missed: judged.length - found, false: lone }
}

const inMinutes = (values: readonly number[], worst: (values: readonly number[]) => number) =>
  values.length === 0 ? {} : { median: median(values) / MINUTE, worst: worst(values) / MINUTE }
const most = (values: readonly number[]): number => Math.max(...values)
const least = (values: readonly number[]): number => Math.min(...values)
const known = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value): value is number => value !== undefined)

/** Half of the floods by their place in the file: how much the figures hang on single ones. */
const isEverySecond = (_: Flood, i: number): boolean => i % 2 === 1

function streets(rows: Row[], numbers: Record<string, number>): void {
  const floods = readStreetFloods()
  const played = floods.map((flood, i) => ({ flood, i, result: playDepths(flood.depths) }))
  const high = played.filter(({ flood }) => highest(flood.depths) >= LIMIT)
  const judged = high.map(({ flood, i, result }) => ({
    i,
    flood,
    ...judge(flood.depths, reaches(flood.depths, LIMIT) ?? 0, result),
  }))
  const lower = played.filter(({ flood }) => highest(flood.depths) < LIMIT)
  const wrongLevel = lower.filter(({ result }) => result.findings.some(isAtLimit)).length
  const wrongForecast = lower.filter(({ result }) => forecasts(result).length > 0).length
  rows.push({
    recording: `FloodNet, ${floods.length} street floods`,
    expected: `depth reaches ${LIMIT} cm: told within two samples; minutes late`,
    score: counted(judged, wrongLevel),
    ...inMinutes(
      judged.filter(({ told }) => told).map(({ delay }) => delay),
      most,
    ),
  })
  for (const [name, words, of] of [
    ['', 'all', () => true],
    ['EverySecond', 'every second flood', isEverySecond],
  ] as const) {
    const some = judged.filter(({ flood, i }) => of(flood, i))
    const leads = known(some.map(({ lead }) => lead))
    const errors = known(some.map(({ error }) => error))
    const wrong = lower.filter(({ flood, i, result }) => of(flood, i) && forecasts(result).length > 0).length
    const score = {
      expected: some.length,
      found: leads.length,
      missed: some.length - leads.length,
      false: wrong,
    }
    rows.push(
      {
        recording: `FloodNet, forecast (${words})`,
        expected: `${LIMIT} cm seen ahead; minutes of lead, the shortest as worst`,
        score,
        ...inMinutes(leads, least),
      },
      {
        recording: `FloodNet, forecast (${words})`,
        expected: 'minutes between the time foretold and the water',
        ...inMinutes(errors, most),
      },
    )
    if (leads.length > 0) {
      numbers[`forecastLeadMedian${name}`] = median(leads) / MINUTE
      numbers[`forecastLeadWorst${name}`] = least(leads) / MINUTE
      numbers[`forecastErrorMedian${name}`] = median(errors) / MINUTE
      numbers[`forecastErrorWorst${name}`] = most(errors) / MINUTE
      numbers[`forecastSeen${name}`] = leads.length
    }
  }
  const blips = played.filter(({ flood }) => highest(flood.depths) < PUDDLE)
  const told = blips.filter(({ result }) => result.alerts.length > 0).length
  rows.push({
    recording: `FloodNet, ${blips.length} blips`,
    expected: `depth stays below ${PUDDLE} cm: nothing`,
    score: { expected: 0, found: 0, missed: 0, false: told },
  })
  Object.assign(numbers, {
    streetFloods: judged.length,
    streetFound: judged.filter((one) => one.told).length,
    streetFalse: wrongLevel,
    forecastFalse: wrongForecast,
    blips: blips.length,
    blipsTold: told,
  })
}

function streams(rows: Row[], numbers: Record<string, number>): void {
  for (const [recording, depths] of [
    ['Trout Creek', readCreek()],
    ['Hebden Bridge', readRiver('Hebden-Bridge')],
    ['Nutclough', readRiver('Nutclough')],
  ] as const) {
    const result = playDepths(depths)
    const rises = risesTo(depths, LIMIT)
    const judged = rises.map((at) => judge(depths, at, result))
    const alerts = result.alerts.filter(
      ({ ruleId, severity }) => ruleId === 'drain-level' && severity !== 'info',
    )
    const lone = alerts.filter(
      ({ at, closedAt }) =>
        !depths.some((depth) => depth.cm >= LIMIT && depth.at >= at - 1 && depth.at <= closedAt),
    ).length
    rows.push({
      recording,
      expected: `${Math.round(highest(depths) * 10) / 10} cm at most; rises to ${LIMIT} cm (two of three samples, six hours apart); minutes late`,
      score: counted(judged, lone),
      ...inMinutes(
        judged.filter(({ told }) => told).map(({ delay }) => delay),
        most,
      ),
    })
    const wrong = forecasts(result).filter(
      ({ knownAt }) =>
        !depths.some(({ at, cm }) => cm >= LIMIT && at >= knownAt && at - knownAt <= 120 * MINUTE),
    ).length
    const leads = known(judged.map(({ lead }) => lead))
    rows.push({
      recording: `${recording}, forecast`,
      expected: `the same rises seen ahead; false: foretold, and not there within two hours`,
      score: {
        expected: rises.length,
        found: leads.length,
        missed: rises.length - leads.length,
        false: wrong,
      },
      ...inMinutes(leads, least),
    })
    numbers.streamForecastFalse = (numbers.streamForecastFalse ?? 0) + wrong
    numbers.streamRises = (numbers.streamRises ?? 0) + rises.length
    numbers.streamFound = (numbers.streamFound ?? 0) + judged.filter(({ told }) => told).length
    numbers.streamFalse = (numbers.streamFalse ?? 0) + lone
  }
}

/** A river's sensor with its own gauge, and what another gauge of the community measures. */
function playGauge(own: string, other: string): Played {
  const [mine, others] = [readRain(own), readRain(other)]
  const levels = new Map(readRiver('Hebden-Bridge').map(({ at, cm }) => [at, cm]))
  return play(
    mine.flatMap(({ at }): Message[] => {
      const level = levels.get(at)
      return [
        { at: at - 1, receivedAt: at, weather: { rainMm: hourOfRain(others, at) } },
        { at, reading: { rain: hourOfRain(mine, at), ...(level === undefined ? {} : { level }) } },
      ]
    }),
    { device: 'drain' },
  )
}

/** Where this logger is taken to stop, and where it is full. */
const [EMPTY_VOLTS, FULL_VOLTS] = [4.5, 4.8]
const percentOf = (volts: number): number =>
  Math.round(((volts - EMPTY_VOLTS) / (FULL_VOLTS - EMPTY_VOLTS)) * 1_000) / 10

function devices(rows: Row[], numbers: Record<string, number>): void {
  const [blocked, open] = ['Bacup', 'Gorpley'] as const
  const sum = (name: string): number =>
    Math.round(readRain(name).reduce((total, { mm }) => total + mm, 0) * 10) / 10
  const told = (own: string, other: string): number =>
    playGauge(own, other).alerts.filter(({ ruleId }) => ruleId === 'drain-gauge').length
  const [found, lone] = [told(blocked, open) > 0 ? 1 : 0, told(open, blocked)]
  rows.push({
    recording: `rain gauges ${blocked}, ${open}`,
    expected: `${blocked} is blocked: ${sum(blocked)} mm in 5½ days, ${sum(open)} mm at ${open}; ${open} is not`,
    score: { expected: 1, found, missed: 1 - found, false: lone },
    note: 'each with the river below it and the other gauge as the community’s',
  })
  const creek = readCreek()
  const percents = creek.map(({ at, volts }) => ({ at, value: percentOf(volts) }))
  const perDay = slopePerDay(percents)
  const last = percents.at(-1)?.at ?? 0
  const mean = percents
    .filter(({ at }) => last - at < DAY)
    .reduce((all, { value }, _, { length }) => all + value / length, 0)
  const daysLeft = (mean - 10) / -perDay
  const battery = play(
    creek.map(({ at, cm, volts }) => ({
      at,
      kind: 'level',
      payload: { centimetres: cm, battery: percentOf(volts) },
    })),
    { device: 'drain' },
  ).alerts.filter(({ ruleId }) => ruleId.startsWith('drain-battery'))
  const noticed = battery.length > 0 ? 1 : 0
  rows.push({
    recording: 'Trout Creek, battery',
    expected: `falls by ${Math.round(-perDay * 10) / 10} % of ${EMPTY_VOLTS}–${FULL_VOLTS} V a day (least squares): at 10 % ${Math.round(daysLeft)} days after the end`,
    score: { expected: 1, found: noticed, missed: 1 - noticed, false: 0 },
    ...(noticed === 0
      ? {}
      : { note: `told by ${[...new Set(battery.map(({ ruleId }) => ruleId))].join(', ')}` }),
  })
  Object.assign(numbers, { gaugeFound: found, gaugeFalse: lone, batteryFound: noticed })
}

export function waters(): Section {
  const rows: Row[] = []
  const numbers: Record<string, number> = {}
  streets(rows, numbers)
  streams(rows, numbers)
  devices(rows, numbers)
  return { name: 'floods', rows, numbers }
}
