import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBand } from '../../../simulators/bands/band.ts'
import { openLink } from '../../../simulators/device/link.ts'
import { createStation, type StationEvent } from '../../../simulators/device/station.ts'
import type { Effect } from '../../../simulators/scenario/effects.ts'
import { HOUR, MINUTE, SECOND, startOfDay } from '../../../simulators/time.ts'
import { type Arrival, startBroker } from '../recording-broker.ts'

const NOON = startOfDay(20_700) + 12 * HOUR
const kind = (arrivals: readonly Arrival[], name: string) =>
  arrivals.filter(({ topic }) => topic.endsWith(`/${name}`))

let broker: Awaited<ReturnType<typeof startBroker>>
let stations: { close(): Promise<void> }[] = []
beforeEach(async () => {
  broker = await startBroker()
  stations = []
})
afterEach(async () => {
  await Promise.all(stations.map((station) => station.close()))
  await broker.close()
})

function start(effects: readonly Effect[] = [], more: { secret?: string } = {}) {
  const events: StationEvent[] = []
  const waiting: { test: (event: StationEvent) => boolean; resolve: () => void }[] = []
  const model = createBand({ deviceId: 'band-001', seed: 1, speed: 1 })
  const station = createStation({
    model,
    url: broker.url,
    secret: more.secret ?? 'secret',
    seed: 1,
    effects,
    startAt: NOON,
    open: openLink,
    onEvent: (_id, event) => {
      events.push(event)
      for (const waiter of waiting.splice(0))
        if (waiter.test(event)) waiter.resolve()
        else waiting.push(waiter)
    },
    answer: (asked, at) => (asked.command === 'measure' ? [model.say('vitals', at, effects)] : []),
  })
  stations.push(station)
  const once = (type: StationEvent['type']): Promise<void> =>
    new Promise((resolve) => waiting.push({ test: (event) => event.type === type, resolve }))
  /** Moves the device to a moment and waits for the event that has to follow. */
  const tickUntil = async (at: number, type: StationEvent['type']): Promise<void> => {
    const seen = once(type)
    station.tick(at)
    await seen
  }
  /** The PUBACKs of what has arrived were written before this command, so they are read before it. */
  const settle = async (count: number): Promise<void> => {
    await broker.until((arrivals) => arrivals.length >= count)
    const told = once('told')
    await broker.send('v1/bands/band-001/commands', { id: `settle-${count}`, command: 'show', sentAt: 0 })
    await told
  }
  return { station, events, once, tickUntil, settle }
}

describe('a simulated device on a real broker', () => {
  it('introduces itself with state, wear, vitals, pressure, steps and position, all acknowledged', async () => {
    const { station, tickUntil } = start()
    await tickUntil(NOON + 1, 'connected')
    await broker.until((arrivals) => arrivals.length >= 6)
    expect(
      broker.arrivals.map(({ topic, retain }) => `${topic.split('/')[3]}${retain ? ' retained' : ''}`),
    ).toEqual(['status retained', 'wear', 'vitals', 'vitals', 'steps', 'location'])
    expect(JSON.parse(kind(broker.arrivals, 'status')[0]?.text ?? '')).toMatchObject({ online: true })
    expect(station.counts()).toMatchObject({ published: 6, up: true })
  })

  it('falls silent without a DISCONNECT, so the broker publishes its retained will; measures nothing meanwhile', async () => {
    const silent: Effect = { type: 'away', from: NOON + MINUTE, until: NOON + 11 * MINUTE, keeps: false }
    const { station, tickUntil, settle } = start([silent])
    await tickUntil(NOON + 1, 'connected')
    await settle(6)
    await tickUntil(NOON + MINUTE, 'wentAway')
    await broker.until((arrivals) => arrivals.some(({ text }) => text === '{"online":false}'))
    expect(kind(broker.arrivals, 'status').at(-1)).toMatchObject({ retain: true, deviceId: 'band-001' })
    const before = broker.arrivals.length
    for (let minute = 2; minute <= 10; minute++) station.tick(NOON + minute * MINUTE)
    expect(station.counts()).toMatchObject({ up: false, waiting: 0 })
    await tickUntil(NOON + 11 * MINUTE, 'connected')
    await broker.until((arrivals) => arrivals.length >= before + 6)
    expect(broker.arrivals.slice(before).every(({ text }) => !text.startsWith('['))).toBe(true)
  })

  it('out of reach for ten minutes keeps its readings and sends them as one array, the SOS ahead of them', async () => {
    const effects: Effect[] = [
      { type: 'away', from: NOON + MINUTE, until: NOON + 11 * MINUTE, keeps: true },
      { type: 'sos', at: NOON + 5 * MINUTE },
    ]
    const { station, tickUntil, settle } = start(effects)
    await tickUntil(NOON + 1, 'connected')
    await settle(6)
    await tickUntil(NOON + MINUTE, 'wentAway')
    await broker.until((arrivals) => arrivals.some(({ text }) => text === '{"online":false}'))
    const before = broker.arrivals.length
    for (let minute = 2; minute <= 10; minute++) station.tick(NOON + minute * MINUTE)
    await tickUntil(NOON + 11 * MINUTE, 'connected')
    await broker.until((arrivals) => arrivals.slice(before).some(({ text }) => text.startsWith('[')))
    const late = broker.arrivals.slice(before)
    expect(late[0]?.topic).toBe('v1/bands/band-001/sos')
    const batch = JSON.parse(kind(late, 'vitals')[0]?.text ?? '') as { ts: number }[]
    expect(batch.every(({ ts }, n) => n === 0 || ts >= (batch[n - 1]?.ts ?? 0))).toBe(true)
    expect(batch.filter(({ ts }) => ts >= NOON + MINUTE)).toHaveLength(10)
  })

  it('sends again, with the same number, what a cut connection left unacknowledged', async () => {
    const effects: Effect[] = [{ type: 'sos', at: NOON + MINUTE }]
    const { station, tickUntil, once } = start(effects)
    await tickUntil(NOON + 1, 'connected')
    await broker.until((arrivals) => arrivals.length >= 6)
    const refused: string[] = []
    broker.refuseWhen(({ topic, text }) => topic.endsWith('/sos') && refused.push(text) === 1)
    const lost = once('lost')
    station.tick(NOON + MINUTE)
    await lost
    await tickUntil(NOON + MINUTE + 5 * SECOND, 'connected')
    await broker.until((arrivals) => kind(arrivals, 'sos').length === 1)
    expect(kind(broker.arrivals, 'sos')[0]?.text).toBe(refused[0])
  })

  it('shows a command once, however often it comes, and measures when asked', async () => {
    const { events, tickUntil, once } = start()
    await tickUntil(NOON + 1, 'connected')
    await broker.until((arrivals) => arrivals.length >= 6)
    const told = once('told')
    const help = { id: 'a-1', command: 'helpIsComing', text: '救援正在路上', sentAt: 1 }
    await broker.send('v1/bands/band-001/commands', help)
    await told
    const asked = once('told')
    await broker.send('v1/bands/band-001/commands', help)
    await broker.send('v1/bands/band-001/commands', { id: 'a-2', command: 'measure', sentAt: 2 })
    await asked
    expect(events.flatMap((event) => (event.type === 'told' ? [event.command.id] : []))).toEqual([
      'a-1',
      'a-2',
    ])
    await broker.until((arrivals) => kind(arrivals, 'vitals').length === 3)
  })

  it('says that its credentials were refused and does not hammer the broker', async () => {
    const { station, events, tickUntil } = start([], { secret: 'wrong' })
    await tickUntil(NOON + 1, 'failed')
    for (let second = 1; second < 40; second++) station.tick(NOON + second * SECOND)
    expect(events).toEqual([
      { type: 'failed', failure: { reason: 'refused', code: 4, message: 'wrong user name or secret' } },
    ])
  })

  it('says goodbye when closed: retained offline, and no will', async () => {
    const { station, tickUntil } = start()
    await tickUntil(NOON + 1, 'connected')
    await broker.until((arrivals) => arrivals.length >= 6)
    await station.close()
    const last = kind(broker.arrivals, 'status').at(-1)
    expect(last?.retain).toBe(true)
    expect(JSON.parse(last?.text ?? '')).toEqual({ ts: NOON + 1, online: false })
    expect(broker.arrivals.filter(({ text }) => text === '{"online":false}')).toEqual([])
  })
})
