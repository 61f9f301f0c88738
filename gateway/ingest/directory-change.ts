// People, places or devices are others now: whoever's care plan, tags or device changed goes on under the new profile.
// Such states are saved at once: what came before was decided under another profile, and must not be replayed.

import type { Directory, SubjectKey } from '../../alerts/model/people.ts'
import type { SubjectProfile } from '../../alerts/model/profile.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import { emptyState, refit, type SubjectState } from '../../alerts/rules/evaluate.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import type { Submission } from './submission.ts'
import type { World } from './world.ts'

export function createDirectoryChange(deps: {
  world: World
  submission: Submission
  catalogue(): Catalogue
}): (directory: Directory) => Promise<CommitFailure | undefined> {
  const { world } = deps

  return (directory) => {
    const before = new Map<SubjectKey, SubjectProfile>()
    const devices = new Set<string>()
    for (const key of world.registry.subjects()) {
      const profile = world.registry.ofSubject(key)?.profile
      if (profile === undefined) continue
      before.set(key, profile)
      devices.add(profile.deviceId)
    }
    world.replaceDirectory(directory)
    const refitted = (): readonly [SubjectKey, SubjectState][] => {
      const moved: [SubjectKey, SubjectState][] = []
      for (const key of world.registry.subjects()) {
        const profile = world.registry.ofSubject(key)?.profile
        if (profile === undefined || isSame(before.get(key), profile)) continue
        // A device that spoke for somebody else until now: what it said then is not its new wearer's.
        const fresh = devices.has(profile.deviceId) ? emptyState(profile.deviceId) : undefined
        const state = world.states.get(key) ?? fresh
        if (state) moved.push([key, refit(deps.catalogue(), state, profile)])
      }
      return moved
    }
    return deps.submission.saved(refitted)
  }
}

function isSame(a: SubjectProfile | undefined, b: SubjectProfile): boolean {
  return (
    a !== undefined &&
    a.deviceId === b.deviceId &&
    a.deviceKind === b.deviceKind &&
    a.timeZone === b.timeZone &&
    JSON.stringify([a.overrides, a.tags, a.safeZone]) === JSON.stringify([b.overrides, b.tags, b.safeZone])
  )
}
