import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../alerts/delivery/digest.ts'
import type { Notification, Recipient } from '../../../alerts/model/notification.ts'
import { DELIVERED, HTTP_500, Mailroom, mail, NOON, settled } from './mailroom.ts'

const SECOND = 1_000
const MINUTE = 60_000
const WANG: Recipient = { kind: 'person', id: 'p-1', name: '王值班', role: 'duty', locale: 'zh-CN' }

/** A message that may come with others, as they are written for people. */
const letter = (alertId: number, change: Partial<Notification> = {}): Notification =>
  mail({
    key: `${alertId}.1.0.person.p-1.post.raised`,
    alertId,
    recipient: WANG,
    address: '13800000001',
    message: {
      title: '手环电量低',
      body: 'b',
      severity: 'warning',
      gist: { what: '手环电量低', where: `${alertId % 4}号楼` },
    },
    ...change,
  })
const letters = (count: number, from = 1): Notification[] =>
  Array.from({ length: count }, (_, index) => letter(from + index))

/** A room with one channel that takes everything, and what it was given. */
async function openRoom(overrides: ConstructorParameters<typeof Mailroom>[0] = {}) {
  const room = new Mailroom(overrides)
  const sent: Notification[] = []
  let answer: 'delivered' | 'retry' = 'delivered'
  room.channel('post', (notification) => {
    if (answer === 'retry') return HTTP_500
    sent.push(notification)
    return DELIVERED
  })
  await room.start()
  return {
    room,
    sent,
    answer(next: typeof answer): void {
      answer = next
    },
  }
}
const sizes = (sent: readonly Notification[]): number[] => sent.map(({ gathers }) => gathers?.length ?? 1)

describe('more than five messages to one person within a minute', () => {
  it('500 at once: five come by themselves, 495 in one digest ten seconds later, and each is delivered', async () => {
    const { room, sent } = await openRoom()
    await room.post(...letters(500))
    await settled()
    expect(sizes(sent)).toEqual([1, 1, 1, 1, 1])
    await room.pass(10 * SECOND, SECOND)
    expect(sizes(sent)).toEqual([1, 1, 1, 1, 1, 495])
    expect(new Set([...room.rows.values()].map(({ status }) => status))).toEqual(new Set(['delivered']))
    const gathered = [...room.rows.values()].filter(({ digest }) => digest !== undefined)
    expect(gathered).toHaveLength(495)
    expect(new Set(gathered.map(({ digest }) => digest))).toEqual(new Set([sent[5]?.key]))
  })

  it('in a storm of two a second for three minutes it is one digest a minute', async () => {
    const { room, sent } = await openRoom()
    for (let half = 0; half < 360; half++) {
      await room.post(letter(half + 1, { createdAt: room.clock.now() }))
      await room.pass(500, 500)
    }
    await room.pass(2 * MINUTE, SECOND)
    expect(sizes(sent).filter((size) => size > 1)).toHaveLength(4)
    expect(sizes(sent).reduce((sum, size) => sum + size, 0)).toBe(360)
    expect(new Set([...room.rows.values()].map(({ status }) => status))).toEqual(new Set(['delivered']))
  })

  it('six within a minute are six messages: a digest of one is the message itself', async () => {
    const { room, sent } = await openRoom()
    await room.post(...letters(6))
    await room.pass(11 * SECOND, SECOND)
    expect(sizes(sent)).toEqual([1, 1, 1, 1, 1, 1])
    expect(sent[5]?.key).toBe('6.1.0.person.p-1.post.raised')
  })

  it('critical ones, emergencies and machines are told one by one and at once', async () => {
    const { room, sent } = await openRoom()
    const critical = letters(40).map((one) => ({
      ...one,
      message: { title: 't', body: 'b', severity: 'critical' as const },
    }))
    const urgent = letters(40, 101).map((one) => ({ ...one, emergency: true }))
    const desk = letters(40, 201).map((one) => ({
      ...one,
      recipient: { ...WANG, kind: 'partner' as const, id: 'desk', role: 'desk120' as const },
      message: { title: 't', body: 'b', severity: 'warning' as const },
    }))
    await room.post(...critical, ...urgent, ...desk)
    for (let turn = 0; turn < 20; turn++) await settled()
    expect(sizes(sent)).toHaveLength(120)
    expect(Math.max(...sizes(sent))).toBe(1)
  })

  it('another person, and another address of the same person, has five of their own', async () => {
    const { room, sent } = await openRoom()
    const second = letters(5, 51).map((one) => ({ ...one, recipient: { ...WANG, id: 'p-2' } }))
    const elsewhere = letters(5, 61).map((one) => ({ ...one, address: '13900000001' }))
    await room.post(...letters(5), ...second, ...elsewhere)
    expect(sizes(sent)).toHaveLength(15)
  })

  it('what is closed while it waits is not told any more, and its closing comes alone or with the next', async () => {
    const { room, sent } = await openRoom()
    await room.post(...letters(8))
    await room.post(letter(7, { key: '7.2.-1.person.p-1.post.resolved', reason: 'resolved' }))
    await room.pass(2 * MINUTE, SECOND)
    const digest = sent.find(({ gathers }) => gathers !== undefined)
    expect(digest?.gathers?.map(({ alertId }) => alertId)).toEqual([6, 8])
    expect(room.rows.get('7.1.0.person.p-1.post.raised')).toMatchObject({
      status: 'failed',
      lastError: 'superseded',
    })
    expect(room.status('7.2.-1.person.p-1.post.resolved')).toBe('delivered')
    expect(room.failed).toEqual([])
  })
})

describe('a digest', () => {
  it('that fails is tried again under the same key; when it is given up, each of its messages is', async () => {
    const { room, sent, answer } = await openRoom()
    await room.post(...letters(5))
    answer('retry')
    await room.post(...letters(20, 6))
    await room.pass(30 * SECOND, SECOND)
    const keys = new Set(room.keys().filter((key) => key.startsWith('digest.')))
    expect(keys.size).toBe(1)
    expect(room.rows.get('6.1.0.person.p-1.post.raised')).toMatchObject({
      status: 'retrying',
      lastError: 'HTTP 500',
    })
    answer('delivered')
    await room.pass(5 * MINUTE, SECOND)
    expect(sizes(sent)).toEqual([1, 1, 1, 1, 1, 20])
    expect(room.status('25.1.0.person.p-1.post.raised')).toBe('delivered')
  })

  it('with another way left is given up for it, message by message', async () => {
    const { room, answer } = await openRoom()
    answer('retry')
    await room.post(
      ...letters(12).map((one) => ({ ...one, alternatives: [{ channel: 'mail', address: 'a@b' }] })),
    )
    await room.pass(4 * MINUTE, SECOND)
    expect(new Set([...room.rows.values()].map(({ status }) => status))).toEqual(new Set(['failed']))
    const gathered = [...room.rows.values()].filter(({ digest }) => digest !== undefined)
    expect([gathered.length, new Set(gathered.map(({ lastError }) => lastError)).size]).toEqual([7, 1])
    // Nobody is untold: the gateway commits each successor with its failure.
    expect(room.failed).toEqual([])
  })

  it('interrupted between send and record is repeated once after the restart: same key, same messages, same words', async () => {
    const { room, sent } = await openRoom({ closeWithinMs: 1 })
    await room.post(...letters(30))
    room.beforeRecord = (update) =>
      update.status === 'delivered' ? new Promise(() => {}) : Promise.resolve()
    await room.pass(11 * SECOND, SECOND)
    expect(sizes(sent).at(-1)).toBe(25)
    const closing = room.dispatcher?.close()
    await room.pass(2, 1)
    await closing
    room.beforeRecord = async () => {}
    await room.start()
    for (let turn = 0; turn < 5; turn++) await settled()
    const [before, after] = sent.filter(({ gathers }) => gathers !== undefined)
    expect(after?.key).toBe(before?.key)
    expect(after?.message).toEqual(before?.message)
    expect(sent.filter(({ gathers }) => gathers !== undefined)).toHaveLength(2)
    expect(new Set([...room.rows.values()].map(({ status }) => status))).toEqual(new Set(['delivered']))
  })

  it('says how many of what, the worst first, with the places, and what still comes one by one', () => {
    const many = [
      ...letters(3).map((one) => ({ ...one, message: { ...one.message, severity: 'info' as const } })),
      ...letters(7, 10).map((one) => ({
        ...one,
        message: { ...one.message, gist: { what: '心率过快', where: `${one.alertId % 5}号楼` } },
      })),
    ]
    expect(digestOf(many)?.message).toEqual({
      title: '【预警】10 条消息汇总',
      body: '预警 心率过快 7 条（0号楼、1号楼、2号楼 等 5 处）；提示 手环电量低 3 条（1号楼、2号楼、3号楼）；危急警报仍逐条通知。请打开看板逐条处理。',
      severity: 'warning',
    })
    expect(digestOf(many)).toMatchObject({ alertId: 10, key: 'digest.10.1.0.person.p-1.post.raised' })
  })

  it('of a hundred different things stays within 300 characters and says how many it leaves out', () => {
    const many = letters(100).map((one) => ({
      ...one,
      message: { ...one.message, gist: { what: `某种预警之${one.alertId}`, where: '很长名字的一号楼' } },
    }))
    const body = digestOf(many)?.message.body ?? ''
    expect([...body].length).toBeLessThanOrEqual(300)
    expect(body).toMatch(/另有 \d+ 条；危急警报仍逐条通知/)
    const named = [...body.matchAll(/ 1 条/g)].length
    expect(body).toContain(`另有 ${100 - named} 条`)
  })
})

describe('a clock that is set back an hour', () => {
  it('holds up neither what waits for a digest nor a retry nor a digest’s minute', async () => {
    const { room, sent, answer } = await openRoom()
    await room.post(...letters(9))
    answer('retry')
    await room.post(letter(50, { recipient: { ...WANG, id: 'p-9' }, emergency: true }))
    answer('delivered')
    room.clock.jump(-60 * MINUTE)
    await room.pass(30 * SECOND, SECOND)
    expect(sizes(sent).sort()).toEqual([1, 1, 1, 1, 1, 1, 4])
    expect(new Set([...room.rows.values()].map(({ status }) => status))).toEqual(new Set(['delivered']))
  })

  it('and then a restart: a stored retry of an hour ahead waits no longer than any retry', async () => {
    const room = new Mailroom()
    room.channel('post', () => DELIVERED)
    const late = mail({ status: 'retrying', attempts: 3, nextAttemptAt: NOON + 60 * MINUTE, emergency: true })
    room.rows.set(late.key, late)
    await room.start()
    await room.pass(16 * SECOND, SECOND)
    expect(room.status(late.key)).toBe('delivered')
  })
})

const arrival = fc.record({
  person: fc.constantFrom('p-1', 'p-2'),
  severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
  emergency: fc.boolean(),
  wait: fc.constantFrom(0, 0, 0, 0, 400, 7_000, 30_000),
  crash: fc.constantFrom(false, false, false, false, true),
})

describe('whatever comes, whatever fails, and whenever it restarts', () => {
  it('nothing is lost, nobody is told twice, critical comes one by one, and digests a minute apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 1, maxLength: 60 }),
        fc.array(fc.constantFrom('delivered', 'delivered', 'retry')),
        async (arrivals, answers) => {
          const room = new Mailroom({ closeWithinMs: 1 })
          const taken: { keys: string[]; at: number; one: Notification }[] = []
          let turn = 0
          room.channel('post', (one) => {
            if (answers[turn++] === 'retry') return HTTP_500
            const keys = one.gathers?.map(({ key }) => key) ?? [one.key]
            taken.push({ keys, at: room.clock.now(), one })
            return DELIVERED
          })
          let dispatcher = await room.start()
          let restarts = 0
          for (const [index, { person, severity, emergency, wait, crash }] of arrivals.entries()) {
            const { message } = letter(index + 1)
            const quiet = severity !== 'critical' && !emergency
            await room.post(
              letter(index + 1, {
                key: `${index + 1}.1.0.person.${person}.post.raised`,
                recipient: { ...WANG, id: person },
                address: person,
                createdAt: room.clock.now(),
                nextAttemptAt: room.clock.now(),
                emergency,
                message: quiet ? { ...message, severity } : { title: 't', body: 'b', severity },
              }),
            )
            await room.pass(wait, 1_000)
            if (!crash) continue
            restarts++
            const closing = dispatcher.close()
            await room.pass(2, 1)
            await closing
            await settled()
            dispatcher = await room.start()
          }
          await room.pass(6 * MINUTE, 1_000)
          const delivered = taken.flatMap(({ keys }) => keys).sort()
          expect(delivered).toEqual([...room.rows.keys()].sort())
          expect(new Set([...room.rows.values()].map(({ status }) => status))).toEqual(new Set(['delivered']))
          for (const { one } of taken)
            for (const member of one.gathers ?? []) {
              expect(member.emergency).toBe(false)
              expect(member.message.severity).not.toBe('critical')
              expect(member.recipient.id).toBe(one.recipient.id)
            }
          expect(dispatcher.depths().post ?? 0).toBe(0)
          if (restarts > 0 || answers.includes('retry')) return
          for (const person of ['p-1', 'p-2']) {
            const digests = taken.filter(
              ({ one }) => one.gathers !== undefined && one.recipient.id === person,
            )
            for (const [index, { at }] of digests.slice(1).entries())
              expect(at - (digests[index]?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE)
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)
})
