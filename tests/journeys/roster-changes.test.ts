import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../alerts/model/time.ts'
import { openPeopleStore } from '../../gateway/storage/people-store.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { breakTable, copyAsCrashed } from '../support/store-tools.ts'

/** Friday 10:00 in Shanghai. p-duty is on duty every day, round the clock; p-second never. */
const START = Date.UTC(2026, 10, 20, 2, 0)
const MIDNIGHT = Date.UTC(2026, 10, 20, 16, 0)
const accepts = (async () => new Response(null, { status: 200 })) as unknown as typeof fetch

async function place(shifts: readonly { personId: string; weekdays: readonly number[] }[] = []) {
  const clock = createManualClock(START)
  const folder = testFolder()
  await createCommunity(folder, { webhook: { url: 'http://desk.invalid/hook', secret: 'partner' }, bands: 6 })
  const store = await openPeopleStore(folder)
  for (const { personId, weekdays } of shifts) {
    const id = personId === 'p-duty' ? 's-duty' : `s-${personId}`
    const body = {
      id,
      communityId: 'c-1',
      role: 'duty' as const,
      personId,
      weekdays,
      from: '00:00',
      to: '00:00',
    }
    const entity = { kind: 'shift' as const, id, body }
    await store.apply({ changes: [{ type: 'changed', entity, fields: [] }], credentials: [], accounts: [] })
  }
  await store.close()
  const open = (where = folder): Promise<Journey> => startJourney({ folder: where, clock, fetch: accepts })
  return { clock, folder, open, journey: await open() }
}

const TONIGHT = { personId: 'p-duty', from: Date.UTC(2026, 10, 19, 16, 0), to: MIDNIGHT }
const swapped = (more: object = {}) => ({
  requestId: 'request-swap',
  kind: 'swap',
  communityId: 'c-1',
  reason: '孩子生病',
  ...TONIGHT,
  by: 'p-second',
  ...more,
})
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
const save = (journey: Journey, cookie: string, body: object) =>
  journey.api(cookie, '/api/roster/changes', body)

/** Presses a band's button and says which of the two officers were told. */
async function toldOfSos(journey: Journey, clock: ManualClock, band: string): Promise<string[]> {
  await (await journey.wire(band)).say('sos', { id: `press-${band}-${clock.now()}` })
  const alert = journey.alerts().findLast(({ ruleId, deviceId }) => ruleId === 'sos' && deviceId === band)
  return journey
    .notifications()
    .filter(({ alertId, reason }) => alertId === alert.id && reason === 'raised')
    .map(({ recipient }) => recipient.id)
    .filter((id) => id === 'p-duty' || id === 'p-second')
}

const onDutyAt = async (journey: Journey, cookie: string, at: number): Promise<string[]> =>
  (await journey.api(cookie, `/api/staff?at=${at}&communityId=c-1`)).body
    .filter(({ onDuty, role }: { onDuty: boolean; role: string }) => onDuty && role === 'duty')
    .map(({ personId }: { personId: string }) => personId)

describe('a swap', () => {
  it('decides who is told of an SOS at once, after a crash and a restart too, and no longer when it is called off', async () => {
    const { clock, folder, open, journey: first } = await place()
    const cookie = await first.logIn('duty')
    expect(await toldOfSos(first, clock, 'band-1')).toEqual(['p-duty'])
    clock.advance(MINUTE)
    const board = await first.openBoard(await first.logIn('director'))
    const made = await save(first, cookie, swapped())
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: 1,
        createdBy: 'p-duty',
        personId: 'p-duty',
        by: 'p-second',
        from: START + MINUTE,
        to: MIDNIGHT,
      },
    })
    expect(await board.frame('roster')).toMatchObject({ communityId: 'c-1' })
    expect(await toldOfSos(first, clock, 'band-2')).toEqual(['p-second'])

    const crashed = copyAsCrashed(folder)
    await first.close()
    const second = await open(crashed)
    expect(await toldOfSos(second, clock, 'band-3')).toEqual(['p-second'])
    expect(await onDutyAt(second, cookie, START + MINUTE)).toEqual(['p-second'])
    expect(await onDutyAt(second, cookie, START)).toEqual(['p-duty'])
    expect(await onDutyAt(second, cookie, MIDNIGHT)).toEqual(['p-duty'])
    const sheet = (await second.api(cookie, '/api/handover')).body
    expect(sheet).toMatchObject({
      onDuty: [{ personId: 'p-second' }],
      next: { from: MIDNIGHT, people: [{ personId: 'p-duty' }] },
    })
    // The click that was answered before the crash is the same click.
    expect(await save(second, cookie, swapped())).toMatchObject({ status: 201, body: { id: 1 } })
    expect(second.rows('select count(*) as n from roster_change')).toEqual([{ n: 1 }])

    clock.advance(HOUR)
    const cancel = (requestId: string) => second.api(cookie, '/api/roster/changes/1/cancel', { requestId })
    expect(await cancel('cancel-0001')).toMatchObject({ status: 200, body: { cancelledBy: 'p-duty' } })
    expect(await cancel('cancel-0001')).toMatchObject({ status: 200 })
    expect(await cancel('cancel-0002')).toMatchObject({ status: 409, body: { code: 'alreadyCancelled' } })
    expect(await toldOfSos(second, clock, 'band-4')).toEqual(['p-duty'])
    // What has been stays as it was.
    expect(await onDutyAt(second, cookie, START + 30 * MINUTE)).toEqual(['p-second'])
  })

  it('is one’s own to make; the director makes any; a grid worker none; nobody else calls it off', async () => {
    const { journey } = await place()
    const [duty, second, director] = await Promise.all(['duty', 'second', 'director'].map(journey.logIn))
    const code = async (cookie = '', body: object) => {
      const answer = await save(journey, cookie, body)
      return answer.status === 201 ? 'made' : answer.body.code
    }
    expect(await code(second, swapped({ by: 'p-director', requestId: 'request-1' }))).toBe('roleNotAllowed')
    expect(await code(duty, override())).toBe('roleNotAllowed')
    expect(await code(duty, swapped({ by: 'p-director', requestId: 'request-2' }))).toBe('made')
    expect(
      await journey.api(second ?? '', '/api/roster/changes/1/cancel', { requestId: 'cancel-0001' }),
    ).toMatchObject({ status: 403 })
    expect(await code(second, swapped({ requestId: 'request-3' }))).toBe('notOnDuty')
    expect(await code(director, override())).toBe('made')
  })
})

describe('a change that would leave a hole', () => {
  it('is refused with its minutes, and leaves everything as it was', async () => {
    const { clock, journey } = await place()
    const cookie = await journey.logIn('director')
    const refused = await save(journey, cookie, override({ personIds: [], instead: 'p-duty' }))
    const sunday = { from: MIDNIGHT + 24 * HOUR, to: MIDNIGHT + 48 * HOUR }
    expect(refused).toMatchObject({ status: 409, body: { code: 'leavesUncovered', gaps: [sunday] } })
    expect(journey.rows('select * from roster_change')).toEqual([])
    expect(await toldOfSos(journey, clock, 'band-1')).toEqual(['p-duty'])
  })

  it('of two that each send the other home at the same moment one is made', async () => {
    const always = [1, 2, 3, 4, 5, 6, 7]
    const { journey } = await place([
      { personId: 'p-duty', weekdays: always },
      { personId: 'p-second', weekdays: always },
    ])
    const cookie = await journey.logIn('director')
    const away = (instead: string) =>
      save(journey, cookie, override({ personIds: [], instead, requestId: `away-${instead}` }))
    const both = await Promise.all([away('p-duty'), away('p-second')])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await onDutyAt(journey, cookie, MIDNIGHT + 30 * HOUR)).toHaveLength(1)
  })

  it('that the store could not take is not in force, and its number is given again', async () => {
    const { clock, folder, journey } = await place()
    const cookie = await journey.logIn('duty')
    const mend = breakTable(folder, 'roster_change')
    expect(await save(journey, cookie, swapped())).toMatchObject({ status: 503 })
    expect(await toldOfSos(journey, clock, 'band-1')).toEqual(['p-duty'])
    mend()
    expect(await save(journey, cookie, swapped())).toMatchObject({ status: 201, body: { id: 1 } })
    expect(await toldOfSos(journey, clock, 'band-2')).toEqual(['p-second'])
  })
})

it('the warning of an empty Sunday closes as soon as somebody takes it, and that cannot be called off', async () => {
  const { clock, journey } = await place([{ personId: 'p-duty', weekdays: [1, 2, 3, 4, 5, 6] }])
  const cookie = await journey.logIn('director')
  const gap = () => journey.alerts().find(({ ruleId }) => ruleId === 'roster-gap')
  clock.advance(HOUR)
  await eventually(gap, 'the warning')
  expect(await save(journey, cookie, override())).toMatchObject({ status: 201 })
  await eventually(() => gap()?.outcome === 'recovered', 'the warning closes')
  const view = (await journey.api(cookie, '/api/roster')).body
  expect(view.days[6]).toMatchObject({
    day: '2026-11-22',
    gaps: [],
    turns: [{ personId: 'p-second', changes: [1] }],
  })
  expect(
    await journey.api(cookie, '/api/roster/changes/1/cancel', { requestId: 'cancel-0001' }),
  ).toMatchObject({ status: 409, body: { code: 'leavesUncovered' } })
})

it('changes outlast the import of another site file', async () => {
  const { clock, folder, journey } = await place()
  const cookie = await journey.logIn('duty')
  await save(journey, cookie, swapped())
  const store = await openPeopleStore(folder)
  const body = {
    id: 'p-second',
    name: '钱新名',
    role: 'duty' as const,
    communityId: 'c-1',
    phone: '13800000000',
  }
  const entity = { kind: 'person' as const, id: 'p-second', body }
  await store.apply({ changes: [{ type: 'changed', entity, fields: [] }], credentials: [], accounts: [] })
  await store.close()
  const board = await journey.openBoard(cookie)
  clock.advance(2_000)
  await board.frame('snapshot', ({ people }) => people?.some(({ name }) => name === '钱新名') === true)
  expect(await toldOfSos(journey, clock, 'band-1')).toEqual(['p-second'])
})

it('a calendar file becomes overrides after a look, and a subscribed calendar follows without a login', async () => {
  const { journey } = await place()
  const cookie = await journey.logIn('director')
  const ics = (who: string) =>
    [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'DTSTART;TZID=Asia/Shanghai:20261122T000000',
      'DTEND;TZID=Asia/Shanghai:20261123T000000',
      `SUMMARY:${who}`,
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\n')
  const send = (calendar: string, apply: boolean) =>
    journey.api(cookie, '/api/roster/import', {
      requestId: 'import-0001',
      communityId: 'c-1',
      calendar,
      reason: '十一月排班',
      apply,
    })
  const row = {
    from: MIDNIGHT + 24 * HOUR,
    to: MIDNIGHT + 48 * HOUR,
    before: ['p-duty'],
    after: ['p-second'],
  }
  expect((await send(ics('钱直班'), true)).body).toMatchObject({
    applied: 0,
    faults: [{ code: 'unknownPerson', about: '"钱直班"' }],
  })
  expect((await send(ics('钱值班'), false)).body).toMatchObject({ applied: 0, faults: [], rows: [row] })
  expect(journey.rows('select * from roster_change')).toEqual([])
  expect((await send(ics('钱值班'), true)).body).toMatchObject({ applied: 1 })
  expect((await send(ics('钱值班'), true)).body).toMatchObject({ applied: 1 })
  expect(journey.rows('select count(*) as n from roster_change')).toEqual([{ n: 1 }])
  expect(await onDutyAt(journey, cookie, row.from)).toEqual(['p-second'])

  const feed = (await journey.api(cookie, '/api/roster/feeds', { communityId: 'c-1', personId: 'p-second' }))
    .body
  const read = async () => {
    const response = await fetch(`${journey.base}${feed.path}`)
    return { status: response.status, text: await response.text() }
  }
  expect(await read()).toMatchObject({
    status: 200,
    text: expect.stringContaining('DTSTART:20261121T160000Z\r\n'),
  })
  await save(journey, cookie, override({ personIds: ['p-director'] }))
  expect((await read()).text).not.toContain('DTSTART:20261121T160000Z')
  await journey.api(cookie, `/api/roster/feeds/${feed.id}/revoke`, {})
  expect(await read()).toMatchObject({ status: 404 })
})

describe('the figures by shift', () => {
  it('go by the roster as it was in force: a holiday counts from when it was made, and a restart changes nothing', async () => {
    const { clock, folder, open, journey: first } = await place()
    const cookie = await first.logIn('director')
    await toldOfSos(first, clock, 'band-1')
    clock.advance(MINUTE)
    const holiday = await save(first, cookie, {
      requestId: 'request-holi',
      kind: 'holiday',
      communityId: 'c-1',
      reason: '调休',
      name: '调休',
      firstDay: '2026-11-20',
      lastDay: '2026-11-20',
      plan: { shifts: [{ personId: 'p-second', from: '09:00', to: '09:00' }] },
    })
    expect(holiday.status).toBe(201)
    clock.advance(MINUTE)
    expect(await toldOfSos(first, clock, 'band-2')).toEqual(['p-second'])
    await toldOfSos(first, clock, 'band-3')
    const shiftsOf = async (journey: Journey, login: string) => {
      const question = `from=${START - HOUR}&to=${START + HOUR}&by=shift`
      const { body } = await journey.api(login, `/api/kpi?${question}`)
      return body.groups.map(({ key, figures }: any) => [key, figures.alerts])
    }
    const expected = [
      ['00:00-00:00', 1],
      ['09:00-09:00', 2],
    ]
    expect(await shiftsOf(first, cookie)).toEqual(expected)
    await first.close()
    const later = await open(folder)
    expect(await shiftsOf(later, await later.logIn('director'))).toEqual(expected)
  })
})
