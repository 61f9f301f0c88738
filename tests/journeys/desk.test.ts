import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Card120 } from '../../alerts/model/notification.ts'
import { channelsSchema } from '../../gateway/channels/settings.ts'
import { startDeskServer } from '../support/desk-server.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'

const press = async (journey: Journey, id = 'press-1'): Promise<void> => {
  await (await journey.wire('band-1')).say('sos', { id })
}
const deskLines = (journey: Journey, kind = 'desk') =>
  journey
    .rows('select actor, detail from timeline where kind = ? order by seq', kind)
    .map(({ actor, detail }): any => ({ actor, ...JSON.parse(String(detail)) }))
/** The band of these tests does not listen; everybody else has been told. */
const isSettled = (journey: Journey): boolean =>
  journey
    .notifications()
    .every(
      ({ recipient, status }) => recipient.kind === 'device' || status === 'delivered' || status === 'failed',
    )
const about = ({ eventNumber, version }: Card120) => ({ eventNumber, cardVersion: version })

describe('the 120 desk', () => {
  it('receives, sends a vehicle, arrives: on the board, on the family’s phone, in the proof', async () => {
    const desk = await startDeskServer(() => ({
      status: 200,
      body: { status: 'received', deskEventNumber: 'SH-0087', at: Date.now() },
    }))
    const journey = await startJourney({ webhook: desk.webhook })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    await press(journey)

    const received = await board.frame('alert', ({ alert }) => alert.desk?.received !== undefined)
    expect(received.alert.desk).toMatchObject({
      eventNumber: 'SH-0087',
      received: { by: 'desk', how: 'interface' },
    })
    expect(desk.calls[0]).toMatchObject({
      signed: true,
      reason: 'raised',
      card: { state: 'new', version: 1 },
    })
    await eventually(
      () =>
        journey
          .notifications()
          .some(({ recipient, status }) => recipient.role === 'desk120' && status === 'delivered'),
      'the card counts as delivered',
    )
    await journey.api(cookie, '/api/alerts/1/actions', { action: 'confirm', requestId: 'confirm-1' })
    const confirmed = await eventually(
      () => desk.calls.find(({ reason }) => reason === 'confirmed'),
      'the desk learns of it',
    )
    expect(confirmed.card).toMatchObject({
      state: 'confirmed',
      confirmedByPerson: true,
      deskEventNumber: 'SH-0087',
    })

    const out = await desk.say(journey.base, {
      ...about(confirmed.card),
      status: 'vehicleOut',
      at: Date.now(),
      vehicle: { number: '沪A12345' },
    })
    expect(out).toMatchObject({
      status: 200,
      body: { result: 'recorded', card: { state: 'vehicleOut' }, eventNumber: 'c-1-1' },
    })
    await board.frame('alert', ({ alert }) => alert.desk?.vehicleOut !== undefined)
    await eventually(
      () =>
        desk.passed.some(({ recipientId, body }) => recipientId === 'p-family' && body.includes('沪A12345')),
      'the daughter reads that the ambulance is on its way',
    )
    expect((await desk.say(journey.base, { ...about(confirmed.card), status: 'arrived' })).status).toBe(200)

    const proof = (await journey.api(cookie, '/api/alerts/1/proof')).body
    expect(
      proof.hops
        .filter(({ hop }: any) => ['deskReceived', 'vehicleOut', 'ambulanceThere'].includes(hop))
        .map(({ hop, state, by }: any) => [hop, state, by]),
    ).toEqual([
      ['deskReceived', 'fine', 'desk'],
      ['vehicleOut', 'fine', 'desk'],
      ['ambulanceThere', 'fine', 'desk'],
    ])
    const family = await journey.logIn('family')
    expect((await journey.api(family, '/api/alerts/1')).body.alert.desk).toMatchObject({
      arrived: { how: 'interface' },
      vehicle: { number: '沪A12345' },
    })
    // The card and who opened it are the staff's.
    expect((await journey.api(family, '/api/alerts/1/card?opening=opening-1')).status).toBe(403)
    expect(
      (
        await journey.api(family, '/api/alerts/1/actions', {
          action: 'desk',
          step: 'arrived',
          requestId: 'forged-1',
        })
      ).status,
    ).toBe(403)
  })

  it('says it twice, before the send has returned, and in the wrong order: each step once, with the time that came first', async () => {
    let base = ''
    const answers: any[] = []
    const desk = await startDeskServer(async ({ card }) => {
      // Its computer is quicker than its answer.
      const said = { ...about(card), status: 'received', key: 'receipt-0001', deskEventNumber: 'SH-1' }
      answers.push(await desk.say(base, said), await desk.say(base, said))
      return { status: 204 }
    })
    const journey = await startJourney({ webhook: desk.webhook })
    base = journey.base
    await press(journey)
    await eventually(() => answers.length === 2, 'the desk has spoken before it answers')
    expect(answers[0]).toMatchObject({ status: 200, body: { result: 'recorded' } })
    expect(answers[1]).toEqual(answers[0])
    const card = desk.calls[0]?.card as Card120
    const again = await desk.say(journey.base, {
      ...about(card),
      status: 'received',
      deskEventNumber: 'SH-1',
    })
    expect(again).toMatchObject({ status: 200, body: { result: 'alreadyKnown' } })
    const reused = await desk.say(journey.base, { ...about(card), status: 'arrived', key: 'receipt-0001' })
    expect(reused).toMatchObject({ status: 422, body: { code: 'keyReused' } })
    const other = await desk.say(journey.base, {
      ...about(card),
      status: 'vehicleOut',
      deskEventNumber: 'SH-2',
    })
    expect(other).toMatchObject({ status: 409, body: { code: 'eventNumberDiffers' } })
    await desk.say(journey.base, { ...about(card), status: 'arrived' })
    await desk.say(journey.base, { ...about(card), status: 'vehicleOut' })
    expect(deskLines(journey).map(({ step }) => step)).toEqual(['received', 'arrived', 'vehicleOut'])
    // Late news rings nobody: only the arrival was told.
    await eventually(() => desk.passed.some(({ body }) => body.includes('已到达现场')), 'the arrival is told')
    expect(desk.passed.filter(({ body }) => body.includes('已出发'))).toEqual([])
    await eventually(() => isSettled(journey), 'everything is settled')
    const row = journey.rows(
      'select status, reached from notification where key = ?',
      desk.calls[0]?.key ?? '',
    )[0]
    expect(row).toMatchObject({ status: 'delivered', reached: 'actedOn' })
  })

  it('is sent the card again when the gateway ended before it knew: the same key, and its receipt is one line', async () => {
    let base = ''
    let arrived = (): void => {}
    const first = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const desk = await startDeskServer(async ({ card }, attempt) => {
      if (attempt > 1) return { status: 200, body: { status: 'received', deskEventNumber: 'SH-5' } }
      await desk.say(base, { ...about(card), status: 'received', deskEventNumber: 'SH-5' })
      arrived()
      // And then it says nothing more until the other side has gone.
      return new Promise(() => undefined)
    })
    const journey = await startJourney({ webhook: desk.webhook })
    base = journey.base
    await press(journey)
    await first
    await journey.close()
    const later = await startJourney({ folder: journey.folder })
    await eventually(
      () =>
        later
          .notifications()
          .some(({ recipient, status }) => recipient.role === 'desk120' && status === 'delivered'),
      'the card is delivered',
    )
    expect(desk.calls.map(({ key }) => key)).toEqual([desk.calls[0]?.key, desk.calls[0]?.key])
    expect(deskLines(later).map(({ step, eventNumber }) => [step, eventNumber])).toEqual([
      ['received', 'SH-5'],
    ])
  })

  it('forged, stale, of another partner, about an unknown card or version: refused with the reason, and nothing done', async () => {
    const desk = await startDeskServer()
    const journey = await startJourney({ webhook: desk.webhook })
    await press(journey)
    const { card } = await eventually(() => desk.calls[0], 'the card')
    const said = { ...about(card), status: 'arrived' }
    await eventually(() => isSettled(journey), 'told')
    const before = journey.alerts()[0]
    const cases: [
      Parameters<typeof desk.say>[1],
      Parameters<typeof desk.say>[2],
      number,
      string,
      RegExp | undefined,
    ][] = [
      [said, { secret: 'another-secret-1' }, 401, 'signatureWrong', /HMAC-SHA256/],
      [said, { tamper: (body) => body.replace('arrived', 'received') }, 401, 'signatureWrong', undefined],
      [said, { timestamp: Date.now() - 6 * 60_000 }, 401, 'timestampRefused', /36\d s behind/],
      [said, { partner: 'nobody' }, 401, 'partnerUnknown', /nobody/],
      [said, { partner: 'relay' }, 403, 'wrongPartner', /not sent to relay/],
      [{ ...said, eventNumber: 'c-1-999' }, {}, 404, 'cardNotFound', /c-1-999/],
      [{ ...said, eventNumber: 'elsewhere-1' }, {}, 404, 'cardNotFound', /elsewhere-1/],
      [{ ...said, cardVersion: 77 }, {}, 422, 'cardVersionUnknown', /you were sent 1/],
      [{ ...said, at: Date.now() + 3_600_000 }, {}, 422, 'timeImplausible', undefined],
      [{ ...said, at: 1_000 }, {}, 422, 'timeImplausible', undefined],
      [{ ...said, status: 'lost' }, {}, 400, 'invalidRequest', undefined],
      [said, { tamper: () => '{' }, 400, 'unreadableBody', undefined],
    ]
    for (const [body, more, status, code, detail] of cases) {
      const answer = await desk.say(journey.base, body, more)
      expect([answer.status, answer.body.code]).toEqual([status, code])
      if (detail !== undefined) expect(answer.body.detail).toMatch(detail)
    }
    const bare = await fetch(`${journey.base}/api/desk/receipts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(await bare.json()).toMatchObject({
      status: 401,
      code: 'deskHeadersMissing',
      detail: 'X-Shouwang-Partner is missing',
    })
    expect(journey.alerts()[0]).toEqual(before)
    expect(deskLines(journey)).toEqual([])
    expect((await desk.say(journey.base, said)).status).toBe(200)
  })

  it('that goes wild is held back, and told for how long', async () => {
    const desk = await startDeskServer()
    const journey = await startJourney({ clock: createManualClock(Date.now()), webhook: desk.webhook })
    const said = { eventNumber: 'c-1-1', cardVersion: 1, status: 'received' }
    const answers = []
    for (let n = 0; n < 62; n++) answers.push(await desk.say(journey.base, said))
    expect(answers.slice(0, 60).every(({ status }) => status === 404)).toBe(true)
    expect(answers.slice(60).map(({ status, body, retryAfter }) => [status, body.code, retryAfter])).toEqual([
      [429, 'tooManyRequests', '1'],
      [429, 'tooManyRequests', '1'],
    ])
  })

  it('learns of a withdrawal and says so; a vehicle it sends all the same rings the officer', async () => {
    const desk = await startDeskServer(({ card }) =>
      card.state === 'withdrawn' ? { status: 200, body: { status: 'received' } } : { status: 200 },
    )
    const journey = await startJourney({ webhook: desk.webhook })
    const cookie = await journey.logIn('duty')
    await press(journey)
    const { card } = await eventually(() => desk.calls[0], 'the card')
    await journey.api(cookie, '/api/alerts/1/actions', { action: 'withdraw', requestId: 'withdraw-1' })
    await eventually(() => journey.alerts()[0].desk?.standDown, 'the desk stands down')
    const out = await desk.say(journey.base, { ...about(card), status: 'vehicleOut' })
    expect(out.body).toMatchObject({ result: 'recorded', card: { state: 'withdrawn' } })
    await eventually(
      () =>
        desk.passed.some(
          ({ recipientId, body }) => recipientId === 'p-duty' && body.includes('请立即致电 120'),
        ),
      'the officer is told to telephone',
    )
    expect(deskLines(journey)).toMatchObject([
      { step: 'standDown' },
      { step: 'vehicleOut', afterWithdrawal: true },
    ])
  })
})

describe('the card of an alert', () => {
  it('each opening is one line of the history; what was seen goes to the desk; what it said survives a restart', async () => {
    const desk = await startDeskServer()
    const journey = await startJourney({ webhook: desk.webhook })
    const cookie = await journey.logIn('duty')
    await press(journey)
    await eventually(() => desk.calls[0], 'the card')
    const open = (opening: string, page = 'sheet') =>
      journey.api(cookie, `/api/alerts/1/card?page=${page}&opening=${opening}`)
    const sheet = (await open('opening-1')).body
    expect(sheet).toMatchObject({
      timeZone: 'Asia/Shanghai',
      card: {
        eventNumber: 'c-1-1',
        address: '梧桐路 1 号 梧桐里社区 1号楼 2单元 1楼 101室',
        entry: '门禁 1357#，钥匙在 101 室',
        contacts: [{ name: '陈女儿', relation: '女儿' }],
        position: { wgs84: { latitude: 31.2304 }, source: 'building' },
        cautions: ['独居'],
        callBack: '021-55550000',
        confirmedByPerson: false,
      },
    })
    await open('opening-1')
    await open('opening-2', 'script')
    expect(deskLines(journey, 'cardOpened')).toEqual([
      { actor: 'p-duty', page: 'sheet' },
      { actor: 'p-duty', page: 'script' },
    ])
    // Looking at it makes no new version.
    expect((await open('opening-1')).body.card.version).toBe(sheet.card.version)

    const act = (action: object, requestId: string) =>
      journey.api(cookie, '/api/alerts/1/actions', { ...action, requestId })
    await act({ action: 'observe', question: 'breathing', answer: 'no' }, 'observe-1')
    const updated = await eventually(
      () => desk.calls.find(({ card }) => card.observed !== undefined),
      'the desk gets a new card',
    )
    expect(updated.card).toMatchObject({
      state: 'updated',
      observed: { breathing: { answer: 'no', by: '王值班' } },
    })
    expect(
      (await act({ action: 'observe', question: 'breathing', answer: 'no' }, 'observe-2')).body.code,
    ).toBe('alreadySaid')
    expect((await act({ action: 'desk', step: 'received', eventNumber: 'SH-9' }, 'phone-001')).status).toBe(
      200,
    )
    expect((await act({ action: 'desk', step: 'standDown' }, 'phone-002')).body.code).toBe('notWithdrawn')
    expect((await open('opening-1')).body.card).toMatchObject({ state: 'received', deskEventNumber: 'SH-9' })

    // Closed by telephone; the crew arrives afterwards, and somebody looks at the card once more.
    await act({ action: 'resolve', outcome: 'genuine' }, 'resolve-1')
    await eventually(() => journey.alerts()[0].status === 'resolved', 'closed')
    const both = await Promise.all([act({ action: 'desk', step: 'arrived' }, 'phone-003'), open('opening-3')])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    await journey.close()
    const later = await startJourney({ folder: journey.folder })
    expect(later.alerts()[0]).toMatchObject({
      status: 'resolved',
      desk: { received: { how: 'phone', by: 'p-duty' }, arrived: { how: 'phone' }, eventNumber: 'SH-9' },
      observed: { breathing: { answer: 'no' } },
    })
    const again = await later.api(await later.logIn('duty'), '/api/alerts/1/card?opening=opening-4')
    expect(again.body.card).toMatchObject({ state: 'arrived', deskEventNumber: 'SH-9' })
    expect(deskLines(later, 'cardOpened')).toHaveLength(4)
  })

  it('is none for an alert about nobody', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    expect((await journey.api(cookie, '/api/alerts/77/card?opening=opening-1')).body.code).toBe(
      'alertNotFound',
    )
  })
})

describe('the other ways to the desk', () => {
  it('its webhook refuses: the same card comes by e-mail, in the same step, with the card to read in', async () => {
    const letters: string[] = []
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onData(stream, _session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk) => chunks.push(chunk))
        stream.on('end', () => {
          letters.push(Buffer.concat(chunks).toString('utf8'))
          done()
        })
      },
    })
    smtp.on('error', () => {})
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise<void>((resolve) => smtp.close(resolve)))
    const desk = await startDeskServer(() => ({ status: 410 }))
    const journey = await startJourney({
      webhook: desk.webhook,
      desk: { email: '120@desk.example' },
      config: {
        channels: channelsSchema.parse({
          email: {
            host: '127.0.0.1',
            port: (smtp.server.address() as AddressInfo).port,
            plain: true,
            from: 'alarm@wutongli.example',
          },
        }),
      },
    })
    await press(journey)
    const letter = await eventually(
      () => letters.find((text) => /^To: 120@desk\.example/im.test(text)),
      'the letter to the desk',
    )
    expect(letter).toMatch(/multipart\/mixed/)
    expect(letter).toMatch(/text\/html/)
    const [, encoded = ''] = /filename=card-c-1-1-v1\.json[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(letter) ?? []
    expect(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))).toMatchObject({
      eventNumber: 'c-1-1',
      version: 1,
      patient: { name: '陈奶奶' },
    })
    await eventually(
      () =>
        journey
          .notifications()
          .some(({ key, status }) => key.endsWith('desk.email.raised') && status === 'delivered'),
      'delivered by e-mail',
    )
  })

  it.each([
    ['off, as shipped', 'nobody', false, []],
    ['on', '120', true, ['120']],
  ])(
    'the switch that lets software telephone 120 is %s: a confirmation calls %s',
    async (_, __, dialDesk, expected) => {
      const desk = await startDeskServer()
      const called: (string | null)[] = []
      const network = (async (url: string, init: RequestInit) => {
        const { host, searchParams } = new URL(url)
        if (host !== 'dyvmsapi.aliyuncs.com') return fetch(url, init)
        called.push(searchParams.get('CalledNumber'))
        return Response.json({ Code: 'OK', CallId: 'c' })
      }) as typeof fetch
      const journey = await startJourney({
        webhook: desk.webhook,
        desk: { phone: '120' },
        fetch: network,
        config: {
          channels: channelsSchema.parse({
            aliyun: { accessKeyId: 'AK', accessKeySecret: 'geheim' },
            voice: { template: 'TTS_1', dialDesk },
          }),
        },
      })
      const cookie = await journey.logIn('duty')
      await press(journey)
      await eventually(() => called.length === 2, 'officer and daughter are called')
      expect(called).not.toContain('120')
      await journey.api(cookie, '/api/alerts/1/actions', { action: 'confirm', requestId: 'confirm-1' })
      await eventually(
        () => desk.calls.some(({ reason }) => reason === 'confirmed'),
        'the desk is told by webhook',
      )
      if (dialDesk) await eventually(() => called.includes('120'), 'and by telephone')
      await eventually(
        () =>
          journey
            .notifications()
            .filter(({ recipient }) => recipient.role === 'desk120')
            .every(({ status }) => status === 'delivered'),
        'everything to the desk is delivered',
      )
      expect(called.filter((number) => number === '120')).toEqual(expected)
    },
  )
})
