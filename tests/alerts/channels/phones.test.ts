import { expect, it } from 'vitest'
import { createPhonesChannel, type PhoneMessage } from '../../../alerts/channels/phones.ts'
import type { PhoneMessage as ApiPhoneMessage } from '../../../gateway/http/api.ts'
import { mail, NOON } from '../delivery/mailroom.ts'

const signal = new AbortController().signal

it('keeps what each phone received, newest first, with its time', async () => {
  const list: PhoneMessage[] = []
  let now = NOON
  const channel = createPhonesChannel({ list, now: () => now++ })
  const [first, second] = [mail(), mail()]
  await channel.send(first, signal)
  await channel.send(second, signal)
  const page: readonly ApiPhoneMessage[] = list
  expect(page.map(({ key, at }) => [key, at])).toEqual([
    [second.key, NOON + 1],
    [first.key, NOON],
  ])
  expect(page[1]).toMatchObject({ recipientName: '张伟', recipientRole: 'duty', title: 't', body: 'b' })
})

it('shows a repeated send once', async () => {
  const list: PhoneMessage[] = []
  const channel = createPhonesChannel({ list, now: () => NOON })
  const message = mail()
  await channel.send(message, signal)
  await channel.send({ ...message, attempts: 1 }, signal)
  expect(list).toHaveLength(1)
})

it('forgets the oldest beyond 500', async () => {
  const list: PhoneMessage[] = []
  const channel = createPhonesChannel({ list, now: () => NOON })
  const messages = Array.from({ length: 502 }, () => mail())
  for (const message of messages) await channel.send(message, signal)
  expect(list).toHaveLength(500)
  expect([list[0]?.key, list.at(-1)?.key]).toEqual([messages[501]?.key, messages[2]?.key])
})
