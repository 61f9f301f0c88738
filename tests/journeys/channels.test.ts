import { createECDH, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SECOND } from '../../alerts/model/time.ts'
import { channelsSchema } from '../../gateway/channels/settings.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const ALIYUN = {
  aliyun: { accessKeyId: 'AK', accessKeySecret: 'geheim' },
  sms: { signName: '梧桐里', template: 'SMS_1' },
  voice: { template: 'TTS_1' },
}
const settings = (channels: object) => ({ channels: channelsSchema.parse(channels) })

type Asked = Readonly<{ url: URL; headers: Record<string, string> }>
/** The network as the gateway sees it: answers by host, every request kept. */
function createNetwork(answers: Record<string, () => Response | Promise<Response>>) {
  const asked: Asked[] = []
  const fetch = (async (url: string, init: { headers: Record<string, string> }) => {
    const one = { url: new URL(url), headers: init.headers }
    asked.push(one)
    const answer = answers[one.url.host]
    if (answer === undefined) throw Object.assign(new Error('fetch failed'), { cause: { code: 'ENOTFOUND' } })
    return answer()
  }) as unknown as typeof globalThis.fetch
  return { asked, fetch, to: (host: string) => asked.filter(({ url }) => url.host === host) }
}
const json =
  (body: object, status = 200) =>
  () =>
    Response.json(body, { status })
const OK = json({ Code: 'OK', Message: 'OK', BizId: 'b', CallId: 'c' })
const SMS = 'dysmsapi.aliyuncs.com'
const VOICE = 'dyvmsapi.aliyuncs.com'

describe('the next channel of the same person', () => {
  it('takes over inside the same step when the first is limited: a call instead of a message, and nobody is told early', async () => {
    const network = createNetwork({
      [SMS]: json({ Code: 'isv.BUSINESS_LIMIT_CONTROL', Message: '触发天级流控Permits:50' }),
      [VOICE]: OK,
    })
    const journey = await startJourney({
      clock: createManualClock(START),
      config: settings(ALIYUN),
      fetch: network.fetch,
    })
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'p' })
    const rows = await eventually(() => {
      const sent = journey.notifications().filter(({ recipient }) => recipient.kind === 'person')
      return (
        sent.length === 4 && sent.every(({ status }) => status === 'delivered' || status === 'failed') && sent
      )
    }, 'duty officer and daughter are called')
    expect(rows.map(({ key, status }) => [key, status])).toEqual(
      [
        ['1.1.0.person.p-duty.sms.raised', 'failed'],
        ['1.1.0.person.p-duty.voice.raised', 'delivered'],
        ['1.1.0.person.p-family.sms.raised', 'failed'],
        ['1.1.0.person.p-family.voice.raised', 'delivered'],
      ].sort((a, b) => String(a[0]).localeCompare(String(b[0]))),
    )
    expect(new Set(network.to(VOICE).map(({ url }) => url.searchParams.get('OutId')))).toEqual(
      new Set(['1.1.0.person.p-duty.voice.raised', '1.1.0.person.p-family.voice.raised']),
    )
    const lines = journey.rows('select kind, detail from timeline order by seq')
    expect(lines.filter(({ kind }) => kind === 'escalated')).toEqual([])
    expect(
      lines
        .filter(({ kind }) => kind === 'deliveryFailed')
        .map(({ detail }) => JSON.parse(String(detail)).next),
    ).toEqual(['voice', 'voice'])
    expect(journey.alerts().filter(({ ruleId }) => ruleId === 'delivery-failed')).toEqual([])
    // Taken by the provider is not answered by a person: the chain goes on.
    expect(journey.alerts()[0]).toMatchObject({ status: 'open', nextStep: 1 })
    expect(journey.alerts()[0].dueAt).toBe(START + 60 * SECOND)
  })

  it('after a restart a telephone’s quota is what the outbox remembers: no second call within the minute', async () => {
    const network = createNetwork({ [VOICE]: OK })
    const only = settings({ aliyun: ALIYUN.aliyun, voice: ALIYUN.voice })
    const clock = createManualClock(START)
    const first = await startJourney({ clock, config: only, fetch: network.fetch })
    await (await first.wire('band-1')).say('sos', { id: 'p' })
    await eventually(() => network.to(VOICE).length === 2, 'two calls')
    await eventually(
      () => first.notifications().filter(({ status }) => status === 'delivered').length === 2,
      'recorded',
    )
    await first.close()
    clock.advance(10 * SECOND)
    const later = await startJourney({ folder: first.folder, clock, config: only, fetch: network.fetch })
    await (await later.wire('band-2')).say('sos', { id: 'q' })
    const waiting = await eventually(
      () =>
        later
          .notifications()
          .find(
            ({ alertId, channel, status }) => alertId === 2 && channel === 'voice' && status === 'retrying',
          ),
      'the officer’s number is not called again yet',
    )
    expect(waiting).toMatchObject({ lastError: '1 call a minute to one number', attempts: 0 })
    expect(network.to(VOICE)).toHaveLength(2)
  })
})

describe('a channel that is down', () => {
  it('is one alert and one line across the board, whoever joins; it is over when the channel works', async () => {
    let works = false
    const network = createNetwork({ [SMS]: () => (works ? OK() : Response.json({}, { status: 500 })) })
    const clock = createManualClock(START)
    const only = settings({ aliyun: ALIYUN.aliyun, sms: ALIYUN.sms })
    const journey = await startJourney({ clock, config: only, fetch: network.fetch })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    await eventually(() => {
      clock.advance(250)
      return board.frames.some((frame) => frame.type === 'system' && frame.code === 'channelDown')
    }, 'the board says so')
    const down = () =>
      journey.alerts().filter(({ subject, status }) => subject.id === 'channel-sms' && status !== 'resolved')
    await eventually(() => down().length === 1, 'one alert')
    const late = await journey.openBoard(cookie)
    await late.frame('system', ({ code, facts }) => code === 'channelDown' && facts.name === 'sms')
    expect(await (await fetch(`${journey.base}/metrics`)).text()).toContain(
      'shouwang_channel_up{channel="sms"} 0',
    )
    works = true
    await eventually(() => {
      clock.advance(SECOND)
      return board.frames.some((frame) => frame.type === 'system' && frame.code === 'channelUp')
    }, 'the board says that it works')
    await eventually(() => down().length === 0, 'the alert closes by itself')
  })
})

describe('a provider that reports later', () => {
  it('that nobody answered the call: the next way takes over, once; that it was answered: it has arrived', async () => {
    const network = createNetwork({ [SMS]: OK, [VOICE]: OK })
    const journey = await startJourney({
      config: settings({ ...ALIYUN, aliyun: { ...ALIYUN.aliyun, receiptToken: 'token-of-reports-1' } }),
      fetch: network.fetch,
    })
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    const sms = '1.1.0.person.p-duty.sms.raised'
    const voice = '1.1.0.person.p-duty.voice.raised'
    const row = (key: string) =>
      journey.rows('select status, reached, last_error from notification where key = ?', key)[0]
    await eventually(() => row(sms)?.status === 'delivered', 'the message is taken')
    const report = async (token: string, body: object) => {
      const response = await fetch(`${journey.base}/api/receipts/aliyun/${token}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return [response.status, await response.json()]
    }
    const failed = [{ out_id: sms, success: false, err_code: 'MK:0001', err_msg: '关机' }]
    expect((await report('guessed-guessed-1', failed))[0]).toBe(404)
    expect(row(sms)?.status).toBe('delivered')
    for (let n = 0; n < 2; n++)
      expect(await report('token-of-reports-1', failed)).toEqual([200, { code: 0, msg: '成功' }])
    await eventually(() => row(voice)?.status === 'delivered', 'the officer is called instead')
    expect(row(sms)).toMatchObject({ status: 'failed', last_error: 'SMS MK:0001 关机' })
    expect(network.to(VOICE)).toHaveLength(1)
    await report('token-of-reports-1', { out_id: voice, status_code: '200000', status_msg: '用户接听' })
    expect(row(voice)?.reached).toBe('delivered')
    // What has arrived cannot fail any more.
    await report('token-of-reports-1', { out_id: voice, status_code: '200010', status_msg: '关机' })
    await journey.gateway.settled()
    expect(row(voice)?.status).toBe('delivered')
    for (const garbage of [{}, [null, 1], [{ out_id: 'unknown', success: false }]])
      expect((await report('token-of-reports-1', garbage))[0]).toBe(200)
  })
})

describe('this phone', () => {
  it('is told when its owner switched push on, says that it was read, and is forgotten when the service says so', async () => {
    let status = 201
    const network = createNetwork({ 'push.example.com': () => new Response(null, { status }) })
    const push = settings({ push: { contact: 'mailto:it@wutongli.example' } })
    const journey = await startJourney({ config: push, fetch: network.fetch })
    const family = await journey.logIn('family')
    const duty = await journey.logIn('duty')
    const { publicKey } = (await journey.api(family, '/api/push/key')).body
    expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65)
    const keys = createECDH('prime256v1')
    const subscription = {
      endpoint: 'https://push.example.com/abc',
      keys: {
        p256dh: keys.generateKeys().toString('base64url'),
        auth: randomBytes(16).toString('base64url'),
      },
    }
    expect((await journey.api(family, '/api/push/subscriptions', subscription)).status).toBe(204)
    const inside = { ...subscription, endpoint: 'https://10.0.0.1/x' }
    expect((await journey.api(family, '/api/push/subscriptions', inside)).status).toBe(400)
    expect((await journey.api('', '/api/push/subscriptions', subscription)).status).toBe(401)

    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    const key = '1.1.0.person.p-family.push.raised'
    const row = () => journey.rows('select status, reached from notification where key = ?', key)[0]
    await eventually(() => row()?.status === 'delivered', 'the phone is told')
    expect(row()?.reached).toBe('accepted')
    expect(network.to('push.example.com')[0]?.headers.Authorization).toMatch(/^vapid t=/)

    // Somebody else's word counts for nothing; a receipt twice, and an older one after it, changes nothing.
    const receipt = (reached: string) => ({ key, reached })
    expect((await journey.api(duty, '/api/push/receipts', receipt('read'))).status).toBe(204)
    expect(row()?.reached).toBe('accepted')
    const board = await journey.openBoard(duty)
    for (const reached of ['read', 'delivered', 'read'])
      expect((await journey.api(family, '/api/push/receipts', receipt(reached))).status).toBe(204)
    expect(row()?.reached).toBe('read')
    await board.frame('notification', ({ notification }) => notification.reached === 'read')
    await journey.api(family, '/api/alerts/1/actions', { action: 'acknowledge', requestId: 'request-0' })
    await eventually(() => row()?.reached === 'actedOn', 'she has answered it')
    expect((await journey.api(family, '/api/push/receipts', receipt('read'))).status).toBe(204)
    expect(row()?.reached).toBe('actedOn')

    status = 410
    await journey.api(duty, '/api/alerts/1/actions', { action: 'withdraw', requestId: 'request-1' })
    await eventually(
      () => journey.rows('select * from push_subscription').length === 0,
      'the subscription is gone from the store',
    )
  })

  it('without the setting there is no key, and nothing to subscribe to', async () => {
    const journey = await startJourney()
    const family = await journey.logIn('family')
    expect((await journey.api(family, '/api/push/key')).status).toBe(404)
  })
})

describe('the wristband', () => {
  it('confirms that it has shown a message; another band cannot', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    const other = await journey.wire('band-2')
    await band.subscribe()
    await band.say('sos', { id: 'p' })
    const key = '1.1.0.device.band-1.downlink.raised'
    const reached = () => journey.rows('select reached from notification where key = ?', key)[0]?.reached
    await eventually(() => reached() === 'accepted', 'the band is sent its message')
    await other.say('status', { shown: key })
    await band.say('status', { shown: key })
    await eventually(() => reached() === 'delivered', 'the band has shown it')
  })
})
