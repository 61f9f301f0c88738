// Starts the generator as a process of its own, so that it does not share a thread with what it measures.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LoadOrder, LoadReport } from './generator.ts'

export function startLoad(order: LoadOrder): { report: Promise<LoadReport>; stop(): void } {
  const child = spawn(process.execPath, [fileURLToPath(new URL('generator.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(order))
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const report = new Promise<LoadReport>((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(output) as LoadReport)
      else reject(new Error(`load generator: exit ${code}`))
    })
  })
  return { report, stop: () => child.kill() }
}
