// Who calls whom: the grid worker of the place, else the duty desk, else the director. A grid with several workers is
// shared building by building, so that one of them walks up each stairwell.

import type { Directory } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { everyone, onDuty, type Post } from '../response/roster.ts'

export type Home = Readonly<{ buildingId: string; gridId: string; communityId: string }>

/** Looks each post up once, for one moment. */
export function assigneesAt(directory: Directory, now: EpochMs): (home: Home) => string | null {
  const posts = new Map<string, readonly string[]>()

  const holders = (post: Post): readonly string[] => {
    const key = `${post.role} ${post.communityId} ${post.gridId}`
    let people = posts.get(key)
    if (people === undefined) {
      const present = onDuty(directory, post, now)
      // Somebody else's turn may be covered by whoever took it over; a list is worked through in the course of a day.
      const chosen = present.length > 0 || post.role === 'duty' ? present : everyone(directory, post)
      people = chosen.map(({ id }) => id).sort()
      posts.set(key, people)
    }
    return people
  }

  return ({ buildingId, gridId, communityId }) => {
    const workers = gridId === '' ? [] : holders({ role: 'grid', communityId, gridId })
    if (workers.length > 0) return workers[share(buildingId) % workers.length] ?? null
    const others = holders({ role: 'duty', communityId, gridId: '' })
    return others[0] ?? holders({ role: 'director', communityId, gridId: '' })[0] ?? null
  }
}

const share = (id: string): number => [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
