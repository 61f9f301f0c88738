// How frames change what the page knows.

import { describe, expect, it } from 'vitest'
import { emptyWorld, mergeEntries, reduce, type World, withAlert } from '../../../dashboard/src/live/world.ts'
import type { Frame, Silence, TimelineEntry } from '../../../dashboard/src/server-types.ts'
import { alert, drain, notification, resident, T0 } from '../samples.ts'

const snapshot = (over: Partial<Extract<Frame, { type: 'snapshot' }>> = {}): Frame => ({
  type: 'snapshot',
  serverTime: T0,
  instance: 'one',
  communities: [{ id: 'c-1', name: '春晖社区' }],
  grids: [{ id: 'g-1', name: '东苑网格' }],
  residents: [resident(), resident({ id: 'r-002' })],
  drains: [drain()],
  alerts: [alert()],
  notifications: [notification()],
  ...over,
})

const entry = (seq: number, over: Partial<TimelineEntry> = {}): TimelineEntry => ({
  alertId: 1024,
  seq,
  at: T0 + seq,
  kind: 'commented',
  actor: 'p-1',
  detail: {},
  ...over,
})

const worldAfter = (...frames: readonly Frame[]): World => frames.reduce(reduce, emptyWorld)
const alertFrame = (over: Parameters<typeof alert>[0], entries: readonly TimelineEntry[] = []): Frame => ({
  type: 'alert',
  serverTime: T0,
  alert: alert(over),
  entries,
})

const silence = (id: number, more: Partial<Silence> = {}): Silence => ({
  id,
  kind: 'silence',
  match: { gridId: 'g-1' },
  reason: '清淤',
  createdBy: 'p-1',
  createdAt: T0,
  from: T0,
  until: T0 + 3_600_000,
  exceptCritical: true,
  ...more,
})

describe('silences', () => {
  const frame = (one: Silence): Frame => ({ type: 'silence', serverTime: T0, silence: one })
  it('come with the snapshot, one by one, and replaced when they are ended', () => {
    const endedEarly = silence(1, { endedAt: T0 + 5, endedBy: 'p-1' })
    const world = worldAfter(snapshot({ silences: [silence(1)] }), frame(silence(2)), frame(endedEarly))
    expect([...world.silences.values()]).toEqual([endedEarly, silence(2)])
    expect(worldAfter(snapshot({ silences: [silence(1)] }), snapshot()).silences.size).toBe(0)
  })
})

describe('a snapshot', () => {
  it('replaces everything: residents, drains, alerts and notifications that are not in it are gone', () => {
    const world = worldAfter(
      snapshot(),
      snapshot({
        instance: 'two',
        residents: [resident({ id: 'r-009' })],
        drains: [],
        alerts: [],
        notifications: [],
      }),
    )
    expect(world.instance).toBe('two')
    expect([...world.residents.keys()]).toEqual(['r-009'])
    expect(world.drains.size + world.alerts.size + world.notifications.size).toBe(0)
  })

  it('of a restarted server ends the trouble its predecessor had reported', () => {
    const trouble: Frame = { type: 'system', serverTime: T0, code: 'storeUnavailable', facts: {} }
    expect(worldAfter(snapshot(), trouble, snapshot()).storeTrouble).not.toBeNull()
    expect(worldAfter(snapshot(), trouble, snapshot({ instance: 'two' })).storeTrouble).toBeNull()
  })

  it('keeps the SOS that could not be stored: only a person dismisses it', () => {
    const lost: Frame = { type: 'system', serverTime: T0, code: 'unstoredSos', facts: { deviceId: 'band-7' } }
    expect(worldAfter(snapshot(), lost, snapshot({ instance: 'two' })).unstoredSos).toHaveLength(1)
  })
})

describe('a delta', () => {
  const delta: Frame = {
    type: 'delta',
    serverTime: T0 + 250,
    residents: [resident({ heartRate: { value: 131, at: T0 + 200 } })],
    drains: [],
  }

  it('replaces the tiles it names and leaves the others as the same objects', () => {
    const before = worldAfter(snapshot())
    const next = reduce(before, delta)
    expect(next.residents.get('r-001')?.heartRate?.value).toBe(131)
    expect(next.residents.get('r-002')).toBe(before.residents.get('r-002'))
    expect(next.drains).toBe(before.drains)
    expect(next.alerts).toBe(before.alerts)
  })

  it('before the first snapshot changes nothing', () => {
    expect(worldAfter(delta)).toBe(emptyWorld)
  })

  it('never changes the world it was given', () => {
    const before = worldAfter(snapshot())
    reduce(before, delta)
    expect(before.residents.get('r-001')?.heartRate?.value).toBe(72)
  })
})

describe('an alert', () => {
  it('of a higher revision replaces the one on the page', () => {
    const world = worldAfter(snapshot(), alertFrame({ revision: 2, status: 'acknowledged' }))
    expect(world.alerts.get(1024)?.status).toBe('acknowledged')
  })

  it('of an older revision is stale and changes nothing but its missing lines', () => {
    const world = worldAfter(
      snapshot(),
      alertFrame({ revision: 3, status: 'resolved' }, [entry(3)]),
      alertFrame({ revision: 2, status: 'acknowledged' }, [entry(2)]),
    )
    expect(world.alerts.get(1024)?.status).toBe('resolved')
    expect(world.entries.get(1024)?.map((line) => line.seq)).toEqual([2, 3])
  })

  it('cannot be reopened by a frame older than its resolution', () => {
    const world = worldAfter(
      snapshot(),
      alertFrame({ revision: 5, status: 'resolved' }),
      alertFrame({ revision: 4 }),
    )
    expect(world.alerts.get(1024)?.status).toBe('resolved')
  })

  it('arrives the same whether its frame or the answer to the action comes first', () => {
    const frame = alertFrame({ revision: 2, status: 'acknowledged' }, [entry(2)])
    const answer = [alert({ revision: 2, status: 'acknowledged' }), [entry(2)]] as const
    const frameFirst = withAlert(worldAfter(snapshot(), frame), ...answer)
    const answerFirst = reduce(withAlert(worldAfter(snapshot()), ...answer), frame)
    expect(frameFirst.alerts.get(1024)).toEqual(answerFirst.alerts.get(1024))
    expect(frameFirst.entries.get(1024)).toEqual(answerFirst.entries.get(1024))
  })

  it('is kept for 200 resolved ones and no more, unresolved ones always', () => {
    const many = Array.from({ length: 260 }, (_, i) =>
      alertFrame({ id: 2_000 + i, status: 'resolved' }, [entry(1)]),
    )
    const world = worldAfter(snapshot(), ...many)
    expect(world.alerts.size).toBe(201)
    expect(world.alerts.has(1024)).toBe(true)
    expect(world.alerts.has(2_000)).toBe(false)
    expect(world.alerts.has(2_259)).toBe(true)
    expect(world.entries.size).toBeLessThanOrEqual(201)
  })
})

describe('a notification', () => {
  const told = (over: Parameters<typeof notification>[0]): Frame => ({
    type: 'notification',
    serverTime: T0,
    notification: notification(over),
  })

  it('moves from queued to delivered', () => {
    const world = worldAfter(
      snapshot(),
      told({ status: 'sending' }),
      told({ status: 'delivered', settledAt: T0 + 40 }),
    )
    expect([...world.notifications.values()].map((view) => view.status)).toEqual(['delivered'])
  })

  it('once delivered is never shown as on its way again', () => {
    const world = worldAfter(snapshot(), told({ status: 'delivered' }), told({ status: 'retrying' }))
    expect([...world.notifications.values()][0]?.status).toBe('delivered')
  })
})

describe('trouble of the gateway', () => {
  const system = (code: Extract<Frame, { type: 'system' }>['code']): Frame => ({
    type: 'system',
    serverTime: T0,
    code,
    facts: {},
  })

  it('stands until the store has recovered', () => {
    expect(worldAfter(snapshot(), system('storeUnavailable')).storeTrouble?.at).toBe(T0)
    expect(
      worldAfter(snapshot(), system('storeUnavailable'), system('storeRecovered')).storeTrouble,
    ).toBeNull()
  })

  it('of the rule files stands until they are accepted, and is no unstored SOS', () => {
    const refused = worldAfter(snapshot(), system('rulesRefused'))
    expect(refused).toMatchObject({ rulesTrouble: { at: T0 }, unstoredSos: [], storeTrouble: null })
    expect(worldAfter(snapshot(), system('rulesRefused'), system('rulesAccepted')).rulesTrouble).toBeNull()
    // Accepted while this page was away: the gateway says it again after a snapshot only while it lasts.
    expect(worldAfter(snapshot(), system('rulesRefused'), snapshot()).rulesTrouble).toBeNull()
  })

  it('of channels stands one by one until each works again, and is said again with a snapshot', () => {
    const of = (code: 'channelDown' | 'channelUp', name: string): Frame => ({
      type: 'system',
      serverTime: T0,
      code,
      facts: { name, channel: name },
    })
    const two = [of('channelDown', 'sms'), of('channelDown', 'email')]
    expect([...worldAfter(snapshot(), ...two).channelsDown.keys()]).toEqual(['sms', 'email'])
    expect([...worldAfter(snapshot(), ...two, of('channelUp', 'sms')).channelsDown.keys()]).toEqual(['email'])
    expect(worldAfter(snapshot(), ...two, snapshot()).channelsDown.size).toBe(0)
  })

  it('lists at most the 20 newest unstored SOS', () => {
    expect(
      worldAfter(snapshot(), ...Array.from({ length: 30 }, () => system('unstoredSos'))).unstoredSos,
    ).toHaveLength(20)
  })
})

describe('a heartbeat', () => {
  it('changes nothing', () => {
    const before = worldAfter(snapshot())
    expect(reduce(before, { type: 'heartbeat', serverTime: T0 + 5_000 })).toBe(before)
  })
})

describe('timeline entries', () => {
  it('from a frame and from a fetched detail are merged by seq, without doubles', () => {
    const merged = mergeEntries([entry(1), entry(3)], [entry(2), entry(3)])
    expect(merged.map((line) => line.seq)).toEqual([1, 2, 3])
  })
})
