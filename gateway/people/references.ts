// Whether the entries of a site fit together: ids once, references that lead somewhere, one device per wearer.

import { nearest, type SiteFault } from './fault.ts'
import type { Entity, EntityKind } from './ports.ts'
import type { ItemPath, Place } from './site-item.ts'

/** An understood entry that still knows where it stands. */
export type PlacedEntity = Readonly<{ entity: Entity; login?: string; placeOf(path: ItemPath): Place }>

type Reference = Readonly<{ path: ItemPath; to: EntityKind; id: string }>

/** Every id an entry points to. */
function referencesOf({ kind, body }: Entity): readonly Reference[] {
  const one = (field: string, to: EntityKind, id: string | undefined): readonly Reference[] =>
    id === undefined ? [] : [{ path: [field], to, id }]
  switch (kind) {
    case 'community':
      return []
    case 'grid':
    case 'partner':
      return one('communityId', 'community', body.communityId)
    case 'building':
      return one('gridId', 'grid', body.gridId)
    case 'drain':
      return [
        ...one('gridId', 'grid', body.gridId),
        ...(body.buildingIds ?? []).map((id, index) => ({
          path: ['buildingIds', index],
          to: 'building' as const,
          id,
        })),
      ]
    case 'person':
      return [
        ...one('communityId', 'community', body.communityId),
        ...(body.gridIds ?? []).map((id, index) => ({ path: ['gridIds', index], to: 'grid' as const, id })),
      ]
    case 'resident':
      return [
        ...one('buildingId', 'building', body.buildingId),
        ...body.caregivers.map(({ personId }, index) => ({
          path: ['caregivers', index, 'personId'],
          to: 'person' as const,
          id: personId,
        })),
      ]
    case 'device':
      return [...one('residentId', 'resident', body.residentId), ...one('drainId', 'drain', body.drainId)]
    case 'shift':
      return [
        ...one('communityId', 'community', body.communityId),
        ...one('personId', 'person', body.personId),
      ]
  }
}

/**
 * All faults between entries. `faulty` are entries that exist but could not be understood (`resident:r-003`): they
 * have their own faults, and what points to them is not one more.
 */
export function findReferenceFaults(
  entries: readonly PlacedEntity[],
  faulty: ReadonlySet<string> = new Set(),
): readonly SiteFault[] {
  const faults: SiteFault[] = []
  const byKind = new Map<EntityKind, Map<string, PlacedEntity>>()
  const say = (at: Place, message: string, advice: string): void => {
    faults.push({ ...at, message, advice })
  }

  for (const entry of entries) {
    const { kind, id } = entry.entity
    const shelf = byKind.get(kind) ?? new Map<string, PlacedEntity>()
    byKind.set(kind, shelf)
    const first = shelf.get(id)
    if (first === undefined) shelf.set(id, entry)
    else {
      const { file, line } = first.placeOf(['id'])
      say(entry.placeOf(['id']), `${kind} ${id} stands here twice`, `the first is at ${file}:${line}`)
    }
  }

  for (const { entity, placeOf } of entries)
    for (const { path, to, id } of referencesOf(entity)) {
      const shelf = byKind.get(to)
      if (shelf?.has(id) || faulty.has(`${to}:${id}`)) continue
      const close = nearest(id, shelf?.keys() ?? [])
      const known = [...(shelf?.keys() ?? [])].slice(0, 8).join(', ')
      const advice = close ? `did you mean ${close}?` : known ? `known: ${known}` : `there is no ${to} at all`
      say(placeOf(path), `${entity.kind} ${entity.id}: there is no ${to} ${id}`, advice)
    }

  checkOnce(entries, say)
  checkRoles(entries, byKind, say)
  return faults
}

type Say = (at: Place, message: string, advice: string) => void

/** What only one may have: a login, the band of a resident, the sensor of a drain. */
function checkOnce(entries: readonly PlacedEntity[], say: Say): void {
  const holders = new Map<string, string>()
  const claim = (what: string, by: string, at: Place, advice: string): void => {
    const holder = holders.get(what)
    if (holder === undefined) holders.set(what, by)
    else say(at, `${by}: ${what} belongs to ${holder} already`, advice)
  }
  for (const { entity, login, placeOf } of entries) {
    const by = `${entity.kind} ${entity.id}`
    if (login !== undefined)
      claim(`login ${login}`, by, placeOf(['login']), 'a login of its own for each person')
    if (entity.kind !== 'device') continue
    const { residentId, drainId } = entity.body
    const advice = 'one device each; leave the field empty for a spare one'
    if (residentId !== undefined) claim(`resident ${residentId}`, by, placeOf(['residentId']), advice)
    if (drainId !== undefined) claim(`drain ${drainId}`, by, placeOf(['drainId']), advice)
  }
}

/** Who may be what: caregivers are family, a shift is worked in one's own role, a band hangs in no drain. */
function checkRoles(
  entries: readonly PlacedEntity[],
  byKind: ReadonlyMap<EntityKind, ReadonlyMap<string, PlacedEntity>>,
  say: Say,
): void {
  const roleOf = (personId: string): string | undefined => {
    const person = byKind.get('person')?.get(personId)?.entity
    return person?.kind === 'person' ? person.body.role : undefined
  }
  for (const { entity, placeOf } of entries) {
    const label = `${entity.kind} ${entity.id}`
    if (entity.kind === 'resident')
      entity.body.caregivers.forEach(({ personId }, index) => {
        const role = roleOf(personId)
        if (role !== undefined && role !== 'family')
          say(
            placeOf(['caregivers', index, 'personId']),
            `${label}: ${personId} is ${role}, not family`,
            'a person of role family; staff are told by grid and roster',
          )
      })
    if (entity.kind === 'shift') {
      const role = roleOf(entity.body.personId)
      if (role !== undefined && role !== entity.body.role)
        say(
          placeOf(['role']),
          `${label}: ${entity.body.personId} is ${role}, the shift is for ${entity.body.role}`,
          `role: ${role}, or another person`,
        )
    }
    if (entity.kind === 'device' && entity.body.kind === 'band' && entity.body.drainId !== undefined)
      say(placeOf(['drainId']), `${label}: a band hangs in no drain`, 'residentId, or kind: drain')
    if (entity.kind === 'device' && entity.body.kind === 'drain' && entity.body.residentId !== undefined)
      say(placeOf(['residentId']), `${label}: nobody wears a level sensor`, 'drainId, or kind: band')
    if (entity.kind === 'person' && entity.body.role === 'grid' && !entity.body.gridIds?.length)
      say(placeOf(['role']), `${label}: a grid worker without a grid`, 'gridIds: [g-1]')
  }
}
