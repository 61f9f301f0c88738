// The daily care over the real gateway: a list is fixed in the morning, calls are recorded, promises come back, and none of
// it is lost when the power goes.

import { expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { breakTable, copyAsCrashed } from '../support/store-tools.ts'

/** Monday 23 November 2026, 07:30 in Shanghai. */
const START = Date.UTC(2026, 10, 22, 23, 30)
const EIGHT = START + 30 * MINUTE
const WEBHOOK = { url: 'http://desk.invalid/hook', secret: 'partner-secret-16' }
const accepts = (async () => new Response(null, { status: 200 })) as unknown as typeof fetch

const daysFixed = (journey: Journey): unknown[] =>
  journey.rows('select day from care_list order by day').map(({ day }) => day)
const contactsIn = (journey: Journey) =>
  journey.rows('select body from care_contact order by id').map(({ body }) => JSON.parse(String(body)))

async function place(options: { callEvery?: number; bands?: number } = {}) {
  const clock = createManualClock(START)
  const folder = testFolder()
  await createCommunity(folder, { webhook: WEBHOOK, ...options })
  const open = (where = folder): Promise<Journey> => startJourney({ folder: where, clock, fetch: accepts })
  return { clock, folder, open, journey: await open() }
}

let requests = 0
const say = (residentId: string, result: string, more: object = {}) => {
  requests += 1
  return { requestId: `care-request-${requests}`, residentId, kind: 'call', result, ...more }
}

const listOf = async (journey: Journey, cookie: string, day = '') => {
  const { status, body } = await journey.api(cookie, `/api/care/list${day === '' ? '' : `?day=${day}`}`)
  expect(status).toBe(200)
  return body
}
const states = (list: { entries: { residentId: string; state: string }[] }): Record<string, string> =>
  Object.fromEntries(list.entries.map(({ residentId, state }) => [residentId, state]))
const codes = (entry: { reasons: { code: string }[] }): string[] => entry.reasons.map(({ code }) => code)

it('a day: the list is fixed at eight, calls show at once, the promise and what was left come back the next morning', async () => {
  const { clock, folder, open, journey: first } = await place({ callEvery: 1, bands: 4 })
  const duty = await first.logIn('duty')

  // Before eight it is a preview.
  const preview = await listOf(first, duty)
  expect(preview).toMatchObject({ day: '2026-11-23', today: '2026-11-23', fixedAt: null, fixAt: '08:00' })
  expect(states(preview)).toEqual({ 'r-1': 'open', 'r-2': 'open', 'r-3': 'open', 'r-4': 'open' })
  clock.set(EIGHT - SECOND)
  expect(daysFixed(first)).toEqual([])
  clock.set(EIGHT)
  await eventually(() => daysFixed(first).length === 1, 'the list is fixed')
  const fixed = await listOf(first, duty)
  expect(fixed.fixedAt).toBe(EIGHT)
  expect(fixed.entries[0]).toMatchObject({
    assignedTo: 'p-grid',
    state: 'open',
    added: false,
    last: null,
    resident: { name: expect.any(String), phone: '13912345678', gridId: 'g-1' },
  })
  // Of its very first list nobody is told.
  expect(first.alerts()).toEqual([])

  const second = await first.openBoard(await first.logIn('second'))
  // One tap; the colleague's board hears of it; the same tap again is the same call.
  const fine = say('r-1', 'fine')
  const answer = await first.api(duty, '/api/care/contacts', fine)
  expect(answer).toMatchObject({
    status: 201,
    body: {
      contact: { id: 1, by: 'p-duty', result: 'fine', at: EIGHT },
      undoUntil: EIGHT + 10 * SECOND,
      alertId: null,
    },
  })
  expect(await second.frame('care')).toMatchObject({ communityId: 'c-1' })
  expect((await first.api(duty, '/api/care/contacts', fine)).body).toEqual(answer.body)
  expect((await first.api(duty, '/api/care/contacts', { ...fine, result: 'noAnswer' })).status).toBe(422)
  await first.api(duty, '/api/care/contacts', say('r-2', 'noAnswer'))
  const promise = { what: '把药带上门', dueOn: '2026-11-24' }
  await first.api(duty, '/api/care/contacts', say('r-3', 'promised', { kind: 'visit', promise }))
  expect(states(await listOf(first, duty))).toEqual({
    'r-1': 'fine',
    'r-2': 'notReached',
    'r-3': 'promised',
    'r-4': 'open',
  })
  const sheet = (await first.api(duty, '/api/handover?communityId=c-1')).body
  expect(sheet.carePromises).toMatchObject([{ id: 3, residentId: 'r-3', by: 'p-duty', ...promise }])
  expect(sheet.people['p-duty']).toBe('王值班')

  // A crash; what was said stands, and the lost answer of the first tap can be asked for again.
  const crashed = copyAsCrashed(folder)
  await first.close()
  const again = await open(crashed)
  expect((await again.api(duty, '/api/care/contacts', fine)).body).toEqual(answer.body)
  expect(contactsIn(again)).toHaveLength(3)
  expect(states(await listOf(again, duty))).toMatchObject({ 'r-1': 'fine', 'r-3': 'promised' })
  clock.advance(SECOND)
  expect(daysFixed(again)).toEqual(['2026-11-23'])
  await again.close()

  // The next morning: promised, not reached, not called; and whoever was fine, for the daily call.
  clock.set(EIGHT + 24 * HOUR - MINUTE)
  const journey = await open(crashed)
  const desk = await journey.logIn('duty')
  clock.advance(MINUTE)
  await eventually(() => daysFixed(journey).length === 2, 'the second list')
  const next = await listOf(journey, desk)
  expect(next.entries.map(({ residentId }: { residentId: string }) => residentId)).toEqual([
    'r-3',
    'r-2',
    'r-4',
    'r-1',
  ])
  const [r3, r2, r4, r1] = next.entries
  expect(codes(r3)).toEqual(['promiseDue', 'callDue'])
  expect(codes(r2)).toEqual(['notReached', 'callMissed', 'neverSeen'])
  expect(r2.carriedSince).toBe('2026-11-23')
  expect(codes(r4)).toEqual(['callMissed', 'neverSeen'])
  expect(r4.carriedSince).toBe('2026-11-23')
  expect([codes(r1), r1.carriedSince]).toEqual([['callDue'], undefined])
  // This time the worker of the grid is told, once, and how many wait.
  await eventually(() => journey.notifications().length > 0, 'the worker is told')
  const [told] = journey.notifications()
  expect(told).toMatchObject({ recipient: { id: 'p-grid' }, reason: 'raised' })
  expect(told.message.body).toContain('4 位长者')
  expect(journey.alerts()).toMatchObject([
    { ruleId: 'review-list', status: 'open', severity: 'info', gridId: 'g-1' },
  ])

  // What became of yesterday is on record, and yesterday's list is as it was.
  expect((await journey.api(desk, '/api/care/days')).body).toMatchObject([
    { day: '2026-11-24', of: 4, open: 4 },
    { day: '2026-11-23', of: 4, fine: 1, promised: 1, notReached: 1, open: 1, needsHelp: 0 },
  ])
  expect(states(await listOf(journey, desk, '2026-11-23'))).toEqual({
    'r-1': 'fine',
    'r-2': 'notReached',
    'r-3': 'promised',
    'r-4': 'open',
  })
  expect((await journey.api(desk, '/api/care/list?day=2026-11-01')).status).toBe(404)

  // The promise is settled once; worked through, the message closes by itself.
  const kept = { requestId: 'care-settle-1', how: 'kept' }
  expect((await journey.api(desk, '/api/care/contacts/3/promise', kept)).body.settled).toMatchObject({
    how: 'kept',
  })
  const later = { requestId: 'care-settle-2', how: 'dropped' }
  expect(await journey.api(desk, '/api/care/contacts/3/promise', later)).toMatchObject({
    status: 409,
    body: { code: 'noOpenPromise' },
  })
  for (const id of ['r-1', 'r-2', 'r-3', 'r-4'])
    await journey.api(desk, '/api/care/contacts', say(id, 'fine'))
  await eventually(() => journey.alerts()[0].status === 'resolved', 'the message is done with')
  expect(journey.alerts()[0]).toMatchObject({ outcome: 'recovered' })
  expect(journey.fatal).toEqual([])
})

it('what is found to need help opens an alert in the same transaction; a slip is taken back within 10 s, alert and all', async () => {
  const { clock, journey } = await place({ bands: 2 })
  clock.set(EIGHT)
  const duty = await journey.logIn('duty')
  const mended = breakTable(journey.folder, 'care_contact')
  const help = say('r-1', 'needsHelp', { kind: 'visit', note: '胸口闷，脸色差' })
  expect((await journey.api(duty, '/api/care/contacts', help)).status).toBe(503)
  expect(journey.alerts()).toEqual([])
  mended()
  const made = await journey.api(duty, '/api/care/contacts', help)
  expect(made).toMatchObject({ status: 201, body: { alertId: expect.any(Number) } })
  const [alert] = journey.alerts()
  expect(alert).toMatchObject({
    ruleId: 'help-needed',
    severity: 'warning',
    status: 'open',
    evidence: { facts: { reportedBy: '王值班', reportedNote: '胸口闷，脸色差', contactKind: 'visit' } },
  })
  await eventually(() => journey.notifications().length >= 2, 'told')
  const told = journey.notifications()
  expect(told.map(({ recipient }) => recipient.id).sort()).toEqual(['p-duty', 'p-grid'])
  expect(told[0].message.body).toContain('王值班上门时发现需要帮助：胸口闷，脸色差')

  const { id } = made.body.contact
  const undo = { requestId: 'care-undo-1' }
  const other = await journey.logIn('second')
  expect((await journey.api(other, `/api/care/contacts/${id}/undo`, undo)).body.code).toBe('tooLateToUndo')
  expect((await journey.api(duty, `/api/care/contacts/${id}/undo`, undo)).body).toMatchObject({
    undoneAt: EIGHT,
  })
  expect(journey.alerts()).toMatchObject([{ status: 'resolved', outcome: 'accidental' }])
  const late = (await journey.api(duty, '/api/care/contacts', say('r-2', 'fine'))).body.contact
  clock.advance(11 * SECOND)
  expect(
    (await journey.api(duty, `/api/care/contacts/${late.id}/undo`, { requestId: 'care-undo-2' })).status,
  ).toBe(409)
})

it('staff only, and requests that make no sense are refused by name', async () => {
  const { clock, journey } = await place({ bands: 2 })
  clock.set(EIGHT)
  const [duty, family] = [await journey.logIn('duty'), await journey.logIn('family')]
  for (const path of ['/api/care/list', '/api/care/days', '/api/care/residents/r-1'])
    expect((await journey.api(family, path)).status).toBe(403)
  expect((await journey.api(family, '/api/care/contacts', say('r-1', 'fine'))).status).toBe(403)
  const board = await journey.openBoard(family)
  await journey.api(duty, '/api/care/contacts', say('r-1', 'fine'))
  await board.frame('snapshot')
  expect(board.frames.filter(({ type }) => type === 'care')).toEqual([])

  const refused = async (body: object) => (await journey.api(duty, '/api/care/contacts', body)).body
  expect((await refused(say('r-9', 'fine'))).code).toBe('residentNotFound')
  expect((await refused(say('r-1', 'promised'))).faults).toMatchObject([{ path: 'body/promise' }])
  const yesterday = { promise: { what: '送药', dueOn: '2026-11-22' } }
  expect((await refused(say('r-1', 'promised', yesterday))).faults).toMatchObject([
    { path: 'body/promise/dueOn' },
  ])
  const nonsense = { promise: { what: '送药', dueOn: '2026-02-30' } }
  expect((await refused(say('r-1', 'promised', nonsense))).code).toBe('invalidRequest')

  // Handed to somebody else for today, and never to the family.
  const hand = (personId: string) =>
    journey.api(
      duty,
      '/api/care/assignments',
      { requestId: `care-hand-${personId}`, residentId: 'r-1', personId },
      'PUT',
    )
  expect((await hand('p-family')).body.code).toBe('personNotFound')
  expect((await hand('p-second')).body).toMatchObject({
    day: '2026-11-23',
    personId: 'p-second',
    by: 'p-duty',
  })
})

it('a low battery of the morning is a reason with its alert; what comes after eight is added, and a list survives in order', async () => {
  const { clock, journey } = await place({ callEvery: 1, bands: 3 })
  const duty = await journey.logIn('duty')
  await (await journey.wire('band-2')).say('status', { battery: 4, ts: clock.now() })
  clock.set(EIGHT)
  await eventually(() => daysFixed(journey).length === 1, 'fixed')
  const morning = await listOf(journey, duty)
  expect(morning.entries[0].residentId).toBe('r-2')
  // Half an hour without a word is a reason of its own.
  expect(codes(morning.entries[0])).toEqual(['alert', 'alert', 'callDue'])
  expect(
    morning.entries[0].reasons
      .slice(0, 2)
      .map(({ facts }: { facts: { ruleId: string } }) => facts.ruleId)
      .sort(),
  ).toEqual(['band-offline', 'battery-low'])
  await (await journey.wire('band-3')).say('status', { battery: 4, ts: clock.now() })
  clock.advance(MINUTE)
  await journey.gateway.settled()
  const later = await listOf(journey, duty)
  expect(later.entries.map(({ residentId }: { residentId: string }) => residentId)).toEqual([
    'r-2',
    'r-3',
    'r-1',
  ])
  expect(codes(later.entries[1])).toEqual(['alert', 'callDue'])
  expect(later.fixedAt).toBe(EIGHT)
})
