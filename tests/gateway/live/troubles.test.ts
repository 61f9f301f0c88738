import { describe, expect, it } from 'vitest'
import { createTroubles, type SystemFrame } from '../../../gateway/live/troubles.ts'

const frame = (code: SystemFrame['code'], name = ''): SystemFrame => ({
  type: 'system',
  serverTime: 1,
  code,
  facts: name === '' ? {} : { name, channel: name.split(':')[0] ?? '', reason: 'HTTP 500' },
})
const left = (...frames: SystemFrame[]) => {
  const troubles = createTroubles()
  for (const one of frames) troubles.told(one)
  return troubles.withSnapshot().map(({ code, facts }) => `${code} ${facts.name ?? ''}`.trim())
}

describe('channels in trouble, for whoever joins later', () => {
  it('are remembered one by one, each once, until that one works again', () => {
    expect(left(frame('channelDown', 'sms'), frame('channelDown', 'sms'))).toEqual(['channelDown sms'])
    expect(
      left(frame('channelDown', 'sms'), frame('channelDown', 'webhook:x-1'), frame('channelUp', 'sms')),
    ).toEqual(['channelDown webhook:x-1'])
  })

  it('and rules that were refused do not end each other', () => {
    expect(left(frame('channelDown', 'sms'), frame('rulesRefused'), frame('rulesAccepted'))).toEqual([
      'channelDown sms',
    ])
  })
})
