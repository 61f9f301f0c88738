import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../alerts/model/time.ts'
import { channelsSchema } from '../../../gateway/channels/settings.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { type Answer, createNetwork, json, never, unreachable } from '../../support/network.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const SMS = 'dysmsapi.aliyuncs.com'
const VOICE = 'dyvmsapi.aliyuncs.com'
const OK = json({ Code: 'OK', Message: 'OK', BizId: 'b', CallId: 'c' })
const aliyun = { accessKeyId: 'AK', accessKeySecret: 'geheim', receiptToken: 'token-of-reports-1' }
const sms = { signName: '梧桐里', template: 'SMS_1' }
const only = { channels: channelsSchema.parse({ aliyun, sms }) }

const TROUBLES: readonly (readonly [string, Answer, string])[] = [
  ['answers 500', json({}, 500), 'HTTP 500'],
  ['answers garbage', () => new Response('<html>系统维护中</html>'), 'unreadable answer'],
  ['never answers', never, 'timeout'],
  ['has no address any more', unreachable('ENOTFOUND'), 'ENOTFOUND'],
]
const officer = '1.1.0.person.p-duty.sms.raised'
const row = (journey: Journey, key = officer) =>
  journey.rows('select status, attempts, last_error, reached from notification where key = ?', key)[0]

describe('the only provider of an SOS', () => {
  it.each(TROUBLES)(
    '%s: the board has it at once, the chain goes on, and the message comes through once it works',
    async (_, trouble, reason) => {
      const network = createNetwork({ [SMS]: trouble })
      const clock = createManualClock(START)
      const journey = await startJourney({ clock, config: only, fetch: network.fetch })
      const board = await journey.openBoard(await journey.logIn('duty'))
      await (await journey.wire('band-1')).say('sos', { id: 'p' })
      await board.frame('alert', ({ alert }) => alert.ruleId === 'sos')
      await eventually(() => {
        clock.advance(SECOND)
        return row(journey)?.status === 'retrying'
      }, 'the first attempt has failed')
      expect(row(journey)?.last_error).toBe(reason)
      await eventually(() => {
        clock.advance(SECOND)
        return journey.rows("select 1 from notification where key like '%.p-grid.sms.%'").length > 0
      }, 'the grid worker is next')
      expect(clock.now() - START).toBeGreaterThanOrEqual(60 * SECOND)
      network.answer(SMS, OK)
      await eventually(() => {
        clock.advance(SECOND)
        return row(journey)?.status === 'delivered'
      }, 'it comes through')
      const ids = network.to(SMS).map(({ url }) => url.searchParams.get('OutId'))
      expect(ids.filter((id) => id === officer)).toHaveLength(Number(row(journey)?.attempts))
      expect(journey.alerts().filter(({ ruleId }) => ruleId === 'sos')).toMatchObject([{ status: 'open' }])
    },
  )

  it('asks for 20 s with 429 and Retry-After: it is not asked again before, and then at once', async () => {
    let busy = true
    const asked: number[] = []
    const clock = createManualClock(START)
    const network = createNetwork({
      [SMS]: (one, signal) => {
        if (one.url.searchParams.get('OutId') === officer) asked.push(clock.now() - START)
        return busy ? new Response('{}', { status: 429, headers: { 'retry-after': '20' } }) : OK(one, signal)
      },
    })
    const journey = await startJourney({ clock, config: only, fetch: network.fetch })
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    await eventually(() => row(journey)?.status === 'retrying', 'it is told to wait')
    busy = false
    for (let n = 0; n < 19; n++) {
      clock.advance(SECOND)
      await journey.gateway.settled()
    }
    expect(asked).toHaveLength(1)
    await eventually(() => {
      clock.advance(250)
      return row(journey)?.status === 'delivered'
    }, 'it is sent')
    expect(asked).toHaveLength(2)
    expect(asked[1]).toBeGreaterThanOrEqual(20 * SECOND)
    expect(asked[1]).toBeLessThanOrEqual(21 * SECOND)
  })
})

describe('a receipt', () => {
  const report = async (journey: Journey, body: object) =>
    (
      await fetch(`${journey.base}/api/receipts/aliyun/${aliyun.receiptToken}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).status
  const failed = [{ out_id: officer, success: false, err_code: 'MK:0001', err_msg: '关机' }]
  const arrived = [{ out_id: officer, success: true }]

  /** A provider that holds its answer back until the test says so. */
  const held = () => {
    const answers: (() => void)[] = []
    const answer: Answer = () =>
      new Promise((resolve) => answers.push(() => resolve(Response.json({ Code: 'OK', BizId: 'b' }))))
    const release = (): void => {
      for (const go of answers.splice(0)) go()
    }
    return { answer, release, waiting: () => answers.length }
  }

  it('of failure, twice and before the send returned: the next way takes over once', async () => {
    const sms1 = held()
    const network = createNetwork({ [SMS]: sms1.answer, [VOICE]: OK })
    const both = { channels: channelsSchema.parse({ aliyun, sms, voice: { template: 'TTS_1' } }) }
    const journey = await startJourney({
      clock: createManualClock(START),
      config: both,
      fetch: network.fetch,
    })
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    await eventually(() => sms1.waiting() === 2, 'both messages are on their way')
    for (let n = 0; n < 2; n++) expect(await report(journey, failed)).toBe(200)
    sms1.release()
    const voice = '1.1.0.person.p-duty.voice.raised'
    await eventually(() => row(journey, voice)?.status === 'delivered', 'the officer is called instead')
    expect(await report(journey, failed)).toBe(200)
    await journey.gateway.settled()
    expect(row(journey)).toMatchObject({ status: 'failed', last_error: 'SMS MK:0001 关机' })
    expect(network.to(VOICE)).toHaveLength(1)
    expect(
      journey.rows("select 1 from timeline where kind = 'deliveryFailed' and detail like '%p-duty%'"),
    ).toHaveLength(1)
  })

  it('of arrival, twice and before the send returned, stays the furthest that is known', async () => {
    const sms1 = held()
    const network = createNetwork({ [SMS]: sms1.answer })
    const journey = await startJourney({
      clock: createManualClock(START),
      config: only,
      fetch: network.fetch,
    })
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    await eventually(() => sms1.waiting() === 2, 'both messages are on their way')
    for (let n = 0; n < 2; n++) expect(await report(journey, arrived)).toBe(200)
    sms1.release()
    await eventually(() => row(journey)?.status === 'delivered', 'the send returns')
    expect(row(journey)?.reached).toBe('delivered')
    expect(
      journey.rows('select 1 from message_stage where key = ? and reached = ?', officer, 'delivered'),
    ).toHaveLength(1)
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
  })
})
