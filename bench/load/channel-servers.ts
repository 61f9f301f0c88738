// The other ends of the channels: a partner's webhook and a browsers' push service, on this machine. They answer at
// once and note what arrived when; nothing of what they do is measured.

import { createECDH, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PushSubscription } from '../../gateway/http/ports-messages.ts'

export type Arrival = Readonly<{
  channel: 'webhook' | 'push'
  alertId: number
  /** Tells two messages of one alert apart. */
  key: string
  emergency: boolean
  /** Monotonic, of this process. */
  at: number
}>

export type ChannelServers = Readonly<{
  webhookUrl: string
  /** A browser of this person, as the store keeps it. */
  subscription(personId: string): PushSubscription
  close(): void
}>

export async function startChannelServers(onArrival: (arrival: Arrival) => void): Promise<ChannelServers> {
  const seen = new Set<string>()
  const arrived = (arrival: Arrival): void => {
    if (seen.has(arrival.key)) return
    seen.add(arrival.key)
    onArrival(arrival)
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      if (request.url === '/hook') body += chunk
    })
    request.on('end', () => {
      const at = performance.now()
      arrived(request.url === '/hook' ? ofHook(body, at) : ofPush(request, at))
      response.writeHead(request.url === '/hook' ? 200 : 201).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    webhookUrl: `${origin}/hook`,
    subscription(personId) {
      const browser = createECDH('prime256v1')
      return {
        endpoint: `${origin}/push/${personId}`,
        personId,
        p256dh: browser.generateKeys('base64url'),
        auth: randomBytes(16).toString('base64url'),
        createdAt: Date.now(),
      }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function ofHook(body: string, at: number): Arrival {
  const { key, alertId, emergency } = JSON.parse(body) as Pick<Arrival, 'key' | 'alertId' | 'emergency'>
  return { channel: 'webhook', key, alertId, emergency, at }
}

/** Sealed: what it is about stands in its headers (RFC 8030). */
function ofPush({ headers, url }: IncomingMessage, at: number): Arrival {
  const alertId = Number(String(headers.topic).slice('alert-'.length))
  // Half an hour on the way for an emergency, a day for the rest.
  return { channel: 'push', key: `${url}|${alertId}`, alertId, emergency: headers.ttl === '1800', at }
}
