// Rows to the frozen Directory that decisions look people and places up in, and back. Knows no file and no store.

import type { Directory } from '../../alerts/model/people.ts'
import type { Entity, EntityBodies, EntityKind } from './ports.ts'
import { ENTITY_KINDS } from './ports.ts'

/** Where each kind lives in the Directory. */
const SHELF = {
  community: 'communities',
  grid: 'grids',
  building: 'buildings',
  drain: 'drains',
  person: 'people',
  resident: 'residents',
  device: 'devices',
  shift: 'shifts',
  partner: 'partners',
} as const satisfies Record<EntityKind, keyof Directory>

type Shelves = { [K in EntityKind as (typeof SHELF)[K]]: Map<string, EntityBodies[K]> }

/** Builds the directory from rows in any order; a later row of the same kind and id wins. The result is frozen. */
export function directoryFrom(entities: Iterable<Entity>): Directory {
  const shelves: Shelves = {
    communities: new Map(),
    grids: new Map(),
    buildings: new Map(),
    drains: new Map(),
    people: new Map(),
    residents: new Map(),
    devices: new Map(),
    shifts: new Map(),
    partners: new Map(),
  }
  for (const entity of entities)
    (shelves[SHELF[entity.kind]] as Map<string, Entity['body']>).set(entity.id, deepFreeze(entity.body))
  return Object.freeze(shelves)
}

/** The rows of a directory, in the order of dependence. */
export function entitiesOf(directory: Directory): readonly Entity[] {
  return ENTITY_KINDS.flatMap((kind) =>
    [...(directory[SHELF[kind]] as ReadonlyMap<string, Entity['body']>).values()].map(
      (body) => ({ kind, id: body.id, body }) as Entity,
    ),
  )
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) deepFreeze(part)
    Object.freeze(value)
  }
  return value
}
