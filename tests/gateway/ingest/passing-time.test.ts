// What falls due in one second, decided by the shipped policies; a lane in the test's hands instead of a store.

import { describe, expect, it } from 'vitest'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { createDrafting } from '../../../gateway/ingest/drafting.ts'
import { createPassingTime } from '../../../gateway/ingest/passing-time.ts'
import { createSnapshotSchedule } from '../../../gateway/ingest/snapshot-schedule.ts'
import { createSubmission } from '../../../gateway/ingest/submission.ts'
import { createWorld } from '../../../gateway/ingest/world.ts'
import type { CommitLane, Unit, Waiter } from '../../../gateway/storage/commit-lane.ts'
import { createHaste } from '../../../gateway/turns.ts'
import { alertOf, START } from '../../support/gateway-fakes.ts'
import { community, sitePolicies } from './areas.ts'

/** So many ordinary alerts, and then one emergency, all due at START. */
function setUp(ordinary: number) {
  const world = createWorld(community())
  for (let id = 1; id <= ordinary + 1; id++) {
    const emergency = id > ordinary
    const policyId = emergency ? 'sos' : 'device'
    const subject = { kind: 'resident', id: `r-${id}` } as const
    const alert = alertOf(id, subject, { policyId, emergency, nextStep: 0, dueAt: START })
    world.commitCase({ alert, lines: 0, told: [] })
  }
  const policies = sitePolicies()
  const ignore = (): void => {}
  const visible = {
    subjectChanged: ignore,
    alertChanged: ignore,
    notificationsQueued: ignore,
    silenceChanged: ignore,
  }
  const drafting = createDrafting({
    world,
    response: () => ({ policies, channels: { on: ['phone'] }, ruleTexts: (id) => ({ title: id }) }),
    visible,
  })
  const units: Unit[] = []
  const waiters: Waiter[] = []
  const lane: CommitLane = {
    submit(unit, waiter) {
      units.push(unit)
      waiters.push(waiter)
      return null
    },
    depth: () => waiters.length,
    lastSeq: () => 0,
    flush: ignore,
    settled: async () => {},
    close: async () => {},
  }
  const haste = createHaste()
  const submission = createSubmission({
    world,
    lane,
    snapshots: createSnapshotSchedule({ now: () => START, body: () => '' }),
    drafting,
    visible,
    haste,
    onRefused: ignore,
  })
  const thrown: unknown[] = []
  const time = createPassingTime({
    world,
    lane,
    catalogue: () => compileCatalogue([]),
    drafting,
    submission,
    bandAsked: ignore,
    haste,
    onThrown: (error) => thrown.push(error),
  })
  const decided = (): number[] =>
    units.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.type === 'alert' ? [effect.alert.id] : [])),
    )
  const commit = (): void => {
    for (const waiter of waiters.splice(0)) waiter.committed()
  }
  return { time, units, decided, commit, thrown }
}

describe('when 400 steps and that of an SOS fall due in the same second', () => {
  it('that of the SOS is told first, though its alert is the newest, and its batch goes at once', async () => {
    const { time, units, decided } = setUp(400)
    time.tick(START)
    expect(decided()[0]).toBe(401)
    expect(units.map(({ urgent }) => urgent)).toEqual([true, ...units.slice(1).map(() => false)])
    expect(time.waiting()).toBeGreaterThan(0)
    await time.idle()
  })

  it('each is told once, whatever is ticked meanwhile and whatever is committed when', async () => {
    const { time, decided, commit, thrown } = setUp(400)
    time.tick(START)
    time.tick(START + 1_000)
    commit()
    time.tick(START + 2_000)
    await time.idle()
    commit()
    time.tick(START + 3_000)
    await time.idle()
    expect(decided().sort((a, b) => a - b)).toEqual(Array.from({ length: 401 }, (_, n) => n + 1))
    expect(thrown).toEqual([])
  })

  it('twenty are told without a turn', () => {
    const { time, decided } = setUp(19)
    time.tick(START)
    expect(decided()).toHaveLength(20)
    expect(time.waiting()).toBe(0)
  })
})
