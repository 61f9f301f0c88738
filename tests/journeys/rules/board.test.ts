import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../alerts/model/time.ts'
import { type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { breakTable, copyAsCrashed } from '../../support/store-tools.ts'
import { createRuleFiles } from './rule-files.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)

async function start() {
  const clock = createManualClock(START)
  const files = createRuleFiles()
  const journey = await startJourney({ clock, config: files.config })
  const director = await journey.logIn('director')
  const duty = await journey.logIn('duty')
  return { clock, files, journey, director, duty }
}

/** The band says this pulse once a minute, so many times. */
async function pulse(on: { journey: Journey; clock: ManualClock }, heartRate: number, minutes: number) {
  const band = await on.journey.wire('band-1')
  for (let n = 0; n < minutes; n++) {
    on.clock.advance(MINUTE)
    await band.say('vitals', { heartRate, ts: on.clock.now() })
  }
  await band.leave()
  await on.journey.gateway.settled()
}

const change = (parameters: object, expected: number, reason = '误报太多') => ({
  change: { parameters },
  reason,
  expected,
})

async function put(journey: Journey, cookie: string, path: string, body: unknown) {
  const response = await fetch(`${journey.base}${path}`, {
    method: 'PUT',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as any }
}

describe('a rule changed on the board', () => {
  it('is in force when answered: 118 bpm raises nothing at 125, 130 does, and the alert records 1+1', async () => {
    const on = await start()
    const { journey, director } = on
    const answer = await journey.api(director, '/api/rules/hr-high/changes', change({ raise: 125 }, 0))
    expect(answer).toMatchObject({ status: 200, body: { version: '1+1', changeNo: 1 } })
    const parameters = answer.body.parameters.filter(({ name }: any) => name === 'raise' || name === 'clear')
    expect(parameters).toMatchObject([
      { name: 'raise', value: 125, standard: 111, unit: 'bpm', metric: 'heartRate' },
      { name: 'clear', value: 119, standard: 105 },
    ])
    await pulse(on, 118, 6)
    expect(journey.alerts()).toEqual([])
    await pulse(on, 130, 4)
    expect(journey.alerts()).toMatchObject([{ ruleId: 'hr-high', ruleVersion: '1+1' }])
  })

  it('is so after a restart and after a crash, with its history', async () => {
    const on = await start()
    await on.journey.api(on.director, '/api/rules/hr-high/changes', change({ raise: 125 }, 0))
    const crashed = copyAsCrashed(on.journey.folder)
    await on.journey.close()
    for (const folder of [on.journey.folder, crashed]) {
      const later = await startJourney({ folder, clock: on.clock, config: on.files.config })
      const { body } = await later.api(on.director, '/api/rules')
      expect(body.rules.find(({ id }: any) => id === 'hr-high')).toMatchObject({
        version: '1+1',
        changed: { no: 1, by: 'p-director', byName: '赵主任', reason: '误报太多' },
      })
      const history = (await later.api(on.director, '/api/rules/hr-high/history')).body
      expect(history).toMatchObject([
        { no: 1, change: { parameters: { raise: 125 } }, before: { parameters: { raise: null } } },
      ])
      await later.close()
    }
  })

  it('of two people the second is told who was faster, and may then change it knowingly', async () => {
    const { journey, director } = await start()
    const admin = await journey.logIn('admin')
    await journey.api(director, '/api/rules/hr-high/changes', change({ raise: 125 }, 0))
    const late = await journey.api(admin, '/api/rules/hr-high/changes', change({ raise: 118 }, 0))
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'ruleChanged', conflict: { no: 1, at: START, by: 'p-director', byName: '赵主任' } },
    })
    const [a, b] = await Promise.all([
      journey.api(admin, '/api/rules/hr-high/changes', change({ raise: 118 }, 1)),
      journey.api(director, '/api/rules/hr-high/changes', change({ raise: 119 }, 1)),
    ])
    expect([a.status, b.status].sort()).toEqual([200, 409])
  })

  it('undo puts back what was before, undoing that brings it again, and the history keeps all of it', async () => {
    const { journey, director } = await start()
    const raise = async () =>
      (await journey.api(director, '/api/rules/hr-high')).body.parameters.find(
        ({ name }: any) => name === 'raise',
      ).value
    await journey.api(director, '/api/rules/hr-high/changes', change({ raise: 125 }, 0))
    await journey.api(director, '/api/rules/hr-high/changes', change({ raise: 130 }, 1))
    const undo = (expected: number, to?: number) =>
      journey.api(director, '/api/rules/hr-high/undo', {
        reason: '改错了',
        expected,
        ...(to === undefined ? {} : { to }),
      })
    expect((await undo(2)).body.version).toBe('1+3')
    expect(await raise()).toBe(125)
    await undo(3)
    expect(await raise()).toBe(130)
    const asInFiles = await undo(4, 0)
    expect(asInFiles.body).toMatchObject({ version: '1', changed: null, changeNo: 5 })
    expect(await undo(5, 0)).toMatchObject({ status: 409, body: { code: 'nothingChanged' } })
    expect(await undo(5, 17)).toMatchObject({ status: 422, body: { faults: [{ path: 'to' }] } })
    const history = (await journey.api(director, '/api/rules/hr-high/history')).body
    expect(history.map(({ no, restores }: any) => [no, restores])).toEqual([
      [5, 0],
      [4, 2],
      [3, 1],
      [2, undefined],
      [1, undefined],
    ])
  })

  it('without a reason, with a number beyond the slider or a name nobody knows it is refused, and nothing is written', async () => {
    const { journey, director } = await start()
    const refused = async (body: object) =>
      (await journey.api(director, '/api/rules/hr-high/changes', body)) as { status: number; body: any }
    expect(await refused(change({ raise: 125 }, 0, '  '))).toMatchObject({ status: 400 })
    expect(await refused({ change: {}, reason: 'x', expected: 0 })).toMatchObject({ status: 400 })
    expect(await refused(change({ raise: 900 }, 0))).toMatchObject({
      status: 422,
      body: { code: 'parametersInvalid', faults: [{ path: 'parameters.raise' }] },
    })
    expect((await refused(change({ rais: 120 }, 0))).body.faults[0].message).toContain('did you mean "raise"')
    expect(await refused(change({ clear: 115 }, 0))).toMatchObject({ status: 422 })
    expect(await refused(change({ raise: 111 }, 0))).toMatchObject({
      status: 409,
      body: { code: 'nothingChanged' },
    })
    expect(journey.rows('select * from rule_change')).toEqual([])
  })

  it('an emergency and what the gateway says about itself stay as they are, and a rule nobody knows is not there', async () => {
    const { journey, director, duty } = await start()
    for (const id of ['sos', 'delivery-failed'])
      expect(
        await journey.api(director, `/api/rules/${id}/changes`, {
          change: { enabled: false },
          reason: 'x',
          expected: 0,
        }),
      ).toMatchObject({ status: 409, body: { code: 'ruleFixed' } })
    expect((await journey.api(duty, '/api/rules/sos')).body).toMatchObject({
      fixed: 'emergency',
      emergency: true,
    })
    for (const path of ['', '/history'])
      expect((await journey.api(duty, `/api/rules/none${path}`)).status).toBe(404)
  })

  it('switched off, its state goes and its open alert stays until a person closes it; switched on, it begins anew', async () => {
    const on = await start()
    const { journey, director, duty } = on
    await pulse(on, 118, 4)
    expect(journey.alerts()).toMatchObject([{ id: 1, status: 'open' }])
    const off = await journey.api(director, '/api/rules/hr-high/changes', {
      change: { enabled: false },
      reason: '检修',
      expected: 0,
    })
    expect(off.body).toMatchObject({
      enabled: false,
      alerts: { last7Days: 1, last30Days: 1, precision: null },
    })
    await pulse(on, 70, 20)
    expect(journey.alerts()).toMatchObject([{ id: 1, status: 'open' }])
    await journey.api(duty, '/api/alerts/1/actions', {
      action: 'resolve',
      outcome: 'accidental',
      requestId: 'request-1',
    })
    await pulse(on, 118, 5)
    expect(journey.alerts()).toHaveLength(1)
    const back = await journey.api(director, '/api/rules/hr-high/undo', { reason: '恢复', expected: 1 })
    expect(back.body).toMatchObject({ enabled: true, version: '1', alerts: { notGenuine: 1, precision: 0 } })
    await pulse(on, 118, 2)
    expect(journey.alerts()).toHaveLength(1)
    await pulse(on, 118, 2)
    expect(journey.alerts()).toHaveLength(2)
  })

  it('while it is about to fire it goes on from where it was', async () => {
    const on = await start()
    await pulse(on, 130, 2)
    await on.journey.api(on.director, '/api/rules/hr-high/changes', change({ raise: 125 }, 0))
    await pulse(on, 130, 1)
    expect(on.journey.alerts()).toMatchObject([{ ruleVersion: '1+1', evidence: { since: START + MINUTE } }])
  })

  it('what was about to fire before the change is replayed by the rules of its time after a crash', async () => {
    const on = await start()
    const band = await on.journey.wire('band-1')
    await band.say('vitals', { heartRate: 118, ts: on.clock.now() })
    await on.journey.api(on.director, '/api/rules/hr-high/changes', change({ raise: 116 }, 0))
    await on.journey.api(on.director, '/api/rules/hr-high/changes', change({ raise: 125 }, 1))
    const crashed = copyAsCrashed(on.journey.folder)
    await on.journey.close()
    const later = await startJourney({ folder: crashed, clock: on.clock, config: on.files.config })
    expect(later.gateway.recovered.rows).toBeGreaterThan(0)
    on.clock.advance(2 * MINUTE)
    const back = await later.wire('band-1')
    await back.say('vitals', { heartRate: 130, ts: on.clock.now() })
    expect(later.alerts()).toMatchObject([{ ruleVersion: '1+2', evidence: { since: START, threshold: 125 } }])
  })

  it('the silence of a band still counts from when it fell silent: a change every 5 min hides nobody', async () => {
    const on = await start()
    await pulse(on, 70, 1)
    for (let no = 0; no < 6; no++) {
      on.clock.advance(5 * MINUTE)
      await on.journey.gateway.settled()
      await on.journey.api(on.director, '/api/rules/hr-high/changes', change({ raise: 120 + no }, no))
    }
    on.clock.advance(SECOND)
    await on.journey.gateway.settled()
    expect(on.journey.alerts()).toMatchObject([{ ruleId: 'band-offline' }])
  })

  it('a store that refuses leaves the rules as they were, for people and for decisions', async () => {
    const on = await start()
    const mend = breakTable(on.journey.folder, 'rule_change')
    const answer = await on.journey.api(on.director, '/api/rules/hr-high/changes', change({ raise: 125 }, 0))
    expect(answer).toMatchObject({ status: 503, body: { code: 'storeUnavailable' } })
    mend()
    expect((await on.journey.api(on.director, '/api/rules/hr-high')).body).toMatchObject({
      version: '1',
      changeNo: 0,
    })
    await pulse(on, 118, 4)
    expect(on.journey.alerts()).toMatchObject([{ ruleVersion: '1' }])
    const again = await on.journey.api(on.director, '/api/rules/hr-high/changes', change({ raise: 125 }, 0))
    expect(again).toMatchObject({ status: 200, body: { version: '1+1' } })
  })
})

describe("a resident's own limits, set on the board", () => {
  const PLAN = '/api/residents/r-1/overrides'

  it('are in force when answered, are kept with who and why, and go with another change', async () => {
    const on = await start()
    const { journey, director, duty } = on
    const set = await put(journey, director, PLAN, {
      overrides: { 'hr-high': { raise: 125 } },
      reason: '心内科医嘱',
      expected: 0,
    })
    expect(set).toMatchObject({
      status: 200,
      body: { overrides: { 'hr-high': { raise: 125 } }, changeNo: 1 },
    })
    await pulse(on, 118, 5)
    expect(journey.alerts()).toEqual([])
    const detail = (await journey.api(duty, '/api/residents/r-1')).body
    expect(detail.limits.find(({ ruleId }: any) => ruleId === 'hr-high')).toMatchObject({
      threshold: 125,
      overridden: true,
    })
    expect((await journey.api(duty, PLAN)).body.history).toMatchObject([
      {
        by: 'p-director',
        byName: '赵主任',
        reason: '心内科医嘱',
        before: {},
        after: { 'hr-high': { raise: 125 } },
      },
    ])
    const gone = await put(journey, director, PLAN, { overrides: {}, reason: '复查正常', expected: 1 })
    expect(gone.body).toMatchObject({ overrides: {}, changeNo: 2 })
    await pulse(on, 118, 5)
    expect(journey.alerts()).toHaveLength(1)
  })

  it('are refused for an emergency, a name nobody knows, a number beyond the slider, an old look and a resident who is not there', async () => {
    const { journey, director, duty } = await start()
    const set = (overrides: object, more: object = {}) =>
      put(journey, director, PLAN, { overrides, reason: 'x', expected: 0, ...more })
    for (const overrides of [
      { sos: { raise: 1 } },
      { 'hr-hgh': { raise: 120 } },
      { 'hr-high': { raise: 900 } },
    ])
      expect(await set(overrides)).toMatchObject({ status: 422, body: { code: 'parametersInvalid' } })
    expect(await set({})).toMatchObject({ status: 409, body: { code: 'nothingChanged' } })
    expect((await put(journey, duty, PLAN, {})).status).toBe(403)
    expect(
      (
        await put(journey, director, '/api/residents/r-9/overrides', {
          overrides: {},
          reason: 'x',
          expected: 0,
        })
      ).status,
    ).toBe(404)
    await set({ 'hr-high': { raise: 125 } })
    expect(await set({ 'hr-high': { raise: 126 } })).toMatchObject({
      status: 409,
      body: { code: 'ruleChanged', conflict: { by: 'p-director' } },
    })
  })
})
