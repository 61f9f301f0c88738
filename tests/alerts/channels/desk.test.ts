import { describe, expect, it } from 'vitest'
import { cardHtml, cardText } from '../../../alerts/channels/card-letter.ts'
import { type DeskReceipt, readDeskReceipt } from '../../../alerts/channels/desk-receipt.ts'
import { letterOf } from '../../../alerts/channels/email.ts'
import { createVoiceChannel, isEmergencyNumber } from '../../../alerts/channels/voice.ts'
import { createWebhookChannel } from '../../../alerts/channels/webhook.ts'
import type { Card120, Notification } from '../../../alerts/model/notification.ts'
import { mail, NOON } from '../delivery/mailroom.ts'
import { sayJson, signal, startProvider } from './provider.ts'

const toDesk = (change: Partial<Notification> = {}): Notification =>
  mail({
    key: '1024.1.0.partner.x-120.webhook.raised',
    recipient: { kind: 'partner', id: 'x-120', name: '市120指挥中心', role: 'desk120', locale: 'zh-CN' },
    channel: 'webhook',
    address: 'x-120',
    emergency: true,
    message: { title: '【危急】王桂兰 紧急呼救', body: '地址：3号楼', severity: 'critical' },
    ...change,
  })

const CARD: Card120 = {
  eventNumber: 'c-1-1024',
  version: 4,
  state: 'updated',
  calledAt: Date.parse('2026-11-21T10:00:00+08:00'),
  what: '紧急呼救',
  patient: { name: '王<桂>兰 & 女', sex: '女', age: 82, bloodType: 'A' },
  contacts: [{ name: '刘洋', relation: '儿子', phone: '13800000007' }],
  address: '和平路1号 3号楼 2单元301室',
  entry: '门禁码2580#',
  conditions: ['房颤'],
  medication: ['华法林'],
  allergies: [],
  cautions: ['服用抗凝药（易出血）'],
  observed: {
    conscious: { answer: 'no', at: Date.parse('2026-11-21T10:02:00+08:00'), by: '张伟' },
  },
  vitals: [
    {
      metric: '心率',
      value: '128 次/分',
      eventTime: Date.parse('2026-11-21T09:58:00+08:00'),
      source: '手环 band-1',
    },
  ],
  confirmedByPerson: true,
  confirmedBy: '张伟',
}

describe('a receipt in the answer to the webhook', () => {
  const send = async (
    answer: Parameters<typeof startProvider>[0],
    deps: { stored?: boolean; role?: 'desk120' | 'webhook' } = {},
  ) => {
    const provider = await startProvider(answer)
    const receipts: DeskReceipt[] = []
    const channel = createWebhookChannel({
      fetch,
      hmac: () => '0',
      now: () => NOON,
      target: () => ({ url: provider.url, secret: 's' }),
      async receipt(_, receipt) {
        receipts.push(receipt)
        return deps.stored ?? true
      },
    })
    const notification = toDesk()
    const recipient = { ...notification.recipient, role: deps.role ?? 'desk120' }
    return { sent: await channel.send({ ...notification, recipient }, signal), receipts }
  }

  it('of the desk is stored before the message counts as delivered, and its number is the receipt', async () => {
    const answer = sayJson({ status: 'received', deskEventNumber: 'E-87', at: NOON + 800 })
    expect(await send(answer)).toEqual({
      sent: { result: 'delivered', receipt: 'E-87', reached: 'delivered' },
      receipts: [{ deskEventNumber: 'E-87', at: NOON + 800 }],
    })
  })

  it('that cannot be stored is asked for again under the same key', async () => {
    const { sent } = await send(sayJson({ status: 'received' }), { stored: false })
    expect(sent).toEqual({ result: 'retry', reason: 'the receipt could not be stored' })
  })

  it.each([
    [
      'no body',
      (response: Parameters<Parameters<typeof startProvider>[0]>[0]) => void response.writeHead(204).end(),
    ],
    [
      'a page',
      (response: Parameters<Parameters<typeof startProvider>[0]>[0]) =>
        void response.writeHead(200).end('<html>ok'),
    ],
    ['another status', sayJson({ status: 'queued' })],
  ])('%s is delivered as ever, without a receipt', async (_, answer) => {
    const { sent, receipts } = await send(answer)
    expect(sent).toMatchObject({ result: 'delivered' })
    expect(receipts).toEqual([])
  })

  it('of anybody else means nothing', async () => {
    const { sent, receipts } = await send(sayJson({ status: 'received' }), { role: 'webhook' })
    expect(sent).toEqual({ result: 'delivered', receipt: 'HTTP 200' })
    expect(receipts).toEqual([])
  })

  it('takes what is readable of it: a number that is too long or a time that is none is left out', () => {
    expect(
      readDeskReceipt(JSON.stringify({ status: 'received', deskEventNumber: 'x'.repeat(65), at: 'now' })),
    ).toEqual({})
    expect(readDeskReceipt('null')).toBeUndefined()
    expect(readDeskReceipt('[]')).toBeUndefined()
  })
})

describe('the card as an e-mail', () => {
  it('says the card in lines: state, place, patient, what was seen, vitals with time and source, cautions', () => {
    const text = cardText(CARD).join('\n')
    for (const line of [
      'c-1-1024 v4 (updated)',
      '和平路1号 3号楼 2单元301室',
      '意识 Conscious: 无（张伟，11-21 10:02）',
      '心率 128 次/分（11-21 09:58，手环 band-1）',
      '服用抗凝药（易出血）',
      '是 yes 张伟',
    ])
      expect(text).toContain(line)
    expect(text).not.toContain('过敏')
  })

  it('is a table in which nothing of a name is markup', () => {
    const html = cardHtml(CARD, { title: '<b>', body: '"', foot: '' })
    expect(html).not.toContain('<桂>')
    expect(html).not.toContain('<b>')
    expect(html).toContain('王&#60;桂&#62;兰 &#38; 女')
  })

  it('carries the card to read in, named by number and version, under one Message-ID', () => {
    const notification = toDesk({ channel: 'email', address: '120@example.org' })
    const letter = letterOf(
      { ...notification, message: { ...notification.message, card: CARD } },
      { link: undefined, domain: 'x' },
    )
    expect(letter.attachment).toMatchObject({ filename: 'card-c-1-1024-v4.json' })
    expect(JSON.parse(letter.attachment?.content ?? '')).toEqual(CARD)
    const plain = letterOf(toDesk(), { link: undefined, domain: 'x' })
    expect(plain).not.toHaveProperty('html')
    expect(plain).not.toHaveProperty('attachment')
  })
})

describe('telephoning 120 by software', () => {
  const call = async (dialsDesk: boolean | undefined, change: Partial<Notification>) => {
    const provider = await startProvider(sayJson({ Code: 'OK', CallId: 'c-1' }))
    const channel = createVoiceChannel({
      fetch,
      digest: { sha256: () => '0', hmac: () => '0' },
      now: () => NOON,
      nonce: () => 'n',
      key: { id: 'k', secret: 's' },
      endpoint: provider.url,
      past: async () => [],
      template: { code: 'TTS_1', playTimes: 2 },
      ...(dialsDesk === undefined ? {} : { dialsDesk }),
    })
    const sent = await channel.send(toDesk({ channel: 'voice', ...change }), signal)
    return [sent.result, provider.received.length]
  }

  it('is refused unless the site has switched it on, whatever asks for it', async () => {
    for (const off of [undefined, false]) {
      expect(await call(off, { address: '120', reason: 'confirmed' })).toEqual(['rejected', 0])
      // A desk with an ordinary number is a desk all the same.
      expect(await call(off, { address: '02155550120', reason: 'confirmed' })).toEqual(['rejected', 0])
    }
  })

  it('switched on, it is for what a person has confirmed or withdrawn', async () => {
    expect(await call(true, { address: '120', reason: 'raised' })).toEqual(['rejected', 0])
    expect(await call(true, { address: '120', reason: 'escalated' })).toEqual(['rejected', 0])
    expect(await call(true, { address: '02155550120', reason: 'confirmed' })).toEqual(['delivered', 1])
    expect(await call(true, { address: '02155550120', reason: 'withdrawn' })).toEqual(['delivered', 1])
  })

  it('never reaches 110, 119 or 120 through somebody’s own telephone entry', async () => {
    const { recipient } = mail({})
    for (const address of ['110', '119', '120', '021120', '+86 120'])
      expect(await call(true, { address, recipient, reason: 'confirmed' })).toEqual(['rejected', 0])
  })

  it.each(['110', '112', '119', '120', '122', '999', '+86120', '0086-120', '021-120', '0571 119'])(
    '%s is an emergency number',
    (phone) => expect(isEmergencyNumber(phone)).toBe(true),
  )
  it.each(['13800000120', '02155550120', '12345', '4008120120', '12'])('%s is none', (phone) =>
    expect(isEmergencyNumber(phone)).toBe(false),
  )
})
