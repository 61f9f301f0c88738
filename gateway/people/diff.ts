// What an import would change: rows added, changed field by field, removed. Decides nothing about whether it may.

import { isDeepStrictEqual } from 'node:util'
import type { Directory } from '../../alerts/model/people.ts'
import { entitiesOf } from './directory.ts'
import type { DirectoryChange, Entity, FieldChange } from './ports.ts'

const keyOf = ({ kind, id }: Entity): string => `${kind}:${id}`

/** Changes that lead from one directory to the other, in the order of dependence; removals last, in reverse. */
export function diffDirectory(before: Directory, after: Directory): readonly DirectoryChange[] {
  const had = new Map(entitiesOf(before).map((entity) => [keyOf(entity), entity]))
  const has = new Map(entitiesOf(after).map((entity) => [keyOf(entity), entity]))
  const changes: DirectoryChange[] = []
  for (const [key, entity] of has) {
    const old = had.get(key)
    if (old === undefined) {
      changes.push({ type: 'added', entity })
      continue
    }
    const fields = fieldChanges(old.body, entity.body)
    if (fields.length > 0) changes.push({ type: 'changed', entity, fields })
  }
  for (const entity of [...had.values()].reverse())
    if (!has.has(keyOf(entity))) changes.push({ type: 'removed', entity })
  return changes
}

function fieldChanges(before: object, after: object): readonly FieldChange[] {
  const old = Object.entries(before)
  const now = new Map(Object.entries(after))
  const changes: FieldChange[] = []
  for (const [field, value] of old) {
    if (!isDeepStrictEqual(value, now.get(field)))
      changes.push({ field, before: value, after: now.get(field) })
    now.delete(field)
  }
  for (const [field, value] of now) changes.push({ field, before: undefined, after: value })
  return changes
}
