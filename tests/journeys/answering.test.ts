import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../alerts/model/time.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { type Journey, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { copyAsCrashed } from '../support/store-tools.ts'

/** Friday 10:00 in Shanghai. */
const START = Date.UTC(2026, 10, 20, 2, 0)
const accepts = (async () => new Response(null, { status: 200 })) as unknown as typeof fetch

async function pressed() {
  const clock = createManualClock(START)
  const folder = testFolder()
  await createCommunity(folder, { webhook: { url: 'http://desk.invalid/hook', secret: 'partner' } })
  const open = (where = folder): Promise<Journey> => startJourney({ folder: where, clock, fetch: accepts })
  const journey = await open()
  await (await journey.wire('band-1')).say('sos', { id: 'press-1' })
  clock.advance(SECOND)
  await journey.gateway.settled()
  return { clock, folder, open, journey }
}

let requests = 0
const act = (journey: Journey, cookie: string, action: object, requestId = `request-${++requests}`) =>
  journey.api(cookie, '/api/alerts/1/actions', { requestId, ...action })
const kinds = (journey: Journey): unknown[] =>
  journey
    .rows("select kind from timeline where alert_id = 1 and kind <> 'delivered' order by seq")
    .map(({ kind }) => kind)

describe('“I cannot go”', () => {
  it('is on the other board at once, brings the next person, and is taken back within 10 s, a kill in between or not', async () => {
    const { clock, folder, open, journey: first } = await pressed()
    const duty = await first.logIn('duty')
    const other = await first.openBoard(await first.logIn('second'))
    await act(first, duty, { action: 'acknowledge' })
    const said = await act(first, duty, { action: 'decline', note: '在另一栋楼' }, 'request-decline')
    expect(said.body.alert).toMatchObject({
      status: 'open',
      declined: ['p-duty'],
      undo: { action: 'decline' },
    })
    await other.frame('alert', ({ entries }) => entries.some(({ kind }) => kind === 'declined'))
    expect(first.notifications().some(({ recipient }) => recipient.id === 'p-grid')).toBe(true)
    // The same click once more changes nothing.
    expect(
      (await act(first, duty, { action: 'decline', note: '在另一栋楼' }, 'request-decline')).status,
    ).toBe(200)
    const crashed = copyAsCrashed(folder)
    await first.close()

    const second = await open(crashed)
    clock.advance(8 * SECOND)
    expect((await act(second, duty, { action: 'undo' })).body.alert).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'p-duty',
    })
    expect(kinds(second)).toEqual(['opened', 'notified', 'acknowledged', 'declined', 'escalated', 'undone'])
    expect(await act(second, duty, { action: 'undo' })).toMatchObject({
      status: 409,
      body: { code: 'tooLateToUndo' },
    })
  })

  it('of the daughter who had it gives it back to the desk; said once more it is known', async () => {
    const { journey } = await pressed()
    const family = await journey.logIn('family')
    await act(journey, family, { action: 'acknowledge' })
    expect((await act(journey, family, { action: 'decline' })).body.alert).toMatchObject({ status: 'open' })
    expect(await act(journey, family, { action: 'decline' })).toMatchObject({
      status: 409,
      body: { code: 'alreadySaid' },
    })
  })
})

describe('what 120 said on the telephone', () => {
  it('is recorded with when it happened; the future, and what was before the call, is refused and changes nothing', async () => {
    const { clock, journey } = await pressed()
    const duty = await journey.logIn('duty')
    clock.advance(9 * MINUTE)
    const now = START + SECOND + 9 * MINUTE
    const out = (happenedAt: number) => act(journey, duty, { action: 'desk', step: 'vehicleOut', happenedAt })
    for (const wrong of [now + 1, START - MINUTE])
      expect(await out(wrong)).toMatchObject({ status: 422, body: { code: 'timeImplausible' } })
    expect(journey.alerts()[0].desk).toBeUndefined()
    expect((await out(START + 4 * MINUTE)).status).toBe(200)
    expect(journey.alerts()[0].desk.vehicleOut).toMatchObject({ at: START + 4 * MINUTE, heardAt: now })
    const proof = (await journey.api(duty, '/api/alerts/1/proof')).body
    expect(proof.hops.find(({ hop }: { hop: string }) => hop === 'vehicleOut')).toMatchObject({
      at: START + 4 * MINUTE,
    })
  })
})

it('a remark on an alert that is closed is on record', async () => {
  const { journey } = await pressed()
  const duty = await journey.logIn('duty')
  await act(journey, duty, { action: 'resolve', outcome: 'genuine' })
  const both = await Promise.all(
    ['家属来电致谢', '手环已充电'].map((text) => act(journey, duty, { action: 'comment', text })),
  )
  expect(both.map(({ status, body }) => [status, body.alert.status])).toEqual([
    [200, 'resolved'],
    [200, 'resolved'],
  ])
  expect(kinds(journey).slice(-2)).toEqual(['commented', 'commented'])
  expect(await act(journey, duty, { action: 'decline' })).toMatchObject({
    status: 409,
    body: { code: 'alreadyResolved' },
  })
})
