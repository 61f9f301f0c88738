import mqtt from 'mqtt'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../support/manual-clock.ts'
import { connectPacket, logIn, openSocket, publishPacket, roundTrip, SECRET, startBroker } from './harness.ts'

/** The CONNACK's return code. */
async function answerTo(port: number, packet: ReturnType<typeof connectPacket>): Promise<number | undefined> {
  const device = await openSocket(port)
  device.send(packet)
  const answer = await device.packets.at(1)
  return answer.cmd === 'connack' ? answer.returnCode : undefined
}

describe('a device', () => {
  it('comes in under its own id with its own secret', async () => {
    const { port, broker } = await startBroker()
    await roundTrip(await logIn(port, 'band-001'))
    expect(broker.connected('band-001')).toBe(true)
    expect(broker.connected('band-002')).toBe(false)
    expect(broker.connectionCount()).toBe(1)
  })

  it.each([
    ['its id', 'band-001', 0],
    ['its id and a suffix', 'band-001-7f3a', 0],
    ['nothing, and gets its id', '', 0],
    ['another id', 'band-002', 2],
    ['its id and more without a dash', 'band-0011', 2],
    ['129 characters', `band-001-${'x'.repeat(120)}`, 2],
  ])('whose client id is %s is answered %#', async (_, clientId, returnCode) => {
    const { port } = await startBroker()
    expect(await answerTo(port, connectPacket('band-001', { clientId }))).toBe(returnCode)
  })

  it.each([
    ['a wrong secret', { password: Buffer.from('wrong') }],
    ['no secret', { password: undefined }],
    ['its stored hash as secret', { password: Buffer.from('0'.repeat(64)) }],
  ])('with %s is refused with code 4 and listed as wrongSecret', async (_, extra) => {
    const { port, unknown, broker } = await startBroker()
    expect(await answerTo(port, connectPacket('band-001', extra))).toBe(4)
    expect(unknown.items).toMatchObject([
      { deviceId: 'band-001', reason: 'wrongSecret', address: '127.0.0.1' },
    ])
    expect(broker.connected('band-001')).toBe(false)
  })

  it('nobody knows is refused with the same code 4 and listed, its kind told by its will', async () => {
    const { port, unknown } = await startBroker()
    const will = { topic: 'v1/drains/new-7/status', payload: Buffer.from('{}'), qos: 1, retain: true }
    expect(await answerTo(port, connectPacket('new-7', { will }))).toBe(4)
    expect(await answerTo(port, connectPacket('new-8'))).toBe(4)
    expect(unknown.items).toMatchObject([
      { deviceId: 'new-7', reason: 'unknownDevice', kind: 'drain' },
      { deviceId: 'new-8', reason: 'unknownDevice', kind: 'unknown' },
    ])
  })

  it.each([[undefined], ['../../etc'], ['band 001'], ['x'.repeat(65)]])(
    'calling itself %s is refused with code 4 and not listed',
    async (username) => {
      const { port, unknown } = await startBroker()
      const extra = username === undefined ? { username, password: undefined } : { username }
      expect(await answerTo(port, connectPacket('band-001', extra))).toBe(4)
      expect(unknown.items).toEqual([])
    },
  )

  it('survives a look-up that throws: code 3, and the next one is served', async () => {
    let isBroken = true
    const { port } = await startBroker({
      credentials: {
        lookup() {
          if (isBroken) throw new Error('the registry fell')
          return undefined
        },
      },
    })
    expect(await answerTo(port, connectPacket('band-001'))).toBe(3)
    isBroken = false
    expect(await answerTo(port, connectPacket('band-001'))).toBe(4)
  })
})

describe('an MQTT 5 client', () => {
  it('is refused in MQTT 3.1.1 words: CONNACK 1, unacceptable protocol version', async () => {
    const { port, reasons } = await startBroker()
    const device = await openSocket(port)
    const bytes: Buffer[] = []
    device.socket.on('data', (chunk) => bytes.push(chunk))
    device.socket.write(mqttFiveConnect(['band-001', 'band-001', SECRET]))
    await device.closed
    expect(Buffer.concat(bytes)).toEqual(Buffer.from([0x20, 0x02, 0x00, 0x01]))
    expect(reasons.items).toEqual(['protocolVersion'])
  })

  it('of mqtt.js reports the refusal to its caller', async () => {
    const { port } = await startBroker()
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      protocolVersion: 5,
      username: 'band-001',
      password: SECRET,
      clientId: 'band-001',
      reconnectPeriod: 0,
    })
    const error = await new Promise<Error & { code?: number }>((resolve) => client.on('error', resolve))
    expect(error.message).toMatch(/refused/i)
    client.end(true)
  })
})

/** A CONNECT of version 5 with empty properties, written by hand. */
function mqttFiveConnect(fields: string[]): Buffer {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
  }
  const body = Buffer.concat([text('MQTT'), Buffer.from([5, 0xc2, 0, 60, 0]), ...fields.map(text)])
  return Buffer.concat([Buffer.from([0x10, body.length]), body])
}

describe('before a device is known', () => {
  it('anything but CONNECT closes the connection', async () => {
    const { port, arrived, reasons } = await startBroker()
    const device = await openSocket(port)
    device.send(publishPacket('v1/bands/band-001/sos', '{}', 1))
    await device.closed
    expect(arrived.items).toEqual([])
    expect(reasons.items).toEqual(['connectExpected'])
  })

  it('a CONNECT of more than 8 KiB closes the connection before it has arrived', async () => {
    const { port, reasons } = await startBroker()
    const device = await openSocket(port)
    device.socket.write(Buffer.from([0x10, 0x80, 0x80, 0x40]))
    await device.closed
    expect(reasons.items).toEqual(['packetTooLarge'])
  })

  it('nothing behind a refused CONNECT reaches ingest', async () => {
    const { port, arrived } = await startBroker()
    const device = await openSocket(port)
    device.send(
      connectPacket('band-001', { password: Buffer.from('wrong') }),
      publishPacket('v1/bands/band-001/sos', '{}', 1),
    )
    await device.closed
    expect(arrived.items).toEqual([])
  })

  it('silence ends with the connect timeout', async () => {
    const { port } = await startBroker({ limits: { connectTimeoutMs: 50 } })
    const device = await openSocket(port)
    await device.closed
    expect(device.packets.items).toEqual([])
  })
})

describe('failures from one address', () => {
  it('are answered later from the 11th on, while a device with a right secret is served at once', async () => {
    const clock = createManualClock(1_790_000_000_000)
    const { port } = await startBroker({ clock })
    const wrong = connectPacket('band-001', { password: Buffer.from('wrong') })
    for (let attempt = 1; attempt <= 10; attempt++) expect(await answerTo(port, wrong)).toBe(4)

    const eleventh = await openSocket(port)
    eleventh.send(wrong)
    await logIn(port, 'band-002')
    await logIn(port, 'band-003')
    expect(eleventh.packets.items).toEqual([])
    clock.advance(100)
    expect(await eleventh.packets.at(1)).toMatchObject({ cmd: 'connack', returnCode: 4 })
  })

  it('are forgiven after 5 quiet minutes', async () => {
    const clock = createManualClock(1_790_000_000_000)
    const { port } = await startBroker({ clock })
    const wrong = connectPacket('band-001', { password: Buffer.from('wrong') })
    for (let attempt = 1; attempt <= 10; attempt++) await answerTo(port, wrong)
    clock.advance(300_001)
    expect(await answerTo(port, wrong)).toBe(4)
  })
})
