// The canary's band: an MQTT client like any other, on the gateway's own port, with a secret made for this run.

import mqtt from 'mqtt'
import { createDeviceSecret, hashDeviceSecret } from '../people/device-secret.ts'
import type { CanaryBand } from './canary.ts'

const CONNECT_TIMEOUT_MS = 10_000

export type CanaryIdentity = Readonly<{
  /** What the broker compares the secret with. */
  secretHash: string
  connect(deviceId: string, door: Readonly<{ host: string; port: number }>): Promise<CanaryBand>
}>

export function createCanaryIdentity(): CanaryIdentity {
  const secret = createDeviceSecret()
  return {
    secretHash: hashDeviceSecret(secret),
    async connect(deviceId, { host, port }) {
      const client = await mqtt.connectAsync({
        protocol: 'mqtt',
        host: reachable(host),
        port,
        clientId: deviceId,
        username: deviceId,
        password: secret,
        reconnectPeriod: 0,
        connectTimeout: CONNECT_TIMEOUT_MS,
      })
      // A connection that breaks fails the publish, which is what counts.
      client.on('error', () => {})
      return {
        async press(ident) {
          await client.publishAsync(`v1/bands/${deviceId}/sos`, JSON.stringify({ id: ident }), { qos: 1 })
        },
        close: () => void client.end(),
      }
    },
  }
}

/** Nobody connects to "every address". */
const reachable = (host: string): string =>
  host === '0.0.0.0' || host === '' ? '127.0.0.1' : host === '::' ? '::1' : host
