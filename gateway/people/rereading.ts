// People and places, read again when an import or an adoption has changed them, one reading after the other: what was
// read first must not come last.

import type { Directory } from '../../alerts/model/people.ts'
import { directoryFrom } from './directory.ts'
import type { Entity } from './ports.ts'

export type Rereading = ReturnType<typeof createRereading>

export function createRereading(deps: {
  /** Of the directory that was read at the start. */
  version: number
  /** By device id; filled anew with every reading. */
  secrets: Map<string, string>
  reading: Readonly<{
    directoryVersion(query: null): Promise<number>
    entities(query: null): Promise<readonly Entity[]>
    secrets(query: null): Promise<Iterable<readonly [string, string]>>
  }>
  change(directory: Directory): Promise<unknown>
  onUnsaved(failure: unknown): void
  onRead(entities: number): void
  onError(error: unknown): void
}) {
  const { reading, secrets } = deps
  let known = deps.version
  let last: Promise<void> = Promise.resolve()

  const read = async (): Promise<void> => {
    const version = await reading.directoryVersion(null)
    if (version === known) return
    const entities = await reading.entities(null)
    const failure = await deps.change(directoryFrom(entities))
    if (failure) deps.onUnsaved(failure)
    secrets.clear()
    for (const [deviceId, hash] of await reading.secrets(null)) secrets.set(deviceId, hash)
    known = version
    deps.onRead(entities.length)
  }
  const now = (): Promise<void> => {
    last = last.catch(() => {}).then(read)
    return last
  }
  return {
    /** Resolves when what is stored now is in memory. */
    now,
    soon: (): void => void now().catch(deps.onError),
  }
}
