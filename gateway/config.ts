// What a site may set: a YAML file, then the command line over it. Every fault is reported at once with its path;
// the result is frozen, and each part of the gateway gets its own slice.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'yaml'
import { z } from 'zod'
import { channelFaults, channelsSchema } from './channels/settings.ts'
import { GatewayError } from './errors.ts'

const port = z.number().int().min(0).max(65_535)
const count = z.number().int().positive()

const schema = z.strictObject({
  dataFolder: z.string().min(1).default('data').describe('Where the databases live.'),
  rulesFolder: z.string().default('config/rules'),
  policiesFolder: z.string().default('config/policies'),
  incidentsFolder: z.string().default('config/incidents'),
  dashboardFolder: z.string().default('dashboard/dist'),
  http: z
    .strictObject({
      host: z.string().default('0.0.0.0'),
      port: port.default(8080),
      /** Set when a TLS proxy stands in front: cookies become Secure. */
      publicUrl: z.url().optional(),
      trustProxy: z.boolean().default(false),
    })
    .prefault({}),
  mqtt: z
    .strictObject({
      host: z.string().default('0.0.0.0'),
      port: port.default(1883),
      maxConnections: count.default(60_000),
      maxConnectionsPerAddress: count.default(60_000),
      messagesPerSecond: count.default(20).describe('Per device, sustained. SOS is never limited.'),
      burst: count.default(200),
      messagesPerSecondPerAddress: count
        .default(20_000)
        .describe('Carriers put thousands of bands behind one.'),
      burstPerAddress: count.default(100_000),
      maxPayloadBytes: count.default(262_144),
    })
    .prefault({}),
  canary: z
    .strictObject({
      enabled: z.boolean().default(true),
      at: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, "10:30"')
        .default('10:30')
        .describe("On the community's own clock."),
      withinSeconds: count.default(60).describe('From the press until a channel has taken the message.'),
    })
    .prefault({}),
  retention: z
    .strictObject({
      logHours: count.default(24).describe('Messages as they arrived.'),
      historyDays: count.default(180).describe('Values by device and time.'),
    })
    .prefault({}),
  channels: channelsSchema.prefault({}).describe('How people are reached; docs/operations.md.'),
  /** Upper bound of the store, in 4 KiB pages; absent = the disk. */
  maxStorePages: count.optional(),
})

export type Config = Readonly<z.infer<typeof schema>> & Readonly<{ demo: boolean }>

export const USAGE = `Usage: npm start -- [options]
  --config FILE       settings as YAML (docs/operations.md lists them all)
  --data FOLDER       where the databases live            (default: data)
  --port N            board and API                       (default: 8080)
  --mqtt-port N       wristbands and drain sensors        (default: 1883)
  --host ADDRESS      listen on this address only         (default: 0.0.0.0)
  --demo              a simulated community, phones page, logins printed; data in a folder of its own
  --help`

/** Reads `--config` and the command line. Throws GatewayError('configInvalid') that lists every fault. */
export function readConfig(argv: readonly string[]): Config | 'help' {
  const { values, faults } = readFlags(argv)
  if (values.help) return 'help'
  const raw = values.config === undefined ? {} : readFile(values.config, faults)
  const number = (flag: string, value: string | undefined): number | undefined => {
    if (value === undefined) return undefined
    if (!/^\d+$/.test(value)) faults.push(`--${flag}: "${value}" is not a number`)
    return Number(value)
  }
  const http = over(raw.http, {
    ...given('port', number('port', values.port)),
    ...given('host', values.host),
  })
  const mqtt = over(raw.mqtt, {
    ...given('port', number('mqtt-port', values['mqtt-port'])),
    ...given('host', values.host),
  })
  const parsed = schema.safeParse({ ...raw, ...given('dataFolder', values.data), http, mqtt })
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      faults.push(`${issue.path.join('.') || 'settings'}: ${issue.message}`)
  else faults.push(...channelFaults(parsed.data.channels, parsed.data.http.publicUrl))
  if (faults.length > 0 || !parsed.success)
    throw new GatewayError(
      'configInvalid',
      `the settings have ${faults.length} fault(s):\n  ${faults.join('\n  ')}`,
      USAGE,
    )
  const demo = values.demo === true
  const dataFolder =
    demo && values.data === undefined ? join(parsed.data.dataFolder, 'demo') : parsed.data.dataFolder
  return Object.freeze({ ...parsed.data, dataFolder, demo })
}

type Flags = Readonly<{
  config?: string
  data?: string
  port?: string
  'mqtt-port'?: string
  host?: string
  demo?: boolean
  help?: boolean
}>

function readFlags(argv: readonly string[]): { values: Flags; faults: string[] } {
  const text = { type: 'string' } as const
  const yes = { type: 'boolean' } as const
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: text, data: text, port: text, 'mqtt-port': text, host: text, demo: yes, help: yes },
    })
    return { values: values as Flags, faults: [] }
  } catch (error) {
    return { values: {}, faults: [error instanceof Error ? error.message : String(error)] }
  }
}

function readFile(path: string, faults: string[]): Record<string, unknown> {
  try {
    return (parse(readFileSync(path, 'utf8')) as Record<string, unknown> | null) ?? {}
  } catch (error) {
    faults.push(`${path}: ${error instanceof Error ? error.message : String(error)}`)
    return {}
  }
}

/** Flags over a section of the file; a section that is none stays as it is, for the schema to name. */
const over = (section: unknown, flags: object): unknown =>
  section === undefined || section === null || (typeof section === 'object' && !Array.isArray(section))
    ? { ...section, ...flags }
    : section

const given = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value })
