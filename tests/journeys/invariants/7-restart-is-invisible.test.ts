import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../alerts/model/time.ts'
import { createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { copyAsCrashed } from '../../support/store-tools.ts'
import type { Wire } from '../../support/wire.ts'

const RUNS = 8
const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://desk.invalid/hook', secret: 'partner' }
const accepts = (async () => new Response(null, { status: 200 })) as unknown as typeof fetch

type Step =
  | Readonly<{ do: 'say'; kind: string; payload: object; afterMs: number }>
  | Readonly<{ do: 'again' | 'resolve' | 'acknowledge' | 'endSilence'; afterMs: number }>
  | Readonly<{ do: 'silence'; match: object; fromMs: number; lengthMs: number; afterMs: number }>

// Whole seconds: the ticker's beat begins with the process, and this is not about where within a second it falls.
const afterMs = fc.integer({ min: 1, max: 100 }).map((seconds) => seconds * SECOND)
const say = (kind: string, payload: fc.Arbitrary<object>): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant('say' as const), kind: fc.constant(kind), payload, afterMs })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: say(
      'vitals',
      fc.record({ heartRate: fc.constantFrom(38, 70, 118, 135, 140), spo2: fc.constantFrom(84, 97) }),
    ),
  },
  {
    weight: 2,
    arbitrary: say(
      'vitals',
      fc.constantFrom(120, 165, 190).map((systolic) => ({ bloodPressure: { systolic, diastolic: 80 } })),
    ),
  },
  { weight: 1, arbitrary: say('status', fc.record({ battery: fc.constantFrom(4, 15, 80) })) },
  { weight: 1, arbitrary: say('wear', fc.record({ worn: fc.boolean() })) },
  { weight: 2, arbitrary: say('sos', fc.constant({})) },
  { weight: 1, arbitrary: say('fall', fc.constant({})) },
  { weight: 2, arbitrary: say('level', fc.record({ centimetres: fc.constantFrom(0, 6, 16, 30, 45) })) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('again', 'resolve', 'acknowledge', 'endSilence'), afterMs }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('silence' as const),
      match: fc.constantFrom({ communityId: 'c-1' }, { residentId: 'r-1' }, { drainId: 'd-1' }),
      fromMs: fc.constantFrom(0, 60 * SECOND),
      lengthMs: afterMs.map((ms) => 2 * ms),
      afterMs,
    }),
  },
)

type Way = 'none' | 'clean' | 'crash'

/** One life of a gateway, with a restart of that kind before step `at`; the devices come back either way. */
async function live(script: readonly Step[], at: number, way: Way) {
  const clock = createManualClock(START)
  let folder = testFolder()
  await createCommunity(folder, { webhook: WEBHOOK })
  const open = (): Promise<Journey> => startJourney({ folder, clock, fetch: accepts })
  let journey = await open()
  const cookie = await journey.logIn('duty')
  const connect = async (): Promise<Readonly<Record<string, Wire>>> => {
    const band = await journey.wire('band-1')
    await band.subscribe()
    const wires = { band, drain: await journey.wire('water-1') }
    // A pong comes after the gateway has noted the arrival.
    for (const wire of Object.values(wires)) await wire.roundTrip()
    await journey.gateway.settled()
    return wires
  }
  let wires = await connect()
  let last: [wire: 'band' | 'drain', kind: string, payload: object] | undefined
  let number = 0

  for (const [index, one] of script.entries()) {
    await pass(journey, clock, one.afterMs)
    if (index === at) {
      for (const wire of Object.values(wires)) if (way !== 'crash') await wire.leave()
      await journey.gateway.settled()
      const left = folder
      if (way === 'crash') folder = copyAsCrashed(left)
      if (way !== 'none') {
        await journey.close()
        journey = await open()
      }
      wires = await connect()
    }
    if (one.do === 'say') {
      const wire = one.kind === 'level' ? 'drain' : 'band'
      last = [wire, one.kind, { ...one.payload, id: `m-${++number}`, ts: clock.now() }]
      await wires[wire]!.say(one.kind, last[2])
    } else if (one.do === 'again') {
      if (last) await wires[last[0]]!.say(last[1], last[2], { dup: true })
    } else if (one.do === 'silence') {
      const from = clock.now() + one.fromMs
      const { match } = one
      const made = { kind: 'silence', match, reason: 'x', from, until: from + one.lengthMs }
      await journey.api(cookie, '/api/silences', { ...made, requestId: `request-${index}` })
    } else if (one.do === 'endSilence') {
      const { silences } = (await journey.api(cookie, '/api/silences?limit=1')).body
      if (silences[0])
        await journey.api(cookie, `/api/silences/${silences[0].id}/end`, { requestId: `request-${index}` })
    } else {
      const [alert] = journey.alerts().filter(({ status }) => status !== 'resolved')
      if (alert)
        await journey.api(cookie, `/api/alerts/${alert.id}/actions`, {
          action: one.do,
          requestId: `request-${index}`,
          ...(one.do === 'resolve' ? { outcome: 'genuine' } : {}),
        })
    }
  }
  await pass(journey, clock, 30 * SECOND)
  // What the band did not take while it was away goes out within its next rounds.
  const settled = (): boolean => journey.notifications().every(({ status }) => status === 'delivered')
  for (let round = 0; !settled() && round < 200; round++) {
    await pass(journey, clock, 0)
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (const wire of Object.values(wires)) await wire.leave()
  const alerts = journey.alerts()
  const notifications = journey.notifications()
  const timeline = journey.rows(
    'select alert_id, seq, at, kind, actor, detail from timeline order by alert_id, seq',
  )
  await journey.close()
  const engine = journey
    .rows('select subject, body from engine_state order by subject')
    .map(({ subject, body }) => [subject, engineOf(JSON.parse(String(body)))])
  return {
    engine,
    alerts,
    // When a message was handed over depends on the network; which messages there are, and what they say, does not.
    notifications: notifications.map(({ key, reason, recipient, message, status }) => ({
      key,
      reason,
      recipient,
      message,
      status,
    })),
    timeline: timeline
      .filter(({ kind }) => kind !== 'delivered')
      .map(({ alert_id, kind, at: when, actor }) => ({ alert_id, kind, when, actor })),
  }
}

/** The gateway noted when it began to listen, which only silence is measured by. */
function engineOf(saved: { state: { live: object; rules: object } }): object {
  const { live, rules } = saved.state
  return { live, rules }
}

async function pass(journey: Journey, clock: ManualClock, ms: number): Promise<void> {
  clock.advance(ms)
  await journey.gateway.settled()
}

describe('Invariant 7: a restart is invisible', () => {
  it(`engine state, alerts, timeline and notifications are those of a life without one: ${RUNS} scripts, closed or crashed at any point`, {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 12 }),
        fc.nat(11),
        fc.constantFrom<Way>('clean', 'crash'),
        async (script, at, way) => {
          const restartAt = Math.min(at, script.length - 1)
          const [without, withOne] = await Promise.all([
            live(script, restartAt, 'none'),
            live(script, restartAt, way),
          ])
          expect(withOne).toEqual(without)
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    )
  })

  it('a condition that had held for 90 s of 2 min before the crash fires 30 s after it', async () => {
    const clock = createManualClock(START)
    const first = await startJourney({ clock })
    const band = await first.wire('band-1')
    await band.say('steps', { steps: 0 })
    await band.say('vitals', { heartRate: 140 })
    clock.advance(90 * SECOND)
    await band.say('vitals', { heartRate: 141 })
    const folder = copyAsCrashed(first.folder)
    await first.close()
    const later = await startJourney({ folder, clock })
    expect(later.alerts()).toEqual([])
    const back = await later.wire('band-1')
    clock.advance(30 * SECOND)
    await back.say('vitals', { heartRate: 142 })
    expect(later.alerts()).toMatchObject([{ ruleId: 'hr-critical-high', evidence: { since: START } }])
  })

  it('steps that fell due while it was down fire at once, in order, marked late, and each once', async () => {
    const clock = createManualClock(START)
    const folder = testFolder()
    await createCommunity(folder, { webhook: WEBHOOK })
    const first = await startJourney({ folder, clock, fetch: accepts })
    const band = await first.wire('band-1')
    await band.say('sos', { id: 'p' })
    await first.close()
    clock.advance(4 * MINUTE)
    const later = await startJourney({ folder, clock, fetch: accepts })
    clock.advance(SECOND)
    await later.gateway.settled()
    const steps = later
      .rows("select at, detail from timeline where kind = 'escalated' order by seq")
      .map(({ at, detail }) => ({ at, ...JSON.parse(String(detail)) }))
    expect(steps).toMatchObject([
      { step: 1, recipients: ['p-grid'], late: true },
      { step: 2, recipients: ['p-director'], late: true },
    ])
    for (const { at } of steps) expect(at).toBeLessThanOrEqual(START + 4 * MINUTE + SECOND)
    await later.close()
    const third = await startJourney({ folder, clock, fetch: accepts })
    clock.advance(SECOND)
    await third.gateway.settled()
    expect(third.rows("select * from timeline where kind = 'escalated'")).toHaveLength(2)
  })

  it.each(['clean', 'crash'])(
    'a restart by itself notifies nobody: 60 bands, 3 h down (%s); and those that stay silent are told in their own time',
    async (way) => {
      const clock = createManualClock(START)
      const first = await startJourney({ clock, bands: 60 })
      const wires = await Promise.all(Array.from({ length: 60 }, (_, i) => first.wire(`band-${i + 1}`)))
      await Promise.all(wires.map((wire) => wire.say('vitals', { heartRate: 70 })))
      const crashed = copyAsCrashed(first.folder)
      await first.close()
      clock.advance(3 * HOUR)
      const later = await startJourney({ folder: way === 'crash' ? crashed : first.folder, clock })
      const cookie = await later.logIn('duty')
      for (let n = 0; n < 20; n++) await pass(later, clock, MINUTE)
      expect(later.alerts()).toEqual([])
      expect(later.notifications()).toEqual([])
      // Nobody has been told, and nobody is called fine.
      const board = await later.openBoard(cookie)
      const { residents } = await board.frame('snapshot')
      expect(new Set(residents.map((tile) => tile.condition))).toEqual(new Set(['unknown']))

      const back = await later.wire('band-1')
      await back.say('vitals', { heartRate: 70 })
      for (let n = 0; n < 7; n++) await pass(later, clock, MINUTE)
      const told = later.alerts().map(({ ruleId, subject }) => `${ruleId} ${subject.id}`)
      // 59 bands, and the one incident that tells of them all.
      expect(told).toHaveLength(60)
      expect(told).toContain('outage c-1')
      expect(told).not.toContain('band-offline r-1')
    },
  )

  it('people stay logged in, and what they did stays done', async () => {
    const first = await startJourney()
    const cookie = await first.logIn('duty')
    const band = await first.wire('band-1')
    await band.say('sos', { id: 'p' })
    await first.api(cookie, '/api/alerts/1/actions', { action: 'acknowledge', requestId: 'request-1' })
    const folder = copyAsCrashed(first.folder)
    await first.close()
    const later = await startJourney({ folder })
    const { alert } = (await later.api(cookie, '/api/alerts/1')).body
    expect(alert).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'p-duty',
      lapsesAt: expect.any(Number),
    })
    await eventually(() => later.fatal.length === 0, 'nothing broke')
  })
})
