// Goes through the residents of a community and asks of each whether somebody should call today. In small pieces: ten
// thousand take a tenth of a second, and a heartbeat or an SOS waits for none of it.

import { assigneesAt } from '../../alerts/care/assignee.ts'
import { localDay } from '../../alerts/care/local-day.ts'
import { reasonsOf } from '../../alerts/care/reasons.ts'
import { byUrgency, carriedFrom, itemOf } from '../../alerts/care/review-list.ts'
import type { Alert } from '../../alerts/model/alert.ts'
import type { ReviewItem } from '../../alerts/model/care.ts'
import { type Directory, type Resident, subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { World } from '../ingest/world.ts'
import type { CareBook } from './book.ts'

/** Residents between two breaths: about a millisecond. */
const PIECE = 100

export type MorningDeps = Readonly<{
  world: World
  book: CareBook
  concerns(ruleId: string): 'person' | 'device'
  /** When this device was last seen to work; null when never. */
  provenAt(deviceId: string): EpochMs | null
  /** Lets everything else that waits have its turn. */
  breathe(): Promise<void>
}>

/** Residents of each community with their home; worked out once for each directory. */
type Neighbour = Readonly<{ resident: Resident; gridId: string }>
const neighbours = new WeakMap<Directory, ReadonlyMap<string, readonly Neighbour[]>>()

function neighboursOf(directory: Directory, communityId: string): readonly Neighbour[] {
  let known = neighbours.get(directory)
  if (known === undefined) {
    const index = new Map<string, Neighbour[]>()
    for (const resident of directory.residents.values()) {
      const gridId = directory.buildings.get(resident.buildingId)?.gridId ?? ''
      const id = directory.grids.get(gridId)?.communityId ?? ''
      const list = index.get(id) ?? []
      list.push({ resident, gridId })
      index.set(id, list)
    }
    neighbours.set(directory, index)
    known = index
  }
  return known.get(communityId) ?? []
}

/** The list as it would be fixed at `now`, weightiest first. `emergencies`: closed in the last days, and genuine. */
export async function morningOf(
  communityId: string,
  { now, emergencies }: Readonly<{ now: EpochMs; emergencies: readonly Alert[] }>,
  { world, book, concerns, provenAt, breathe }: MorningDeps,
): Promise<readonly ReviewItem[]> {
  const { directory } = world
  const community = directory.communities.get(communityId)
  const timeZone = community?.timeZone ?? 'UTC'
  const today = localDay(timeZone, now)
  const since = book.since(communityId) ?? today
  const assignee = assigneesAt(directory, now)
  const carried = carriedFrom(book.listBefore(communityId, today), { timeZone, contactsOf: book.contactsOf })
  const bySubject = Map.groupBy(emergencies, ({ subject }) => subject.id)
  const items: ReviewItem[] = []
  let seen = 0
  for (const { resident, gridId } of neighboursOf(directory, communityId)) {
    if (++seen % PIECE === 0) await breathe()
    const key = subjectKey({ kind: 'resident', id: resident.id })
    const state = world.states.visible(key)
    const deviceId = world.registry.deviceOf(key)
    const reasons = reasonsOf({
      resident,
      community,
      timeZone,
      now,
      today,
      since,
      hasBand: deviceId !== undefined,
      provenAt: deviceId === undefined ? null : provenAt(deviceId),
      live: state?.live,
      habits: state?.habits,
      alerts: [...(world.alertsOf.get(key) ?? [])].flatMap((id) => world.visibleAlert(id) ?? []),
      emergencies: bySubject.get(resident.id) ?? [],
      contacts: book.contactsOf(resident.id),
      concerns,
    })
    const item = itemOf(resident, {
      today,
      reasons,
      carried: carried.get(resident.id),
      assignedTo: null,
    })
    if (item === undefined) continue
    const assignedTo = assignee({ buildingId: resident.buildingId, gridId, communityId })
    items.push({ ...item, assignedTo })
  }
  return items.sort(byUrgency)
}
