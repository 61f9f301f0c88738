// Notices that the machine's clock was set, or that the machine slept: between two ticks there is a second. Set back,
// deadlines are counted anew; ahead, nobody has been silent for as long as that.

import { type EpochMs, MINUTE, SECOND } from '../../alerts/model/time.ts'
import { setBack } from '../../alerts/response/set-back.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import { type Draft, type Drafting, newDraft } from './drafting.ts'
import type { Submission } from './submission.ts'
import type { World } from './world.ts'

/** Time servers correct by less, and nobody waits long for it. */
const NOTICED_BACK = 2 * SECOND
/** As at a start: bands speak every few minutes, and a shorter gap hides nothing from the rules about silence. */
const NOTICED_AHEAD = 2 * MINUTE

export function createClockChanges(deps: {
  world: World
  drafting: Pick<Drafting, 'openCase' | 'take'>
  submission: Submission
  /** When the store last heard anything, before this process; null when never. */
  lastHeardAt: EpochMs | null
  /** Silence counts from here on only. */
  resume(now: EpochMs): Promise<CommitFailure | undefined>
  onChange(change: Readonly<{ by: number; failure?: CommitFailure }>): void
}) {
  const { world, drafting, submission } = deps
  let last = deps.lastHeardAt ?? Number.NEGATIVE_INFINITY
  let isFirst = true

  const countAnew = (by: number): void => {
    const decide = (): Draft => {
      const draft = newDraft()
      for (const [key] of world.cases.visibleEntries()) {
        const entry = drafting.openCase(key)
        if (entry === undefined) continue
        const alert = setBack(entry.alert, by)
        if (alert !== entry.alert) drafting.take(draft, entry, { alert, entries: [], notifications: [] })
      }
      return draft
    }
    void submission
      .effects(decide, true)
      .then((failure) => deps.onChange({ by: -by, ...(failure && { failure }) }))
  }

  return {
    /** Before anything else looks at what has fallen due. A start decides for itself what a gap means. */
    tick(now: EpochMs): void {
      const by = now - last
      if (by < -NOTICED_BACK) countAnew(-by)
      else if (by > NOTICED_AHEAD && !isFirst)
        void deps.resume(now).then((failure) => deps.onChange({ by, ...(failure && { failure }) }))
      isFirst = false
      last = now
    },
  }
}
