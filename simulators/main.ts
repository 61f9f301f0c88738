// npm run simulate: a community of wristbands and drain sensors on real MQTT, until it is told to stop.

import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readBrokerUrl, readCredentials, readNumber, readText, run, Stop } from './command-line.ts'
import { type LinkFailure, openLink } from './device/link.ts'
import type { StationEvent } from './device/station.ts'
import { createFleet, type FleetCounts, fleetIds } from './fleet.ts'
import { compileScenario } from './scenario/compile.ts'
import type { Effect } from './scenario/effects.ts'
import { type Fleet as FleetIds, loadScenario } from './scenario/load.ts'
import type { Scenario } from './scenario/schema.ts'

const USAGE = `Usage: npm run simulate -- --mqtt mqtt://127.0.0.1:1883 --credentials <file.json> [options]

  --mqtt <url>          the broker; default mqtt://127.0.0.1:1883
  --credentials <file>  {"band-001": "secret", …}
  --scenario <name>     first-five-minutes, quiet-day, bad-devices, night-walk, or the path of a YAML file; default quiet-day
  --seed <n>            the same seed gives the same community and the same days; default 1
  --speed <n>           devices report n times as often, clocks stay true; default 1
  --bands <n>           wristbands band-001 …; default 60
  --drains <n>          drain sensors water-01 …; default 12
  --stagger <ms>        pause between first connections; default 40
  --patience <s>        how long to wait for a broker at the start; default 30
  --quiet               no line per event
  --with-parent         ends when the process that started it has gone, however that came about`

const SCENARIOS = join(dirname(fileURLToPath(import.meta.url)), 'scenarios')

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      mqtt: { type: 'string', default: 'mqtt://127.0.0.1:1883' },
      credentials: { type: 'string' },
      scenario: { type: 'string', default: 'quiet-day' },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' },
      bands: { type: 'string', default: '60' },
      drains: { type: 'string', default: '12' },
      stagger: { type: 'string', default: '40' },
      patience: { type: 'string', default: '30' },
      quiet: { type: 'boolean', default: false },
      'with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${USAGE}\n`)
    return 0
  }
  const url = readBrokerUrl(values.mqtt)
  const seed = readNumber(values.seed, 'seed', { min: 0, max: 4294967295, whole: true })
  const speed = readNumber(values.speed, 'speed', { min: 0.1, max: 600 })
  const staggerMs = readNumber(values.stagger, 'stagger', { min: 0, max: 60_000 })
  const patienceMs = 1000 * readNumber(values.patience, 'patience', { min: 0, max: 3600 })
  const ids = fleetIds({
    bands: readNumber(values.bands, 'bands', { min: 0, max: 20_000, whole: true }),
    drains: readNumber(values.drains, 'drains', { min: 0, max: 20_000, whole: true }),
  })
  if (!values.credentials) throw new Stop(2, '--credentials <file.json> is missing; --help lists the options')
  const secrets = await readCredentials(values.credentials)
  checkSecrets(ids, secrets, values.credentials)
  const scenario = await readScenario(values.scenario, ids)
  await reachBroker({ url, ids, secrets, patienceMs })

  const count = ids.bands.length + ids.drains.length
  const scriptStartsAt = Date.now() + count * staggerMs + 1_000
  const effects = compileScenario(scenario, ids, scriptStartsAt)
  const show = createDisplay(scenario.name, scriptStartsAt)
  const fleet = createFleet({
    ids,
    url,
    secrets,
    seed,
    speed,
    staggerMs,
    effects,
    clock: Date.now,
    open: openLink,
    onEvent: values.quiet ? () => {} : (id, event) => show.event(id, event, effects.get(id) ?? []),
  })
  const status = setInterval(() => show.status(fleet.counts()), show.everyMs)
  const stopped = untilStopped(values['with-parent'])

  const first = await Promise.race([fleet.settled, stopped.then(() => 'stopped' as const)])
  const refused = first === 'stopped' ? [] : first.filter(({ failure }) => failure.reason === 'refused')
  if (first !== 'stopped') show.status(fleet.counts())
  if (refused.length === 0) await stopped

  clearInterval(status)
  show.status(fleet.counts())
  await fleet.close()
  show.end()
  if (refused.length > 0) throw new Stop(3, refusedLines(refused, count))
  return 0
}

function checkSecrets(ids: FleetIds, secrets: ReadonlyMap<string, string>, path: string): void {
  const missing = [...ids.bands, ...ids.drains].filter((id) => !secrets.has(id))
  if (missing.length === 0) return
  const named = missing.slice(0, 3).join(', ') + (missing.length > 3 ? ` and ${missing.length - 3} more` : '')
  throw new Stop(2, `no secret for ${named} in ${path}; lower --bands or --drains, or add them`)
}

async function readScenario(name: string, ids: FleetIds): Promise<Scenario> {
  const known = join(SCENARIOS, `${name}.yaml`)
  const path =
    /^[a-z0-9-]+$/.test(name) &&
    (await access(known).then(
      () => true,
      () => false,
    ))
      ? known
      : name
  const loaded = loadScenario({ path, text: await readText(path, 'scenario') }, ids)
  if (loaded.ok) return loaded.scenario
  throw new Stop(
    2,
    loaded.faults.map((fault) => `${fault.path}:${fault.line}: ${fault.message}`),
  )
}

/** Waits for the broker with the first device's credentials, so that a start before the broker's is no failure. */
async function reachBroker(
  options: Readonly<{ url: string; ids: FleetIds; secrets: ReadonlyMap<string, string>; patienceMs: number }>,
): Promise<void> {
  const deviceId = options.ids.bands[0] ?? options.ids.drains[0]
  if (!deviceId) throw new Stop(2, 'nothing to simulate: --bands and --drains are both 0')
  const until = Date.now() + options.patienceMs
  let told = false
  for (;;) {
    const secret = options.secrets.get(deviceId) ?? ''
    const result = await openLink({
      url: options.url,
      deviceId,
      secret,
      onLost: () => {},
      connectTimeoutMs: 5_000,
    })
    if (result.ok) return result.link.close()
    const { failure } = result
    if (failure.reason === 'refused' && failure.code !== 3)
      throw new Stop(3, refusedLines([{ deviceId, failure }], 1))
    if (Date.now() >= until)
      throw new Stop(
        4,
        `no broker at ${options.url} after ${Math.round(options.patienceMs / 1000)} s: ${failure.message}`,
      )
    if (!told) process.stderr.write(`simulate: waiting for a broker at ${options.url} (${failure.message})\n`)
    told = true
    await wait(500)
  }
}

const refusedLines = (
  refused: readonly Readonly<{ deviceId: string; failure: LinkFailure }>[],
  of: number,
): readonly string[] => [
  ...refused.slice(0, 5).map(({ deviceId, failure }) => `${deviceId} was refused: ${failure.message}`),
  ...(refused.length > 5 ? [`${refused.length} of ${of} devices were refused`] : []),
]

/** SIGINT, SIGTERM, or the parent process went away: an orphan has another parent. */
function untilStopped(withParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => resolve())
    if (!withParent) return
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      resolve()
    }, 1_000)
    watch.unref()
  })
}

/** One status line that rewrites itself on a terminal; a line a minute elsewhere. */
function createDisplay(name: string, scriptStartsAt: number) {
  const { stdout } = process
  const terminal = stdout.isTTY === true
  const elapsed = (): string => {
    const seconds = Math.max(0, Math.round((Date.now() - scriptStartsAt) / 1000))
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
  }
  const print = (line: string): void => {
    stdout.write(terminal ? `\r\u001b[K${line}\n` : `${line}\n`)
  }
  return {
    everyMs: terminal ? 1_000 : 60_000,
    status(counts: FleetCounts): void {
      const line = `${elapsed()} ${name}: ${counts.up}/${counts.devices} connected, ${counts.acknowledged} acknowledged of ${counts.published} published, ${counts.waiting} waiting`
      stdout.write(terminal ? `\r\u001b[K${line}` : `${line}\n`)
    },
    event(deviceId: string, event: StationEvent, effects: readonly Effect[]): void {
      const text = wordsOf(event, effects.length > 0)
      if (text) print(`${elapsed()} ${deviceId} ${text}`)
    },
    end(): void {
      if (terminal) stdout.write('\n')
    },
  }
}

/** What is worth a line; undefined for a fleet's routine. */
function wordsOf(event: StationEvent, scripted: boolean): string | undefined {
  switch (event.type) {
    case 'connected':
      return undefined
    case 'lost':
      return 'lost its connection'
    case 'wentAway':
      return 'fell silent'
    case 'switchedOff':
      return 'was switched off'
    case 'failed':
      return `could not connect: ${event.failure.message}`
    case 'said':
      return scripted ? `says ${event.note}` : undefined
    case 'told':
      return `shows: ${event.command.text ?? event.command.command}`
  }
}

await run('simulate', main)
