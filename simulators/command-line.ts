// What both programs need of a terminal: one clear line and an exit code instead of a stack trace.

import { readFile } from 'node:fs/promises'
import { z } from 'zod'

/** 2 the command line or a file, 3 refused by the broker, 4 no broker. 1 is for work left undone. */
export type ExitCode = 1 | 2 | 3 | 4

/** Ends a program; `lines` are all a person gets to read. */
export class Stop extends Error {
  readonly code: ExitCode
  readonly lines: readonly string[]
  constructor(code: ExitCode, lines: string | readonly string[]) {
    const all = typeof lines === 'string' ? [lines] : lines
    super(all.join('; '))
    this.code = code
    this.lines = all
  }
}

/** Runs a program to its end and turns a Stop, or an option nobody knows, into lines and an exit code. */
export async function run(program: string, main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    const usage =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (!(error instanceof Stop) && !usage) throw error
    const lines =
      error instanceof Stop
        ? error.lines
        : [`${error.message.split(/\. |\.?\n/)[0]}; --help lists the options`]
    for (const line of lines) process.stderr.write(`${program}: ${line}\n`)
    process.exitCode = error instanceof Stop ? error.code : 2
  }
}

export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw new Stop(2, `${what} not found: ${path}`)
    if (code === 'EISDIR') throw new Stop(2, `${what} is a folder: ${path}`)
    throw new Stop(2, `${what} cannot be read: ${path} (${String(code ?? error)})`)
  }
}

/** Reads `{"band-001": "secret", …}`. */
export async function readCredentials(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readText(path, 'credentials file')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Stop(2, `credentials file is not JSON: ${path}`)
  }
  const parsed = z.record(z.string(), z.string().min(1)).safeParse(body)
  if (!parsed.success)
    throw new Stop(2, `credentials file must be an object of device ids and secrets, both text: ${path}`)
  return new Map(Object.entries(parsed.data))
}

export function readNumber(
  value: string,
  option: string,
  range: Readonly<{ min: number; max: number; whole?: boolean }>,
): number {
  const parsed = Number(value)
  const fits = value.trim() !== '' && parsed >= range.min && parsed <= range.max
  if (!fits || (range.whole && !Number.isInteger(parsed)))
    throw new Stop(
      2,
      `--${option} must be a ${range.whole ? 'whole ' : ''}number from ${range.min} to ${range.max}: ${value}`,
    )
  return parsed
}

export function readBrokerUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && ['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(url.protocol)) return value
  throw new Stop(2, `--mqtt must be an address like mqtt://127.0.0.1:1883: ${value}`)
}
