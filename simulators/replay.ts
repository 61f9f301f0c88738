// npm run replay: publishes a recording through real MQTT as one device and says what became of every row.

import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { OLDEST_CLOCK } from '../gateway/protocol/limits.ts'
import { MAX_BATCH } from '../gateway/protocol/payloads.ts'
import { DEVICE_ID } from '../gateway/protocol/topics.ts'
import { readBrokerUrl, readCredentials, readNumber, readText, run, Stop } from './command-line.ts'
import { openLink } from './device/link.ts'
import { keyOf } from './random.ts'
import { parseMapping } from './replay/mapping.ts'
import { type PublishOutcome, publishAll } from './replay/publish.ts'
import { FORMATS, openRecording } from './replay/recording.ts'
import { FIELDS, type Field } from './replay/row.ts'
import { type Schedule, schedule } from './replay/schedule.ts'
import { isTimeZone, parseTime } from './replay/wall-clock.ts'

const USAGE = `Usage: npm run replay -- <recording> --device band-001 (--secret <s> | --credentials <file.json>) [options]

  --mqtt <url>          the broker; default mqtt://127.0.0.1:1883
  --format <f>          fitbit, geolife, gpx or csv; default: found out and said
  --as <what>           heartRate, bloodPressure, spo2, temperature, location, steps, level, battery
  --map <columns>       'time=Time (s),latitude=Latitude', 'level=mount-Range', 'level=value*100', 'heartRate=#3'
  --mount <cm>          height of a level sensor above the ground, for level=mount-…
  --where <col=text>    only rows in which the column holds exactly this; may be repeated
  --drain               the device is a drain sensor
  --time-zone <zone>    of times without offset; default UTC
  --start <time>        what relative times count from
  --from, --to <time>   only rows from … until before …, in recorded time
  --limit <n>           at most n rows
  --order <file|time>   default file: as recorded, disorder included
  --speed <n|max>       recorded time runs n times faster; default max
  --batch <n>           n rows per message, as a device uploads after an outage; default 1, at most ${MAX_BATCH}
  --shift-to-now        moves the recording to the present, so that the newest row is the newest reading
  --shift-to <time>     moves the recording so that its oldest row was taken then; intervals are kept
  --patience <s>        how long a broker may be away; default 30`

const GROUPS: Readonly<Record<string, readonly Field[]>> = {
  location: ['latitude', 'longitude', 'accuracy'],
  bloodPressure: ['systolic', 'diastolic'],
  level: ['level', 'battery'],
}
const LINES_LISTED = 20

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
      device: { type: 'string' },
      secret: { type: 'string' },
      credentials: { type: 'string' },
      format: { type: 'string' },
      as: { type: 'string' },
      map: { type: 'string', multiple: true },
      mount: { type: 'string' },
      where: { type: 'string', multiple: true },
      drain: { type: 'boolean', default: false },
      'time-zone': { type: 'string', default: 'UTC' },
      start: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      limit: { type: 'string' },
      order: { type: 'string', default: 'file' },
      speed: { type: 'string', default: 'max' },
      batch: { type: 'string', default: '1' },
      'shift-to-now': { type: 'boolean', default: false },
      'shift-to': { type: 'string' },
      patience: { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const [path, ...more] = positionals
  if (!path) throw new Stop(2, 'which recording? --help lists the options')
  if (more.length > 0) throw new Stop(2, `one recording at a time: ${more.join(' ')}`)
  const { device } = values
  if (!device) throw new Stop(2, '--device is missing: as whom shall it be published?')
  if (!DEVICE_ID.test(device)) throw new Stop(2, `not a device id: ${device}`)
  const url = readBrokerUrl(values.mqtt)
  const timeZone = values['time-zone']
  if (!isTimeZone(timeZone)) throw new Stop(2, `no such time zone: ${timeZone}`)
  if (values.order !== 'file' && values.order !== 'time')
    throw new Stop(2, `--order must be file or time: ${values.order}`)
  const order = values.order
  const timeOption = (name: 'start' | 'from' | 'to' | 'shift-to'): number | undefined => {
    const text = values[name]
    if (text === undefined) return undefined
    const at = parseTime(text, { timeZone })
    if (at === undefined) throw new Stop(2, `--${name} is no time: ${text}`)
    return at
  }
  const format = FORMATS.find((known) => known === values.format)
  if (values.format !== undefined && !format)
    throw new Stop(2, `--format must be one of ${FORMATS.join(', ')}: ${values.format}`)
  const as = readAs(values.as)
  const constants =
    values.mount === undefined
      ? {}
      : { mount: readNumber(values.mount, 'mount', { min: -10_000, max: 10_000 }) }
  const mapping = values.map ? parseMapping(values.map.join(','), constants) : undefined
  if (mapping && !mapping.ok) throw new Stop(2, mapping.faults)
  const where = (values.where ?? []).map((text) => {
    const split = text.indexOf('=')
    if (split < 1) throw new Stop(2, `--where must be column=text: ${text}`)
    return { column: text.slice(0, split), value: text.slice(split + 1) }
  })
  const [start, from, to] = [timeOption('start'), timeOption('from'), timeOption('to')]
  const shift = values['shift-to-now']
  const shiftTo = timeOption('shift-to')
  if (shift && shiftTo !== undefined) throw new Stop(2, '--shift-to-now or --shift-to, not both')
  const speed =
    values.speed === 'max' ? Infinity : readNumber(values.speed, 'speed', { min: 0.001, max: 1e9 })
  const limit =
    values.limit === undefined
      ? undefined
      : readNumber(values.limit, 'limit', { min: 1, max: 1e9, whole: true })
  const batch = readNumber(values.batch, 'batch', { min: 1, max: MAX_BATCH, whole: true })
  const patienceMs = 1000 * readNumber(values.patience, 'patience', { min: 0, max: 3600 })
  const secret = values.secret ?? (await secretFrom(values.credentials, device))

  const text = await readText(path, 'recording')
  const opened = openRecording(text, {
    clock: {
      timeZone,
      ...(start === undefined ? (shift || shiftTo !== undefined ? { start: 0 } : {}) : { start }),
    },
    where,
    ...(format ? { format } : {}),
    ...(mapping ? { mapping: mapping.mapping } : {}),
    ...(as.lone ? { as: as.lone } : {}),
  })
  if (!opened.ok)
    throw new Stop(
      2,
      opened.faults.map((fault) => `${path}: ${fault}`),
    )
  const { recording } = opened
  process.stdout.write(`${basename(path)}: ${recording.format} (${recording.said})\n`)

  const isDrain = values.drain || as.lone === 'level' || mapping?.mapping.fields.level !== undefined
  const plan = schedule(recording.rows(), {
    target: { deviceId: device, kind: isDrain ? 'drain' : 'band' },
    tag: keyOf(text.length, text).toString(36),
    order,
    speed,
    batch,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(limit === undefined ? {} : { limit }),
    ...(as.only ? { only: as.only } : {}),
    ...(shift ? { shiftToNow: Date.now() } : {}),
    ...(shiftTo === undefined ? {} : { shiftTo }),
  })
  if (plan.outgoing.length === 0) {
    for (const line of skippedLines(plan)) process.stderr.write(`${line}\n`)
    throw new Stop(
      2,
      `${path}: none of ${plan.rowsRead} rows can be published as a ${isDrain ? 'drain sensor' : 'band'}`,
    )
  }
  if (plan.newestAt < OLDEST_CLOCK)
    process.stdout.write(
      'note: a clock before 2020 counts as never set, so the gateway dates these rows by their arrival; --shift-to-now or --shift-to moves them\n',
    )
  const outcome = await publish(plan, { url, deviceId: device, secret }, patienceMs)
  process.stdout.write(`${summary(plan, outcome).join('\n')}\n`)
  if (outcome.failure) throw new Stop(failureCode(outcome), `${url}: ${outcome.failure.message}`)
  return 0
}

/** `only` restricts what is published, `lone` says what a nameless value column holds. */
function readAs(text: string | undefined): { lone?: Field; only?: readonly Field[] } {
  if (text === undefined) return {}
  const lone = FIELDS.find((field) => field === text)
  const only = GROUPS[text] ?? (lone ? [lone] : undefined)
  if (!only)
    throw new Stop(
      2,
      `--as must be one of ${[...new Set([...FIELDS, ...Object.keys(GROUPS)])].join(', ')}: ${text}`,
    )
  return { only, ...(lone ? { lone } : {}) }
}

async function secretFrom(credentials: string | undefined, device: string): Promise<string> {
  if (!credentials) throw new Stop(2, 'say --secret, or --credentials <file.json>')
  const secret = (await readCredentials(credentials)).get(device)
  if (secret === undefined) throw new Stop(2, `no secret for ${device} in ${credentials}`)
  return secret
}

async function publish(
  plan: Schedule,
  connection: Readonly<{ url: string; deviceId: string; secret: string }>,
  patienceMs: number,
): Promise<PublishOutcome> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const bar = new SingleBar({
    format:
      '{bar} {percentage}% | {value}/{total} acknowledged, {published} published | {rate}/s | {left} to go',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
    fps: 5,
  })
  const startedAt = performance.now()
  bar.start(plan.outgoing.length, 0, { published: 0, rate: 0, left: '?' })
  try {
    return await publishAll(plan.outgoing, {
      open: openLink,
      connection: { ...connection, guest: 'replay' },
      patienceMs,
      clock: () => performance.now(),
      wait: (ms, signal) => wait(Math.max(0, ms), undefined, { signal }).catch(() => {}),
      signal: stopping.signal,
      onProgress: (published, acknowledged) => {
        const seconds = (performance.now() - startedAt) / 1000
        const rate = acknowledged / Math.max(seconds, 0.001)
        bar.update(acknowledged, {
          published,
          rate: Math.round(rate),
          left: timeLeft(plan, acknowledged, rate),
        })
      },
    })
  } finally {
    bar.stop()
  }
}

/** From the rate so far; a paced replay also has its own timetable. */
function timeLeft(plan: Schedule, acknowledged: number, rate: number): string {
  const total = plan.outgoing.length
  const last = plan.outgoing.at(-1)?.afterMs ?? 0
  const next = plan.outgoing[acknowledged]?.afterMs ?? last
  const seconds = Math.max((last - next) / 1000, last > 0 || rate === 0 ? 0 : (total - acknowledged) / rate)
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}

function summary(plan: Schedule, outcome: PublishOutcome): readonly string[] {
  const open = outcome.unacknowledged
  return [
    `rows: ${plan.rowsRead} read, ${plan.rowsSent} to send, ${plan.rowsLeftOut} left out, ${plan.skipped.length} skipped`,
    `messages: ${outcome.published} published, ${outcome.acknowledged} acknowledged, ${open.length} not acknowledged`,
    ...(plan.shiftMs === 0 ? [] : [`times moved by ${Math.round(plan.shiftMs / 1000)} s`]),
    ...skippedLines(plan),
    ...(open.length > 0
      ? [
          `not acknowledged: lines ${open
            .slice(0, LINES_LISTED)
            .map(({ line }) => line)
            .join(', ')}${open.length > LINES_LISTED ? ', …' : ''}`,
        ]
      : []),
  ]
}

const skippedLines = ({ skipped }: Schedule): readonly string[] => [
  ...skipped.slice(0, LINES_LISTED).map(({ line, reason }) => `skipped line ${line}: ${reason}`),
  ...(skipped.length > LINES_LISTED ? [`skipped ${skipped.length - LINES_LISTED} more rows`] : []),
]

function failureCode({ failure }: PublishOutcome): 1 | 3 | 4 {
  if (failure?.reason === 'refused') return 3
  return failure?.reason === 'unreachable' ? 4 : 1
}

await run('replay', main)
