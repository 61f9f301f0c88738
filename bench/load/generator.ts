// Load as raw MQTT 3.1.1 packets over plain sockets: a client library would saturate before the broker does.
// Runs as a child process; speaks JSON lines with its parent. One round: connect everyone, publish QoS 1 with a
// window per connection for `seconds`, report what was acknowledged and how late.

import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { generate } from 'mqtt-packet'

export type LoadOrder = Readonly<{
  port: number
  connections: number
  /** PUBLISH packets in flight per connection. */
  window: number
  seconds: number
  /** Total messages per second; 0 = as fast as acknowledgements allow. */
  rate: number
  warmUpSeconds: number
  /** deviceId → secret; the first `connections` are used. */
  credentials: readonly (readonly [string, string])[]
  /** Instead of `seconds`: this many readings per connection, stepping through device time from `start`. */
  past?: Readonly<{ start: number; stepMs: number; count: number }>
}>

export type LoadReport = Readonly<{
  acknowledged: number
  perSecond: number
  ackP50Ms: number
  ackP99Ms: number
  lost: number
}>

type Line = {
  socket: Socket
  sentAt: Float64Array
  next: number
  inFlight: number
  buffer: Buffer
  topic: string
  seq: number
}

const order = JSON.parse(readFileSync(0, 'utf8')) as LoadOrder
const latencies: number[] = []
let acknowledged = 0
let counting = order.warmUpSeconds === 0
let running = true
let lost = 0

function publishPacket(line: Line, messageId: number): Buffer {
  const now = order.past ? order.past.start + line.seq * order.past.stepMs : Date.now()
  const payload = `{"ts":${now},"seq":${line.seq++},"heartRate":${60 + (line.seq % 40)},"spo2":97}`
  const topicLength = line.topic.length
  const remaining = 2 + topicLength + 2 + payload.length
  const header = remaining < 128 ? 2 : 3
  const packet = Buffer.allocUnsafe(header + remaining)
  packet[0] = 0x32
  if (header === 2) packet[1] = remaining
  else {
    packet[1] = (remaining & 127) | 128
    packet[2] = remaining >> 7
  }
  packet.writeUInt16BE(topicLength, header)
  packet.write(line.topic, header + 2, 'latin1')
  packet.writeUInt16BE(messageId, header + 2 + topicLength)
  packet.write(payload, header + 4 + topicLength, 'latin1')
  return packet
}

function send(line: Line, count: number): void {
  if (order.past) count = Math.min(count, order.past.count - line.seq)
  if (!running || count <= 0) return
  const packets: Buffer[] = []
  const now = performance.now()
  for (let i = 0; i < count; i++) {
    const messageId = (line.next++ % 65_535) + 1
    line.sentAt[messageId] = now
    packets.push(publishPacket(line, messageId))
    line.inFlight += 1
  }
  line.socket.write(packets.length === 1 ? (packets[0] as Buffer) : Buffer.concat(packets))
}

function onData(line: Line, chunk: Buffer): void {
  let data = line.buffer.length === 0 ? chunk : Buffer.concat([line.buffer, chunk])
  let offset = 0
  let acks = 0
  const now = performance.now()
  while (offset + 4 <= data.length) {
    // CONNACK and PUBACK are both four bytes long.
    if (data[offset] === 0x40) {
      const id = data.readUInt16BE(offset + 2)
      acks += 1
      if (counting) {
        acknowledged += 1
        if ((acknowledged & 15) === 0) latencies.push(now - (line.sentAt[id] as number))
      }
    } else if (data[offset] === 0x20 && data[offset + 3] !== 0)
      throw new Error(`refused: CONNACK ${data[offset + 3]}`)
    offset += 4
  }
  data = data.subarray(offset)
  line.buffer = data.length === 0 ? EMPTY : Buffer.from(data)
  line.inFlight -= acks
  if (order.rate === 0) send(line, acks)
}

const EMPTY = Buffer.alloc(0)

async function open(index: number): Promise<Line> {
  const [deviceId, secret] = order.credentials[index] as readonly [string, string]
  const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true })
  const line: Line = {
    socket,
    sentAt: new Float64Array(65_536),
    next: 0,
    inFlight: 0,
    buffer: EMPTY,
    topic: `v1/bands/${deviceId}/vitals`,
    seq: 0,
  }
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('data', (chunk) => {
      if (chunk[0] !== 0x20 || chunk[3] !== 0) return reject(new Error(`refused: CONNACK ${chunk[3]}`))
      resolve()
    })
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId: deviceId,
        clean: true,
        keepalive: 0,
        username: deviceId,
        password: Buffer.from(secret),
      }),
    )
  })
  socket.on('data', (chunk) => onData(line, chunk))
  socket.on('close', () => {
    if (running) lost += 1
  })
  return line
}

const lines: Line[] = []
for (let i = 0; i < order.connections; i += 50)
  lines.push(
    ...(await Promise.all(
      Array.from({ length: Math.min(50, order.connections - i) }, (_, k) => open(i + k)),
    )),
  )

if (order.rate === 0) for (const line of lines) send(line, order.window)
else {
  let turn = 0
  let owed = 0
  let last = performance.now()
  setInterval(() => {
    const now = performance.now()
    owed += ((now - last) / 1_000) * order.rate
    last = now
    for (; owed >= 1; owed -= 1) send(lines[turn++ % lines.length] as Line, 1)
  }, 5).unref()
}

if (order.warmUpSeconds > 0) await new Promise((resolve) => setTimeout(resolve, order.warmUpSeconds * 1_000))
counting = true
const started = performance.now()
if (order.past)
  while (lines.some((line) => line.seq < (order.past?.count ?? 0) || line.inFlight > 0))
    await new Promise((resolve) => setTimeout(resolve, 50))
else await new Promise((resolve) => setTimeout(resolve, order.seconds * 1_000))
counting = false
const seconds = (performance.now() - started) / 1_000
running = false
latencies.sort((a, b) => a - b)
const at = (share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN
const report: LoadReport = {
  acknowledged,
  perSecond: acknowledged / seconds,
  ackP50Ms: at(0.5),
  ackP99Ms: at(0.99),
  lost,
}
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0))
