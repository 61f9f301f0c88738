// A child process that announces itself with one line of JSON, and what the kernel says it used.

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Child<T> = Readonly<{
  said: T
  pid: number
  stop(signal?: NodeJS.Signals): Promise<void>
}>

/** As `npm start` runs the gateway; its peers get the same. */
const FLAGS = [
  '--import',
  new URL('../../gateway/compile-cache.js', import.meta.url).href,
  '--max-semi-space-size=64',
]

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Starts `node file args…` and waits for its first line. */
export async function startChild<T>(file: string, args: readonly string[] = []): Promise<Child<T>> {
  const child: ChildProcess = spawn(process.execPath, [...FLAGS, pathOf(file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const line = await new Promise<string>((resolve, reject) => {
    if (!child.stdout) return reject(new Error('no output'))
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`${file} ended with code ${code} before it was ready`)))
  })
  return {
    said: JSON.parse(line) as T,
    pid: child.pid ?? 0,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await ended
    },
  }
}

/** CPU seconds (all threads) and resident megabytes of a process, from /proc. */
export function usageOf(pid: number): { cpuSeconds: number; residentMegabytes: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
  return { cpuSeconds: ticks / 100, residentMegabytes: Number(resident) / 1_024 }
}
