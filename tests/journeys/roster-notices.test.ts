import { describe, expect, it } from 'vitest'
import type { Entity } from '../../gateway/people/ports.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { breakTable, copyAsCrashed } from '../support/store-tools.ts'

/** Friday 10:00 in Shanghai. p-duty is on duty every day, round the clock; p-second never. */
const START = Date.UTC(2026, 10, 20, 2, 0)
const HOUR = 3_600_000

type Sent = Readonly<{ recipient: { id: string }; title: string; body: string; reason: string; key: string }>

/** A relay that takes everything, and keeps what is about the roster. */
function relay() {
  const sent: Sent[] = []
  const fetch = (async (_: string, { body }: RequestInit = {}) => {
    const message = JSON.parse(String(body)) as Sent
    if (/值班】|\[Duty\]/.test(message.title)) sent.push(message)
    return new Response(null, { status: 200 })
  }) as unknown as typeof globalThis.fetch
  return { sent, fetch, to: (id: string) => sent.filter(({ recipient }) => recipient.id === id) }
}

const sleeper: Entity = {
  kind: 'person',
  id: 'p-second',
  body: {
    id: 'p-second',
    name: '钱值班',
    role: 'duty',
    communityId: 'c-1',
    phone: '13800000009',
    quietFrom: '22:00',
    quietTo: '07:00',
  },
}

async function place(now = START) {
  const clock = createManualClock(now)
  const network = relay()
  const folder = testFolder()
  await createCommunity(folder, {
    webhook: { url: 'http://relay.invalid/hook', secret: 'partner' },
    more: [sleeper],
  })
  const open = (where = folder): Promise<Journey> =>
    startJourney({ folder: where, clock, fetch: network.fetch })
  return { clock, network, folder, open, journey: await open() }
}

const override = (more: object = {}) => ({
  requestId: 'request-over',
  kind: 'override',
  communityId: 'c-1',
  reason: '住院',
  from: '2026-11-22T00:00',
  to: '2026-11-23T00:00',
  personIds: ['p-second'],
  ...more,
})
const save = (journey: Journey, cookie: string, body: object = override()) =>
  journey.api(cookie, '/api/roster/changes', body)
const callOff = (journey: Journey, cookie: string, id = 1) =>
  journey.api(cookie, `/api/roster/changes/${id}/cancel`, { requestId: `cancel-000${id}` })
const notices = (journey: Journey) => journey.alerts().filter(({ ruleId }) => ruleId === 'roster-change')

describe('a substitute', () => {
  it('is told by their own channel when the roster is saved, once however often it is sent, and again when it is taken back', async () => {
    const { network, journey } = await place()
    const director = await journey.logIn('director')
    const board = await journey.openBoard(director)
    const made = await save(journey, director)
    expect(made).toMatchObject({ status: 201, body: { id: 1, noticeId: notices(journey)[0].id } })
    await save(journey, director)
    await eventually(
      () => network.to('p-second').length === 1 && network.to('p-duty').length === 1,
      'both are told',
    )
    expect(network.to('p-second')[0]).toMatchObject({
      title: '【值班】11-22 00:00 起由您值班',
      body: '11-22 00:00 至 11-23 00:00 由您担任值班员，替 王值班。由 赵主任 安排。有疑问请致电值班室 021-55550000。',
    })
    expect(network.to('p-duty')[0]?.body).toContain('您不用值班，由 钱值班 值班')
    expect(network.to('p-director')).toEqual([])

    // It is on record, closed, and waits for nobody.
    await board.frame('alert', ({ alert }) => alert.ruleId === 'roster-change' && alert.status === 'resolved')
    const { body } = await journey.api(director, `/api/alerts/${made.body.noticeId}`)
    expect(body.notifications).toHaveLength(2)

    expect((await callOff(journey, director)).status).toBe(200)
    await eventually(() => network.sent.length === 4, 'both are told again')
    expect(network.to('p-second')[1]).toMatchObject({
      title: '【值班】11-22 00:00 您不用值班',
      reason: 'withdrawn',
    })
    expect(network.to('p-second')[1]?.body).toContain('您不用替班了，由 王值班 值班。赵主任 撤销了之前的调班')
    expect(network.to('p-duty')[1]?.body).toContain('仍由您担任值班员')
    expect(notices(journey)).toHaveLength(1)
    expect(
      journey.rows('select seq, kind from timeline where alert_id = ? order by seq', made.body.noticeId),
    ).toEqual(
      ['opened', 'notified', 'notified', 'undone', 'notified', 'notified'].map((kind, index) => ({
        seq: index + 1,
        kind,
      })),
    )
  })

  it('of a swap is told, and who made it is not', async () => {
    const { network, journey } = await place()
    const swap = {
      requestId: 'request-swap',
      kind: 'swap',
      communityId: 'c-1',
      reason: '孩子生病',
      personId: 'p-duty',
      from: START,
      to: START + 8 * HOUR,
      by: 'p-second',
    }
    expect((await save(journey, await journey.logIn('duty'), swap)).status).toBe(201)
    await eventually(() => network.to('p-second').length === 1, 'the substitute is told')
    expect(network.to('p-second')[0]?.body).toContain('替 王值班。由 王值班 安排')
    expect(notices(journey)[0].evidence.facts).toMatchObject({ comes: '钱值班', instead: '王值班' })
    expect(journey.notifications().map(({ recipient }) => recipient.id)).toEqual(['p-second'])
  })

  it('asleep, with a day to go, is told when their quiet hours end, a crash in the night or not', async () => {
    // Friday 23:00; the duty begins on Sunday.
    const { clock, network, folder, open, journey: first } = await place(START + 13 * HOUR)
    await save(first, await first.logIn('director'))
    await eventually(() => network.to('p-duty').length === 1, 'who is awake is told')
    const crashed = copyAsCrashed(folder)
    await first.close()
    const second = await open(crashed)
    clock.advance(8 * HOUR - 60_000)
    second.gateway.tick()
    expect(network.to('p-second')).toEqual([])
    clock.advance(60_000)
    await eventually(() => network.to('p-second').length === 1, 'told at seven')
    expect(second.notifications().filter(({ recipient }) => recipient.id === 'p-second')).toHaveLength(1)
  })

  it('asleep, and taken back before the morning, learns of it once: that it is off', async () => {
    const { clock, network, journey } = await place(START + 13 * HOUR)
    const director = await journey.logIn('director')
    await save(journey, director)
    await callOff(journey, director)
    clock.advance(8 * HOUR)
    await eventually(() => network.to('p-second').length === 1, 'told at seven')
    expect(network.to('p-second')[0]).toMatchObject({ reason: 'withdrawn' })
    await journey.gateway.settled()
    expect(
      journey
        .notifications()
        .filter(({ recipient }) => recipient.id === 'p-second')
        .map(({ reason, status, lastError }) => [reason, status, lastError])
        .sort(),
    ).toEqual([
      ['updated', 'failed', 'superseded'],
      ['withdrawn', expect.any(String), null],
    ])
  })

  it('is told of nothing that the store could not take; saved again, of that', async () => {
    const { network, folder, journey } = await place()
    const director = await journey.logIn('director')
    const mend = breakTable(folder, 'roster_change')
    expect((await save(journey, director)).status).toBe(503)
    expect(notices(journey)).toEqual([])
    mend()
    await save(journey, director)
    await eventually(() => network.to('p-second').length === 1, 'told')
    expect(notices(journey).map(({ id }) => id)).toEqual([1])
  })

  it('of an imported calendar gets one message for all of it', async () => {
    const { network, journey } = await place()
    const days = [22, 24, 26, 28, 30]
    const calendar = [
      'BEGIN:VCALENDAR',
      ...days.flatMap((day) => [
        'BEGIN:VEVENT',
        `DTSTART;TZID=Asia/Shanghai:202611${day}T080000`,
        `DTEND;TZID=Asia/Shanghai:202611${day}T200000`,
        'SUMMARY:钱值班',
        'END:VEVENT',
      ]),
      'END:VCALENDAR',
    ].join('\n')
    const answer = await journey.api(await journey.logIn('director'), '/api/roster/import', {
      requestId: 'import-0001',
      communityId: 'c-1',
      calendar,
      reason: '十一月排班',
      apply: true,
    })
    expect(answer.body).toMatchObject({ applied: 5 })
    await eventually(() => network.to('p-second').length === 1, 'told')
    expect(network.to('p-second')[0]?.body).toContain('另有 2 段，请看值班表')
    expect(notices(journey)).toHaveLength(1)
  })

  it('taken back while somebody remarks on it: every line is there once, and nothing is lost', async () => {
    const { journey } = await place()
    const director = await journey.logIn('director')
    const { body } = await save(journey, director)
    const remark = (n: number) =>
      journey.api(director, `/api/alerts/${body.noticeId}/actions`, {
        requestId: `remark-000${n}`,
        action: 'comment',
        text: `已电话确认 ${n}`,
      })
    const answers = await Promise.all([remark(1), callOff(journey, director), remark(2)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const kinds = journey
      .rows('select kind from timeline where alert_id = ? order by seq', body.noticeId)
      .map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(
      [
        'opened',
        'notified',
        'notified',
        'commented',
        'undone',
        'notified',
        'notified',
        'commented',
      ].toSorted(),
    )
  })

  it('is not counted among the alerts that asked for somebody', async () => {
    const { journey } = await place()
    const director = await journey.logIn('director')
    await save(journey, director)
    const { body } = await journey.api(director, `/api/kpi?from=${START - HOUR}&to=${START + HOUR}`)
    expect(body.total.alerts).toBe(0)
  })
})
