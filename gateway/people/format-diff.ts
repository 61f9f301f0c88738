// Changes as lines for a terminal: + added, ~ changed, - removed, and a summary. Secrets are never printed.

import type { DirectoryChange, Entity, EntityKind } from './ports.ts'

const MARK = { added: '+', changed: '~', removed: '-' } as const

/** One line per change, one more per changed field, then the summary. */
export function formatDiff(changes: readonly DirectoryChange[]): readonly string[] {
  if (changes.length === 0) return ['Nothing changes.']
  return [...changes.flatMap(formatChange), summarise(changes)]
}

function formatChange(change: DirectoryChange): readonly string[] {
  const head = `${MARK[change.type]} ${change.entity.kind} ${change.entity.id}${nameOf(change.entity)}`
  if (change.type !== 'changed') return [head]
  return [
    head,
    ...change.fields.map(({ field, before, after }) => `    ${field}: ${show(before)} → ${show(after)}`),
  ]
}

function nameOf({ body }: Entity): string {
  return 'name' in body ? ` ${body.name}` : ''
}

const show = (value: unknown): string =>
  value === undefined
    ? '(none)'
    : JSON.stringify(value, (key, part: unknown) => (key === 'secret' ? '(secret)' : part))

/** `Added: 6 grids, 60 residents. Changed: 1 resident. Removed: none.` */
function summarise(changes: readonly DirectoryChange[]): string {
  const count = (type: DirectoryChange['type']): string => {
    const kinds = new Map<EntityKind, number>()
    for (const change of changes)
      if (change.type === type) kinds.set(change.entity.kind, (kinds.get(change.entity.kind) ?? 0) + 1)
    return [...kinds].map(([kind, number]) => `${number} ${plural(kind, number)}`).join(', ') || 'none'
  }
  return `Added: ${count('added')}. Changed: ${count('changed')}. Removed: ${count('removed')}.`
}

const PLURALS: Partial<Record<EntityKind, string>> = { community: 'communities', person: 'people' }
const plural = (kind: EntityKind, number: number): string =>
  number === 1 ? kind : (PLURALS[kind] ?? `${kind}s`)
