import { describe, expect, it } from 'vitest'
import { DAY } from '../../../alerts/model/time.ts'
import { MAX_PAYLOAD_BYTES } from '../../../gateway/protocol/limits.ts'
import { startJourney } from '../../support/journey.ts'
import type { Publish, Wire } from '../../support/wire.ts'

type Press = Readonly<{
  name: string
  payload: unknown
  more?: Publish
  before?: (band: Wire) => Promise<void>
  /** What the alert must show besides being there. */
  shows?: object
  rejected?: string
}>

const YEAR = 365 * DAY
const YEAR_AGO = Date.now() - YEAR

const PRESSES: readonly Press[] = [
  { name: 'garbage bytes', payload: Buffer.from([0xff, 0x00, 0xc3, 0x28, 0x7b]), rejected: 'notJson' },
  { name: 'an empty payload', payload: '' },
  { name: 'the retained flag', payload: { id: 'p' }, more: { retain: true } },
  { name: 'the time of a year ago', payload: { ts: YEAR_AGO }, shows: { eventTime: YEAR_AGO } },
  { name: 'a clock that was never set', payload: { ts: 86_400, seq: 1 } },
  { name: 'a clock a year ahead', payload: { ts: Date.now() + YEAR } },
  {
    name: 'wrong types throughout',
    payload: { ts: {}, id: 5, latitude: 'x', seq: -1 },
    rejected: 'wrongShape',
  },
  { name: 'a number instead of an object', payload: '42', rejected: 'wrongShape' },
  { name: 'null', payload: 'null', rejected: 'wrongShape' },
  { name: 'an empty batch', payload: [] },
  { name: 'a batch of nonsense', payload: [1, 'x', null], rejected: 'wrongShape' },
  { name: 'a position that is none', payload: { latitude: 0, longitude: 0 } },
  { name: 'QoS 0', payload: { id: 'p' }, more: { qos: 0 } },
  { name: 'QoS 2', payload: { id: 'p' }, more: { qos: 2 } },
  {
    name: 'the band off the wrist',
    payload: {},
    before: (band) => band.say('wear', { worn: false }),
    shows: { evidence: { facts: { worn: false } } },
  },
  {
    name: 'the band on its charger',
    payload: {},
    before: (band) => band.say('status', { charging: true, battery: 3 }),
    shows: { evidence: { facts: { charging: true } } },
  },
  { name: 'the largest payload', payload: Buffer.alloc(MAX_PAYLOAD_BYTES, 0x20), rejected: 'notJson' },
  { name: '1 MiB of noise', payload: Buffer.alloc(1_048_576, 0xfe), rejected: 'payloadTooLarge' },
]

describe('Invariant 5: an SOS is never dropped, delayed, suppressed, refused for age, or lost to an unreadable payload', () => {
  it(`${PRESSES.length} strange presses, one elder each: every one is acknowledged and opens a critical alert that tells people`, async () => {
    const journey = await startJourney({ bands: PRESSES.length })
    for (const [at, { name, payload, more, before, shows, rejected }] of PRESSES.entries()) {
      const band = await journey.wire(`band-${at + 1}`)
      await before?.(band)
      band.publish('sos', payload, { id: 9, ...more })
      if (more?.qos === 0) await band.roundTrip().then(journey.gateway.settled)
      else if (more?.qos === 2) await band.known(({ cmd }) => cmd === 'pubrec')
      else await band.acked(9)

      const alert = journey.alerts().find(({ subject }) => subject.id === `r-${at + 1}`)
      expect(alert, name).toMatchObject({
        ruleId: 'sos',
        severity: 'critical',
        status: 'open',
        emergency: true,
        ...shows,
      })
      const told = journey.notifications().filter(({ alertId }) => alertId === alert.id)
      expect(
        told.some(({ recipient }) => recipient.role === 'wearer'),
        name,
      ).toBe(true)
      const reasons = journey
        .rows('select reason from rejection where device_id = ?', `band-${at + 1}`)
        .map(({ reason }) => reason)
      expect(reasons, name).toEqual(rejected === undefined ? [] : [rejected])
      expect(band.isClosed(), name).toBe(false)
    }
  })

  it('an empty retained SOS is kept nowhere: neither a reconnect nor a restart presses it again', async () => {
    const first = await startJourney()
    const band = await first.wire('band-1')
    await band.say('sos', { id: 'p' }, { retain: true })
    await band.leave()
    const again = await first.wire('band-1')
    await again.subscribe()
    await again.roundTrip()
    expect(first.alerts()).toMatchObject([{ repeats: 0 }])
    await again.leave()
    await first.close()
    const later = await startJourney({ folder: first.folder })
    const back = await later.wire('band-1')
    await back.roundTrip()
    expect(later.alerts()).toMatchObject([{ repeats: 0 }])
    expect(later.rows('select * from press')).toHaveLength(1)
  })

  it('passes every silence there can be, also one that says critical and one of everything', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const until = Date.now() + DAY
    const matches = [
      { communityId: 'c-1' },
      { buildingId: 'b-1' },
      { residentId: 'r-1' },
      { deviceId: 'band-1' },
    ]
    for (const [at, match] of matches.entries()) {
      const silence = { requestId: `silence-${at}`, kind: 'maintenance', match, reason: 'x', until }
      const made = await journey.api(cookie, '/api/silences', { ...silence, exceptCritical: false })
      expect(made.status).toBe(201)
    }
    const band = await journey.wire('band-1')
    await band.say('status', { battery: 4 })
    await band.say('sos', { id: 'p' })
    const [low, sos] = journey.alerts()
    expect(low).toMatchObject({ ruleId: 'battery-low', silence: { id: expect.any(Number) } })
    expect(sos).toMatchObject({ ruleId: 'sos', status: 'open' })
    expect(sos.silence).toBeUndefined()
    const told = journey.notifications().map(({ alertId }) => alertId)
    expect(told).toContain(sos.id)
    expect(told).not.toContain(low.id)
  })

  it('passes the rate limit with the 1,000 vital signs that stand before it, in order', async () => {
    // One message a second: by the limit alone the press would wait for a quarter of an hour.
    const journey = await startJourney({
      config: { mqtt: { messagesPerSecond: 1, burst: 5 } },
    })
    const band = await journey.wire('band-1')
    const vitals = Array.from({ length: 1_000 }, (_, i) => ({
      id: `v-${i}`,
      ts: Date.now() - 1_000 + i,
      heartRate: 70 + (i % 9),
      bloodPressure: { systolic: 128, diastolic: 81 },
      spo2: 97,
    }))
    band.send(
      ...vitals.map((payload, i) => band.packet('vitals', payload, { id: i + 1 })),
      band.packet('sos', { id: 'press' }, { id: 1_001 }),
    )
    await band.acked(1_001)
    expect(band.acks()).toEqual(Array.from({ length: 1_001 }, (_, i) => i + 1))
    expect(journey.alerts()).toMatchObject([{ ruleId: 'sos', status: 'open' }])
    // What follows the press waits again: a band of another elder is served first.
    const late = vitals.slice(0, 100).map((vital, i) => ({ ...vital, id: `w-${i}` }))
    band.send(...late.map((payload, i) => band.packet('vitals', payload, { id: 2_001 + i })))
    const other = await journey.wire('band-2')
    await other.say('vitals', { heartRate: 70 })
    expect(band.acks().length).toBeLessThan(1_101)
  })
})
