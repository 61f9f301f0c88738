// Runs the gateway: settings, start, signals, exit code. Whatever a person can mend is one clear line.

import { readFileSync } from 'node:fs'
import { pino } from 'pino'
import { type Gateway, startGateway } from './app.ts'
import { systemClock } from './clock.ts'
import { readConfig, USAGE } from './config.ts'
import { prepareDemo, startCommunity, welcome } from './demo.ts'
import { GatewayError } from './errors.ts'
import type { Threads } from './storage/thread.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const STOP_WITHIN_MS = 20_000

async function start(args: string[], threads: Threads): Promise<void> {
  const config = readConfig(args)
  if (config === 'help') {
    console.log(USAGE)
    return
  }
  const log = pino({ level: process.env.LOG_LEVEL ?? (config.demo ? 'fatal' : 'info') })
  const demo = config.demo ? await prepareDemo(config) : undefined
  let community: ReturnType<typeof startCommunity> | undefined
  let gateway: Gateway | undefined
  let stopping = false

  const stop = async (exitCode: number): Promise<never> => {
    if (stopping) process.exit(exitCode)
    stopping = true
    // What was acknowledged is on disk: nothing is lost by not waiting for a part that does not end.
    setTimeout(() => {
      console.error(`shouwang: not closed after ${STOP_WITHIN_MS / 1_000} s; ending all the same`)
      process.exit(70)
    }, STOP_WITHIN_MS).unref()
    try {
      await community?.stop()
      await gateway?.close()
    } catch (error) {
      log.error({ err: error }, 'the gateway did not close cleanly')
    }
    process.exit(exitCode)
  }

  gateway = await startGateway({
    config,
    clock: systemClock,
    log,
    version,
    threads,
    // A supervisor starts it again; what was acknowledged is on disk.
    onFatal: () => process.exit(70),
  })
  process.on('SIGINT', () => void stop(0))
  process.on('SIGTERM', () => void stop(0))
  // What is wrong with the files is in the log, on the board and in GET /api/rules.
  const reload = gateway.reloadRules
  process.on('SIGHUP', () => void reload().catch((error) => log.error({ err: error }, 'no reload')))

  const { httpPort, mqttPort, recovered } = gateway
  log.info({ httpPort, mqttPort, ...recovered }, 'ready')
  if (!demo) {
    console.log(
      `Shouwang ${version}: board http://localhost:${httpPort}, MQTT port ${mqttPort}, data in ${config.dataFolder}`,
    )
    return
  }
  console.log(welcome({ secrets: demo.secrets, httpPort, mqttPort }))
  community = startCommunity({
    mqttPort,
    credentialsFile: demo.credentialsFile,
    onExit: (code) => console.error(`The simulated community ended (code ${code}); the gateway goes on.`),
  })
}

/** Runs until a signal ends it; whatever keeps it from starting is said, and it exits with 1. */
export async function run(args: string[], threads: Threads): Promise<void> {
  process.on('unhandledRejection', (error) => {
    console.error('shouwang: a failure nobody caught; ending so that a supervisor can start it again:', error)
    process.exit(70)
  })
  try {
    await start(args, threads)
  } catch (error) {
    if (error instanceof GatewayError)
      console.error(`shouwang: ${error.message}${error.advice === '' ? '' : `\n${error.advice}`}`)
    else console.error('shouwang: cannot start:', error)
    process.exit(1)
  }
}
