import { describe, expect, it } from 'vitest'
import { DAY } from '../../../alerts/model/time.ts'
import { eventually, startJourney } from '../../support/journey.ts'
import { openTcp, publishPacket } from '../../support/wire.ts'

/** What cannot be read: kind, bytes, and the reason under which staff find it. */
const UNREADABLE: readonly [kind: string, payload: unknown, reason: string][] = [
  ['vitals', '', 'notJson'],
  ['vitals', '{"heartRate":', 'notJson'],
  ['vitals', Buffer.from([0x00, 0xff, 0xfe, 0x80]), 'notJson'],
  ['vitals', 'NaN', 'notJson'],
  ['vitals', '"seventy"', 'wrongShape'],
  ['vitals', 'null', 'wrongShape'],
  ['vitals', { heartRate: '72' }, 'wrongShape'],
  ['vitals', { heartRate: { value: 72 } }, 'wrongShape'],
  ['vitals', { bloodPressure: { systolic: 120 } }, 'wrongShape'],
  ['vitals', { heartRate: 72, ts: 'yesterday' }, 'wrongShape'],
  ['vitals', { heartRate: 72, id: 'x'.repeat(65) }, 'wrongShape'],
  ['vitals', [], 'batchEmpty'],
  ['vitals', '['.repeat(100_000), 'notJson'],
  ['location', { latitude: 91, longitude: 0 }, 'wrongShape'],
  ['location', { latitude: 31 }, 'wrongShape'],
  ['wear', { worn: 'yes' }, 'wrongShape'],
  ['steps', { steps: -1 }, 'wrongShape'],
  ['status', { battery: [] }, 'wrongShape'],
]

describe('bad input', () => {
  it(`${UNREADABLE.length} unreadable messages are acknowledged, listed with reason and first bytes, and the connection and its neighbours live on`, async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    for (const [kind, payload] of UNREADABLE) await band.say(kind, payload)
    const listed = (await journey.api(cookie, '/api/rejections')).body.reverse()
    expect(listed.map(({ topic, reason }: any) => [topic.split('/').at(-1), reason])).toEqual(
      UNREADABLE.map(([kind, , reason]) => [kind, reason]),
    )
    expect(listed[1].payloadStart).toBe('{"heartRate":')
    await band.say('vitals', { heartRate: 72 })
    expect((await journey.api(cookie, '/api/residents/r-1')).body.tile.heartRate.value).toBe(72)
    expect(journey.alerts()).toEqual([])
    expect(journey.fatal).toEqual([])
  })

  it('one bad element of a batch costs that element only', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    const at = Date.now() - 10_000
    await band.say('vitals', [
      { ts: at, heartRate: 70 },
      'noise',
      { ts: at + 1, heartRate: 'x' },
      { ts: at + 2, heartRate: 74 },
    ])
    expect((await journey.api(cookie, '/api/residents/r-1')).body.tile.heartRate).toEqual({
      value: 74,
      at: at + 2,
    })
    expect((await journey.api(cookie, '/api/rejections')).body).toMatchObject([
      { reason: 'wrongShape', detail: expect.stringMatching(/^2 of 4 elements/) },
    ])
  })

  it('absurd values are kept with their reason, shown as doubtful, and never evaluated', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    const start = Date.now() - 600_000
    const doubtful: [metric: string, vitals: object, reason: string][] = [
      ['heartRate', { heartRate: 0 }, 'noReading'],
      ['heartRate', { heartRate: 301 }, 'implausible'],
      ['heartRate', { heartRate: -5 }, 'implausible'],
      ['heartRate', { heartRate: 1e300 }, 'implausible'],
      ['spo2', { spo2: 12 }, 'implausible'],
      ['systolic', { bloodPressure: { systolic: 80, diastolic: 120 } }, 'diastolicNotBelowSystolic'],
      ['systolic', { bloodPressure: { systolic: 260, diastolic: 60 } }, 'pulsePressure'],
      ['diastolic', { bloodPressure: { systolic: 190, diastolic: 0 } }, 'noReading'],
    ]
    await band.say('vitals', { ts: start - 1_000, heartRate: 71 })
    // Each held for minutes: if one were evaluated, it would be an alert.
    for (let round = 0; round < 4; round++)
      for (const [index, [, vitals]] of doubtful.entries())
        await band.say('vitals', { ts: start + round * 120_000 + index * 1_000, ...vitals })
    const found = async (metric: string) =>
      (
        await journey.api(
          cookie,
          `/api/residents/r-1/samples?metric=${metric}&from=${start}&to=${Date.now()}`,
        )
      ).body
    let curve = await found('heartRate')
    await eventually(() => {
      void found('heartRate').then((body) => {
        curve = body
      })
      return curve.doubtful.length === 16
    }, 'the doubtful values are filed')
    for (const metric of ['heartRate', 'spo2', 'systolic', 'diastolic']) {
      const { value, doubtful: shown } = await found(metric)
      expect(value, metric).toEqual([])
      const expected = doubtful.filter(([one]) => one === metric).map(([, , reason]) => reason)
      expect([...new Set(shown.map(({ reason }: any) => reason))], metric).toEqual(
        expect.arrayContaining([...new Set(expected)]),
      )
    }
    const { tile } = (await journey.api(cookie, '/api/residents/r-1')).body
    expect(tile).toMatchObject({ heartRate: { value: 71 }, spo2: null, systolic: null, diastolic: null })
    // So many unusable values are a matter of the band, for the daily review; nothing is said about the person.
    expect(journey.alerts().map(({ ruleId, severity }) => [ruleId, severity])).toEqual([
      ['hr-spiking', 'info'],
    ])
  })

  it('clocks that are unset, seconds instead of milliseconds, or in the future: counted as now, never ahead of it', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const tile = async () => (await journey.api(cookie, '/api/residents/r-1')).body.tile
    const band = await journey.wire('band-1')
    for (const [ts, heartRate] of [
      [0, 61],
      [86_400_000, 62],
      [Date.UTC(2010, 0, 1), 63],
      [Date.now() + DAY, 64],
      ['2099-01-01T00:00:00Z', 65],
      [Number.MAX_SAFE_INTEGER, 66],
    ] as const) {
      const before = Date.now()
      await band.say('vitals', { ts, heartRate })
      const shown = (await tile()).heartRate
      expect(shown.value).toBe(heartRate)
      expect(shown.at).toBeGreaterThanOrEqual(before)
      expect(shown.at).toBeLessThanOrEqual(Date.now())
    }
    const seconds = Math.floor(Date.now() / 1_000) + 60
    await band.say('vitals', { ts: seconds, heartRate: 67 })
    expect((await tile()).heartRate).toEqual({ value: 67, at: seconds * 1_000 })
  })

  it('foreign topics: kept as rejected under the name of who sent them, acknowledged, and without effect', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    const topics = [
      'v1/bands/band-2/sos',
      'v1/bands/band-2/vitals',
      'v1/drains/water-1/level',
      'v1/drains/band-1/level',
      'v1/bands/band-1/commands',
      'v1/bands/band-1/level',
      'v2/bands/band-1/sos',
      'anything',
      '$SYS/broker/uptime',
      'tick/resident:r-1',
      'resume',
      'catalogue',
      'weather/c-1',
    ]
    band.send(
      ...topics.map((topic, i) => publishPacket(topic, { heartRate: 200, centimetres: 99 }, { id: i + 1 })),
    )
    await band.acked(topics.length)
    const listed = (await journey.api(cookie, '/api/rejections')).body.reverse()
    expect(listed.map(({ topic, deviceId }: any) => [deviceId, topic])).toEqual(
      topics.map((topic) => ['band-1', topic]),
    )
    expect(journey.alerts()).toEqual([])
    expect(
      journey.rows("select topic from log where topic not like '%/status' and topic <> 'resume'"),
      'nothing but the gateway’s own word on the rules it began with',
    ).toEqual([{ topic: 'catalogue' }])
    const granted = band.known(({ cmd }) => cmd === 'suback')
    band.send({
      cmd: 'subscribe',
      messageId: 99,
      subscriptions: ['#', 'v1/bands/band-2/commands', 'v1/bands/+/commands', '$SYS/#'].map((topic) => ({
        topic,
        qos: 1,
      })),
    })
    expect(await granted).toMatchObject({ granted: [128, 128, 128, 128] })
  })

  it('who is no device: garbage for a protocol, a wrong secret, an unknown band, MQTT 5', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('admin')
    const port = journey.gateway.mqttPort
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x00\x00\x00\x00', '\x10\xff\xff\xff\xff\xff']) {
      const stranger = await openTcp(port)
      stranger.socket.write(Buffer.from(bytes, 'latin1'))
      await stranger.closed
    }
    await expect(journey.wire('band-1', { password: Buffer.from('wrong') })).rejects.toThrow(/returnCode/)
    await expect(journey.wire('band-9')).rejects.toThrow(/returnCode/)
    await expect(journey.wire('band-1', { clientId: 'band-2' })).rejects.toThrow(/returnCode/)
    await expect(journey.wire('band-1', { protocolVersion: 5 })).rejects.toThrow()
    const unknown = (await journey.api(cookie, '/api/devices/unknown')).body
    expect(unknown.map(({ deviceId, reason }: any) => `${deviceId} ${reason}`).sort()).toEqual([
      'band-1 wrongSecret',
      'band-9 unknownDevice',
    ])
    const band = await journey.wire('band-1')
    await band.say('sos', {})
    expect(journey.alerts()).toHaveLength(1)
  })

  it('a band that never reads its acknowledgements: nothing is lost, and nobody else waits', async () => {
    const journey = await startJourney()
    const silent = await journey.wire('band-1')
    silent.socket.pause()
    for (let id = 1; id <= 2_000; id++) silent.publish('sos', { id: `p-${id}` }, { id })
    const other = await journey.wire('band-2')
    await other.say('sos', {})
    silent.socket.resume()
    await silent.acked(2_000)
    expect(silent.acks()).toHaveLength(2_000)
    expect(journey.alerts().map(({ repeats }) => repeats)).toEqual([1_999, 0])
  })
})
