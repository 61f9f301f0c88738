// The demo: a fresh data folder with the sample community, accounts and device secrets made up for this run, and a
// simulated community on real MQTT as a child process. Production never comes here.

import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import { GatewayError } from './errors.ts'
import { applyImport, type NewSecrets, planImport } from './people/import-site.ts'
import { readSite } from './people/read-site.ts'
import { readSiteFiles } from './people/site-files.ts'
import { lockFolder, prepareDataFolder } from './storage/database.ts'
import { openPeopleStore } from './storage/people-store.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SITE = join(ROOT, 'config/sample/site.yaml')
const FILES = [
  'shouwang.db',
  'shouwang.db-wal',
  'shouwang.db-shm',
  'history.db',
  'history.db-wal',
  'history.db-shm',
  'bands.json',
]

export type PreparedDemo = Readonly<{ secrets: NewSecrets; credentialsFile: string }>

/** Empties the demo's own files and imports the sample community. */
export async function prepareDemo(config: Config): Promise<PreparedDemo> {
  prepareDataFolder(config.dataFolder)
  // A demo that runs keeps its files.
  lockFolder(config.dataFolder)()
  for (const file of FILES) rmSync(join(config.dataFolder, file), { force: true })
  const site = readSite(await readSiteFiles(SITE))
  if (!site.ok)
    throw new GatewayError(
      'siteInvalid',
      `${SITE} has faults:\n  ${site.faults.map((fault) => `${fault.file}:${fault.line} ${fault.message}`).join('\n  ')}`,
    )
  const store = await openPeopleStore(config.dataFolder)
  try {
    const plan = await planImport(site, store, { remove: false })
    const secrets = await applyImport(plan, store, async () => {})
    const credentialsFile = join(config.dataFolder, 'bands.json')
    const credentials = Object.fromEntries(secrets.devices.map(({ deviceId, secret }) => [deviceId, secret]))
    writeFileSync(credentialsFile, JSON.stringify(credentials), { mode: 0o600 })
    return { secrets, credentialsFile }
  } finally {
    await store.close()
  }
}

/** Starts the simulated community. Its exit is reported; a demo without bands is still a demo. */
export function startCommunity(options: {
  mqttPort: number
  credentialsFile: string
  onExit(code: number | null): void
}): { stop(): Promise<void> } {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      join(ROOT, 'simulators/main.ts'),
      ...['--mqtt', `mqtt://127.0.0.1:${options.mqttPort}`],
      ...['--credentials', options.credentialsFile],
      ...['--scenario', 'first-five-minutes', '--seed', '1', '--speed', '6', '--quiet', '--with-parent'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  let stopping = false
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      if (!stopping) options.onExit(code)
      resolve()
    })
  })
  return {
    async stop() {
      stopping = true
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** What a newcomer needs to see first. */
export function welcome(facts: { secrets: NewSecrets; httpPort: number; mqttPort: number }): string {
  const { httpPort, mqttPort, secrets } = facts
  const login = (name: string): string =>
    secrets.logins.find(({ login }) => login === name)?.password ?? '(none)'
  const sample = secrets.devices.find(({ deviceId }) => deviceId === 'band-001') ?? secrets.devices[0]
  return `
  守望 Shouwang — demo community 梧桐里, everything simulated

  Board        http://localhost:${httpPort}
  Logins       duty      ${login('duty').padEnd(24)} duty officer
               director  ${login('director').padEnd(24)} community director
               grid      ${login('grid').padEnd(24)} grid worker: the morning's calls on a phone, /review
               family    ${login('family').padEnd(24)} a daughter: sees her own elder only
  Phones       http://localhost:${httpPort}/phones   (what everybody's phone would have received)
  API          http://localhost:${httpPort}/api/docs

  MQTT         mqtt://localhost:${mqttPort}   or   ws://localhost:${httpPort}/mqtt
  One band     username ${sample?.deviceId}   password ${sample?.secret}

  Press its SOS button yourself:
    npx mqtt pub -h localhost -p ${mqttPort} -i ${sample?.deviceId}-hand -u ${sample?.deviceId} -P ${sample?.secret} -q 1 -t v1/bands/${sample?.deviceId}/sos -m '{}'

  The next five minutes: a heart that races (0:30), an SOS at home (0:45), an SOS nobody answers (1:15),
  a drain that rises (1:30), a band that falls silent (2:30).   Ctrl+C ends it.
`
}
