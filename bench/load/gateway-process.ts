// The gateway as production runs it, on ports of its own. Rate limits are raised, not removed: a bench band sends
// hundreds of messages a second where a real one sends a few a minute. Prints its ports and start time. Arguments: the
// data folder, then what else `npm start` takes.

import { startThreads } from '../../gateway/storage/thread.ts'

// In the order of `gateway/main.ts`: the threads read their code while this one reads the rest.
const threads = startThreads()
const { pino } = await import('pino')
const { startGateway } = await import('../../gateway/app.ts')
const { systemClock } = await import('../../gateway/clock.ts')
const { readConfig } = await import('../../gateway/config.ts')

/** Limits above what one machine can send: they are checked for every message, and never reached. */
const UNREACHED = {
  messagesPerSecond: 1_000_000,
  burst: 1_000_000,
  messagesPerSecondPerAddress: 1_000_000,
  burstPerAddress: 1_000_000,
}

const [dataFolder = '', ...settings] = process.argv.slice(2)
const own = ['--data', dataFolder, '--port', '0', '--mqtt-port', '0', '--host', '127.0.0.1']
const config = readConfig([...own, ...settings])
if (config === 'help') throw new Error('no help here')
const gateway = await startGateway({
  config: { ...config, mqtt: { ...config.mqtt, ...UNREACHED } },
  clock: systemClock,
  log: pino({ level: process.env.LOG_LEVEL ?? 'error' }, pino.destination(2)),
  version: 'bench',
  threads,
  onFatal: () => process.exit(70),
})
const { httpPort, mqttPort, recovered } = gateway
process.stdout.write(`${JSON.stringify({ httpPort, mqttPort, recovered, readyAt: Date.now() })}\n`)
process.on('SIGTERM', () => void gateway.close().then(() => process.exit(0)))
