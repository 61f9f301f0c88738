// Which rules a start begins with: those of the files, or, when they have faults, those that were in force when the
// store was left: a supervisor's restart must not turn a typing error into silence. And which were in force before.

import type { EpochMs } from '../../alerts/model/time.ts'
import { type Folders, readSources, type Sources } from '../catalogue-files.ts'
import type { RulesRefusal } from '../http/api.ts'
import type { RuleMemory } from '../storage/rules.ts'
import { type Edition, edit, editionOf } from './catalogue-log.ts'

export type Opening = Readonly<{
  /** To begin with. */
  next: Edition
  /** In force when the store was left, so that its states fit them; `next` where nothing is known of it. */
  left: Edition
  /** Not the ones that the log says are in force: to be written down. */
  isNews: boolean
  /** Since when `left` has been in force. */
  since: EpochMs
  /** The files as they were read. */
  read: Sources
  /** The files have faults, and `next` is what there was before. */
  refusal: RulesRefusal | null
  /** In force before the tail of the log. */
  before: Edition
  /** By its hash, as the log names it; `next` for one that this version of the program cannot read any more. */
  at(hash: string): Edition
}>

/** @throws GatewayError rulesInvalid | policiesInvalid: faults, and no rules from before. */
export function openRules(of: {
  folders: Folders
  memory: RuleMemory
  /** Where the tail of the log begins. */
  floor: number
  now: EpochMs
  onUnreadable(hash: string): void
}): Opening {
  const { memory, now } = of
  const known = new Map<string, Edition | undefined>()
  const editionAt = (hash: string): Edition | undefined => {
    if (known.has(hash)) return known.get(hash)
    const body = memory.bodyOf(hash)
    const edition = body === undefined ? undefined : editionOf(body, memory.changes)
    if (edition === undefined) of.onUnreadable(hash)
    known.set(hash, edition)
    return edition
  }

  const sources = readSources(of.folders)
  const read = edit(sources, memory.changes)
  // Most starts find the files that were in force: they are not read a second time out of the store.
  if (read.ok) known.set(read.edition.hash, read.edition)
  const newest = memory.newest === null ? undefined : editionAt(memory.newest.hash)
  const next = read.ok ? read.edition : orThrow(newest, read.error)
  const at = (hash: string): Edition => editionAt(hash) ?? next
  const first = memory.before(of.floor)
  return {
    next,
    left: newest ?? next,
    isNews: memory.newest?.hash !== next.hash,
    since: memory.newest?.at ?? now,
    read: sources,
    refusal: read.ok ? null : { at: now, faults: read.faults },
    before: first === null ? next : at(first),
    at,
  }
}

function orThrow(edition: Edition | undefined, error: Error): Edition {
  if (edition === undefined) throw error
  return edition
}
