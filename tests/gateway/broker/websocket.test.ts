import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import mqtt from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { SECRET, type Setup, startBroker } from './harness.ts'

async function start(setup: Setup = {}) {
  const started = await startBroker(setup)
  const server = createServer()
  server.on('upgrade', started.broker.handleUpgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { ...started, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt` }
}

const options = { clientId: 'band-001', username: 'band-001', password: SECRET, reconnectPeriod: 0 }

describe('MQTT over WebSocket', () => {
  it('carries publishes of 1 byte and of 200 KiB up, in order, and a command down', async () => {
    const { url, arrived, broker } = await start()
    const band = mqtt.connect(url, options)
    onTestFinished(() => {
      band.end(true)
    })
    const large = `"${'x'.repeat(200_000)}"`
    await band.publishAsync('v1/bands/band-001/vitals', '1', { qos: 1 })
    await band.publishAsync('v1/bands/band-001/vitals', large, { qos: 2 })
    await band.publishAsync('v1/bands/band-001/sos', '', { qos: 1 })
    expect(arrived.items.map(({ text }) => text)).toEqual(['1', large, ''])
    await band.subscribeAsync('v1/bands/band-001/commands', { qos: 1 })
    const received = new Promise((resolve) => band.on('message', (_, payload) => resolve(payload.toString())))
    expect(await broker.publishDown('band-001', 'hello')).toBe('sent')
    expect(await received).toBe('hello')
  })

  it('reports the address the caller names, as behind a proxy', async () => {
    const { url, unknown } = await start({ addressOf: () => '::ffff:203.0.113.9' })
    const band = mqtt.connect(url, { ...options, password: 'wrong' })
    await new Promise((resolve) => band.on('error', resolve))
    band.end(true)
    expect(unknown.items[0]!.address).toBe('203.0.113.9')
  })

  it('needs the subprotocol mqtt: anything else is answered 400', async () => {
    const { url } = await start()
    for (const protocols of [[], ['chat']]) {
      const socket = new WebSocket(url, protocols)
      const error = await new Promise<Error>((resolve) => socket.on('error', resolve))
      expect(error.message).toContain('400')
    }
  })

  it('is binary: a text message ends the connection with 1003', async () => {
    const { url } = await start()
    const socket = new WebSocket(url, ['mqtt'])
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send('hello')
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(1003)
  })

  it('of more than 1 MiB and 64 KiB in one message ends the connection with 1009', async () => {
    const { url } = await start()
    const socket = new WebSocket(url, ['mqtt'])
    await new Promise((resolve) => socket.on('open', resolve))
    socket.send(Buffer.alloc(1_114_113))
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(1009)
  })
})
