// An outage, a flood and a late upload through broker, rules, store and API, with restarts in the middle.

import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { copyAsCrashed } from '../support/store-tools.ts'
import { createRuleFiles, PULSE } from './rules/rule-files.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://desk.invalid/hook', secret: 'partner' }
const accepts = (async () => new Response(null, { status: 200 })) as unknown as typeof fetch

async function pass(journey: Journey, clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= MINUTE) {
    clock.advance(Math.min(left, MINUTE))
    await journey.gateway.settled()
  }
}

const told = (journey: Journey): string[] =>
  journey
    .notifications()
    .filter(({ recipient }) => recipient.kind === 'person')
    .sort((a, b) => a.createdAt - b.createdAt)
    .map(({ recipient, reason }) => `${recipient.id} ${reason}`)

const incidentOf = (journey: Journey) =>
  journey.alerts().filter(({ subject }: { subject: { kind: string } }) => subject.kind === 'area')

describe('an outage', () => {
  it('40 bands cut off are one incident and one message to the duty desk; a crash in the middle changes nothing; it closes by itself', {
    timeout: 120_000,
  }, async () => {
    const clock = createManualClock(START)
    const folder = testFolder()
    const options = { bands: 40, webhook: WEBHOOK }
    await createCommunity(folder, options)
    const first = await startJourney({ folder, clock, fetch: accepts })
    const wires = await Promise.all(Array.from({ length: 40 }, (_, i) => first.wire(`band-${i + 1}`)))
    await Promise.all(wires.map((wire) => wire.say('vitals', { heartRate: 70 })))
    await Promise.all(wires.map((wire) => wire.cut()))
    const goodbyes = (): number =>
      first.rows(`select seq from log where topic like '%/status' and cast(payload as text) like '%false%'`)
        .length
    await eventually(() => goodbyes() === 40, 'the gateway noticed that all of them are gone')
    await pass(first, clock, 2 * MINUTE + SECOND)
    expect(first.alerts()).toHaveLength(41)
    const [before] = incidentOf(first)
    expect(before).toMatchObject({ ruleId: 'outage', members: { count: 40, standing: 40 }, status: 'open' })
    const crashed = copyAsCrashed(first.folder)
    await first.close()

    const later = await startJourney({ folder: crashed, clock, fetch: accepts })
    await pass(later, clock, 10 * MINUTE)
    expect(told(later)).toEqual(['p-duty raised'])
    const cookie = await later.logIn('duty')
    const { body } = await later.api(cookie, `/api/alerts/${before.id}`)
    expect(body.members).toHaveLength(40)
    expect(body.callList).toBeUndefined()
    expect((await later.api(cookie, '/api/alerts?status=open')).body.alerts.length).toBe(41)

    const back = await Promise.all(Array.from({ length: 40 }, (_, i) => later.wire(`band-${i + 1}`)))
    await Promise.all(back.map((wire) => wire.say('vitals', { heartRate: 70 })))
    await pass(later, clock, 2 * SECOND)
    expect(later.alerts().filter(({ status }: { status: string }) => status !== 'resolved')).toEqual([])
    expect(incidentOf(later)).toMatchObject([{ outcome: 'recovered', members: { count: 40, standing: 0 } }])
    expect(told(later)).toEqual(['p-duty raised', 'p-duty resolved'])
  })
})

describe('a flood', () => {
  it('three drains are one incident with the residents at risk; what comes of each call is seen by all at once and survives a restart', {
    timeout: 120_000,
  }, async () => {
    const clock = createManualClock(START)
    const folder = testFolder()
    await createCommunity(folder, { bands: 3, drains: 3, webhook: WEBHOOK })
    const first = await startJourney({ folder, clock, fetch: accepts })
    const cookie = await first.logIn('duty')
    const other = await first.openBoard(await first.logIn('second'))
    for (const n of [1, 2, 3]) {
      const wire = await first.wire(`water-${n}`)
      // The median of three is believed.
      for (let i = 0; i < 3; i++) {
        await wire.say('level', { centimetres: 8 })
        clock.advance(5 * SECOND)
      }
    }
    const [incident] = incidentOf(first)
    expect(incident).toMatchObject({
      ruleId: 'flood',
      gridId: 'g-1',
      level: 'attention',
      members: { count: 3 },
    })
    expect(told(first)).toEqual(['p-duty raised', 'p-grid raised'])
    const list = (await first.api(cookie, `/api/alerts/${incident.id}`)).body.callList
    // r-1 lives on the ground floor of the grid's only house; the others above it.
    expect(list).toMatchObject([
      { residentId: 'r-1', name: '陈奶奶', door: '2单元 1楼 101室', contacts: [{ relation: '女儿' }] },
    ])

    const call = (result: string, requestId: string, residentId = 'r-1') =>
      first.api(cookie, `/api/alerts/${incident.id}/calls`, {
        requestId,
        residentId,
        result,
        note: '水到门口',
      })
    expect((await call('noAnswer', 'request-1')).body.alert.calls).toMatchObject({
      'r-1': { result: 'noAnswer', by: 'p-duty', times: 1 },
    })
    expect((await call('noAnswer', 'request-1')).body.alert.calls['r-1'].times).toBe(1)
    const seen = await other.frame('alert', ({ entries }) => entries.some(({ kind }) => kind === 'called'))
    expect(seen.alert.calls).toMatchObject({ 'r-1': { result: 'noAnswer' } })
    expect((await call('visited', 'request-2', 'r-2')).body.code).toBe('notOnCallList')
    await call('needsHelp', 'request-3')
    const help = first.notifications().find(({ reason }) => reason === 'updated')
    expect(help).toMatchObject({ recipient: { id: 'p-duty' } })
    expect(help.message.body).toContain('陈奶奶需要帮助')
    expect(help.message.body).toContain('101室')
    const crashed = copyAsCrashed(first.folder)
    await first.close()

    const later = await startJourney({ folder: crashed, clock, fetch: accepts })
    const again = (await later.api(cookie, `/api/alerts/${incident.id}`)).body
    expect(again.callList[0].call).toMatchObject({
      result: 'needsHelp',
      times: 2,
      by: 'p-duty',
      note: '水到门口',
    })
    const close = { action: 'resolve', requestId: 'request-4', outcome: 'genuine', members: 'resolve' }
    await later.api(cookie, `/api/alerts/${incident.id}/actions`, close)
    expect(later.alerts().map(({ status }: { status: string }) => status)).toEqual(Array(4).fill('resolved'))
    await pass(later, clock, 5 * MINUTE)
    expect(later.alerts()).toHaveLength(4)
  })
})

const LATE = `
  - id: late-data
    version: "1"
    title: { zh-CN: 补传数据, en: Late data }
    advice: { zh-CN: 回访, en: Ask }
    source: "test"
    appliesTo: gateway
    concerns: person
    severity: info
    policy: summary
    detector: { type: internal }
`

describe('a late upload', () => {
  /** 12 beats a minute apart, from `minutesAgo` on: ten too fast, then calm again. */
  const episode = (now: number, minutesAgo: number, rate = 140) =>
    Array.from({ length: 30 }, (_, i) => ({
      heartRate: i < 10 ? rate : 72,
      id: `m-${minutesAgo}-${i}`,
      ts: now - minutesAgo * MINUTE + i * MINUTE,
    }))

  const open = async () => {
    const files = createRuleFiles()
    files.own(PULSE() + PULSE({ id: 'hr-critical-high', raise: 131, clear: 120 }) + LATE)
    const clock = createManualClock(START)
    const folder = testFolder()
    await createCommunity(folder, { webhook: WEBHOOK })
    const { config } = files
    const journey = await startJourney({ folder, clock, fetch: accepts, config })
    return { clock, journey, config, band: await journey.wire('band-1') }
  }

  it('two hours in one array with two episodes that are over are one summary, told once', async () => {
    const { clock, journey, band } = await open()
    await band.say('vitals', [...episode(START, 120), ...episode(START, 80, 150)])
    await pass(journey, clock, 2 * MINUTE)
    expect(journey.alerts()).toMatchObject([
      {
        ruleId: 'late-data',
        severity: 'info',
        status: 'open',
        late: {
          pending: [],
          opened: [],
          episodes: [{ ruleId: 'hr-critical-high', count: 2, worst: 150 }, { ruleId: 'hr-high' }],
        },
      },
    ])
    expect(told(journey)).toEqual(['p-duty raised'])
    expect(journey.notifications()[0].message.body).toContain('150')
  })

  it('as many single messages it is the same summary, also with a crash in the middle', async () => {
    const { clock, journey, band, config } = await open()
    const readings = [...episode(START, 120), ...episode(START, 80, 150)]
    for (const reading of readings.slice(0, 35)) await band.say('vitals', reading)
    const crashed = copyAsCrashed(journey.folder)
    await journey.close()
    const later = await startJourney({ folder: crashed, clock, fetch: accepts, config })
    const back = await later.wire('band-1')
    for (const reading of readings.slice(34)) await back.say('vitals', reading)
    await pass(later, clock, 3 * MINUTE)
    expect(later.alerts()).toMatchObject([
      {
        ruleId: 'late-data',
        late: { episodes: [{ ruleId: 'hr-critical-high', count: 2, worst: 150 }, { ruleId: 'hr-high' }] },
      },
    ])
    expect(told(later)).toEqual(['p-duty raised'])
  })

  it('what still holds at its end is an alert of its own, marked late, and an upload without an episode that is over leaves none', async () => {
    const { clock, journey, band } = await open()
    const rising = Array.from({ length: 21 }, (_, i) => ({
      heartRate: 140,
      id: `m-${i}`,
      ts: START - (20 - i) * MINUTE,
    }))
    await band.say('vitals', rising)
    expect(journey.alerts()).toMatchObject([
      { ruleId: 'hr-high', status: 'open' },
      { ruleId: 'hr-critical-high', status: 'open' },
    ])
    const [opened] = journey.rows("select detail from timeline where kind = 'opened' order by alert_id")
    expect(JSON.parse(String(opened?.detail))).toMatchObject({ late: true })
    await pass(journey, clock, MINUTE)
    expect(told(journey)).toContain('p-duty raised')
  })

  it('a band that falls silent in the middle of an episode: it opens a minute later, with the summary of what was over', async () => {
    const { clock, journey, band } = await open()
    await band.say('vitals', [...episode(START, 120), ...episode(START, 80, 150).slice(0, 10)])
    expect(journey.alerts().map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['late-data'])
    await pass(journey, clock, 2 * MINUTE)
    const open2 = journey.alerts().filter(({ status }: { status: string }) => status === 'open')
    expect(open2.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('hr-critical-high')
    expect(open2.find(({ ruleId }: { ruleId: string }) => ruleId === 'late-data')).toMatchObject({
      late: { pending: [], episodes: [{ ruleId: 'hr-critical-high', count: 1 }, {}] },
    })
  })

  it('every SOS of the past is an alert at once, told as ever', async () => {
    const { journey, band } = await open()
    await band.say('vitals', episode(START, 120))
    await band.say('sos', { id: 'press-1', ts: START - 2 * HOUR })
    const sos = journey.alerts().find(({ ruleId }: { ruleId: string }) => ruleId === 'sos')
    expect(sos).toMatchObject({ status: 'open', eventTime: START - 2 * HOUR })
    expect(told(journey)).toContain('p-duty raised')
  })
})
