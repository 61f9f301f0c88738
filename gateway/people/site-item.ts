// One entry of a site file before it is understood: its raw value and where each part of it stands.

import type { EntityKind } from './ports.ts'

export type Place = Readonly<{ file: string; line: number }>
export type ItemPath = readonly (string | number)[]

export type SiteItem = Readonly<{
  kind: EntityKind
  /** Texts, lists and maps of texts; empty texts are left out. */
  value: unknown
  /** Where a part stands; for a missing part, where the entry begins. */
  placeOf(path: ItemPath): Place
}>

/** What people call the entry in a message: its kind and id, as far as it has one. */
export function nameOf({ kind, value }: Pick<SiteItem, 'kind' | 'value'>): string {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  return typeof id === 'string' ? `${kind} ${id}` : kind
}

/** A field left empty says nothing, in YAML (`phone:`) as in CSV (`,,`). */
export function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((part) => part !== '').map(withoutBlanks)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== '' && part !== null)
      .map(([key, part]) => [key, withoutBlanks(part)]),
  )
}
