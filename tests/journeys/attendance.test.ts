import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../alerts/model/time.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
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
  const pass = async (where: Journey, ms: number): Promise<void> => {
    clock.advance(ms)
    await where.gateway.settled()
  }
  await pass(journey, SECOND)
  return { clock, folder, open, journey, pass }
}

let requests = 0
const act = (journey: Journey, cookie: string, action: object) =>
  journey.api(cookie, '/api/alerts/1/actions', { requestId: `request-${++requests}`, ...action })

const kinds = (journey: Journey): unknown[] =>
  journey
    .rows("select kind from timeline where alert_id = 1 and kind <> 'delivered' order by seq")
    .map(({ kind }) => kind)

describe('an SOS that somebody took on', () => {
  it('and did not follow up is open again after 10 minutes, though the gateway crashed meanwhile', async () => {
    const { folder, open, journey: first, pass } = await pressed()
    const cookie = await first.logIn('duty')
    await act(first, cookie, { action: 'acknowledge' })
    await pass(first, 5 * MINUTE)
    expect(first.alerts()[0]).toMatchObject({ status: 'acknowledged', dueAt: START + SECOND + 10 * MINUTE })
    const crashed = copyAsCrashed(folder)
    await first.close()
    const second = await open(crashed)
    await pass(second, 4 * MINUTE)
    expect(second.alerts()[0]).toMatchObject({ status: 'acknowledged' })
    await pass(second, MINUTE + SECOND)
    expect(second.alerts()[0]).toMatchObject({ status: 'open', nextStep: 2 })
    expect(kinds(second)).toEqual(['opened', 'notified', 'acknowledged', 'lapsed', 'escalated'])
  })

  it('is followed by the board: on the way, there, one line each, and the second tap answers so', async () => {
    const { journey } = await pressed()
    const duty = await journey.logIn('duty')
    const board = await journey.openBoard(duty)
    const second = await journey.logIn('second')
    await act(journey, second, { action: 'onTheWay' })
    const frame = await board.frame('alert', ({ alert }) => alert.attending !== undefined)
    expect(frame.alert).toMatchObject({ acknowledgedBy: 'p-second', attending: [{ personId: 'p-second' }] })
    expect((await act(journey, second, { action: 'onTheWay' })).body.code).toBe('alreadySaid')
    await act(journey, second, { action: 'arrived' })
    await act(journey, duty, { action: 'logCall', callee: 'resident', result: 'noAnswer' })
    expect(kinds(journey).slice(2)).toEqual(['acknowledged', 'onTheWay', 'arrived', 'phoned'])
    const detail = (await journey.api(duty, '/api/alerts/1')).body
    expect(detail.people).toHaveProperty('p-second')
  })
})

describe('a closing that was a slip', () => {
  it('is taken back within 10 s, after a crash too: open, the chain where it was, everybody told', async () => {
    const { folder, open, journey: first, pass } = await pressed()
    const before = first.alerts()[0]
    const cookie = await first.logIn('duty')
    await act(first, cookie, { action: 'resolve', outcome: 'accidental' })
    expect(first.alerts()[0]).toMatchObject({ status: 'resolved', confirmation: 'withdrawn' })
    const crashed = copyAsCrashed(folder)
    await first.close()

    const second = await open(crashed)
    await pass(second, 4 * SECOND)
    const again = await second.logIn('duty')
    const board = await second.openBoard(again)
    expect(await act(second, await second.logIn('second'), { action: 'undo' })).toMatchObject({
      status: 409,
      body: { code: 'tooLateToUndo' },
    })
    const undone = await act(second, again, { action: 'undo' })
    expect(undone).toMatchObject({ status: 200, body: { alert: { status: 'open', dueAt: before.dueAt } } })
    await board.frame('alert', ({ alert }) => alert.id === 1 && alert.status === 'open')
    expect((await act(second, again, { action: 'undo' })).body.code).toBe('tooLateToUndo')
    expect(kinds(second)).toEqual(['opened', 'notified', 'resolved', 'undone'])
    const words = second.notifications().filter(({ reason }) => reason === 'updated')
    expect(words.map(({ recipient }) => recipient.role)).toEqual(
      expect.arrayContaining(['desk120', 'duty', 'family']),
    )
    await pass(second, MINUTE)
    expect(second.alerts()[0]).toMatchObject({ nextStep: 2 })
  })

  it('three times in seven days suggests training on the board, and nothing rings for it', async () => {
    const { journey, pass } = await pressed()
    const cookie = await journey.logIn('duty')
    for (const id of [1, 2, 3]) {
      if (id > 1) await (await journey.wire('band-1')).say('sos', { id: `press-${id}` })
      await journey.api(cookie, `/api/alerts/${id}/actions`, {
        requestId: `request-t${id}`,
        action: 'resolve',
        outcome: 'accidental',
      })
      await pass(journey, MINUTE)
    }
    const alert = await eventually(
      () => journey.alerts().find(({ ruleId }) => ruleId === 'press-training'),
      'training is suggested',
    )
    expect(alert).toMatchObject({ severity: 'info', status: 'open', dueAt: null })
    expect(journey.notifications().filter(({ alertId }) => alertId === alert.id)).toEqual([])
    await (await journey.wire('band-1')).say('sos', { id: 'press-4' })
    await eventually(
      () => journey.alerts().find(({ ruleId, status }) => ruleId === 'sos' && status === 'open'),
      'the button is not muted',
    )
  })

  it('11 s later, or with a new press in between, stays closed', async () => {
    const { journey, pass } = await pressed()
    const cookie = await journey.logIn('duty')
    await act(journey, cookie, { action: 'resolve', outcome: 'accidental' })
    await (await journey.wire('band-1')).say('sos', { id: 'press-2' })
    expect((await act(journey, cookie, { action: 'undo' })).body.code).toBe('tooLateToUndo')
    await journey.api(cookie, '/api/alerts/2/actions', {
      requestId: 'request-x1',
      action: 'resolve',
      outcome: 'test',
    })
    await pass(journey, 11 * SECOND)
    expect((await act(journey, cookie, { action: 'undo' })).body.code).toBe('tooLateToUndo')
    expect(journey.alerts().map(({ status }) => status)).toEqual(['resolved', 'resolved'])
  })
})
