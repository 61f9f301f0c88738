// A call list as the board reads it: each resident with how to reach them and the last word on them.

import type { Alert } from '../../alerts/model/alert.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { ageAt } from '../../alerts/response/card-120.ts'
import { placeOf } from '../../alerts/response/place.ts'
import type { CallListEntry } from './api.ts'
import type { WorldPort } from './ports.ts'

/** Worst first; undefined for an alert without a call list. */
export function callListEntries(
  world: Pick<WorldPort, 'callList' | 'directory'>,
  alert: Alert,
  now: EpochMs,
): readonly CallListEntry[] | undefined {
  const directory = world.directory()
  return world.callList(alert)?.flatMap((task): CallListEntry[] => {
    const { resident, building, community } = placeOf(directory, { kind: 'resident', id: task.residentId })
    if (resident === undefined) return []
    const { name, nameEn, sex, born, door, entry, phone, tags, caregivers } = resident
    const call = alert.calls?.[resident.id]
    return [
      {
        ...task,
        name,
        ...(nameEn === undefined ? {} : { nameEn }),
        age: ageAt(born, now, community?.timeZone ?? 'Asia/Shanghai'),
        sex,
        building: building?.name ?? '',
        ...(building?.nameEn === undefined ? {} : { buildingEn: building.nameEn }),
        door,
        entry,
        ...(phone === undefined ? {} : { phone }),
        tags,
        contacts: caregivers.flatMap(({ personId, relation }) => {
          const person = directory.people.get(personId)
          if (person === undefined) return []
          return [
            { name: person.name, relation, ...(person.phone === undefined ? {} : { phone: person.phone }) },
          ]
        }),
        ...(call === undefined ? {} : { call }),
      },
    ]
  })
}
