// The last hours of every drain's level, read at a start: a sparkline must not begin anew with the process. One drain
// after the other, because nobody waits for it.

import type { Directory, SubjectKey } from '../../alerts/model/people.ts'
import { type EpochMs, HOUR } from '../../alerts/model/time.ts'
import type { ReadingRoom } from '../storage/reading-room.ts'

const SPAN_MS = 6 * HOUR
const POINTS = 60

export async function readPastLevels(deps: {
  directory: Directory
  now: EpochMs
  samples: ReadingRoom['samples']
  onLevels(subject: SubjectKey, levels: readonly Readonly<{ at: EpochMs; value: number }>[]): void
}): Promise<void> {
  const span = { metric: 'level', from: deps.now - SPAN_MS, to: deps.now, maxPoints: POINTS } as const
  for (const { id: deviceId, drainId } of deps.directory.devices.values()) {
    if (drainId === undefined) continue
    const { at, value } = await deps.samples({ deviceId, ...span })
    if (at.length === 0) continue
    deps.onLevels(
      `drain:${drainId}`,
      at.map((time, i) => ({ at: time, value: value[i] ?? 0 })),
    )
  }
}
