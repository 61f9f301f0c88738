// Accounts, sessions and devices as the HTTP side needs them, on the commit lane and the reading room.

import type { Device } from '../alerts/model/people.ts'
import type { EpochMs } from '../alerts/model/time.ts'
import { GatewayError } from './errors.ts'
import type { UnknownDevice } from './http/api.ts'
import type { AccountPort, DevicePort } from './http/ports.ts'
import { createDeviceSecret, hashDeviceSecret } from './people/device-secret.ts'
import type { CommitFailure } from './storage/commit-lane.ts'
import type { StoreEffect } from './storage/effects.ts'
import type { ReadingRoom } from './storage/reading-room.ts'

type Write = (effects: readonly StoreEffect[]) => Promise<CommitFailure | undefined>

/** Writes and rejects with GatewayError('storeUnavailable') when the store refuses. */
export const writeOrThrow =
  (write: Write) =>
  async (effects: readonly StoreEffect[]): Promise<void> => {
    const failure = await write(effects)
    if (failure) throw new GatewayError('storeUnavailable', failure.message, 'Try again in a moment.')
  }

export function createAccountPort(reading: ReadingRoom, write: Write): AccountPort {
  const put = writeOrThrow(write)
  return {
    byLogin: (login) => reading.accountByLogin(login),
    byPerson: (personId) => reading.accountByPerson(personId),
    save: (account) => put([{ type: 'account', account }]),
    createSession: (session) => put([{ type: 'session', session }]),
    session: (tokenHash) => reading.session(tokenHash),
    deleteSession: (tokenHash) => put([{ type: 'removeSession', tokenHash }]),
  }
}

/** Devices that knocked and were refused, so that staff can adopt them. Newest first, bounded. */
export function createUnknownDevices(limit = 200) {
  const seen = new Map<string, UnknownDevice>()
  return {
    noticed(
      device: Readonly<{
        deviceId: string
        kind: UnknownDevice['kind']
        address: string
        reason: UnknownDevice['reason']
        at: EpochMs
      }>,
    ): void {
      const { at, ...rest } = device
      const before = seen.get(device.deviceId)
      seen.delete(device.deviceId)
      seen.set(device.deviceId, {
        ...rest,
        firstSeenAt: before?.firstSeenAt ?? at,
        lastSeenAt: at,
        attempts: (before?.attempts ?? 0) + 1,
      })
      for (const oldest of seen.keys()) {
        if (seen.size <= limit) break
        seen.delete(oldest)
      }
    },
    adopted: (deviceId: string): boolean => seen.delete(deviceId),
    list: (): readonly UnknownDevice[] => [...seen.values()].reverse(),
  }
}

export function createDevicePort(deps: {
  unknown: ReturnType<typeof createUnknownDevices>
  write: Write
  now(): EpochMs
  /** Called after the commit: the device may connect from now on. */
  adopted(device: Device, secretHash: string): void
}): DevicePort {
  const put = writeOrThrow(deps.write)
  return {
    unknown: () => deps.unknown.list(),
    async adopt(device) {
      const secret = createDeviceSecret()
      const secretHash = hashDeviceSecret(secret)
      await put([
        { type: 'entity', kind: 'device', id: device.id, body: device },
        { type: 'secret', deviceId: device.id, secretHash, createdAt: deps.now() },
        { type: 'directoryChanged' },
      ])
      deps.unknown.adopted(device.id)
      deps.adopted(device, secretHash)
      return { secret }
    },
  }
}
