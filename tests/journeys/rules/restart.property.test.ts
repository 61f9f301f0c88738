import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../alerts/model/time.ts'
import { createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { copyAsCrashed } from '../../support/store-tools.ts'
import { createRuleFiles, PULSE } from './rule-files.ts'

const RUNS = 8
const START = Date.UTC(2026, 10, 20, 2, 0)

/** What may stand in the file: other limits, at once, another look, nothing at all, and half a file. */
const FILES = [
  PULSE({ for: '30s' }),
  PULSE({ raise: 125, clear: 119, for: '30s' }),
  PULSE({ for: '0s' }),
  PULSE().replace(/detector:.*/, 'detector: { type: absence, metric: heartRate, for: 5m, heardWithin: 25m }'),
  '',
  PULSE({ raise: 100, clear: 120, for: '30s' }),
] as const

type Step = Readonly<{ afterMs: number }> &
  (
    | Readonly<{ do: 'say'; payload: object }>
    | Readonly<{ do: 'files'; which: number }>
    | Readonly<{ do: 'change'; change: object }>
    | Readonly<{ do: 'plan'; raise: number | null }>
    | Readonly<{ do: 'undo' | 'resolve' }>
  )

// Close together, so that a crash finds most of it unsaved and replays it.
const afterMs = fc.integer({ min: 1, max: 12 }).map((seconds) => seconds * SECOND)
const which = fc.nat(FILES.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      afterMs,
      payload: fc.record({
        heartRate: fc.constantFrom(70, 104, 118, 118, 130),
        spo2: fc.constantFrom(88, 97),
      }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('files' as const), afterMs, which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      afterMs,
      change: fc.constantFrom(
        { parameters: { raise: 116 } },
        { parameters: { raise: 125 } },
        { parameters: { for: 0 } },
        { parameters: { raise: null } },
        { enabled: false },
        { enabled: true },
        { forTags: { 独居: { raise: 103 } } },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('plan' as const),
      afterMs,
      raise: fc.constantFrom(103, 117, null),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'resolve' as const), afterMs }) },
)

/** About to fire by the first rules, changed, crashed: by the last rules alone its beginning would be another. */
const TELLING: Step[] = [
  { do: 'say', afterMs: 5 * SECOND, payload: { heartRate: 118, spo2: 97 } },
  { do: 'change', afterMs: 5 * SECOND, change: { parameters: { raise: 125 } } },
  { do: 'say', afterMs: 10 * SECOND, payload: { heartRate: 130, spo2: 97 } },
  { do: 'say', afterMs: 20 * SECOND, payload: { heartRate: 130, spo2: 97 } },
]

type Way = 'none' | 'clean' | 'crash'
type Restart = Readonly<{ at: number; files: number | null }>

/** One life with a restart of that kind before step `at`; the files change at that moment, whether it is down or not. */
async function live(script: readonly Step[], restart: Restart, way: Way) {
  const clock = createManualClock(START)
  const files = createRuleFiles()
  files.own(FILES[0])
  let folder = testFolder()
  await createCommunity(folder)
  const open = (): Promise<Journey> => startJourney({ folder, clock, config: files.config })
  let journey = await open()
  const director = await journey.logIn('director')
  const admin = await journey.logIn('admin')
  const connect = async () => {
    const wire = await journey.wire('band-1')
    // A pong comes after the gateway has noted the arrival.
    await wire.roundTrip()
    await journey.gateway.settled()
    return wire
  }
  let band = await connect()

  const put = (which: number): void => {
    const text = FILES[which] ?? ''
    if (text === '') rmSync(join(files.rules, 'own.yaml'), { force: true })
    else files.own(text)
  }
  const reload = () => journey.api(admin, '/api/rules/reload', {})
  const changeNo = async () => (await journey.api(director, '/api/rules/hr-high')).body?.changeNo ?? 0

  for (const [index, one] of script.entries()) {
    await pass(journey, clock, one.afterMs)
    if (index === restart.at) {
      if (way !== 'crash') await band.leave()
      await journey.gateway.settled()
      const left = folder
      if (way === 'crash') folder = copyAsCrashed(left)
      if (way !== 'none') await journey.close()
      if (restart.files !== null) put(restart.files)
      if (way !== 'none') journey = await open()
      else if (restart.files !== null) await reload()
      band = await connect()
    }
    if (one.do === 'say') await band.say('vitals', { ...one.payload, ts: clock.now() })
    else if (one.do === 'files') {
      put(one.which)
      await reload()
    } else if (one.do === 'change')
      await journey.api(director, '/api/rules/hr-high/changes', {
        change: one.change,
        reason: 'x',
        expected: await changeNo(),
      })
    else if (one.do === 'undo')
      await journey.api(director, '/api/rules/hr-high/undo', { reason: 'x', expected: await changeNo() })
    else if (one.do === 'plan') await plan(journey, director, one.raise)
    else {
      const [alert] = journey.alerts().filter(({ status }) => status !== 'resolved')
      const closing = { action: 'resolve', outcome: 'genuine', requestId: `request-${index}` }
      if (alert) await journey.api(director, `/api/alerts/${alert.id}/actions`, closing)
    }
  }
  await pass(journey, clock, MINUTE)
  const list = (await journey.api(director, '/api/rules')).body
  const changes = journey.rows('select no, author, rule_id, resident_id, body from rule_change order by no')
  await band.leave()
  const alerts = journey.alerts()
  await journey.close()
  const engine = journey
    .rows('select subject, body from engine_state order by subject')
    .map(({ subject, body }) => [subject, decided(JSON.parse(String(body)))])
  const { rules, refusal } = list
  return { engine, alerts, changes, rules, refused: refusal?.faults }
}

async function plan(journey: Journey, cookie: string, raise: number | null): Promise<void> {
  const path = `${journey.base}/api/residents/r-1/overrides`
  const headers = { cookie, 'content-type': 'application/json' }
  const { changeNo } = (await (await fetch(path, { headers })).json()) as { changeNo: number }
  const overrides = raise === null ? {} : { 'hr-high': { raise } }
  await fetch(path, {
    method: 'PUT',
    headers,
    body: JSON.stringify({ overrides, reason: 'x', expected: changeNo }),
  })
}

/** The gateway noted when it began to listen, which only silence is measured by. */
const decided = ({ state }: { state: { live: object; rules: object } }) => ({
  live: state.live,
  rules: state.rules,
})

async function pass(journey: Journey, clock: ManualClock, ms: number): Promise<void> {
  clock.advance(ms)
  await journey.gateway.settled()
}

it(`Invariant 7 over rule changes: engine state, alerts, rules and their history are those of a life without a restart: ${RUNS} scripts, closed or crashed at any point, also with other files after it`, {
  timeout: 400_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 8, maxLength: 14 }),
      fc.record({ at: fc.nat(13), files: fc.option(which) }),
      fc.constantFrom<Way>('clean', 'crash', 'crash'),
      async (script, { at, files }, way) => {
        const restart = { at: Math.min(at, script.length - 1), files }
        const without = await live(script, restart, 'none')
        expect(await live(script, restart, way)).toEqual(without)
      },
    ),
    { numRuns: RUNS, endOnFailure: true, examples: [[TELLING, { at: 2, files: null }, 'crash']] },
  )
})
