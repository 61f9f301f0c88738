import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { type Journey, startJourney } from '../support/journey.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { breakTable, copyAsCrashed, lockStore } from '../support/store-tools.ts'

/** Friday 10:00 in Shanghai. */
const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://desk.invalid/hook', secret: 'partner' }
const accepts = (async () => new Response(null, { status: 200 })) as unknown as typeof fetch

async function place(bands = 3) {
  const clock = createManualClock(START)
  const folder = testFolder()
  await createCommunity(folder, { webhook: WEBHOOK, bands })
  const open = (where = folder): Promise<Journey> => startJourney({ folder: where, clock, fetch: accepts })
  return { clock, folder, open, journey: await open() }
}

async function pass(journey: Journey, clock: ManualClock, ms: number): Promise<void> {
  clock.advance(ms)
  await journey.gateway.settled()
}

const ofRule = (journey: Journey, ruleId: string) => {
  const alert = journey.alerts().find((one) => one.ruleId === ruleId)
  if (!alert) throw new Error(`no alert of ${ruleId}`)
  const told = journey
    .notifications()
    .filter(
      ({ alertId, reason }) => alertId === alert.id && ['raised', 'escalated', 'updated'].includes(reason),
    )
    .map(({ recipient }) => recipient.id)
  const lines = journey
    .rows('select kind, at, actor, detail from timeline where alert_id = ? order by seq', alert.id)
    .map(({ detail, ...line }) => ({ ...line, ...JSON.parse(String(detail)) }))
    .filter(({ kind }) => kind !== 'delivered')
  return { alert, told, lines, kinds: lines.map(({ kind }) => kind) }
}

const post = (journey: Journey, cookie: string, silence: object) =>
  journey.api(cookie, '/api/silences', {
    requestId: 'silence-0001',
    kind: 'silence',
    match: { gridId: 'g-1' },
    reason: '排水管清淤',
    until: START + 2 * HOUR,
    ...silence,
  })

/** Low on battery: a warning at once, told to the grid worker, after an hour to the director; closes by itself. */
const runLow = async (journey: Journey, clock: ManualClock, deviceId = 'band-1'): Promise<void> =>
  (await journey.wire(deviceId)).say('status', { battery: 4, ts: clock.now() })

describe('a silence', () => {
  it('lets alerts open without a word, lets an SOS through, survives a crash, and its end starts the chain though the gateway was down', async () => {
    const { clock, folder, open, journey: first } = await place()
    const cookie = await first.logIn('duty')
    const board = await first.openBoard(cookie)
    const made = await post(first, cookie, {})
    expect(made).toMatchObject({ status: 201, body: { id: 1, createdBy: 'p-duty', from: START } })
    expect((await board.frame('silence')).silence).toEqual(made.body)

    await runLow(first, clock)
    await (await first.wire('band-1')).say('sos', { id: 'p' })
    const frame = await board.frame('alert', ({ alert }) => alert.ruleId === 'battery-low')
    expect(frame.alert).toMatchObject({ status: 'open', silence: { id: 1, until: START + 2 * HOUR } })
    expect(ofRule(first, 'battery-low')).toMatchObject({ told: [], kinds: ['opened', 'silenced'] })
    expect(ofRule(first, 'sos').told).toContain('p-duty')
    expect(ofRule(first, 'sos').alert.silence).toBeUndefined()
    await first.api(cookie, '/api/alerts/2/actions', { action: 'acknowledge', requestId: 'request-1' })

    // A crash in the middle of it.
    await pass(first, clock, 5 * MINUTE)
    const crashed = copyAsCrashed(folder)
    await first.close()
    const second = await open(crashed)
    await pass(second, clock, 5 * MINUTE)
    expect(ofRule(second, 'battery-low')).toMatchObject({ told: [], kinds: ['opened', 'silenced'] })
    const snapshot = await (await second.openBoard(cookie)).frame('snapshot')
    expect(snapshot.silences).toEqual([made.body])
    expect(snapshot.alerts.find(({ ruleId }) => ruleId === 'battery-low')?.silence?.id).toBe(1)
    const family = await second.openBoard(await second.logIn('family'))
    expect((await family.frame('snapshot')).silences).toBeUndefined()
    await second.close()

    // It ends while nobody is here: told at the first tick, marked late.
    clock.set(START + 2 * HOUR + 2 * MINUTE)
    const third = await open(crashed)
    expect(ofRule(third, 'battery-low').told).toEqual([])
    await pass(third, clock, SECOND)
    const { told, lines, alert } = ofRule(third, 'battery-low')
    expect(told.length).toBeGreaterThan(0)
    expect(lines.map(({ kind }) => kind).slice(0, 4)).toEqual([
      'opened',
      'silenced',
      'silenceEnded',
      'notified',
    ])
    expect(lines[3]).toMatchObject({ late: true, at: START + 2 * HOUR + 2 * MINUTE + SECOND })
    expect(alert).toMatchObject({ status: 'open' })
    expect(alert.silence).toBeUndefined()
    expect((await third.api(cookie, '/api/silences?state=active')).body.silences).toEqual([])
    expect((await third.api(cookie, '/api/silences?state=past')).body).toMatchObject({
      silences: [{ id: 1, reason: '排水管清淤' }],
      people: { 'p-duty': '王值班' },
      next: null,
    })
  })

  it('what has cleared by its end is closed by the system, and nobody was ever told', async () => {
    const { clock, journey } = await place()
    const cookie = await journey.logIn('duty')
    await post(journey, cookie, { match: { residentId: 'r-2' } })
    const band = await journey.wire('band-2')
    const say = async (spo2: number): Promise<void> => {
      for (let turn = 0; turn < 4; turn++) {
        await band.say('vitals', { spo2, ts: clock.now() })
        await pass(journey, clock, 3 * MINUTE)
      }
    }
    await say(90)
    await say(97)
    expect(ofRule(journey, 'spo2-low').alert).toMatchObject({
      status: 'open',
      clearedAt: expect.any(Number),
      silence: { id: 1 },
    })
    await pass(journey, clock, 96 * MINUTE)
    const { alert, told, lines } = ofRule(journey, 'spo2-low')
    expect(alert).toMatchObject({ status: 'resolved', outcome: 'recovered', resolvedBy: 'system' })
    expect(alert.resolvedAt).toBe(START + 2 * HOUR)
    expect(lines.at(-1)).toMatchObject({ kind: 'resolved', outcome: 'recovered', silenced: true })
    expect(told).toEqual([])
    // The rule has seen it go: the next time is an alert of its own.
    const again = await journey.wire('band-2')
    for (let turn = 0; turn < 4; turn++) {
      await again.say('vitals', { spo2: 90, ts: clock.now() })
      await pass(journey, clock, 3 * MINUTE)
    }
    expect(journey.alerts().filter(({ ruleId }) => ruleId === 'spo2-low')).toHaveLength(2)
  })

  it('what is critical is told at once, and what is not stays silent', async () => {
    const { clock, journey } = await place()
    const cookie = await journey.logIn('director')
    await post(journey, cookie, { match: { communityId: 'c-1' }, until: START + 20 * MINUTE })
    await runLow(journey, clock)
    const band = await journey.wire('band-2')
    for (let turn = 0; turn < 4; turn++) {
      await band.say('vitals', { spo2: 82, ts: clock.now() })
      await pass(journey, clock, MINUTE)
    }
    expect(ofRule(journey, 'spo2-critical-low').told).toContain('p-duty')
    expect(ofRule(journey, 'battery-low')).toMatchObject({ told: [], alert: { silence: { id: 1 } } })
  })

  it('made from the board it holds a chain at once; ended early, the chain goes on at once; ending it again is a conflict', async () => {
    const { clock, journey } = await place()
    const cookie = await journey.logIn('duty')
    await runLow(journey, clock)
    const before = ofRule(journey, 'battery-low')
    expect(before.told.length).toBeGreaterThan(0)
    const made = await post(journey, cookie, { match: { residentId: 'r-1', ruleId: 'battery-low' } })
    expect(ofRule(journey, 'battery-low').alert).toMatchObject({
      silence: { id: made.body.id },
      dueAt: START + 2 * HOUR,
      nextStep: before.alert.nextStep,
    })
    await pass(journey, clock, 61 * MINUTE)
    expect(ofRule(journey, 'battery-low').told).toEqual(before.told)

    const end = (requestId: string, id = made.body.id) =>
      journey.api(cookie, `/api/silences/${id}/end`, { requestId })
    expect(await end('end-000001')).toMatchObject({
      status: 200,
      body: { endedBy: 'p-duty', endedAt: START + 61 * MINUTE },
    })
    const after = ofRule(journey, 'battery-low')
    expect(after.told.length).toBeGreaterThan(before.told.length)
    expect(after.kinds.slice(-2)).toEqual(['silenceEnded', 'escalated'])
    expect(await end('end-000001')).toMatchObject({ status: 200, body: { endedBy: 'p-duty' } })
    expect(await end('end-000002')).toMatchObject({ status: 409, body: { code: 'alreadyEnded' } })
    expect(await end('end-000003', 99)).toMatchObject({ status: 404, body: { code: 'silenceNotFound' } })
    expect(journey.rows('select count(*) as n from silence')).toEqual([{ n: 1 }])
  })

  it('a maintenance window planned for later holds nothing before it begins, and begins and ends by itself', async () => {
    const { clock, folder, open, journey } = await place()
    const cookie = await journey.logIn('director')
    await runLow(journey, clock)
    const window = { kind: 'maintenance', from: START + 10 * MINUTE, until: START + 40 * MINUTE }
    expect(await post(journey, cookie, window)).toMatchObject({ status: 201, body: window })
    expect(ofRule(journey, 'battery-low').alert.silence).toBeUndefined()
    expect((await journey.api(cookie, '/api/silences?state=planned')).body.silences).toHaveLength(1)
    await journey.close()
    clock.set(START + 9 * MINUTE + 59 * SECOND)
    const later = await open(folder)
    const board = await later.openBoard(cookie)
    await pass(later, clock, SECOND)
    expect(
      (await board.frame('alert', ({ alert }) => alert.silence !== undefined)).alert.silence,
    ).toMatchObject({
      id: 1,
      until: window.until,
    })
    expect((await later.api(cookie, '/api/silences?state=active')).body.silences).toHaveLength(1)
    const held = ofRule(later, 'battery-low')
    await pass(later, clock, 30 * MINUTE)
    // The window is over; the director's step comes at its own time, an hour after the alert.
    expect(ofRule(later, 'battery-low').alert).toMatchObject({ dueAt: START + HOUR })
    expect(ofRule(later, 'battery-low').alert.silence).toBeUndefined()
    expect(ofRule(later, 'battery-low').told).toEqual(held.told)
    await pass(later, clock, 20 * MINUTE)
    expect(ofRule(later, 'battery-low').told).toEqual([...held.told, 'p-director'])
  })

  it('twelve bands that went silent under it are one outage at its end, not twelve alerts', async () => {
    const { clock, journey } = await place(12)
    const cookie = await journey.logIn('duty')
    await post(journey, cookie, { match: { communityId: 'c-1' }, until: START + HOUR })
    for (let n = 1; n <= 12; n++)
      await (await journey.wire(`band-${n}`)).say('vitals', { heartRate: 70, ts: clock.now() })
    await pass(journey, clock, HOUR - SECOND)
    const offline = () => journey.alerts().filter(({ ruleId }) => ruleId === 'band-offline')
    expect(offline()).toHaveLength(12)
    expect(journey.notifications()).toEqual([])
    await pass(journey, clock, SECOND)
    await pass(journey, clock, SECOND)
    const incident = ofRule(journey, 'outage')
    expect(incident.alert).toMatchObject({ status: 'open', members: { count: 12 } })
    expect(incident.told.length).toBeGreaterThan(0)
    const singly = new Set(offline().map(({ id }) => id))
    expect(journey.notifications().filter(({ alertId }) => singly.has(alertId))).toEqual([])
    for (const alert of offline()) expect(alert).toMatchObject({ incidentId: incident.alert.id, dueAt: null })
  })

  it('one that the store could not take is not in force: nothing is held, and the number is given again', async () => {
    const { clock, folder, journey } = await place()
    const cookie = await journey.logIn('duty')
    await runLow(journey, clock)
    const before = ofRule(journey, 'battery-low').alert
    const mend = breakTable(folder, 'silence')
    expect(await post(journey, cookie, {})).toMatchObject({ status: 503 })
    expect(ofRule(journey, 'battery-low').alert).toEqual(before)
    mend()
    await runLow(journey, clock, 'band-2')
    expect(journey.alerts()[1]?.silence).toBeUndefined()
    expect(journey.notifications().map(({ alertId }) => alertId)).toContain(2)
    expect(await post(journey, cookie, {})).toMatchObject({ status: 201, body: { id: 1 } })
    expect(ofRule(journey, 'battery-low').alert.silence).toMatchObject({ id: 1, until: START + 2 * HOUR })
  })

  it('an alert decided under it while its early end is on the way to the disk is released with the next tick', async () => {
    const { clock, folder, journey } = await place()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    await post(journey, cookie, {})
    const release = lockStore(folder)
    band.publish('status', { battery: 4 }, { id: 77 })
    /** Until so many units are decided and cannot be committed. */
    const decided = async (units: number): Promise<void> => {
      for (let depth = 0; depth < units; ) {
        const metrics = await (await fetch(`${journey.base}/metrics`)).text()
        depth = Number(/^shouwang_commit_queue_depth (\d+)$/m.exec(metrics)?.[1])
      }
    }
    await decided(1)
    const end = journey.api(cookie, '/api/silences/1/end', { requestId: 'end-000001' })
    await decided(2)
    release()
    await band.acked(77)
    expect((await end).status).toBe(200)
    await pass(journey, clock, SECOND)
    const { alert, told, kinds } = ofRule(journey, 'battery-low')
    expect(kinds.slice(0, 4)).toEqual(['opened', 'silenced', 'silenceEnded', 'notified'])
    expect(alert.silence).toBeUndefined()
    expect(told.length).toBeGreaterThan(0)
  })

  it('says what is wrong with a request: an emergency, a name nobody bears, an end after 30 days', async () => {
    const { journey } = await place()
    const cookie = await journey.logIn('duty')
    const refused = async (silence: object) => {
      const { status, body } = await post(journey, cookie, {
        requestId: `silence-${JSON.stringify(silence)}`.slice(0, 64),
        ...silence,
      })
      return [status, body.code, ...(body.faults ?? []).map(({ path }: { path: string }) => path)]
    }
    expect(await refused({ match: { ruleId: 'sos' } })).toEqual([409, 'neverSilenced'])
    expect(await refused({ match: { ruleId: 'sos', residentId: 'r-1' } })).toEqual([409, 'neverSilenced'])
    expect(await refused({ match: {} })).toEqual([400, 'invalidRequest', 'body/match'])
    expect(await refused({ match: { residentId: 'r-9', ruleId: 'x' } })).toEqual([
      400,
      'invalidRequest',
      'body/match/ruleId',
      'body/match/residentId',
    ])
    expect(await refused({ until: START + 31 * 24 * HOUR })).toEqual([400, 'invalidRequest', 'body/until'])
    expect(await refused({ reason: ' ' })).toEqual([400, 'invalidRequest', 'body/reason'])
    expect(journey.rows('select * from silence')).toEqual([])
  })
})
