import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../alerts/model/time.ts'
import type { Entity } from '../../../gateway/people/ports.ts'
import { openPeopleStore } from '../../../gateway/storage/people-store.ts'
import { type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { copyAsCrashed } from '../../support/store-tools.ts'
import { createRuleFiles } from './rule-files.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)

/** What `npm run import` does beside a running gateway; resolves when the gateway has read it. */
async function importBeside(on: { journey: Journey; clock: ManualClock }, entities: readonly Entity[]) {
  const cookie = await on.journey.logIn('duty')
  const board = await on.journey.openBoard(cookie)
  const snapshots = () => board.frames.filter(({ type }) => type === 'snapshot').length
  const before = snapshots()
  const store = await openPeopleStore(on.journey.folder)
  await store.apply({
    changes: entities.map((entity) => ({ type: 'changed', entity, fields: [] })),
    credentials: [],
    accounts: [],
  })
  await store.close()
  for (let round = 0; snapshots() === before && round < 200; round++) {
    on.clock.advance(SECOND)
    await new Promise((resolve) => setImmediate(resolve))
    await on.journey.gateway.settled()
  }
  expect(snapshots()).toBeGreaterThan(before)
}

describe('people and devices that change beside a running gateway', () => {
  it('a band that changes its wearer takes nothing along, also after a crash: two low readings of the one are not the other’s', async () => {
    const clock = createManualClock(START)
    const files = createRuleFiles()
    const journey = await startJourney({ clock, config: files.config })
    // Somebody else's unsaved message keeps the beginning of the log in what a crash replays.
    await (await journey.wire('band-3')).say('vitals', { spo2: 97, ts: clock.now() })
    const band = await journey.wire('band-1')
    await band.say('vitals', { spo2: 88, ts: clock.now() })
    const worn = (id: string, residentId: string): Entity => ({
      kind: 'device',
      id,
      body: { id, kind: 'band', residentId },
    })
    await importBeside({ journey, clock }, [worn('band-1', 'r-2'), worn('band-2', 'r-1')])
    const crashed = copyAsCrashed(journey.folder)
    await journey.close()
    for (const folder of [journey.folder, crashed]) {
      const then = createManualClock(clock.now() + 2 * MINUTE)
      const later = await startJourney({ folder, clock: then, config: files.config })
      const back = await later.wire('band-1')
      await back.say('vitals', { spo2: 88, ts: then.now() })
      expect(later.alerts()).toEqual([])
      then.advance(2 * MINUTE)
      await back.say('vitals', { spo2: 88, ts: then.now() })
      expect(later.alerts()).toMatchObject([{ ruleId: 'spo2-low', subject: { id: 'r-2' } }])
      await later.close()
    }
  })

  it('limits of an import hold from then on, and what was decided before is not decided again after a crash', async () => {
    const clock = createManualClock(START)
    const files = createRuleFiles()
    const journey = await startJourney({ clock, config: files.config })
    const band = await journey.wire('band-1')
    await (await journey.wire('band-3')).say('vitals', { spo2: 97, ts: clock.now() })
    for (const heartRate of [118, 118]) {
      await band.say('vitals', { heartRate, ts: clock.now() })
      clock.advance(MINUTE)
    }
    const [resident] = journey.rows("select body from entity where kind = 'resident' and id = 'r-1'")
    const body = { ...JSON.parse(String(resident?.body)), overrides: { 'hr-high': { raise: 117 } } }
    await importBeside({ journey, clock }, [{ kind: 'resident', id: 'r-1', body }])
    const crashed = copyAsCrashed(journey.folder)
    await journey.close()
    const later = await startJourney({ folder: crashed, clock, config: files.config })
    const back = await later.wire('band-1')
    clock.advance(MINUTE)
    await back.say('vitals', { heartRate: 118, ts: clock.now() })
    expect(later.alerts()).toMatchObject([{ evidence: { since: START, threshold: 117 } }])
  })
})
