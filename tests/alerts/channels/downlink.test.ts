import { expect, it } from 'vitest'
import { createDownlinkChannel } from '../../../alerts/channels/downlink.ts'
import { command } from '../../../gateway/protocol/payloads.ts'
import { commandTopic } from '../../../gateway/protocol/topics.ts'
import { mail, NOON } from '../delivery/mailroom.ts'

const signal = new AbortController().signal
const toBand = (reason: 'raised' | 'confirmed' | 'withdrawn', body = '已有人接警') =>
  mail({
    reason,
    channel: 'downlink',
    address: 'band-1',
    message: { title: 't', body, severity: 'critical' },
  })

function band(connected: boolean) {
  const published: [topic: string, payload: string][] = []
  const channel = createDownlinkChannel({
    topic: commandTopic,
    publish: async (topic, payload) => {
      published.push([topic, payload])
      return connected ? 'published' : 'notConnected'
    },
    now: () => NOON,
  })
  return { channel, published }
}

it('publishes a command of the wire contract on the band’s own topic', async () => {
  const { channel, published } = band(true)
  const message = toBand('confirmed')
  expect((await channel.send(message, signal)).result).toBe('delivered')
  expect(published[0]?.[0]).toBe('v1/bands/band-1/commands')
  expect(command.parse(JSON.parse(published[0]?.[1] ?? ''))).toEqual({
    id: message.key,
    command: 'helpIsComing',
    text: '已有人接警',
    sentAt: NOON,
  })
})

it.each([['raised'], ['withdrawn']] as const)('%s is shown, and does not promise help', async (reason) => {
  const { channel, published } = band(true)
  await channel.send(toBand(reason, '字'.repeat(90)), signal)
  const sent = command.parse(JSON.parse(published[0]?.[1] ?? ''))
  expect([sent.command, sent.text?.length]).toEqual(['show', 60])
})

it('a band that is not connected is tried again in 15 s', async () => {
  expect(await band(false).channel.send(toBand('confirmed'), signal)).toEqual({
    result: 'retry',
    reason: 'band not connected',
    afterMs: 15_000,
  })
})
