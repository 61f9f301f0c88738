import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AliyunDeps } from '../../../alerts/channels/aliyun.ts'
import {
  answerValues,
  classifyAliyun,
  TEMPLATE_VARIABLES,
  templateValues,
} from '../../../alerts/channels/aliyun.ts'
import { encode, signAliyun } from '../../../alerts/channels/aliyun-signature.ts'
import type { Channel, Sent } from '../../../alerts/channels/channel.ts'
import { exceeded } from '../../../alerts/channels/quota.ts'
import { createSmsChannel, SMS_QUOTA } from '../../../alerts/channels/sms.ts'
import { createVoiceChannel, VOICE_QUOTA } from '../../../alerts/channels/voice.ts'
import { NOON } from '../delivery/mailroom.ts'
import { PRIVATE, type Received, sayJson, signal, sosMail, startProvider } from './provider.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const digest = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  hmac: (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex'),
}
const KEY = { id: 'AK', secret: 'geheim' }
const deps = (endpoint: string, more: Partial<AliyunDeps> = {}): AliyunDeps => ({
  fetch,
  digest,
  now: () => NOON,
  nonce: () => 'nonce-1',
  key: KEY,
  endpoint,
  past: async () => [],
  ...more,
})
const sms = (endpoint: string, more: Partial<AliyunDeps> = {}): Channel =>
  createSmsChannel({
    ...deps(endpoint, more),
    template: { signName: '梧桐里社区', code: 'SMS_1', codeEn: 'SMS_2' },
  })
const voice = (endpoint: string, more: Partial<AliyunDeps> = {}): Channel =>
  createVoiceChannel({
    ...deps(endpoint, more),
    template: { code: 'TTS_1', playTimes: 2, shownNumber: '057100000000' },
  })
const PHONE = '13800000001'
const toPhone = (key = 'k.sms.raised') => sosMail({ key, address: PHONE })
const OK = { Code: 'OK', Message: 'OK', BizId: '9006^0', CallId: '1112^0', RequestId: 'r' }

/** Checks a request as the provider does: every signed header as it came, the query as it came. */
function isSigned({ method, path, headers }: Received): boolean {
  const [, names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=AK,SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? []
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`)
  const hash = String(headers['x-acs-content-sha256'])
  const canonical = [method, '/', path.split('?')[1], lines.join(''), names, hash].join('\n')
  return (
    hash === digest.sha256('') &&
    signature === digest.hmac(KEY.secret, `ACS3-HMAC-SHA256\n${digest.sha256(canonical)}`)
  )
}

describe('the V3 signature', () => {
  it('is that of the published example', () => {
    const { headers, query } = signAliyun(
      {
        host: 'ecs.cn-shanghai.aliyuncs.com',
        action: 'RunInstances',
        version: '2014-05-26',
        query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
        now: Date.UTC(2023, 9, 26, 10, 22, 32),
        nonce: '3156853299f313e23d1673dc12e1703d',
      },
      { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' },
      digest,
    )
    expect(query).toBe('ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai')
    expect(headers['x-acs-date']).toBe('2023-10-26T10:22:32Z')
    expect(headers.Authorization).toMatch(
      /Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/,
    )
  })

  it('encodes as RFC 3986 does', () => {
    expect(encode("a b*'()!~-_.守")).toBe('a%20b%2A%27%28%29%21~-_.%E5%AE%88')
  })
})

describe('SMS and voice', () => {
  it('SMS: signed, with number, signature, template and short values, and nothing of a health record', async () => {
    const provider = await startProvider(sayJson(OK))
    expect(await sms(provider.url).send(toPhone(), signal)).toEqual({
      result: 'delivered',
      reached: 'accepted',
      receipt: '9006^0',
    })
    const request = provider.received[0] as Received
    const query = Object.fromEntries(new URL(request.path, provider.url).searchParams)
    expect(isSigned(request)).toBe(true)
    expect(request.headers).toMatchObject({ 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25' })
    expect(query).toEqual({
      PhoneNumbers: PHONE,
      SignName: '梧桐里社区',
      TemplateCode: 'SMS_1',
      TemplateParam: JSON.stringify({
        state: '新告警',
        who: '王**',
        what: '紧急呼救',
        place: '梧桐里社区 3号楼',
        id: '1024',
      }),
      OutId: 'k.sms.raised',
    })
    for (const word of PRIVATE.filter((one) => one !== '301')) expect(query.TemplateParam).not.toContain(word)
  })

  it('voice: one callee, the template read twice', async () => {
    const provider = await startProvider(sayJson(OK))
    const mail = toPhone()
    expect(
      await voice(provider.url).send({ ...mail, recipient: { ...mail.recipient, locale: 'en' } }, signal),
    ).toMatchObject({ result: 'delivered', receipt: '1112^0' })
    const request = provider.received[0] as Received
    expect(isSigned(request)).toBe(true)
    expect(Object.fromEntries(new URL(request.path, provider.url).searchParams)).toMatchObject({
      CalledNumber: PHONE,
      TtsCode: 'TTS_1',
      PlayTimes: '2',
      CalledShowNumber: '057100000000',
    })
  })

  it('values are short, in one line, without brackets or links', () => {
    const mail = toPhone()
    const brief = { who: '', what: '【很长】\n'.repeat(30), where: 'x$<y>' }
    const values = JSON.parse(templateValues({ ...mail, message: { ...mail.message, brief } }))
    expect(values.who).toBe('—')
    expect([...values.what].length).toBeLessThanOrEqual(20)
    expect(values.what).not.toMatch(/[【】\n]/)
    expect(values.place).toBe('x y')
  })

  it.each<[string, number, unknown, Partial<Sent> & { afterMs?: number }]>([
    [
      'flow control of a minute',
      200,
      { Code: 'isv.BUSINESS_LIMIT_CONTROL', Message: '触发分钟级流控Permits:1' },
      { result: 'limited', afterMs: MINUTE },
    ],
    [
      'flow control of an hour',
      200,
      { Code: 'isv.BUSINESS_LIMIT_CONTROL', Message: '触发小时级流控Permits:5' },
      { result: 'limited', afterMs: HOUR },
    ],
    [
      'flow control of a day',
      200,
      { Code: 'isv.BUSINESS_LIMIT_CONTROL', Message: '触发天级流控Permits:50' },
      { result: 'limited', afterMs: DAY },
    ],
    [
      'a number that is none',
      200,
      { Code: 'isv.MOBILE_NUMBER_ILLEGAL', Message: 'm' },
      { result: 'rejected', about: 'address' },
    ],
    [
      'no money',
      200,
      { Code: 'isv.AMOUNT_NOT_ENOUGH', Message: 'm' },
      { result: 'rejected', about: 'channel' },
    ],
    [
      'a wrong key, said with 400',
      400,
      { Code: 'SignatureDoesNotMatch', Message: 'm' },
      { result: 'rejected', about: 'channel' },
    ],
    ['throttling', 400, { Code: 'Throttling.User', Message: 'm' }, { result: 'retry' }],
    ['trouble of theirs', 503, { Code: 'ServiceUnavailable', Message: 'm' }, { result: 'retry' }],
    ['garbage with 200', 200, 'hello', { result: 'retry', reason: 'unreadable answer' }],
    ['garbage with 502', 502, '<html>', { result: 'retry', reason: 'HTTP 502' }],
  ])('%s', (_, status, body, expected) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    expect(classifyAliyun({ status, text }, 'BizId')).toMatchObject(expected)
  })

  it('429 with Retry-After is kept', async () => {
    const provider = await startProvider(sayJson({}, 429, { 'retry-after': '30' }))
    expect(await sms(provider.url).send(toPhone(), signal)).toEqual({
      result: 'retry',
      reason: 'HTTP 429',
      afterMs: 30_000,
    })
  })

  it('a provider that is not there is a retry', async () => {
    expect((await sms('http://dysmsapi.invalid').send(toPhone(), signal)).result).toBe('retry')
  })
})

describe('the quota of one telephone', () => {
  it('voice: once a minute, five times an hour, twenty times a day', () => {
    const at = (...minutes: number[]) => minutes.map((minute) => NOON + minute * MINUTE)
    expect(exceeded(VOICE_QUOTA, [], NOON)).toBeUndefined()
    expect(exceeded(VOICE_QUOTA, at(0), NOON + 59_000)).toEqual({
      reason: '1 call a minute to one number',
      afterMs: 1_000,
    })
    expect(exceeded(VOICE_QUOTA, at(0), NOON + MINUTE)).toBeUndefined()
    expect(exceeded(VOICE_QUOTA, at(0, 2, 4, 6, 8), NOON + 20 * MINUTE)).toEqual({
      reason: '5 calls an hour to one number',
      afterMs: 40 * MINUTE,
    })
    const twenty = at(...Array.from({ length: 20 }, (_, n) => n * 30))
    expect(exceeded(VOICE_QUOTA, twenty, NOON + 11 * HOUR)).toEqual({
      reason: '20 calls a day to one number',
      afterMs: 13 * HOUR,
    })
  })

  it('the second call within a minute does not reach the provider; another number does', async () => {
    const provider = await startProvider(sayJson(OK))
    let now = NOON
    const channel = voice(provider.url, { now: () => now })
    await channel.send(toPhone(), signal)
    now += 1_000
    expect(await channel.send(toPhone(), signal)).toMatchObject({ result: 'limited', afterMs: 59_000 })
    await channel.send(sosMail({ address: '13800000002' }), signal)
    expect(provider.received).toHaveLength(2)
  })

  it('a call that failed counts as well', async () => {
    const provider = await startProvider(sayJson({}, 500))
    const channel = voice(provider.url)
    expect((await channel.send(toPhone(), signal)).result).toBe('retry')
    expect((await channel.send(toPhone(), signal)).result).toBe('limited')
  })

  it('what was sent before the process began counts: asked once, for the last day', async () => {
    const provider = await startProvider(sayJson(OK))
    const asked: [string, number][] = []
    const past = async (address: string, since: number) => {
      asked.push([address, since])
      return Array.from({ length: 49 }, (_, n) => NOON - HOUR - n)
    }
    const channel = sms(provider.url, { past })
    expect((await channel.send(toPhone(), signal)).result).toBe('delivered')
    expect(await channel.send(toPhone(), signal)).toMatchObject({
      result: 'limited',
      reason: SMS_QUOTA[0]?.called,
    })
    expect(asked).toEqual([[PHONE, NOON - DAY]])
  })
})

describe('what a template is sent', () => {
  it('with every value at its longest is an SMS of at most three parts, by the template in the documents', () => {
    const [, template = ''] =
      /\| `template` \| `([^`]+)`/.exec(readFileSync('docs/operations.md', 'utf8')) ?? []
    const long = '很长的名字'.repeat(20)
    const mail = toPhone()
    const brief = { who: long, what: long, where: long }
    const longest = { ...mail, alertId: 4_294_967, message: { ...mail.message, brief } }
    const names = TEMPLATE_VARIABLES.filter((name) => template.includes(`\${${name}}`))
    expect(names).toEqual(['state', 'who', 'what', 'place', 'number', 'link'])
    const values: Record<string, string> = JSON.parse(templateValues(longest, names, 'A'.repeat(35)))
    const text = template.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '?')
    expect([...`【梧桐里社区】${text}`].length).toBeLessThanOrEqual(3 * 67)
    expect(template.length).toBeLessThanOrEqual(500)
  })

  it('is what it names and nothing else: the usual five, or those of the settings with the link’s end', async () => {
    expect(Object.keys(JSON.parse(templateValues(toPhone())))).toEqual([
      'state',
      'who',
      'what',
      'place',
      'id',
    ])
    const names = ['who', 'number', 'link'] as const
    expect(JSON.parse(templateValues(toPhone(), names, '3AbZ'))).toEqual({
      who: '王**',
      number: '1024',
      link: '3AbZ',
    })
    // An empty value would be refused, and with it the whole message.
    expect(JSON.parse(templateValues(toPhone(), names)).link).toBe('0')
    expect(Object.values(JSON.parse(templateValues(toPhone(), TEMPLATE_VARIABLES))).every(Boolean)).toBe(true)
  })

  it('of an answer is the answer and the number, by a template of its own', async () => {
    const provider = await startProvider(sayJson(OK))
    const channel = createSmsChannel({
      ...deps(provider.url),
      template: { signName: '梧桐里社区', code: 'SMS_1', answer: 'SMS_9' },
    })
    const brief = { who: '', what: '', where: '', answer: '已登记，由您处理' }
    const mail = toPhone()
    const answer = { ...mail, message: { ...mail.message, brief } }
    await channel.send(answer, signal)
    const asked = new URL(provider.received[0]?.path ?? '', provider.url).searchParams
    expect(asked.get('TemplateCode')).toBe('SMS_9')
    expect(asked.get('TemplateParam')).toBe(answerValues(answer))
    expect(JSON.parse(answerValues(answer))).toEqual({ number: '1024', answer: '已登记，由您处理' })
  })
})
