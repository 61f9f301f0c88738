import { describe, expect, it } from 'vitest'
import type { Channel, Sent } from '../../../alerts/channels/channel.ts'
import { clipBytes, clipCharacters } from '../../../alerts/channels/clip.ts'
import {
  classifyDingtalk,
  createDingtalkChannel,
  dingtalkSignature,
} from '../../../alerts/channels/dingtalk.ts'
import { classifyFeishu, createFeishuChannel, feishuSignature } from '../../../alerts/channels/feishu.ts'
import type { RobotDeps } from '../../../alerts/channels/robot.ts'
import { classifyWecom, createWecomChannel } from '../../../alerts/channels/wecom.ts'
import { NOON } from '../delivery/mailroom.ts'
import { hmacBase64, PRIVATE, sayJson, signal, sosMail, startProvider } from './provider.ts'

const LINK = 'https://shouwang.example/?alert=1024'
const deps = (url: string, more: Partial<RobotDeps> = {}): RobotDeps => ({
  fetch,
  hmac: hmacBase64,
  now: () => NOON,
  group: (name) => (name === 'duty-group' ? { url } : undefined),
  link: () => LINK,
  mention: () => '13800000001',
  ...more,
})
const ROBOTS: readonly [string, (deps: RobotDeps) => Channel, object][] = [
  ['wecom', createWecomChannel, { errcode: 0, errmsg: 'ok' }],
  ['dingtalk', createDingtalkChannel, { errcode: 0, errmsg: 'ok' }],
  ['feishu', createFeishuChannel, { code: 0, msg: 'success', data: {} }],
]

describe('signatures as published', () => {
  it('DingTalk: ms 1700000000000, secret SECtest', () => {
    expect(dingtalkSignature('SECtest', 1_700_000_000_000, hmacBase64)).toBe(
      'aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D',
    )
  })

  it('Feishu: s 1700000000, secret testsecret; key and message swapped', () => {
    expect(feishuSignature('testsecret', 1_700_000_000_999, hmacBase64)).toBe(
      'AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8=',
    )
  })
})

describe.each(ROBOTS)('the %s robot', (name, create, ok) => {
  it('posts UTF-8 JSON of type text, with initials, building, number and link, and nothing of a health record', async () => {
    const provider = await startProvider(sayJson(ok))
    expect(await create(deps(`${provider.url}/send?key=k`)).send(sosMail(), signal)).toEqual({
      result: 'delivered',
      receipt: `${name} 0`,
    })
    const [{ headers, json, body, path } = {} as never] = provider.received
    expect([headers['content-type'], json.msgtype ?? json.msg_type]).toEqual([
      'application/json; charset=utf-8',
      'text',
    ])
    expect(path).toBe('/send?key=k')
    const text: string = json.text?.content ?? json.content.text
    for (const word of ['危急', '王**', '紧急呼救', '梧桐里社区 3号楼', '1024', LINK])
      expect(text).toContain(word)
    for (const word of PRIVATE) expect(body.toString('utf8')).not.toContain(word)
  })

  it('speaks English to those who read English', async () => {
    const provider = await startProvider(sayJson(ok))
    const mail = sosMail()
    await create(deps(provider.url)).send(
      { ...mail, reason: 'escalated', recipient: { ...mail.recipient, locale: 'en' } },
      signal,
    )
    const { json } = provider.received[0] as never as { json: any }
    expect(json.text?.content ?? json.content.text).toContain('[Critical]')
    expect(json.text?.content ?? json.content.text).toContain('nobody has answered yet')
  })

  it.each<[string, Parameters<typeof sayJson>, Sent]>([
    ['500', [{}, 500], { result: 'retry', reason: 'HTTP 500' }],
    [
      '429 with Retry-After',
      [{}, 429, { 'retry-after': '9' }],
      { result: 'retry', reason: 'HTTP 429', afterMs: 9_000 },
    ],
    ['404', [{}, 404], { result: 'rejected', reason: 'HTTP 404', about: 'channel' }],
    ['an answer of another kind', [{ hello: 'world' }], { result: 'retry', reason: 'unreadable answer' }],
    ['an array', [[1]], { result: 'retry', reason: 'unreadable answer' }],
  ])('%s', async (_, said, expected) => {
    const provider = await startProvider(sayJson(...said))
    expect(await create(deps(provider.url)).send(sosMail(), signal)).toEqual(expected)
  })

  it('garbage with 200 is tried again', async () => {
    const provider = await startProvider((response) => response.writeHead(200).end('<html>login</html>'))
    expect((await create(deps(provider.url)).send(sosMail(), signal)).result).toBe('retry')
  })

  it('never an answer: left when the dispatcher says so', async () => {
    const provider = await startProvider(() => {})
    const controller = new AbortController()
    const asked = provider.asked()
    const sent = create(deps(provider.url)).send(sosMail(), controller.signal)
    await asked
    controller.abort()
    expect(await sent).toEqual({ result: 'retry', reason: 'timeout' })
  })

  it('a name that does not resolve is a retry that does not show the key', async () => {
    const sent = await create(deps('http://robot.invalid/send?key=secret-key')).send(sosMail(), signal)
    expect(sent.result).toBe('retry')
    expect(JSON.stringify(sent)).not.toContain('secret-key')
  })

  it('a group the settings do not know is said so', async () => {
    expect(await create(deps('http://x')).send(sosMail({ address: 'gone' }), signal)).toMatchObject({
      result: 'rejected',
      reason: 'no group gone in the settings',
    })
  })
})

describe('limits', () => {
  it.each([
    ['wecom', createWecomChannel, 20, 60_000],
    ['dingtalk', createDingtalkChannel, 20, 60_000],
  ] as const)(
    '%s: the 21st message of a minute is not sent, another group is not touched',
    async (_, create, most, wait) => {
      const provider = await startProvider(sayJson({ errcode: 0 }))
      let now = NOON
      const channel = create(deps(provider.url, { now: () => now, group: () => ({ url: provider.url }) }))
      for (let n = 0; n < most; n++) expect((await channel.send(sosMail(), signal)).result).toBe('delivered')
      now += 1_000
      expect(await channel.send(sosMail(), signal)).toEqual({
        result: 'limited',
        reason: '20 messages a minute',
        afterMs: wait - 1_000,
      })
      expect(provider.received).toHaveLength(most)
      expect((await channel.send(sosMail({ address: 'other' }), signal)).result).toBe('delivered')
      now = NOON + wait
      expect((await channel.send(sosMail(), signal)).result).toBe('delivered')
    },
  )

  it('feishu: five in a second, a hundred in a minute', async () => {
    const provider = await startProvider(sayJson({ code: 0 }))
    let now = NOON
    const channel = createFeishuChannel(deps(provider.url, { now: () => now }))
    for (let n = 0; n < 100; n++) {
      expect((await channel.send(sosMail(), signal)).result).toBe('delivered')
      if (n % 5 === 4) now += 1_000
    }
    expect(await channel.send(sosMail(), signal)).toMatchObject({
      reason: '100 messages a minute',
      afterMs: 40_000,
    })
    expect(provider.received).toHaveLength(100)
  })

  it('wecom: text of at most 2,048 bytes, cut between characters', async () => {
    const provider = await startProvider(sayJson({ errcode: 0 }))
    const mail = sosMail()
    const brief = { who: '王**', what: '急'.repeat(900), where: '楼' }
    await createWecomChannel(deps(provider.url)).send(
      { ...mail, message: { ...mail.message, brief } },
      signal,
    )
    const content: string = provider.received[0]?.json.text.content
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2_048)
    expect(Buffer.byteLength(content)).toBeGreaterThan(2_040)
    expect(content).toMatch(/急…$/)
  })

  it.each([
    ['', 10, ''],
    ['守望', 6, '守望'],
    ['守望者', 8, '守…'],
    ['a👵b', 6, 'a👵b'],
    ['a👵bc', 6, 'a…'],
  ])('%j in %i bytes is %j', (text, limit, expected) => {
    expect(clipBytes(text, limit)).toBe(expected)
    expect(Buffer.byteLength(clipBytes(text, limit))).toBeLessThanOrEqual(limit)
  })

  it('characters are counted as people do', () => {
    expect([clipCharacters('👵👵👵', 3), clipCharacters('👵👵👵', 2)]).toEqual(['👵👵👵', '👵…'])
  })
})

describe('codes', () => {
  it.each([
    [classifyWecom, { errcode: 45009, errmsg: 'api freq out of limit' }, 'limited', 60_000],
    [classifyWecom, { errcode: 93000, errmsg: 'invalid webhook url' }, 'rejected', undefined],
    [classifyWecom, { errcode: -1, errmsg: 'system busy' }, 'retry', undefined],
    [classifyDingtalk, { errcode: 130101, errmsg: 'send too fast' }, 'limited', 600_000],
    [classifyDingtalk, { errcode: 310000, errmsg: 'sign not match' }, 'rejected', undefined],
    [classifyFeishu, { code: 11232, msg: 'frequency limited' }, 'limited', 60_000],
    [classifyFeishu, { code: 19021, msg: 'sign match fail' }, 'rejected', undefined],
  ])('%o %j is %s', (classify, answer, result, afterMs) => {
    const sent = classify(answer)
    expect([sent.result, 'afterMs' in sent ? sent.afterMs : undefined]).toEqual([result, afterMs])
    expect('reason' in sent && sent.reason).toContain(
      String('errcode' in answer ? answer.errcode : answer.code),
    )
  })

  it('dingtalk: address and mention are as published, the signature in the address', async () => {
    const provider = await startProvider(sayJson({ errcode: 0 }))
    const group = () => ({ url: `${provider.url}/robot/send?access_token=t`, secret: 'SECtest' })
    await createDingtalkChannel(deps('', { group, now: () => 1_700_000_000_000 })).send(sosMail(), signal)
    const [{ path, json } = {} as never] = provider.received
    expect(path).toBe(
      '/robot/send?access_token=t&timestamp=1700000000000&sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D',
    )
    expect(json.at).toEqual({ atMobiles: ['13800000001'], isAtAll: false })
    expect(json.text.content).toMatch(/\n@13800000001$/)
  })

  it('feishu: timestamp in seconds as text, beside the signature in the body', async () => {
    const provider = await startProvider(sayJson({ code: 0 }))
    const group = () => ({ url: provider.url, secret: 'testsecret' })
    await createFeishuChannel(deps('', { group, now: () => 1_700_000_000_000 })).send(sosMail(), signal)
    expect(provider.received[0]?.json).toMatchObject({
      timestamp: '1700000000',
      sign: 'AOc8oJ7//5OlQlfWC3nRL0R+IkuzcD1FKcAyibRK9Q8=',
    })
  })

  it('wecom: mentions by telephone', async () => {
    const provider = await startProvider(sayJson({ errcode: 0 }))
    await createWecomChannel(deps(provider.url)).send(sosMail(), signal)
    expect(provider.received[0]?.json.text.mentioned_mobile_list).toEqual(['13800000001'])
  })
})
