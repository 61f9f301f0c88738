// Which device speaks for whom: the Directory arranged for one look-up per message.

import type { Directory, SubjectKey, SubjectRef } from '../../alerts/model/people.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { SubjectProfile } from '../../alerts/rules/evaluate.ts'

/** A subject as a message meets it. */
export type Registered = Readonly<{ key: SubjectKey; profile: SubjectProfile }>

export type Registry = Readonly<{
  /** The subject a device speaks for; a device that nobody has assigned is its own subject. */
  ofDevice(deviceId: string, kind: 'band' | 'drain'): Registered
  ofSubject(key: SubjectKey): Registered | undefined
  deviceOf(key: SubjectKey): string | undefined
  subjects(): IterableIterator<SubjectKey>
}>

const DEFAULT_ZONE = 'Asia/Shanghai'

export function createRegistry(directory: Directory): Registry {
  const byDevice = new Map<string, Registered>()
  const bySubject = new Map<SubjectKey, Registered>()

  const zoneOfGrid = (gridId: string | undefined): string => {
    const grid = gridId === undefined ? undefined : directory.grids.get(gridId)
    return (grid && directory.communities.get(grid.communityId)?.timeZone) ?? DEFAULT_ZONE
  }

  const register = (deviceId: string, kind: 'band' | 'drain'): Registered => {
    const device = directory.devices.get(deviceId)
    const resident = device?.residentId === undefined ? undefined : directory.residents.get(device.residentId)
    const drain = device?.drainId === undefined ? undefined : directory.drains.get(device.drainId)
    const subject: SubjectRef = resident
      ? { kind: 'resident', id: resident.id }
      : drain
        ? { kind: 'drain', id: drain.id }
        : { kind: 'device', id: deviceId }
    const building = resident && directory.buildings.get(resident.buildingId)
    const gridId = building?.gridId ?? drain?.gridId
    const home =
      building?.latitude === undefined || building.longitude === undefined
        ? undefined
        : ([building.latitude, building.longitude] as const)
    const registered: Registered = {
      key: subjectKey(subject),
      profile: {
        subject,
        deviceId,
        deviceKind: device?.kind ?? kind,
        overrides: resident?.overrides ?? drain?.overrides ?? {},
        tags: resident?.tags ?? [],
        timeZone: zoneOfGrid(gridId),
        ...(resident?.safeZone === undefined ? {} : { safeZone: resident.safeZone }),
        ...(home === undefined ? {} : { home }),
      },
    }
    byDevice.set(deviceId, registered)
    bySubject.set(registered.key, registered)
    return registered
  }

  for (const device of directory.devices.values()) register(device.id, device.kind)

  return {
    ofDevice: (deviceId, kind) => byDevice.get(deviceId) ?? register(deviceId, kind),
    ofSubject: (key) => bySubject.get(key),
    deviceOf: (key) => bySubject.get(key)?.profile.deviceId,
    subjects: () => bySubject.keys(),
  }
}
