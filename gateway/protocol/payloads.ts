// The payloads of our own wire contract, version 1, as zod: the schema is the documentation.
// Types and structure only. Whether a number is plausible is decided in ingest, which keeps it with its reason.

import { z } from 'zod'
import type { TopicKind } from './topics.ts'

/** Epoch milliseconds, or ISO 8601 with an offset or Z. Absent: the gateway uses the time of arrival. */
export const timestamp = z
  .union([z.number().int(), z.iso.datetime({ offset: true })])
  .describe('Device time: epoch milliseconds or seconds, or ISO 8601 with offset. Absent = time of arrival.')

const envelope = {
  ts: timestamp.optional(),
  id: z.string().min(1).max(64).optional().describe('Message id, unique within the device.'),
  seq: z.number().int().nonnegative().optional().describe('Running number, unique within device and kind.'),
}

const number = z.number()

export const vitals = z
  .object({
    ...envelope,
    heartRate: number.optional().describe('Beats per minute; 0 = no reading. Plausible 20–300.'),
    bloodPressure: z
      .object({
        systolic: number.describe('mmHg; 0 = no reading. Plausible 40–300.'),
        diastolic: number.describe('mmHg; 0 = no reading. Plausible 20–200, below systolic.'),
      })
      .optional(),
    spo2: number.optional().describe('Oxygen saturation, %; 0 = no reading. Plausible 50–100.'),
    temperature: number.optional().describe('°C; 0 = no reading. Plausible 30–45.'),
  })
  .describe('One set of vital signs measured together. At least one value should be present.')

export const location = z
  .object({
    ...envelope,
    latitude: number.min(-90).max(90).describe('Degrees, WGS-84.'),
    longitude: number.min(-180).max(180).describe('Degrees, WGS-84.'),
    accuracyMetres: number.nonnegative().optional().describe('Radius of 68 % confidence, metres.'),
    source: z.enum(['gps', 'wifi', 'cell']).optional().describe('Absent = gps.'),
  })
  .describe('A position fix.')

export const steps = z
  .object({ ...envelope, steps: number.int().nonnegative().describe('Steps since local midnight.') })
  .describe('The pedometer of the day.')

export const status = z
  .object({
    ...envelope,
    online: z.boolean().optional().describe('false in the will message.'),
    battery: number.optional().describe('%; 0–100. 0 or absent = unknown.'),
    charging: z.boolean().optional(),
    signal: number.optional().describe('%; 0–100.'),
    firmware: z.string().max(64).optional(),
    shown: z
      .string()
      .max(256)
      .optional()
      .describe('`id` of a command the band has shown its wearer. Bands that cannot say so leave it out.'),
    still: z
      .boolean()
      .optional()
      .describe('true = the band feels no movement, false = it feels some; said after a fall.'),
  })
  .describe('Device state. `online` is said by the gateway itself; as a will, publish online=false.')

export const wear = z.object({ ...envelope, worn: z.boolean() }).describe('On or off the wrist.')

export const sos = z
  .object({
    ...envelope,
    latitude: number.min(-90).max(90).optional(),
    longitude: number.min(-180).max(180).optional(),
    accuracyMetres: number.nonnegative().optional(),
    source: z.enum(['gps', 'wifi', 'cell']).optional(),
  })
  .describe(
    'The SOS button. Every field is optional: the topic alone is enough, even with an unreadable payload.',
  )

export const fall = z
  .object({ ...envelope, still: z.boolean().optional().describe('No movement since the impact.') })
  .describe('The band believes its wearer fell.')

export const level = z
  .object({
    ...envelope,
    centimetres: number.describe('Water level, cm above the reference; plausible -50–500.'),
    battery: number.optional().describe('%; 0–100. 0 or absent = unknown.'),
    rain: number
      .optional()
      .describe('Rain of the last hour, mm, where the sensor has a gauge; 0 = dry, plausible up to 300.'),
  })
  .describe('Water level at a drain.')

/** One object, or an array of them: what a device kept while it had no network, oldest first, at most 500. */
export const PAYLOADS = { vitals, location, steps, status, wear, sos, fall, level } as const satisfies Record<
  TopicKind,
  z.ZodType
>

export const MAX_BATCH = 500

export type VitalsPayload = z.infer<typeof vitals>
export type LocationPayload = z.infer<typeof location>
export type StepsPayload = z.infer<typeof steps>
export type StatusPayload = z.infer<typeof status>
export type WearPayload = z.infer<typeof wear>
export type SosPayload = z.infer<typeof sos>
export type FallPayload = z.infer<typeof fall>
export type LevelPayload = z.infer<typeof level>

/** Downlink on `v1/bands/{deviceId}/commands`. */
export const command = z
  .object({
    id: z.string().describe('Idempotency key: a band shows each id once.'),
    command: z
      .enum(['helpIsComing', 'show', 'locate', 'measure'])
      .describe(
        '`locate`: publish a satellite fix as soon as there is one. `measure`: publish vital signs and steps, and after a fall `still` in `status`. Both at most once a minute, best effort.',
      ),
    text: z.string().max(60).optional().describe('What the band shows its wearer.'),
    sentAt: z.number().int().describe('Epoch milliseconds.'),
  })
  .describe('What the gateway tells a band.')
export type CommandPayload = z.infer<typeof command>
