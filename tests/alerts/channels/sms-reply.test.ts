import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSmsAnswer, readSmsOf, readSmsUp } from '../../../alerts/channels/sms-reply.ts'

describe('an answer to an SMS', () => {
  it.each([
    ['1', { action: 'acknowledge' }],
    [' １ ', { action: 'acknowledge' }],
    ['“2”', { action: 'onTheWay' }],
    ['回复3', { action: 'decline' }],
    ['4。', { action: 'arrived' }],
    ['1 1024', { action: 'acknowledge', alertId: 1024 }],
    ['2，1024', { action: 'onTheWay', alertId: 1024 }],
    ['1024 3', { action: 'decline', alertId: 1024 }],
    ['1-7', { action: 'acknowledge', alertId: 7 }],
    ['我来处理', { action: 'acknowledge' }],
    ['我在路上！', { action: 'onTheWay' }],
    ["Can't go", { action: 'decline' }],
  ])('%s is understood', (text, expected) => {
    expect(readSmsAnswer(text)).toEqual(expected)
  })

  it.each([
    '',
    '5',
    '0',
    '11',
    '1 个小时后到',
    '12:30 到',
    '收到',
    'TD',
    '1 2 3',
    '1024',
    '我来不了，你去',
    '1a',
  ])('%s is not guessed at', (text) => {
    expect(readSmsAnswer(text)).toBeUndefined()
  })

  it('never fails, whatever somebody writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const answer = readSmsAnswer(text)
        expect(answer === undefined || /[1-4１-４]|\p{L}/u.test(text)).toBe(true)
      }),
    )
  })
})

describe('SmsUp', () => {
  it('is read as published, with the sequence as a number or as a text, one or many', () => {
    const entry = {
      phone_number: '13811110000',
      content: '1',
      send_time: '2017-09-01 00:00:00',
      dest_code: '1234',
      sequence_id: 1234567890,
    }
    const read = { id: '1234567890', phone: '13811110000', text: '1' }
    expect(readSmsUp([entry])).toEqual([read])
    expect(readSmsUp({ ...entry, sequence_id: '1234567890', sign_name: '签名' })).toEqual([read])
  })

  it('leaves out what has no number of its own or no telephone, and cuts a novel', () => {
    expect(readSmsUp([null, 1, {}, { phone_number: '13811110000', content: '1' }])).toEqual([])
    const long = { sequence_id: 1, phone_number: '13811110000', content: '好'.repeat(5_000) }
    expect(readSmsUp(long)[0]?.text).toHaveLength(500)
    expect(readSmsOf({ id: 'a', phone: '13811110000', text: '1' })).toEqual({
      id: 'a',
      phone: '13811110000',
      text: '1',
    })
  })
})
