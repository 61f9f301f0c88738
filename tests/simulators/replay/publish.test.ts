import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLink } from '../../../simulators/device/link.ts'
import { type PublishDeps, publishAll } from '../../../simulators/replay/publish.ts'
import type { Outgoing } from '../../../simulators/replay/schedule.ts'
import { type Arrival, startBroker } from '../recording-broker.ts'

const outgoing = (count: number): Outgoing[] =>
  Array.from({ length: count }, (_, n) => ({
    line: n + 2,
    topic: 'v1/bands/band-001/vitals',
    payload: JSON.stringify({ id: `rec-${n}`, heartRate: 70 }),
    afterMs: 0,
  }))
const idsOf = (arrivals: readonly Arrival[]): string[] =>
  arrivals.map(({ text }) => (JSON.parse(text) as { id: string }).id)

let broker: Awaited<ReturnType<typeof startBroker>>
beforeEach(async () => {
  broker = await startBroker()
})
afterEach(() => broker.close())

const deps = (more: Partial<PublishDeps> = {}): PublishDeps => ({
  open: openLink,
  connection: { url: broker.url, deviceId: 'band-001', secret: 'secret' },
  patienceMs: 0,
  clock: () => performance.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
  signal: new AbortController().signal,
  onProgress: () => {},
  ...more,
})

describe('publishing a recording through a real broker', () => {
  it('delivers 3,000 messages in order and waits for 3,000 acknowledgements', async () => {
    let last = [0, 0]
    const outcome = await publishAll(outgoing(3000), deps({ onProgress: (...counts) => (last = counts) }))
    expect(outcome).toEqual({ published: 3000, acknowledged: 3000, unacknowledged: [] })
    expect(idsOf(broker.arrivals)).toEqual(outgoing(3000).map((_, n) => `rec-${n}`))
    expect(last).toEqual([3000, 3000])
  })

  it('never has more in flight than allowed', async () => {
    let most = 0
    const open: typeof openLink = async (options) => {
      const opened = await openLink(options)
      if (!opened.ok) return opened
      let flying = 0
      const publish: typeof opened.link.publish = (message, settled) => {
        most = Math.max(most, ++flying)
        opened.link.publish(message, (ok) => {
          flying--
          settled(ok)
        })
      }
      return { ok: true, link: { ...opened.link, publish } }
    }
    await publishAll(outgoing(500), deps({ open, inFlight: 7 }))
    expect(most).toBe(7)
    expect(broker.arrivals).toHaveLength(500)
  })

  it('after a cut connection sends again what was not acknowledged, and every message arrives', async () => {
    let cuts = 0
    broker.refuseWhen(({ text }) => text.includes('"rec-40"') && cuts++ === 0)
    const outcome = await publishAll(outgoing(100), deps({ inFlight: 10 }))
    expect(outcome.acknowledged).toBe(100)
    expect(outcome.published).toBeGreaterThan(100)
    expect(cuts).toBe(2)
    const firstSeen = [...new Set(idsOf(broker.arrivals))]
    expect(firstSeen).toEqual(outgoing(100).map((_, n) => `rec-${n}`))
  })

  it('sets aside a message the broker hangs up on three times, and delivers its neighbours', async () => {
    broker.refuseWhen(({ text }) => text.includes('"rec-20"'))
    const outcome = await publishAll(outgoing(50), deps())
    expect(outcome.failure).toEqual({ reason: 'unacknowledged', message: '1 not acknowledged' })
    expect(outcome.acknowledged).toBe(49)
    expect(outcome.unacknowledged.map(({ line }) => line)).toEqual([22])
    expect(new Set(idsOf(broker.arrivals)).size).toBe(49)
  })

  it('gives up on a broker that hangs up on three messages in a row', async () => {
    broker.refuseWhen(({ text }) => !text.includes('"rec-0"'))
    const outcome = await publishAll(outgoing(50), deps({ inFlight: 1 }))
    expect(outcome.failure?.reason).toBe('noProgress')
    expect(outcome.acknowledged).toBe(1)
    expect(outcome.unacknowledged).toHaveLength(49)
  })

  it('stops at once when the credentials are refused or nobody is there', async () => {
    const connection = { url: broker.url, deviceId: 'band-001', secret: 'wrong' }
    const refused = await publishAll(outgoing(2), deps({ connection, patienceMs: 60_000 }))
    expect(refused.failure).toEqual({ reason: 'refused', code: 4, message: 'wrong user name or secret' })
    await broker.close()
    const nobody = await publishAll(outgoing(2), deps())
    expect(nobody.failure?.reason).toBe('unreachable')
    expect(nobody.unacknowledged).toHaveLength(2)
    broker = await startBroker()
  })

  it('stops when told to and says so', async () => {
    const stopping = new AbortController()
    const later = outgoing(3).map((message, n) => ({ ...message, afterMs: n === 0 ? 0 : 3_600_000 }))
    const running = publishAll(later, deps({ signal: stopping.signal }))
    await broker.until((arrivals) => arrivals.length === 1)
    stopping.abort()
    const outcome = await running
    expect(outcome.failure).toMatchObject({ reason: 'stopped' })
    expect(broker.arrivals).toHaveLength(1)
  })
})
