// The gateway as a process of its own, so that it can be killed as no clean-up code survives, or fail to start.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MAIN = fileURLToPath(new URL('../../gateway/main.ts', import.meta.url))

export type Ended = Readonly<{
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}>

function launch(args: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LOG_LEVEL: 'fatal', NODE_OPTIONS: '' },
  })
  let stdout = ''
  let stderr = ''
  let heard = (): void => {}
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
    heard()
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const said = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      heard = () => {
        const match = pattern.exec(stdout)
        if (match) resolve(match)
      }
      heard()
      void ended.then((end) => reject(new Error(`the gateway ended instead: ${JSON.stringify(end)}`)))
    })
  return { child, ended, said }
}

/** Runs `node gateway/main.ts` with these arguments to its end: for starts that are meant to fail. */
export const runGateway = (...args: string[]): Promise<Ended> => launch(args).ended

/** Starts `node gateway/main.ts` on a data folder and free ports; resolves when it says it is ready. */
export async function startGatewayChild(dataFolder: string, ...more: string[]) {
  const { child, ended, said } = launch([
    ...['--data', dataFolder, '--host', '127.0.0.1', '--port', '0', '--mqtt-port', '0'],
    ...more,
  ])
  const [, httpPort, mqttPort] = await said(/board http:\/\/localhost:(\d+), MQTT port (\d+)/)
  return {
    httpPort: Number(httpPort),
    mqttPort: Number(mqttPort),
    ended,
    /** As a power cut would: no handler runs. */
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await ended
    },
    /** As an operator would. */
    stop(): Promise<Ended> {
      child.kill('SIGTERM')
      return ended
    },
  }
}
