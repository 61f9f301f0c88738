import { describe, expect, it } from 'vitest'
import type { Sent } from '../../../alerts/channels/channel.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import { DELIVERED, HTTP_500, Mailroom, mail, settled } from './mailroom.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const never = (): Promise<Sent> => new Promise(() => {})

describe('a message', () => {
  it('is handed to its channel in the same turn in which it is enqueued', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED)
    const dispatcher = await room.start()
    const message = mail()
    dispatcher.enqueue([message])
    expect(room.keys()).toEqual([message.key])
  })

  it('that is not urgent begins when it is its turn; an emergency that comes later begins at once', async () => {
    const turns: (() => void)[] = []
    const room = new Mailroom({ inTurn: (work) => void turns.push(work) })
    room.channel('post', () => DELIVERED)
    const dispatcher = await room.start()
    const [first, second, sos] = [mail(), mail(), mail({ emergency: true })]
    dispatcher.enqueue([first, second])
    dispatcher.enqueue([sos])
    expect(room.keys()).toEqual([sos.key])
    for (const work of turns.splice(0)) work()
    expect(room.keys()).toEqual([sos.key, first.key, second.key])
    await settled()
    expect(room.records.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
  })

  it('whose turn has not come when the patience ends is not sent after it: it is tried again', async () => {
    const turns: (() => void)[] = []
    const room = new Mailroom({ inTurn: (work) => void turns.push(work) })
    room.channel('post', () => DELIVERED)
    await room.start()
    const message = mail()
    await room.post(message)
    await room.pass(10 * SECOND)
    expect(room.rows.get(message.key)).toMatchObject({ status: 'retrying', lastError: 'timeout' })
    turns[0]?.()
    expect(room.keys()).toEqual([])
  })

  it('is recorded as delivered with receipt and attempts, and reported after that', async () => {
    const seen: Notification[] = []
    const room = new Mailroom({ onUpdate: (notification) => seen.push(notification) })
    room.channel('post', () => ({ result: 'delivered', receipt: 'HTTP 200' }))
    await room.start()
    const message = mail()
    await room.post(message)
    expect(room.rows.get(message.key)).toMatchObject({
      status: 'delivered',
      attempts: 1,
      receipt: 'HTTP 200',
    })
    expect(seen).toEqual([room.rows.get(message.key)])
  })

  it('enqueued twice is sent once', async () => {
    const room = new Mailroom()
    room.channel('post', never)
    await room.start()
    const message = mail()
    await room.post(message, message)
    await room.post(message)
    expect(room.attempts).toHaveLength(1)
  })

  it('refused by its channel fails at once and is reported', async () => {
    const room = new Mailroom()
    room.channel('post', () => ({ result: 'rejected', reason: 'HTTP 404' }))
    await room.start()
    const message = mail()
    await room.post(message)
    expect(room.rows.get(message.key)).toMatchObject({ status: 'failed', lastError: 'HTTP 404', attempts: 1 })
    expect(room.failed).toEqual([message.key])
  })

  it('for a channel that is switched off fails visibly instead of waiting for ever', async () => {
    const room = new Mailroom()
    await room.start()
    const message = mail({ channel: 'fax' })
    await room.post(message)
    expect(room.rows.get(message.key)).toMatchObject({ status: 'failed', lastError: 'channel off: fax' })
    expect(room.failed).toEqual([message.key])
  })
})

describe('retries', () => {
  it('follow the backoff: with jitter one half, 0.5, 1, 2 and 4 s after each failure', async () => {
    const room = new Mailroom()
    let left = 4
    room.channel('post', () => (left-- > 0 ? HTTP_500 : DELIVERED))
    await room.start()
    const message = mail()
    await room.post(message)
    await room.pass(10 * SECOND)
    expect(room.attempts.map(({ at }) => at)).toEqual([0, 500, 1_500, 3_500, 7_500])
    expect(room.records.map(({ status }) => status)).toEqual([
      'retrying',
      'retrying',
      'retrying',
      'retrying',
      'delivered',
    ])
  })

  it('keep the pause the other side asked for', async () => {
    const room = new Mailroom()
    let left = 1
    room.channel('post', () => (left-- > 0 ? { ...HTTP_500, afterMs: 90 * SECOND } : DELIVERED))
    await room.start()
    await room.post(mail())
    await room.pass(2 * MINUTE, SECOND)
    expect(room.attempts.map(({ at }) => at)).toEqual([0, 90 * SECOND])
  })

  it('500 for an hour: ordinary mail arrives once it is over, an emergency is reported long before', async () => {
    const room = new Mailroom()
    room.channel('post', () => (room.clock.now() < mail().createdAt + HOUR ? HTTP_500 : DELIVERED))
    await room.start()
    const ordinary = mail()
    const urgent = mail({ emergency: true })
    await room.post(ordinary, urgent)
    await room.pass(30 * MINUTE, SECOND)
    expect(room.status(urgent.key)).toBe('failed')
    expect(room.rows.get(urgent.key)?.attempts).toBe(40)
    expect(room.failed).toEqual([urgent.key])
    await room.pass(36 * MINUTE, SECOND)
    expect(room.status(ordinary.key)).toBe('delivered')
    expect(room.failed).toEqual([urgent.key])
  })

  it('end after 24 hours for ordinary mail, visibly', async () => {
    const room = new Mailroom()
    room.channel('post', () => HTTP_500)
    await room.start()
    const message = mail()
    await room.post(message)
    await room.pass(24 * HOUR + 5 * MINUTE, 20 * SECOND)
    expect(room.rows.get(message.key)).toMatchObject({ status: 'failed', lastError: 'HTTP 500' })
    expect(room.failed).toEqual([message.key])
  })

  it('a channel that throws is a channel that failed', async () => {
    const room = new Mailroom()
    room.channel('post', () => {
      throw new Error('boom')
    })
    await room.start()
    const message = mail()
    await room.post(message)
    expect(room.rows.get(message.key)).toMatchObject({ status: 'retrying', lastError: 'boom' })
  })
})

describe('a channel that hangs', () => {
  it('stops neither another channel nor, after its time limit, its own queue', async () => {
    const room = new Mailroom()
    const aborted: string[] = []
    room.channel(
      'stuck',
      (notification, signal) => {
        signal.addEventListener('abort', () => aborted.push(notification.key))
        return never()
      },
      { concurrency: 1, timeoutMs: 10 * SECOND },
    )
    room.channel('post', () => DELIVERED)
    await room.start()
    const [first, second, other] = [mail({ channel: 'stuck' }), mail({ channel: 'stuck' }), mail()]
    await room.post(first, second, other)
    expect(room.keys()).toEqual([first.key, other.key])
    await room.pass(10 * SECOND)
    expect(aborted).toEqual([first.key])
    expect(room.rows.get(first.key)).toMatchObject({ status: 'retrying', lastError: 'timeout' })
    expect(room.keys()).toContain(second.key)
  })

  it('with ordinary mail leaves slots for an emergency', async () => {
    const room = new Mailroom()
    room.channel('post', (notification) => (notification.emergency ? DELIVERED : never()), { concurrency: 2 })
    await room.start()
    await room.post(mail(), mail(), mail())
    const urgent = mail({ emergency: true })
    await room.post(urgent)
    expect(room.status(urgent.key)).toBe('delivered')
  })

  it('towards one partner leaves slots for the others', async () => {
    const room = new Mailroom()
    room.channel('post', (notification) => (notification.address === 'deaf' ? never() : DELIVERED), {
      concurrency: 4,
    })
    await room.start()
    const deaf = Array.from({ length: 10 }, () => mail({ emergency: true, address: 'deaf' }))
    const other = mail({ emergency: true, address: 'well' })
    await room.post(...deaf, other)
    expect(room.status(other.key)).toBe('delivered')
    expect(room.attempts).toHaveLength(3)
  })
})

describe('many messages to one address', () => {
  it('go two at a time with four slots, and all of them go', async () => {
    const room = new Mailroom()
    const open: (() => void)[] = []
    const send = () => new Promise<Sent>((resolve) => open.push(() => resolve(DELIVERED)))
    room.channel('post', send, { concurrency: 4 })
    await room.start()
    const all = Array.from({ length: 7 }, () => mail({ address: 'one' }))
    await room.post(...all)
    expect(open).toHaveLength(2)
    for (let round = 0; round < 7; round++) {
      open[round]?.()
      await settled()
    }
    expect(all.map(({ key }) => room.status(key))).toEqual(all.map(() => 'delivered'))
  })
})

describe('the order', () => {
  it('is emergencies first, then first come, first served', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED, { perSecond: 1, burst: 1 })
    await room.start()
    await room.post(mail())
    const [a, b, urgent] = [mail(), mail(), mail({ emergency: true })]
    room.attempts.length = 0
    await room.post(a, b, urgent)
    await room.pass(3 * SECOND)
    expect(room.attempts).toEqual([
      { key: urgent.key, at: 1_000 },
      { key: a.key, at: 2_000 },
      { key: b.key, at: 3_000 },
    ])
  })

  it('the rate limit holds: 20 at once, then 2 a second', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED, { perSecond: 2, burst: 20 })
    await room.start()
    await room.post(...Array.from({ length: 60 }, () => mail({ emergency: true })))
    expect(room.attempts).toHaveLength(20)
    await room.pass(10 * SECOND)
    expect(room.attempts).toHaveLength(40)
  })

  it('ordinary mail leaves a quarter of the burst to emergencies', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED, { perSecond: 0.001, burst: 20 })
    await room.start()
    await room.post(...Array.from({ length: 30 }, () => mail()))
    expect(room.attempts).toHaveLength(15)
    const urgent = mail({ emergency: true })
    await room.post(urgent)
    expect(room.status(urgent.key)).toBe('delivered')
  })
})

describe('messages of one alert to one recipient', () => {
  const thread = (reason: Notification['reason'], key: string) =>
    mail({ key, reason, alertId: 7, address: 'x', recipient: { ...mail().recipient, id: 'p-7' } })

  it('never overtake each other', async () => {
    const room = new Mailroom()
    let left = 1
    room.channel('post', () => (left-- > 0 ? HTTP_500 : DELIVERED))
    await room.start()
    await room.post(thread('raised', 'one'), thread('escalated', 'two'))
    await room.pass(2 * SECOND)
    expect(room.keys()).toEqual(['one', 'one', 'two'])
  })

  it('a retraction supersedes what still waits, goes out itself, and raises no failure', async () => {
    const room = new Mailroom()
    let down = true
    room.channel('post', () => (down ? HTTP_500 : DELIVERED))
    await room.start()
    await room.post(thread('raised', 'sos'), thread('escalated', 'again'))
    down = false
    await room.post(thread('withdrawn', 'sorry'))
    expect(room.rows.get('sos')).toMatchObject({ status: 'failed', lastError: 'superseded' })
    expect(room.rows.get('again')).toMatchObject({ status: 'failed', lastError: 'superseded' })
    expect(room.status('sorry')).toBe('delivered')
    expect(room.failed).toEqual([])
  })

  it('a first message in flight is let out; if it fails then, the retraction takes its place', async () => {
    const room = new Mailroom()
    let answer = (_: Sent): void => {}
    room.channel('post', ({ key }) =>
      key === 'sos'
        ? new Promise((resolve) => {
            answer = resolve
          })
        : DELIVERED,
    )
    await room.start()
    await room.post(thread('raised', 'sos'))
    await room.post(thread('withdrawn', 'sorry'))
    expect(room.keys()).toEqual(['sos'])
    answer(HTTP_500)
    await settled()
    expect(room.rows.get('sos')).toMatchObject({ status: 'failed', lastError: 'superseded' })
    expect(room.status('sorry')).toBe('delivered')
  })

  it('another recipient of the same alert does not wait for them', async () => {
    const room = new Mailroom()
    room.channel('post', ({ recipient }) => (recipient.id === 'p-7' ? never() : DELIVERED))
    await room.start()
    const other = mail({ alertId: 7 })
    await room.post(thread('raised', 'one'), other)
    expect(room.status(other.key)).toBe('delivered')
  })
})

describe('the store', () => {
  it('refuses: the message is not sent again, its result is recorded when the store is back', async () => {
    const room = new Mailroom()
    let refuse = true
    room.beforeRecord = async () => {
      if (refuse) throw new Error('disk full')
    }
    room.channel('post', () => DELIVERED)
    await room.start()
    const message = mail()
    await room.post(message)
    await room.pass(5 * SECOND)
    expect(room.status(message.key)).toBe('queued')
    refuse = false
    await room.pass(2 * SECOND)
    expect(room.status(message.key)).toBe('delivered')
    expect(room.attempts).toHaveLength(1)
    expect(room.errors.length).toBeGreaterThan(0)
  })

  it('a slow commit of one result holds up nobody else', async () => {
    const room = new Mailroom()
    const [slow, quick] = [mail(), mail()]
    room.beforeRecord = ({ key }) => (key === slow.key ? never().then(() => {}) : Promise.resolve())
    room.channel('post', () => DELIVERED, { concurrency: 1 })
    await room.start()
    await room.post(slow, quick)
    expect(room.status(quick.key)).toBe('delivered')
  })

  it('cannot be read at start: tried again until it can', async () => {
    let refusals = 2
    const waiting = mail({ status: 'retrying', attempts: 3 })
    const room: Mailroom = new Mailroom({
      outbox: {
        load: () => {
          if (refusals-- > 0) throw new Error('locked')
          return [waiting]
        },
      },
    })
    room.channel('post', () => DELIVERED)
    const started = room.start()
    await room.pass(3 * SECOND)
    await started
    expect(room.keys()).toEqual([waiting.key])
  })
})

describe('a restart', () => {
  it('between send and record repeats the message at most once, under the same key', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED)
    // The process dies after the channel took the message and before the store heard of it.
    room.beforeRecord = () => never().then(() => {})
    await room.start()
    const message = mail()
    await room.post(message)
    room.beforeRecord = async () => {}
    await room.start()
    await settled()
    expect(room.keys()).toEqual([message.key, message.key])
    await room.start()
    await settled()
    expect(room.attempts).toHaveLength(2)
    expect(room.status(message.key)).toBe('delivered')
  })

  it('sends again what was being sent, keeps the time of what was waiting, leaves alone what was settled', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED)
    const sending = mail({ status: 'sending', attempts: 1 })
    const later = mail({ status: 'retrying', attempts: 4, nextAttemptAt: mail().createdAt + MINUTE })
    const done = mail({ status: 'delivered' })
    for (const row of [sending, later, done]) room.rows.set(row.key, row)
    await room.start()
    await settled()
    expect(room.keys()).toEqual([sending.key])
    await room.pass(MINUTE, SECOND)
    expect(room.attempts.at(-1)).toEqual({ key: later.key, at: MINUTE })
    expect(room.rows.get(later.key)?.attempts).toBe(5)
  })

  it('a retraction among the stored rows supersedes the message before it', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED)
    const first = mail()
    const sorry = mail({ ...first, key: 'sorry', reason: 'withdrawn', createdAt: first.createdAt + 1 })
    for (const row of [sorry, first]) room.rows.set(row.key, row)
    await room.start()
    await settled()
    expect(room.keys()).toEqual(['sorry'])
    expect(room.rows.get(first.key)?.lastError).toBe('superseded')
  })

  it('tries an emergency once more even when its 30 minutes ran out while it was down', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED)
    const old = mail({ emergency: true, status: 'retrying', attempts: 9, createdAt: mail().createdAt - HOUR })
    room.rows.set(old.key, old)
    await room.start()
    await settled()
    expect(room.status(old.key)).toBe('delivered')
  })

  it('a message enqueued while the outbox is still being read is not sent twice', async () => {
    const message = mail()
    let release = (_: Notification[]): void => {}
    const room = new Mailroom({
      outbox: {
        load: () =>
          new Promise((resolve) => {
            release = resolve
          }),
      },
    })
    room.channel('post', () => DELIVERED)
    const started = room.start()
    await room.post(message)
    release([message])
    await started
    await settled()
    expect(room.keys()).toEqual([message.key])
  })
})

describe('closing', () => {
  it('waits for a send in flight and its record', async () => {
    const room = new Mailroom()
    let answer = (_: Sent): void => {}
    room.channel(
      'post',
      () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    )
    const dispatcher = await room.start()
    const message = mail()
    await room.post(message)
    let closed = false
    const closing = dispatcher.close().then(() => {
      closed = true
    })
    await settled()
    expect(closed).toBe(false)
    answer(DELIVERED)
    await closing
    expect(room.status(message.key)).toBe('delivered')
  })

  it('waits for a channel that hangs no longer than its bound, and sends nothing more', async () => {
    const room = new Mailroom()
    room.channel('post', never)
    const dispatcher = await room.start()
    await room.post(mail())
    const closing = dispatcher.close()
    await room.pass(5 * SECOND)
    await closing
    await room.post(mail())
    expect(room.attempts).toHaveLength(1)
  })
})
