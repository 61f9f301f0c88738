// Staff announce that the next press of a resident's band is a test, and call it off. A row and its times: nothing is
// scheduled, a restart changes nothing. Which press it is, the decisions know (alerts/response/test-press.ts).

import {
  type AnnouncedTest,
  LONGEST_TEST,
  SHORTEST_TEST,
  testStateAt,
} from '../../alerts/model/announced-test.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { TestOutcome, TestPort } from '../http/ports-proven.ts'
import { type Drafting, newDraft } from './drafting.ts'
import type { Submission } from './submission.ts'
import type { World } from './world.ts'

export function createAnnouncedTests(deps: {
  world: World
  drafting: Drafting
  submission: Submission
  /** As loaded at the start. */
  known: readonly AnnouncedTest[]
}): TestPort {
  const { world, drafting, submission } = deps
  for (const test of deps.known) world.tests.commit(test.residentId, test)
  let lastId = Math.max(0, ...deps.known.map(({ id }) => id))

  const waiting = (residentId: string, now: EpochMs): AnnouncedTest | undefined => {
    const test = world.tests.get(residentId)
    return test !== undefined && testStateAt(test, now) === 'waiting' ? test : undefined
  }

  const decide = async (test: AnnouncedTest): Promise<TestOutcome> => {
    const failure = await submission.effects(() => {
      const draft = newDraft()
      drafting.takeTest(draft, test)
      return draft
    }, true)
    return failure ? { ok: false, code: 'storeUnavailable' } : { ok: true, test }
  }

  return {
    of: (residentId) => world.tests.visible(residentId),

    async announce({ residentId, actorId, at, forMs, tellFamily }) {
      if (!world.directory.residents.has(residentId)) return { ok: false, code: 'residentNotFound' }
      if (world.registry.deviceOf(`resident:${residentId}`) === undefined)
        return { ok: false, code: 'noBand' }
      if (waiting(residentId, at) !== undefined) return { ok: false, code: 'testWaiting' }
      if (drafting.troubleOf(residentId).length > 0) return { ok: false, code: 'emergencyOpen' }
      const until = at + Math.min(LONGEST_TEST, Math.max(SHORTEST_TEST, forMs))
      lastId += 1
      return decide({ id: lastId, residentId, by: actorId, at, until, tellFamily })
    },

    async callOff({ residentId, actorId, at }) {
      const test = waiting(residentId, at)
      if (test === undefined) return { ok: false, code: 'noTestWaiting' }
      return decide({ ...test, endedAt: at, endedBy: actorId })
    },
  }
}
