// Where a subject belongs: resident, building, grid and community, looked up once for cards, words and rosters.

import type {
  Building,
  Community,
  Device,
  Directory,
  Drain,
  Grid,
  Locale,
  Resident,
  SubjectRef,
} from '../model/people.ts'

/** Whatever the directory knows of a subject; every part may be missing for a band nobody has adopted. */
export type Place = Readonly<{
  resident?: Resident
  drain?: Drain
  device?: Device
  building?: Building
  grid?: Grid
  community?: Community
}>

type Found = { -readonly [K in keyof Place]: Place[K] }

function subjectOfDevice(directory: Directory, deviceId: string): SubjectRef | undefined {
  const device = directory.devices.get(deviceId)
  if (device?.residentId !== undefined) return { kind: 'resident', id: device.residentId }
  if (device?.drainId !== undefined) return { kind: 'drain', id: device.drainId }
  return undefined
}

/** Looks a subject up. With one community on the site, everything that belongs nowhere belongs to it. */
export function placeOf(directory: Directory, subject: SubjectRef, deviceId?: string): Place {
  const place: Found = {}
  const device = deviceId === undefined ? undefined : directory.devices.get(deviceId)
  if (device !== undefined) place.device = device
  const owner = subject.kind === 'device' ? (subjectOfDevice(directory, subject.id) ?? subject) : subject
  let gridId: string | undefined
  if (owner.kind === 'resident') {
    const resident = directory.residents.get(owner.id)
    if (resident !== undefined) place.resident = resident
    const building = resident && directory.buildings.get(resident.buildingId)
    if (building !== undefined) place.building = building
    gridId = building?.gridId
  } else if (owner.kind === 'drain') {
    const drain = directory.drains.get(owner.id)
    if (drain !== undefined) place.drain = drain
    gridId = drain?.gridId
  }
  if (owner.kind === 'area') return areaPlace(directory, owner)
  const grid = gridId === undefined ? undefined : directory.grids.get(gridId)
  if (grid !== undefined) place.grid = grid
  const community = grid ? directory.communities.get(grid.communityId) : communityOf(directory, subject)
  if (community !== undefined) place.community = community
  return place
}

/** An incident is about a building, a grid or a community; with the kind unsaid, the smallest of that id. */
function areaPlace(directory: Directory, { id, area }: SubjectRef): Place {
  const is = (kind: SubjectRef['area']): boolean => area === undefined || area === kind
  const building = is('building') ? directory.buildings.get(id) : undefined
  const gridId = building?.gridId ?? id
  const grid = is('grid') || building !== undefined ? directory.grids.get(gridId) : undefined
  const community =
    grid !== undefined
      ? directory.communities.get(grid.communityId)
      : is('community')
        ? directory.communities.get(id)
        : undefined
  return {
    ...(building === undefined ? {} : { building }),
    ...(grid === undefined ? {} : { grid }),
    ...(community === undefined ? {} : { community }),
  }
}

function communityOf(directory: Directory, subject: SubjectRef): Community | undefined {
  if (subject.kind === 'system' && directory.communities.has(subject.id))
    return directory.communities.get(subject.id)
  const [only, second] = directory.communities.values()
  return second === undefined ? only : undefined
}

/** The name a person reads, in their language where there is one. */
export const nameIn = (locale: Locale, named: Readonly<{ name: string; nameEn?: string }>): string =>
  locale === 'en' ? (named.nameEn ?? named.name) : named.name

/** What the others call somebody; the id when the directory does not know them (any more). */
export function nameOfPerson({ directory }: Readonly<{ directory: Directory }>, personId: string): string {
  const person = directory.people.get(personId)
  return person === undefined ? personId : nameIn('zh-CN', person)
}

/** Community, building and door as a stranger needs them; outsiders read no further than the building. */
export function addressOf(place: Place, locale: Locale, toTheDoor: boolean): string {
  const { community, building, grid, resident, drain } = place
  const names = [community, drain === undefined ? (building ?? grid) : grid].filter(
    (part) => part !== undefined,
  )
  const parts = names.map((part) => nameIn(locale, part))
  if (drain !== undefined) parts.push(nameIn(locale, drain))
  if (toTheDoor && resident !== undefined) parts.push(resident.door)
  return parts.join(' ')
}
