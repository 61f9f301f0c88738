import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../alerts/model/time.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { createSmsNetwork, REPORTS, SMS_CONFIG } from '../support/sms-network.ts'
import { breakTable, copyAsCrashed } from '../support/store-tools.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://relay.invalid/hook', secret: 'partner-secret' }
/** As the community has them: the officer's and the daughter's telephone. */
const DUTY = '13800000006'
const DAUGHTER = '13800000008'

async function pressed() {
  const clock = createManualClock(START)
  const network = createSmsNetwork()
  const folder = testFolder()
  await createCommunity(folder, { webhook: WEBHOOK })
  const open = (where = folder): Promise<Journey> =>
    startJourney({ folder: where, clock, config: SMS_CONFIG, fetch: network.fetch })
  const journey = await open()
  await (await journey.wire('band-1')).say('sos', { id: 'press-1' })
  await eventually(() => network.linkOf('p-duty') && network.linkOf('p-family'), 'both have an SMS')
  return { clock, network, folder, open, journey }
}

const up = async (journey: Journey, entries: object, token = REPORTS): Promise<number> =>
  (
    await fetch(`${journey.base}/api/replies/aliyun/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entries),
    })
  ).status
let sequence = 0
const sms = (phone: string, content: string, sequence_id: number | string = ++sequence) => ({
  phone_number: phone,
  content,
  send_time: '2026-11-20 10:00:05',
  dest_code: '1234',
  sequence_id,
})
const stored = (journey: Journey) =>
  journey
    .rows('select phone, text, person_id, alert_id, outcome from sms_reply order by no')
    .map((row) => ({ ...row }))
const acknowledged = (journey: Journey) =>
  journey
    .rows("select alert_id, actor, detail from timeline where kind = 'acknowledged' order by alert_id")
    .map(({ alert_id, actor, detail }) => [alert_id, actor, JSON.parse(String(detail))])

describe('an answer to an SMS', () => {
  it('“1” takes the alert on, and its sender is told so; pushed twice more it changes nothing', async () => {
    const { journey, network } = await pressed()
    const board = await journey.openBoard(await journey.logIn('director'))
    const one = sms(`+86${DUTY}`, ' １ ')
    expect(await up(journey, [one])).toBe(200)
    await board.frame('alert', ({ alert }) => alert.acknowledgedBy === 'p-duty')
    for (let n = 0; n < 2; n++)
      expect(await up(journey, [{ ...one, sequence_id: String(one.sequence_id) }])).toBe(200)
    expect(acknowledged(journey)).toEqual([[1, 'p-duty', { via: 'sms', address: '138****0006' }]])
    await eventually(() => network.answers().length === 1, 'one answer')
    expect(network.answers()).toEqual([[DUTY, { number: '1', answer: '已登记，由您处理' }]])
    expect(stored(journey)).toEqual([
      { phone: DUTY, text: ' １ ', person_id: 'p-duty', alert_id: 1, outcome: 'acknowledge' },
    ])
  })

  it('after a crash is not carried out again when it is pushed again', async () => {
    const { journey: first, network, folder, open } = await pressed()
    const three = sms(DUTY, '3')
    await up(first, [three])
    await eventually(() => network.linkOf('p-grid'), 'the next step came at once')
    const crashed = copyAsCrashed(folder)
    await first.close()
    const second = await open(crashed)
    expect(await up(second, [three])).toBe(200)
    expect(second.rows("select seq from timeline where kind = 'declined'")).toHaveLength(1)
  })

  it('that cannot be recorded is not carried out, and is taken when it is pushed again', async () => {
    const { journey, folder } = await pressed()
    const mend = breakTable(folder, 'sms_reply')
    const one = sms(DUTY, '1')
    expect(await up(journey, [one])).toBe(503)
    expect(acknowledged(journey)).toEqual([])
    mend()
    expect(await up(journey, [one])).toBe(200)
    expect(acknowledged(journey)).toHaveLength(1)
  })

  it('of the second who answers says who was first', async () => {
    const { journey, network } = await pressed()
    await up(journey, [sms(DUTY, '1'), sms(DAUGHTER, '1')])
    await eventually(() => network.answers().length === 2, 'two answers')
    expect(network.answers()[1]).toEqual([DAUGHTER, { number: '1', answer: '王**已于10:00接警' }])
    expect(acknowledged(journey)).toHaveLength(1)
  })

  it('that could mean two alerts means none: the sender is asked, and the number decides', async () => {
    const { journey, network } = await pressed()
    await (await journey.wire('band-2')).say('sos', { id: 'press-2' })
    await eventually(() => network.linkOf('p-duty', 2), 'the second SMS')
    await up(journey, [sms(DUTY, '1')])
    await eventually(() => network.answers().length === 1, 'the question')
    expect(network.answers()[0]?.[1]).toEqual({ number: '2', answer: '有多条警报，请回复 1 2' })
    expect(acknowledged(journey)).toEqual([])
    await up(journey, [sms(DUTY, '1 1')])
    expect(acknowledged(journey).map(([id, who]) => [id, who])).toEqual([[1, 'p-duty']])
    // The daughter was told of one of them only: hers is clear.
    await up(journey, [sms(DAUGHTER, '2')])
    expect(journey.alerts()[0].attending).toMatchObject([{ personId: 'p-family' }])
    // And of the other she was never told.
    await up(journey, [sms(DAUGHTER, '1 2')])
    expect(stored(journey).at(-1)).toMatchObject({ outcome: 'notTold' })
  })

  it('of a number nobody knows, or that says nothing known, is on record and does nothing', async () => {
    const { journey, network } = await pressed()
    await up(journey, [sms('13911112222', '1'), sms(DUTY, '收到'), sms('10086', '1')])
    expect(acknowledged(journey)).toEqual([])
    expect(stored(journey).map(({ outcome, person_id }) => [outcome, person_id])).toEqual([
      ['unknownNumber', null],
      ['unreadable', 'p-duty'],
      ['unknownNumber', null],
    ])
    await eventually(() => network.answers().length === 1, 'the officer is told how')
    expect(network.answers()).toEqual([[DUTY, { number: '1', answer: '请回1处理，2在路上，3去不了' }]])
    const list = await journey.api(await journey.logIn('duty'), '/api/replies')
    expect(list.body[0]).toMatchObject({ outcome: 'unknownNumber', phone: '***' })
    expect(list.body[2]).toMatchObject({ outcome: 'unknownNumber', phone: '139****2222' })
    expect((await journey.api(await journey.logIn('family'), '/api/replies')).status).toBe(403)
  })

  it('is on every board of the staff at once, with its alert; the list can be of those that did nothing, page by page', async () => {
    const { journey } = await pressed()
    const duty = await journey.logIn('duty')
    const board = await journey.openBoard(duty)
    const family = await journey.openBoard(await journey.logIn('family'))
    await up(journey, [sms(DUTY, '收到'), sms('13911112222', '1'), sms(DUTY, '3')])
    await board.frame('replies')
    const all = (await journey.api(duty, '/api/replies')).body
    expect(
      all.map(({ outcome, alert }: { outcome: string; alert?: { id: number } }) => [outcome, alert?.id]),
    ).toEqual([
      ['decline', 1],
      ['unknownNumber', undefined],
      ['unreadable', 1],
    ])
    const idle = (before = '') => journey.api(duty, `/api/replies?kind=idle&limit=1${before}`)
    const [first] = (await idle()).body
    expect(first).toMatchObject({ outcome: 'unknownNumber' })
    expect((await idle(`&before=${first.no}`)).body).toMatchObject([{ outcome: 'unreadable' }])
    await family.frame('alert', ({ alert }) => alert.declined?.includes('p-duty') === true)
    expect(family.frames.filter(({ type }) => type === 'replies')).toEqual([])
  })

  it('to an alert that is closed says that it is', async () => {
    const { journey, network } = await pressed()
    await journey.api(await journey.logIn('second'), '/api/alerts/1/actions', {
      requestId: 'request-1',
      action: 'resolve',
      outcome: 'genuine',
    })
    await up(journey, [sms(DUTY, '2')])
    await eventually(() => network.answers().length === 1, 'the answer')
    expect(network.answers()).toEqual([[DUTY, { number: '1', answer: '已办结，不用再处理' }]])
    expect(stored(journey)).toMatchObject([{ outcome: 'alreadyResolved' }])
  })

  it('is taken only under the site’s own address', async () => {
    const { journey } = await pressed()
    expect(await up(journey, [sms(DUTY, '1')], 'guessed-guessed-1')).toBe(404)
    for (const garbage of [{}, [null, 1], 'x']) expect(await up(journey, garbage as object)).toBe(200)
    expect(stored(journey)).toEqual([])
  })
})

describe('an answer through a partner’s SMS gateway', () => {
  const post = async (journey: Journey, body: object, change: { secret?: string; at?: number } = {}) => {
    const text = JSON.stringify(body)
    const timestamp = String(change.at ?? START)
    const signature = createHmac('sha256', change.secret ?? WEBHOOK.secret)
      .update(`${timestamp}.${text}`)
      .digest('hex')
    const response = await fetch(`${journey.base}/api/replies/partners/relay`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shouwang-timestamp': timestamp,
        'x-shouwang-signature': signature,
      },
      body: text,
    })
    return [response.status, await response.json()]
  }

  it('signed as our own webhooks are, acts once and says what to send back', async () => {
    const { journey } = await pressed()
    const said = { id: 'mo-1', phone: DUTY, text: '2' }
    expect(await post(journey, said)).toEqual([
      200,
      { outcome: 'onTheWay', answer: '已登记，您在路上，到达后回4' },
    ])
    expect(await post(journey, said)).toEqual([200, { outcome: 'onTheWay', answer: '' }])
    expect(journey.alerts()[0].attending).toMatchObject([{ personId: 'p-duty' }])
    expect(journey.rows("select seq from timeline where kind = 'onTheWay'")).toHaveLength(1)
  })

  it('with another secret is nothing, and an old one is refused', async () => {
    const { journey } = await pressed()
    const said = { id: 'mo-1', phone: DUTY, text: '1' }
    expect((await post(journey, said, { secret: 'guessed' }))[0]).toBe(404)
    expect((await post(journey, said, { at: START - 6 * MINUTE }))[0]).toBe(400)
    expect((await post(journey, { phone: DUTY }))[0]).toBe(400)
    expect(stored(journey)).toEqual([])
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
  })
})
