import { describe, expect, it } from 'vitest'
import type { Sent } from '../../../alerts/channels/channel.ts'
import type { CircuitChange } from '../../../alerts/delivery/circuits.ts'
import { CHANNEL_DOWN } from '../../../alerts/delivery/dispatcher.ts'
import { SUPERSEDED, successorOf } from '../../../alerts/delivery/successor.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import type { DeliveryUpdate } from '../../../alerts/store.ts'
import { DELIVERED, HTTP_500, Mailroom, mail, NOON, settled } from './mailroom.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const both = (n: number, change: Partial<Notification> = {}): Notification =>
  mail({
    key: `${n}.1.0.person.p-1.first.raised`,
    alertId: n,
    channel: 'first',
    alternatives: [
      { channel: 'second', address: 'second-address' },
      { channel: 'third', address: 'third-address' },
    ],
    ...change,
  })

/** A mailroom that hands over as the gateway does: the successor is committed with the failure, and enqueued. */
function relayRoom(first: () => Sent | Promise<Sent>, second: () => Sent | Promise<Sent> = () => DELIVERED) {
  const changes: CircuitChange[] = []
  const downs: boolean[] = []
  const room: Mailroom = new Mailroom({
    onCircuit: (change) => changes.push(change),
    onFailed: (failed, down) => {
      room.failed.push(failed.key)
      downs.push(down)
    },
    record: async (update: DeliveryUpdate, notification: Notification) => {
      room.records.push(update)
      const row = room.rows.get(update.key)
      if (row) room.rows.set(update.key, { ...row, ...update })
      const next = successorOf(notification, room.clock.now())
      if (next === undefined) return
      room.rows.set(next.key, next)
      queueMicrotask(() => room.dispatcher?.enqueue([next]))
    },
  })
  room.channel('first', first)
  room.channel('second', second)
  room.channel('third', () => DELIVERED)
  return { room, changes, downs }
}
const turns = async (): Promise<void> => {
  for (let n = 0; n < 5; n++) await settled()
}

describe('when a channel does not take a message', () => {
  it.each<[string, Sent]>([
    ['rejected', { result: 'rejected', reason: 'no such number' }],
    ['limited', { result: 'limited', reason: '5 calls an hour', afterMs: 60 * MINUTE }],
  ])(
    '%s: the next takes over at once, under a key of its own, and nobody counts as untold',
    async (_, sent) => {
      const { room } = relayRoom(() => sent)
      await room.start()
      await room.post(both(1))
      await turns()
      expect(room.attempts).toEqual([
        { key: '1.1.0.person.p-1.first.raised', at: 0 },
        { key: '1.1.0.person.p-1.second.raised', at: 0 },
      ])
      expect(room.rows.get('1.1.0.person.p-1.second.raised')).toMatchObject({
        status: 'delivered',
        address: 'second-address',
        alternatives: [{ channel: 'third', address: 'third-address' }],
      })
      expect(room.failed).toEqual([])
    },
  )

  it('an emergency waits for a failing channel 0.25 s, not half an hour', async () => {
    const { room } = relayRoom(() => HTTP_500)
    await room.start()
    await room.post(both(1, { emergency: true }))
    await room.pass(2 * SECOND, 250)
    expect(room.attempts.map(({ key, at }) => [key.split('.')[5], at])).toEqual([
      ['first', 0],
      ['first', 250],
      ['second', 250],
    ])
  })

  it('an emergency waits for a channel that never answers 5 s, whatever the channel allows itself', async () => {
    const { room } = relayRoom(() => new Promise(() => {}))
    await room.start()
    await room.post(both(1, { emergency: true }))
    await room.pass(6 * SECOND, SECOND)
    expect(room.attempts.map(({ at }) => at)).toEqual([0, 5_000])
  })

  it('ordinary mail tries three times, and not beyond a pause the other side asked for', async () => {
    const { room } = relayRoom(() => HTTP_500)
    await room.start()
    await room.post(both(1))
    await room.pass(10 * SECOND, 250)
    expect(room.attempts.map(({ key }) => key.split('.')[5])).toEqual(['first', 'first', 'first', 'second'])
    const asked = relayRoom(() => ({ ...HTTP_500, afterMs: 10 * MINUTE }))
    await asked.room.start()
    await asked.room.post(both(2))
    await turns()
    expect(asked.room.attempts.map(({ at }) => at)).toEqual([0, 0])
  })

  it('all of them: only then is somebody untold, once', async () => {
    const refused: Sent = { result: 'rejected', reason: 'no' }
    const { room } = relayRoom(
      () => refused,
      () => refused,
    )
    room.channel('third', () => refused)
    await room.start()
    await room.post(both(1))
    await turns()
    await turns()
    expect(room.failed).toEqual(['1.1.0.person.p-1.third.raised'])
  })

  it('and there is no other, a quota is waited for', async () => {
    let left = 1
    const { room } = relayRoom(() =>
      left-- > 0 ? { result: 'limited', reason: '1 a minute', afterMs: MINUTE } : DELIVERED,
    )
    await room.start()
    const alone = mail({ key: 'alone', channel: 'first' })
    await room.post(alone)
    await room.pass(61 * SECOND, SECOND)
    expect(room.attempts.map(({ at }) => at)).toEqual([0, MINUTE])
    expect(room.rows.get('alone')).toMatchObject({ status: 'delivered', attempts: 1 })
  })

  it('a superseded message has no successor', () => {
    expect(successorOf(both(1, { status: 'failed', lastError: SUPERSEDED }), NOON)).toBeUndefined()
    expect(successorOf(both(1, { status: 'delivered' }), NOON)).toBeUndefined()
    expect(successorOf(both(1, { status: 'failed', alternatives: [] }), NOON)).toBeUndefined()
  })
})

describe('a channel that is down', () => {
  it('is said once, is not waited for by those who have another way, and is said again when it works', async () => {
    let works = false
    const { room, changes } = relayRoom(() => (works ? DELIVERED : HTTP_500))
    await room.start()
    for (let n = 1; n <= 3; n++) await room.post(both(n, { emergency: true }))
    await room.pass(SECOND, 250)
    expect(changes).toMatchObject([{ name: 'first', down: true, reason: 'HTTP 500' }])
    expect(room.dispatcher?.circuits()).toMatchObject({ first: 'open', second: 'closed' })
    const before = room.attempts.length
    await room.post(both(9))
    await turns()
    expect(room.attempts.slice(before).map(({ key }) => key)).toEqual(['9.1.0.person.p-1.second.raised'])
    expect(room.rows.get('9.1.0.person.p-1.first.raised')).toMatchObject({
      status: 'failed',
      lastError: CHANNEL_DOWN,
      attempts: 0,
    })
    works = true
    await room.pass(31 * SECOND, SECOND)
    await room.post(both(10))
    await turns()
    expect(room.status('10.1.0.person.p-1.first.raised')).toBe('delivered')
    expect(changes.map(({ down }) => down)).toEqual([true, false])
  })

  it('still tries what has no other way, at its own pace, and learns from it that it works again', async () => {
    let works = false
    const { room, changes, downs } = relayRoom(() => (works ? DELIVERED : HTTP_500))
    await room.start()
    const alone = mail({ key: 'alone', channel: 'first', emergency: true })
    await room.post(alone)
    await room.pass(60 * SECOND, 250)
    expect(changes).toHaveLength(1)
    expect(room.rows.get('alone')?.attempts).toBeGreaterThan(8)
    works = true
    await room.pass(20 * SECOND, 250)
    expect(room.status('alone')).toBe('delivered')
    expect(changes.map(({ down }) => down)).toEqual([true, false])
    expect(downs).toEqual([])
  })

  it('given up with nothing left, says that the channel is down, so that one alert stands for all', async () => {
    const { room, downs } = relayRoom(() => HTTP_500)
    await room.start()
    await room.post(mail({ key: 'alone', channel: 'first', emergency: true }))
    await room.pass(31 * MINUTE, SECOND)
    expect([room.failed, downs]).toEqual([['alone'], [true]])
  })

  it('a wrong address does not bring it down, however often', async () => {
    const { room, changes } = relayRoom(() => ({ result: 'rejected', reason: 'no such number' }))
    await room.start()
    for (let n = 1; n <= 20; n++) await room.post(both(n))
    await turns()
    expect(changes).toEqual([])
  })
})

describe('a provider that says later that a message never arrived', () => {
  it('after it was settled: the next way takes over, once, however often it is said', async () => {
    const { room } = relayRoom(() => DELIVERED)
    await room.start()
    await room.post(both(1))
    const key = '1.1.0.person.p-1.first.raised'
    const stored = room.rows.get(key) as Notification
    room.dispatcher?.refused(key, 'no answer', stored)
    room.dispatcher?.refused(key, 'no answer', stored)
    await turns()
    expect(room.rows.get(key)).toMatchObject({ status: 'failed', lastError: 'no answer', attempts: 1 })
    expect(room.keys()).toEqual([key, '1.1.0.person.p-1.second.raised'])
  })

  it('before the send returned: it is remembered and counts when it does', async () => {
    let answer = (_: Sent): void => {}
    const { room } = relayRoom(
      () =>
        new Promise<Sent>((resolve) => {
          answer = resolve
        }),
    )
    await room.start()
    await room.post(both(1))
    room.dispatcher?.refused('1.1.0.person.p-1.first.raised', 'number is off')
    answer(DELIVERED)
    await turns()
    expect(room.rows.get('1.1.0.person.p-1.first.raised')).toMatchObject({
      status: 'failed',
      lastError: 'number is off',
    })
    expect(room.status('1.1.0.person.p-1.second.raised')).toBe('delivered')
  })
})
