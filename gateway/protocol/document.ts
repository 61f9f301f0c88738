// The wire contract in words and as JSON Schema, made from the zod schemas and the limits: docs/protocol.md is this
// file's output and never edited by hand. Pure; write-docs.ts writes the files.

import { z } from 'zod'
import {
  CLOCK_TOLERANCE_MS,
  KEEP_ALIVE_SECONDS,
  MAX_PAYLOAD_BYTES,
  PLAUSIBLE,
  PULSE_PRESSURE,
} from './limits.ts'
import { command, MAX_BATCH, PAYLOADS } from './payloads.ts'
import { BAND_KINDS, bandTopic, commandTopic, DRAIN_KINDS, drainTopic, type TopicKind } from './topics.ts'

/** File name, without folder, to content. */
export type Documents = Readonly<{ markdown: string; schemas: ReadonlyMap<string, string> }>

type JsonSchema = Readonly<{
  type?: string
  description?: string
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  anyOf?: readonly JsonSchema[]
  enum?: readonly unknown[]
  minimum?: number
  maximum?: number
  maxLength?: number
}>

const EXAMPLES: Readonly<Record<TopicKind | 'command', object>> = {
  vitals: {
    ts: 1790000000000,
    seq: 4711,
    heartRate: 72,
    bloodPressure: { systolic: 128, diastolic: 79 },
    spo2: 97,
    temperature: 36.6,
  },
  location: {
    ts: '2026-09-21T20:53:20+08:00',
    latitude: 39.9087,
    longitude: 116.3975,
    accuracyMetres: 12,
    source: 'gps',
  },
  steps: { ts: 1790000000000, steps: 3120 },
  status: { ts: 1790000000000, battery: 76, charging: false },
  wear: { ts: 1790000000000, worn: true },
  sos: { ts: 1790000000000, id: 'press-17', latitude: 39.9087, longitude: 116.3975, accuracyMetres: 12 },
  fall: { ts: 1790000000000, id: 'fall-3', still: true },
  level: { ts: 1790000000000, seq: 208, centimetres: 16.5, battery: 91 },
  command: { id: '1024/0/band-001', command: 'helpIsComing', text: '护理员正在赶来', sentAt: 1790000000000 },
}

export function renderProtocol(): Documents {
  const schemas = new Map<string, JsonSchema>()
  for (const [kind, schema] of Object.entries({ ...PAYLOADS, command }))
    schemas.set(kind, z.toJSONSchema(schema, { io: 'input' }) as JsonSchema)
  const files = [...schemas].map(([kind, schema]) => {
    const title = `${kind}, protocol version 1`
    return [`${kind}.schema.json`, `${JSON.stringify({ title, ...schema }, null, 2)}\n`] as const
  })
  return { markdown: renderMarkdown(schemas), schemas: new Map(files) }
}

function renderMarkdown(schemas: ReadonlyMap<string, JsonSchema>): string {
  const payload = (kind: TopicKind | 'command', topic: string): string => {
    const schema = schemas.get(kind)
    return [
      `### ${kind}`,
      `\`${topic}\` · [JSON Schema](protocol/${kind}.schema.json)`,
      schema?.description ?? '',
      ['| field | type | |', '|---|---|---|', ...rows(schema, '')].join('\n'),
      `\`\`\`json\n${JSON.stringify(EXAMPLES[kind])}\n\`\`\``,
    ].join('\n\n')
  }
  const id = '{deviceId}'
  return `${[
    HEAD,
    CONNECTING,
    PUBLISHING,
    '## Payloads of a wristband',
    ...BAND_KINDS.map((kind) => payload(kind, bandTopic(id, kind))),
    '## Payloads of a drain sensor',
    payload('level', drainTopic(id, 'level')),
    `\`${drainTopic(id, 'status')}\` is the wristband's \`status\`.`,
    '## Down to a wristband',
    payload('command', commandTopic(id)),
    DOWN,
    TIME,
    IDENTITY,
    QUALITY,
    REJECTED,
    LIMITS,
  ].join('\n\n')}\n`
}

function rows(schema: JsonSchema | undefined, prefix: string): string[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, field]) => {
    const isRequired = schema?.required?.includes(name) === true
    const row = `| \`${prefix}${name}\`${isRequired ? ' *' : ''} | ${typeOf(field)} | ${field.description ?? ''} |`
    return [row, ...rows(field, `${prefix}${name}.`)]
  })
}

function typeOf(field: JsonSchema): string {
  if (field.enum) return field.enum.map((value) => `\`${String(value)}\``).join(', ')
  if (field.anyOf) return field.anyOf.map(typeOf).join(' or ')
  const isSafe = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER
  const low = isSafe(field.minimum) ? ` ≥ ${field.minimum}` : ''
  const high = isSafe(field.maximum) ? ` ≤ ${field.maximum}` : ''
  const length = field.maxLength === undefined ? '' : ` of at most ${field.maxLength} characters`
  return `${field.type ?? 'any'}${low}${high}${length}`
}

const kib = (bytes: number): string => `${bytes / 1024} KiB`

const HEAD = `<!-- Made by \`npm run docs\` from gateway/protocol; do not edit. -->

# The wire protocol, version 1

What a wristband or a drain sensor says to the gateway, and what it hears. MQTT 3.1.1, JSON in UTF-8, one topic per
device and kind. ${DRAIN_KINDS.length + BAND_KINDS.length} topics go up, one comes down.`

const CONNECTING = `## Connecting

- **MQTT 3.1.1** (or 3.1) over TCP, or over WebSocket at \`/mqtt\` of the HTTP port with the subprotocol \`mqtt\` and
  binary messages. A client that speaks **MQTT 5 is refused** with CONNACK 1, "unacceptable protocol version": in
  version 5 a broker that cannot store a message answers it with a reason code, which a device takes as final and
  never sends it again. In 3.1.1 the answer stays away and the device repeats: no acknowledged message is ever lost.
- **User name** = the device id. **Password** = the device's secret, shown once when the device is adopted.
  **Client id** = the device id, or the device id, \`-\` and anything; an empty one is taken as the device id.
- A second connection under the same client id takes the first one's place.
- Every session is clean, whatever is asked for: nothing is kept for an absent device in the broker. What must reach
  a band is kept by the gateway and sent when it is back.
- **Keep-alive** is moved into ${KEEP_ALIVE_SECONDS.low} to ${KEEP_ALIVE_SECONDS.high} s; 0 counts as ${KEEP_ALIVE_SECONDS.high}. After one and a half of it without a word the connection is
  closed.
- **Online and offline** are said by the gateway itself: \`online\` at a login, \`offline\` when a connection is lost
  without DISCONNECT and no other of the device is open. A will on \`status\` with \`"online": false\` is welcome and
  means the same; a will on another topic of its own is published as well.

| CONNACK | meaning |
|---|---|
| 0 | welcome |
| 1 | MQTT 5, see above |
| 2 | the client id is not the device's |
| 3 | not now; try again |
| 4 | unknown device or wrong secret. The gateway lists it, so that staff can adopt it |

Repeated failures from one address are answered later and later, up to 5 s.`

const PUBLISHING = `## Publishing and subscribing

- **QoS 1.** PUBACK means *stored for good*, together with everything the message caused. No PUBACK, or a closed
  connection: send it again, with DUP. QoS 2 is accepted (PUBREC means stored); QoS 0 is accepted and may be lost.
- A device publishes only under its own id. Anything else is recorded as rejected and acknowledged, so that it is
  not repeated for ever; nothing of it takes effect.
- A device subscribes only to its own \`${commandTopic('{deviceId}')}\`; everything else is answered with 128.
- RETAIN is ignored: nothing is retained.
- A payload is **one object, or an array of objects**: what a device kept while it had no network, oldest first, at
  most ${MAX_BATCH}. Good elements count, bad ones are recorded as rejected. Unknown fields are ignored; \`null\` means absent.
  Below, * marks what must be there.`

const DOWN = `Acknowledge it with PUBACK once it is shown; without that the gateway sends it again, with the same \`id\`.`

const TIME = `## Time

\`ts\` is when it was measured: epoch milliseconds, epoch seconds (any number below 100,000,000,000), or ISO 8601 with an
offset or Z. A message without \`ts\` is taken as measured when it arrived. So is one whose clock is unusable: before
2020, or more than ${CLOCK_TOLERANCE_MS / 60_000} minutes ahead of the gateway; its own word is kept. In an array without usable times only the last
element is taken as current; the values of the others are stored as doubtful (\`clockNotSet\`, \`futureClock\`). An \`sos\`
and a \`fall\` always count, however old.`

const IDENTITY = `## Repeated messages

The same reading sent twice counts once. What makes it the same, in this order: the same kind and \`id\`; the same kind,
\`seq\` and \`ts\`; the same kind, \`ts\` and values. It does not matter whether it came alone or in an array. A press of SOS
with neither \`id\` nor a usable clock counts each time it arrives.`

const QUALITY = `## Doubtful values

A value outside its range is stored and shown with its reason, and never judged by a rule.

| value | range |
|---|---|
${Object.entries(PLAUSIBLE)
  .map(([metric, { low, high }]) => `| ${metric} | ${low} to ${high} |`)
  .join('\n')}
| systolic − diastolic | ${PULSE_PRESSURE.low} to ${PULSE_PRESSURE.high} |

\`noReading\`: 0 for heart rate, pressure, SpO₂, temperature or battery, and the position 0, 0. \`implausible\`: outside the
range. \`diastolicNotBelowSystolic\`, \`pulsePressure\`: both numbers of the pressure. When one number of a pressure is
doubtful, so is the other.`

const REJECTED = `## Rejected messages

Recorded with their reason, shown to staff, and acknowledged: \`notJson\`, \`wrongShape\`, \`batchEmpty\`, \`batchTooLong\`,
\`payloadTooLarge\`, \`unknownTopic\`, \`foreignTopic\` (another device's), \`wrongFamily\` (a band among the drains). An \`sos\`
or \`fall\` whose payload is rejected still counts: the topic is enough.`

const LIMITS = `## Limits

A payload of more than ${kib(MAX_PAYLOAD_BYTES)} is rejected. A device that sends faster than its rate (by default 20 messages a second,
200 at once) is not refused: the gateway reads it more slowly. An SOS is never slowed down, and what the device sent
before it goes through with it. A device that does not fetch its acknowledgements for 10 s is disconnected.`
