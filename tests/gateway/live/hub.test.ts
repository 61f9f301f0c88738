import { beforeEach, expect, test } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import type { Directory } from '../../../alerts/model/people.ts'
import type { Silence } from '../../../alerts/model/silence.ts'
import type { Frame } from '../../../gateway/live/frames.ts'
import { createHub, type Hub } from '../../../gateway/live/hub.ts'
import type { LiveClient } from '../../../gateway/live/ports.ts'
import { scopeOf, viewOfNotification } from '../../../gateway/people/scope.ts'
import {
  alertOf,
  drainTile,
  notificationTo,
  residentTile,
  START,
  silenceOf,
  timelineOf,
  townDirectory,
} from '../../support/gateway-fakes.ts'
import { type ManualTimers, manualTimers } from '../../support/manual-timers.ts'

type Watcher = LiveClient & { frames: Frame[]; unsent: number; dropped: string[]; drain(): void }

let directory: Directory
let timers: ManualTimers
let hub: Hub
let rates: Map<string, number>
let open: Alert[]
let tilesMade: number
let silences: Silence[]

beforeEach(() => {
  directory = townDirectory()
  timers = manualTimers(START)
  rates = new Map()
  open = []
  silences = []
  tilesMade = 0
  hub = createHub({
    world: {
      directory: () => directory,
      residentTile: (id) => {
        tilesMade++
        return residentTile(directory, id, rates.get(id))
      },
      drainTile,
      unresolved: () => open,
      silences: () => silences,
      notifications: () =>
        open.flatMap(({ id }) => [viewOfNotification(notificationTo(id, 'p-duty', 'duty'))]),
    },
    timers,
    scopeOf: (personId) => scopeOf(directory, personId),
    instance: 'run-1',
  })
})

function watch(personId: string): Watcher & { leave: (() => void) | undefined } {
  const waiting: (() => void)[] = []
  const watcher: Watcher = {
    personId,
    frames: [],
    unsent: 0,
    dropped: [],
    send(frame, sent) {
      watcher.frames.push(JSON.parse(frame.toString()) as Frame)
      if (sent !== undefined) waiting.push(sent)
    },
    bufferedBytes: () => watcher.unsent,
    drop: (reason) => watcher.dropped.push(reason),
    drain() {
      watcher.unsent = 0
      for (const sent of waiting.splice(0)) sent()
    },
  }
  const leave = hub.join(watcher)
  watcher.drain()
  return Object.assign(watcher, { leave })
}

const types = ({ frames }: Watcher): string[] => frames.map(({ type }) => type)
const shown = ({ frames }: Watcher): string[] =>
  frames.flatMap((frame) =>
    frame.type === 'delta' ? frame.residents.map(({ id, heartRate }) => `${id}=${heartRate?.value}`) : [],
  )

test('the first frame is the whole board: places, residents, drains, alerts and who was told', () => {
  open = [alertOf(1, { kind: 'resident', id: 'r-1' })]
  const duty = watch('p-duty')
  expect(duty.frames).toHaveLength(1)
  expect(duty.frames[0]).toMatchObject({
    type: 'snapshot',
    serverTime: START,
    instance: 'run-1',
    communities: [{ id: 'c-1', name: '梧桐里', nameEn: 'Wutongli', phone: '021-55550088' }],
    grids: [
      { id: 'g-1', communityId: 'c-1' },
      { id: 'g-2', communityId: 'c-1' },
    ],
    residents: [{ id: 'r-1' }, { id: 'r-2' }],
    drains: [{ id: 'drain-1' }],
    alerts: [{ id: 1 }],
    notifications: [{ alertId: 1, recipientId: 'p-duty' }],
  })
})

test('a thousand changes within 250 ms are one delta with the newest values', () => {
  const duty = watch('p-duty')
  hub.residentChanged('r-1')
  timers.advance(0)
  for (let rate = 60; rate < 1_060; rate++) {
    rates.set('r-1', rate)
    hub.residentChanged('r-1')
  }
  timers.advance(249)
  expect(shown(duty)).toEqual(['r-1=72'])
  timers.advance(1)
  expect(shown(duty)).toEqual(['r-1=72', 'r-1=1059'])
})

test('after a quiet time the first change goes out at once, and then at most four deltas a second', () => {
  const duty = watch('p-duty')
  timers.advance(2_000)
  for (let change = 0; change < 99; change++) {
    hub.residentChanged('r-1')
    timers.advance(10)
  }
  expect(types(duty).filter((type) => type === 'delta')).toHaveLength(4)
})

test('a tile is made once per change, however many are watching', () => {
  for (let client = 0; client < 20; client++) watch('p-duty')
  tilesMade = 0
  for (let change = 0; change < 5_000; change++) hub.residentChanged(change % 2 ? 'r-1' : 'r-2')
  expect(tilesMade).toBe(0)
  timers.advance(250)
  expect(tilesMade).toBe(2)
})

test('nobody watching costs no timer and no tile', () => {
  const duty = watch('p-duty')
  duty.leave?.()
  tilesMade = 0
  hub.residentChanged('r-1')
  timers.advance(1_000)
  expect(tilesMade).toBe(0)
  expect(hub.clients()).toBe(0)
})

test('an alert goes out in the same instant, before the deltas that wait', () => {
  const duty = watch('p-duty')
  hub.residentChanged('r-2')
  timers.advance(0)
  hub.residentChanged('r-2')
  hub.alert(alertOf(7, { kind: 'resident', id: 'r-1' }), timelineOf(7))
  expect(duty.frames.at(-1)).toMatchObject({ type: 'alert', alert: { id: 7 }, entries: [{ seq: 1 }, {}, {}] })
  timers.advance(250)
  expect(shown(duty).slice(-2)).toEqual(['r-1=72', 'r-2=72'])
})

test('of 500 tiles at most 20 are written down before an alert that comes meanwhile goes out', () => {
  const resident = directory.residents.get('r-1')!
  const residents = new Map(directory.residents)
  for (let n = 1; n <= 500; n++) residents.set(`x-${n}`, { ...resident, id: `x-${n}` })
  directory = { ...directory, residents }
  const duty = watch('p-duty')
  timers.advance(250)
  for (let n = 1; n <= 500; n++) hub.residentChanged(`x-${n}`)
  tilesMade = 0
  const made: number[] = []
  timers.after(0, () => {
    made.push(tilesMade)
    hub.alert(alertOf(9, { kind: 'resident', id: 'r-1' }), [])
    made.push(tilesMade)
  })
  timers.advance(0)
  expect(made).toEqual([20, 20])
  expect(types(duty).slice(1)).toEqual(['alert', 'delta'])
  expect(new Set(shown(duty)).size).toBe(500)
})

test('500 tiles are the most of one delta; the rest follow with the next, none is lost', () => {
  const duty = watch('p-duty')
  const many = new Map(directory.residents)
  for (let n = 0; n < 1_200; n++) many.set(`x-${n}`, { ...many.get('r-1')!, id: `x-${n}` })
  directory = { ...directory, residents: many }
  for (let n = 0; n < 1_200; n++) hub.residentChanged(`x-${n}`)
  timers.advance(500)
  const sizes = duty.frames.flatMap((frame) => (frame.type === 'delta' ? [frame.residents.length] : []))
  expect(sizes).toEqual([500, 500, 200])
  expect(new Set(shown(duty)).size).toBe(1_200)
})

test('a heartbeat comes every 5 s', () => {
  const duty = watch('p-duty')
  timers.advance(15_000)
  expect(types(duty)).toEqual(['snapshot', 'heartbeat', 'heartbeat', 'heartbeat'])
})

test('family get only what concerns their own elder, in every kind of frame', () => {
  open = [alertOf(1, { kind: 'resident', id: 'r-1' }), alertOf(2, { kind: 'resident', id: 'r-2' })]
  const anna = watch('p-anna')
  hub.residentChanged('r-1')
  hub.residentChanged('r-2')
  hub.drainChanged('drain-1')
  timers.advance(250)
  hub.alert(open[0]!, timelineOf(1))
  hub.alert(open[1]!, timelineOf(2))
  hub.alert(alertOf(3, { kind: 'drain', id: 'drain-1' }), [])
  hub.notification(viewOfNotification(notificationTo(1, 'p-duty', 'duty')))
  hub.notification(viewOfNotification(notificationTo(2, 'p-duty', 'duty')))
  hub.system('unstoredSos', { deviceId: 'band-2' })

  expect(anna.frames).toMatchObject([
    {
      type: 'snapshot',
      residents: [{ id: 'r-1' }],
      drains: [],
      alerts: [{ id: 1 }],
      notifications: [{ alertId: 1 }],
    },
    { type: 'delta', residents: [{ id: 'r-1' }], drains: [] },
    { type: 'alert', alert: { id: 1 } },
    { type: 'notification', notification: { alertId: 1, recipientName: '', recipientRole: 'duty' } },
  ])
  const text = JSON.stringify(anna.frames)
  expect(text).not.toMatch(/r-2|drain-1|p-ben|band-2|phones\.example/)
})

test('a late delivery of a resolved alert still reaches the family it concerns', () => {
  const anna = watch('p-anna')
  const cora = watch('p-cora')
  hub.alert(alertOf(9, { kind: 'resident', id: 'r-1' }, { status: 'resolved' }), [])
  hub.notification(viewOfNotification(notificationTo(9, 'p-anna', 'family')))
  expect(types(anna)).toEqual(['snapshot', 'alert', 'notification'])
  expect(types(cora)).toEqual(['snapshot'])
})

test('a slow client gets no deltas, but every alert, then a snapshot when it has drained', () => {
  const slow = watch('p-duty')
  const quick = watch('p-director')
  slow.unsent = 300 * 1024
  hub.residentChanged('r-1')
  timers.advance(0)
  hub.alert(alertOf(7, { kind: 'resident', id: 'r-1' }), [])
  hub.residentChanged('r-1')
  timers.advance(250)
  expect(types(slow)).toEqual(['snapshot', 'alert'])
  expect(types(quick)).toEqual(['snapshot', 'delta', 'alert', 'delta'])
  slow.drain()
  rates.set('r-1', 90)
  timers.advance(250)
  expect(types(slow)).toEqual(['snapshot', 'alert', 'snapshot'])
  hub.residentChanged('r-1')
  timers.advance(250)
  expect(types(slow).at(-1)).toBe('delta')
  expect(hub.clients()).toBe(2)
})

test('a client that stays behind for 30 s, or holds more than 1 MiB, is dropped and the others go on', () => {
  const stuck = watch('p-duty')
  const flooded = watch('p-grid')
  const quick = watch('p-director')
  stuck.unsent = 300 * 1024
  flooded.unsent = 1024 * 1024 + 1
  hub.alert(alertOf(7, { kind: 'resident', id: 'r-1' }), [])
  expect(flooded.dropped).toEqual(['behind'])
  expect(hub.clients()).toBe(2)
  timers.advance(31_000)
  expect(stuck.dropped).toEqual(['behind'])
  expect(hub.clients()).toBe(1)
  expect(types(quick)).toContain('alert')
})

test('a silence is told to staff at once and stands in their snapshot; family learn of neither', () => {
  const duty = watch('p-duty')
  const anna = watch('p-anna')
  silences = [silenceOf(1)]
  hub.silence(silenceOf(1))
  expect(duty.frames.at(-1)).toEqual({ type: 'silence', serverTime: START, silence: silenceOf(1) })
  expect(types(anna)).toEqual(['snapshot'])
  expect(watch('p-grid').frames[0]).toMatchObject({ type: 'snapshot', silences: [silenceOf(1)] })
  expect(watch('p-anna').frames[0]).not.toHaveProperty('silences')
})

test('trouble is told to staff at once, and to whoever joins until it is over', () => {
  const duty = watch('p-duty')
  hub.system('storeUnavailable', { since: START })
  expect(types(duty)).toEqual(['snapshot', 'system'])
  expect(types(watch('p-director'))).toEqual(['snapshot', 'system'])
  expect(types(watch('p-anna'))).toEqual(['snapshot'])
  hub.system('storeRecovered', {})
  expect(types(watch('p-director'))).toEqual(['snapshot'])
})

test('after an import everybody starts over with what they may see now, and who may see nothing is let go', () => {
  const duty = watch('p-duty')
  const anna = watch('p-anna')
  const cora = watch('p-cora')
  const people = new Map(directory.people)
  people.delete('p-cora')
  const residents = new Map(directory.residents)
  residents.set('r-2', { ...residents.get('r-2')!, caregivers: [{ personId: 'p-anna', relation: '侄女' }] })
  directory = { ...directory, people, residents }
  hub.snapshotAll()
  expect(types(duty)).toEqual(['snapshot', 'snapshot'])
  expect(anna.frames[1]).toMatchObject({ type: 'snapshot', residents: [{ id: 'r-1' }, { id: 'r-2' }] })
  expect(cora.dropped).toEqual(['noAccess'])
  expect(hub.clients()).toBe(2)
})

test('a person unknown to the directory cannot join, and a closed hub sends nothing', () => {
  expect(watch('p-stranger').leave).toBeUndefined()
  const duty = watch('p-duty')
  hub.residentChanged('r-1')
  hub.close()
  timers.advance(60_000)
  expect(types(duty)).toEqual(['snapshot'])
})
