import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reading } from '../../../alerts/model/telemetry.ts'
import { type Decoded, decode } from '../../../gateway/ingest/decode.ts'
import { BAND_KINDS, DEVICE_ID, DRAIN_KINDS, parseTopic } from '../../../gateway/protocol/topics.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const topicOf = (kind: string): string =>
  kind === 'level' ? 'v1/drains/drain-01/level' : `v1/bands/band-001/${kind}`

const read = (kind: string, payload: unknown, receivedAt = NOW): Decoded =>
  decode(
    topicOf(kind),
    Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    receivedAt,
  )

function one(kind: string, payload: unknown): Reading {
  const decoded = read(kind, payload)
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.rejected))
  expect(decoded.readings).toHaveLength(1)
  expect(decoded.rejected).toEqual([])
  return decoded.readings[0]!
}

describe('a payload becomes a reading', () => {
  it.each([
    [
      'vitals',
      { heartRate: 72, spo2: 97, temperature: 36.5 },
      { heartRate: 72, spo2: 97, temperature: 36.5 },
    ],
    ['vitals', { bloodPressure: { systolic: 120, diastolic: 80 } }, { systolic: 120, diastolic: 80 }],
    ['vitals', {}, {}],
    ['steps', { steps: 3120 }, { steps: 3120 }],
    ['steps', { steps: 0 }, { steps: 0 }],
    ['wear', { worn: false }, { worn: 0 }],
    ['status', { online: true, battery: 76, charging: false }, { online: 1, battery: 76, charging: 0 }],
    ['status', { still: false }, { still: 0 }],
    ['fall', { still: true }, { fall: 1, still: 1 }],
    ['fall', { still: false }, { fall: 1 }],
    ['sos', {}, { sos: 1 }],
    ['level', { centimetres: 0, battery: 90 }, { level: 0, battery: 90 }],
    ['level', { centimetres: -12.5 }, { level: -12.5 }],
    [
      'location',
      { latitude: 39.9, longitude: 116.4, accuracyMetres: 12 },
      { latitude: 39.9, longitude: 116.4, accuracy: 12 },
    ],
  ])('of %s: %o gives %o', (kind, payload, values) => {
    const reading = one(kind, { ts: NOW - 5_000, ...payload })
    expect(reading).toMatchObject({
      kind,
      values,
      doubtful: [],
      eventTime: NOW - 5_000,
      receivedAt: NOW,
      deviceClock: true,
    })
    expect(Object.keys(reading.values)).toEqual(Object.keys(values))
  })

  it('with the source of its position, gps when it does not say', () => {
    expect(one('location', { latitude: 1, longitude: 2, source: 'wifi' }).positionSource).toBe('wifi')
    expect(one('location', { latitude: 1, longitude: 2 }).positionSource).toBe('gps')
    expect(one('sos', { latitude: 1, longitude: 2, source: 'cell' })).toMatchObject({
      values: { sos: 1, latitude: 1, longitude: 2 },
      positionSource: 'cell',
    })
    expect('positionSource' in one('vitals', {})).toBe(false)
  })

  it('from a Uint8Array that is no Buffer and does not start at its memory', () => {
    const memory = new TextEncoder().encode('xx{"steps":7}xx')
    const decoded = decode(topicOf('steps'), memory.subarray(2, 13), NOW)
    expect(decoded).toMatchObject({ ok: true, family: 'bands', deviceId: 'band-001', kind: 'steps' })
  })

  it('where null means absent, also within a pressure', () => {
    const payload = { heartRate: null, spo2: 96, bloodPressure: { systolic: 120, diastolic: null } }
    expect(one('vitals', payload).values).toEqual({ spo2: 96 })
  })
})

describe('a doubtful value is kept with its reason and not among those to be judged', () => {
  it.each([
    ['vitals', { heartRate: 0 }, [['heartRate', 0, 'noReading']]],
    ['vitals', { heartRate: 19.9 }, [['heartRate', 19.9, 'implausible']]],
    ['vitals', { heartRate: 301 }, [['heartRate', 301, 'implausible']]],
    ['vitals', { heartRate: -5 }, [['heartRate', -5, 'implausible']]],
    ['vitals', { spo2: 49 }, [['spo2', 49, 'implausible']]],
    ['vitals', { spo2: 101 }, [['spo2', 101, 'implausible']]],
    ['vitals', { temperature: 29.9 }, [['temperature', 29.9, 'implausible']]],
    ['vitals', { temperature: 45.1 }, [['temperature', 45.1, 'implausible']]],
    [
      'vitals',
      { bloodPressure: { systolic: 0, diastolic: 0 } },
      [
        ['systolic', 0, 'noReading'],
        ['diastolic', 0, 'noReading'],
      ],
    ],
    [
      'vitals',
      { bloodPressure: { systolic: 120, diastolic: 0 } },
      [
        ['systolic', 120, 'noReading'],
        ['diastolic', 0, 'noReading'],
      ],
    ],
    [
      'vitals',
      { bloodPressure: { systolic: 301, diastolic: 80 } },
      [
        ['systolic', 301, 'implausible'],
        ['diastolic', 80, 'implausible'],
      ],
    ],
    [
      'vitals',
      { bloodPressure: { systolic: 100, diastolic: 19 } },
      [
        ['systolic', 100, 'implausible'],
        ['diastolic', 19, 'implausible'],
      ],
    ],
    [
      'vitals',
      { bloodPressure: { systolic: 80, diastolic: 80 } },
      [
        ['systolic', 80, 'diastolicNotBelowSystolic'],
        ['diastolic', 80, 'diastolicNotBelowSystolic'],
      ],
    ],
    [
      'vitals',
      { bloodPressure: { systolic: 94, diastolic: 80 } },
      [
        ['systolic', 94, 'pulsePressure'],
        ['diastolic', 80, 'pulsePressure'],
      ],
    ],
    [
      'vitals',
      { bloodPressure: { systolic: 241, diastolic: 100 } },
      [
        ['systolic', 241, 'pulsePressure'],
        ['diastolic', 100, 'pulsePressure'],
      ],
    ],
    ['status', { battery: 0 }, [['battery', 0, 'noReading']]],
    ['status', { battery: 101 }, [['battery', 101, 'implausible']]],
    ['steps', { steps: 150_001 }, [['steps', 150_001, 'implausible']]],
    ['level', { centimetres: 501 }, [['level', 501, 'implausible']]],
    ['level', { centimetres: -51 }, [['level', -51, 'implausible']]],
    [
      'location',
      { latitude: 0, longitude: 0 },
      [
        ['latitude', 0, 'noReading'],
        ['longitude', 0, 'noReading'],
      ],
    ],
  ])('in %s: %o', (kind, payload, expected) => {
    const reading = one(kind, payload)
    expect(reading.doubtful.map(({ metric, value, reason }) => [metric, value, reason])).toEqual(expected)
    expect(reading.values).toEqual({})
  })

  it.each([
    [{ heartRate: 20 }],
    [{ heartRate: 300 }],
    [{ spo2: 50 }],
    [{ spo2: 100 }],
    [{ temperature: 30 }],
    [{ temperature: 45 }],
    [{ bloodPressure: { systolic: 95, diastolic: 80 } }],
    [{ bloodPressure: { systolic: 200, diastolic: 70 } }],
    [{ bloodPressure: { systolic: 240, diastolic: 100 } }],
  ])('but %o, on the limit, is fit', (payload) => {
    expect(one('vitals', payload).doubtful).toEqual([])
  })

  it('beside the good ones of the same reading', () => {
    const reading = one('vitals', { heartRate: 0, spo2: 96 })
    expect(reading.values).toEqual({ spo2: 96 })
    expect(reading.doubtful).toEqual([{ metric: 'heartRate', value: 0, reason: 'noReading' }])
  })
})

describe('the time of a reading', () => {
  const FUTURE = NOW + 120_001
  it.each([
    ['epoch milliseconds', NOW - 3_600_000, NOW - 3_600_000],
    ['epoch seconds', (NOW - 3_600_000) / 1_000, NOW - 3_600_000],
    ['ISO 8601 in UTC', '2026-11-21T11:00:00Z', NOW - 3_600_000],
    ['ISO 8601 with offset and fraction', '2026-11-21T19:00:00.000+08:00', NOW - 3_600_000],
    ['a clock two minutes fast', NOW + 120_000, NOW + 120_000],
    ['the first moment of 2020', Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 1)],
  ])('is the device’s: %s', (_, ts, eventTime) => {
    const reading = one('vitals', { ts, heartRate: 70 })
    expect(reading).toMatchObject({ eventTime, deviceClock: true, values: { heartRate: 70 } })
    expect('deviceTime' in reading).toBe(false)
  })

  it.each([
    ['absent', undefined, undefined],
    ['0', 0, 0],
    ['1970', 86_400_000, 86_400_000_000],
    ['2000 in seconds', 946_684_800, 946_684_800_000],
    ['2019', Date.UTC(2019, 11, 31), Date.UTC(2019, 11, 31)],
    ['more than two minutes in the future', FUTURE, FUTURE],
    ['negative', -5, -5_000],
  ])('is the time of arrival when the device’s is %s, and its word is kept', (_, ts, deviceTime) => {
    const reading = one('vitals', { ts, heartRate: 70 })
    expect(reading).toMatchObject({ eventTime: NOW, deviceClock: false, values: { heartRate: 70 } })
    expect(reading.deviceTime).toBe(deviceTime)
  })

  it('of an SOS is the device’s, however old', () => {
    expect(one('sos', { ts: NOW - 86_400_000 * 30 })).toMatchObject({ eventTime: NOW - 86_400_000 * 30 })
  })

  it('of a status is never later than its arrival, so that a fast clock cannot outlive "offline"', () => {
    expect(one('status', { ts: NOW + 90_000, online: true })).toMatchObject({
      eventTime: NOW,
      deviceClock: true,
    })
    expect(one('status', { ts: NOW - 90_000, online: true }).eventTime).toBe(NOW - 90_000)
  })
})

describe('a batch', () => {
  it('means the same in any order: its readings come oldest first', () => {
    const samples = Array.from({ length: 12 }, (_, i) => ({ ts: NOW - i * 60_000, heartRate: 60 + i }))
    const inOrder = read('vitals', [...samples].reverse())
    fc.assert(
      fc.property(fc.shuffledSubarray(samples, { minLength: 12 }), (shuffled) => {
        expect(read('vitals', shuffled)).toEqual(inOrder)
      }),
      { numRuns: 50 },
    )
  })

  it('becomes its readings, in order', () => {
    const decoded = read('vitals', [
      { ts: NOW - 2_000, heartRate: 70 },
      { ts: NOW - 1_000, heartRate: 71 },
    ])
    expect(decoded).toMatchObject({ ok: true, rejected: [] })
    if (decoded.ok)
      expect(decoded.readings.map(({ eventTime }) => eventTime)).toEqual([NOW - 2_000, NOW - 1_000])
  })

  it('keeps its good elements and reports the bad ones by index', () => {
    const decoded = read('vitals', [
      { ts: NOW, heartRate: 70 },
      { heartRate: 'fast' },
      7,
      { ts: NOW, spo2: 95 },
    ])
    expect(decoded.ok && decoded.readings.map(({ values }) => values)).toEqual([
      { heartRate: 70 },
      { spo2: 95 },
    ])
    expect(decoded.rejected).toHaveLength(1)
    expect(decoded.rejected[0]!.reason).toBe('wrongShape')
    expect(decoded.rejected[0]!.detail).toMatch(/^2 of 4 elements: \[1\] heartRate: .*; \[2\] /)
  })

  it('of 501 keeps the newest 500 and says so', () => {
    const decoded = read(
      'steps',
      Array.from({ length: 501 }, (_, at) => ({ ts: NOW - 1_000 + at, steps: at })),
    )
    expect(decoded.ok && [decoded.readings.length, decoded.readings[0]!.values.steps]).toEqual([500, 1])
    expect(decoded.rejected).toEqual([{ reason: 'batchTooLong', detail: 'the 1 oldest of 501 elements' }])
  })

  it('whose elements have no usable time is judged by its last only; the others are kept as doubtful', () => {
    const decoded = read('vitals', [
      { ts: 5, heartRate: 180 },
      { ts: NOW + 1e9, heartRate: 181 },
      { heartRate: 72 },
    ])
    expect(decoded.ok && decoded.readings.map(({ values, doubtful }) => [values, doubtful])).toEqual([
      [{}, [{ metric: 'heartRate', value: 180, reason: 'clockNotSet' }]],
      [{}, [{ metric: 'heartRate', value: 181, reason: 'futureClock' }]],
      [{ heartRate: 72 }, []],
    ])
  })

  it('of SOS presses keeps every press, with or without a time', () => {
    const decoded = read('sos', [{ ts: 5 }, { ts: NOW - 1_000 }, {}])
    expect(decoded.ok && decoded.readings.map(({ values }) => values.sos)).toEqual([1, 1, 1])
  })

  it('without elements is rejected, but for an emergency', () => {
    expect(read('vitals', [])).toMatchObject({ ok: false, rejected: [{ reason: 'batchEmpty' }] })
    expect(read('sos', [])).toMatchObject({ ok: true, readings: [{ values: { sos: 1 } }] })
  })
})

describe('what cannot be read is rejected with a reason', () => {
  it.each([
    ['not JSON', '{"heartRate":', 'notJson'],
    ['nothing', '', 'notJson'],
    ['a number', '72', 'wrongShape'],
    ['null', 'null', 'wrongShape'],
    ['a text for a number', '{"heartRate":"72"}', 'wrongShape'],
    ['infinity', '{"heartRate":1e999}', 'wrongShape'],
    ['an ISO time without offset', '{"ts":"2026-11-21T11:00:00"}', 'wrongShape'],
    ['more than 256 KiB', `{"heartRate":72}${' '.repeat(262_144)}`, 'payloadTooLarge'],
    ['ten thousand brackets', '['.repeat(10_000), 'notJson'],
  ])('%s', (_, payload, reason) => {
    const decoded = read('vitals', payload)
    expect(decoded).toMatchObject({ ok: false, deviceId: 'band-001', rejected: [{ reason }] })
    expect(decoded.rejected[0]!.detail.length).toBeGreaterThan(0)
    expect(decoded.rejected[0]!.detail.length).toBeLessThanOrEqual(500)
  })

  it('and so is a topic that is none of ours', () => {
    expect(decode('v1/bands/band-001/commands', Buffer.from('{}'), NOW)).toEqual({
      ok: false,
      deviceId: undefined,
      rejected: [{ reason: 'unknownTopic', detail: 'v1/bands/band-001/commands' }],
    })
  })
})

describe.each(['sos', 'fall'] as const)('a %s is never lost to its payload', (kind) => {
  it.each([
    ['garbage', Buffer.from([0xff, 0xfe, 0x00])],
    ['half a JSON', Buffer.from('{"ts":17')],
    ['a text', Buffer.from('"help"')],
    ['numbers', Buffer.from('[1,2,3]')],
    ['300 KiB', Buffer.alloc(300_000, 'x')],
  ])('of %s: it is unreadable, at the time of arrival, and also reported', (_, payload) => {
    const decoded = decode(topicOf(kind), payload, NOW)
    expect(decoded).toMatchObject({
      ok: true,
      readings: [{ kind, values: { [kind]: 1 }, eventTime: NOW, deviceClock: false, unreadable: true }],
    })
    expect(decoded.rejected).toHaveLength(1)
  })

  it('of no bytes: it is readable, for the topic is all there is to say', () => {
    const reading = one(kind, '')
    expect(reading.values).toEqual({ [kind]: 1 })
    expect('unreadable' in reading).toBe(false)
  })

  it('with a faulty field: the others count', () => {
    const decoded = read(kind, { ts: NOW - 1_000, id: 'p1', latitude: 91, longitude: 116, still: 'yes' })
    expect(decoded).toMatchObject({
      ok: true,
      readings: [{ eventTime: NOW - 1_000, ident: `${kind}:i:p1`, unreadable: true }],
      rejected: [{ reason: 'wrongShape' }],
    })
  })
})

describe('the identity of a reading', () => {
  const ident = (kind: string, payload: object): string => one(kind, payload).ident

  it('of a press is its id, else its seq and time, else its time and content', () => {
    expect(ident('fall', { id: 'a1', seq: 4, ts: NOW })).toBe('fall:i:a1')
    expect(ident('fall', { seq: 4, ts: NOW })).toBe(`fall:s:4:${NOW}`)
    expect(ident('fall', { ts: NOW })).toMatch(new RegExp(`^fall:t:${NOW}:\\d+$`))
  })

  it('of what its own time tells apart is nothing; without a clock it is id, seq or content', () => {
    expect(ident('vitals', { id: 'a1', seq: 4, ts: NOW, heartRate: 70 })).toBe('')
    expect(ident('vitals', { id: 'a1', heartRate: 70 })).toBe('vitals:i:a1')
    expect(ident('vitals', { seq: 4, heartRate: 70 })).toMatch(/^vitals:s:4:\d+$/)
    expect(ident('vitals', { heartRate: 70 })).toMatch(new RegExp(`^vitals:r:${NOW}:\\d+$`))
  })

  it('is the same alone and in a batch, however the time is written and the keys are ordered', () => {
    const alone = ident('sos', { ts: NOW, latitude: 39.9, longitude: 116.4 })
    const decoded = read('sos', [
      { ts: NOW - 1 },
      { longitude: 116.4, latitude: 39.9, ts: new Date(NOW).toISOString() },
    ])
    expect(decoded.ok && decoded.readings[1]!.ident).toBe(alone)
  })

  it('differs by kind, by time and by content, doubtful content too', () => {
    const all = [
      ident('sos', { ts: NOW }),
      ident('fall', { ts: NOW }),
      ident('sos', { ts: NOW - 1 }),
      ident('vitals', { heartRate: 70 }),
      ident('vitals', { heartRate: 71 }),
      ident('vitals', { spo2: 70 }),
      ident('vitals', { heartRate: 0 }),
      ident('vitals', { spo2: 0 }),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('of a press without a clock is new with every arrival, even when seq starts again at 1', () => {
    const at = (receivedAt: number): string => {
      const decoded = read('sos', { seq: 1, ts: 0 }, receivedAt)
      return decoded.ok ? decoded.readings[0]!.ident : ''
    }
    expect(at(NOW)).not.toBe(at(NOW + 86_400_000))
    expect(at(NOW)).toBe(at(NOW))
  })

  it('of a seq that starts again after a reboot differs by time', () => {
    expect(ident('fall', { seq: 1, ts: NOW })).not.toBe(ident('fall', { seq: 1, ts: NOW - 1 }))
  })
})

describe('for any bytes', () => {
  const kinds = fc.constantFrom(
    ...BAND_KINDS.map(topicOf),
    ...DRAIN_KINDS.map((kind) => `v1/drains/d/${kind}`),
  )

  it('it never throws, and an emergency always gives a reading', () => {
    const payloads = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(kinds, payloads, (topic, payload) => {
        const decoded = decode(topic, payload, NOW)
        if (/sos|fall/.test(topic)) expect(decoded.ok).toBe(true)
        if (decoded.ok) expect(decoded.readings.length).toBeGreaterThan(0)
        else expect(decoded.rejected.length).toBeGreaterThan(0)
      }),
      { numRuns: 2_000 },
    )
  })

  it('no reading holds a number that is not finite, and none a value outside its range', () => {
    const values = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(null, 'x', true))
    const bodies = fc.record(
      {
        ts: values,
        heartRate: values,
        spo2: values,
        steps: values,
        centimetres: values,
        battery: values,
        latitude: values,
        longitude: values,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(kinds, fc.oneof(bodies, fc.array(bodies, { maxLength: 5 })), (topic, body) => {
        const decoded = decode(topic, Buffer.from(JSON.stringify(body)), NOW)
        if (!decoded.ok) return
        for (const reading of decoded.readings) {
          const { heartRate = 72, spo2 = 97, battery = 50 } = reading.values
          expect(
            heartRate >= 20 && heartRate <= 300 && spo2 >= 50 && spo2 <= 100 && battery > 0 && battery <= 100,
          ).toBe(true)
          for (const number of [
            reading.eventTime,
            ...Object.values(reading.values),
            ...reading.doubtful.map(({ value }) => value),
          ])
            expect(Number.isFinite(number)).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a topic', () => {
  /** The contract, said the slow way. */
  const plainly = (topic: string) => {
    const [version, family, deviceId, kind, ...rest] = topic.split('/')
    const kinds: readonly string[] = family === 'bands' ? BAND_KINDS : family === 'drains' ? DRAIN_KINDS : []
    const isOurs =
      version === 'v1' && rest.length === 0 && DEVICE_ID.test(deviceId ?? '') && kinds.includes(kind ?? '')
    return isOurs ? { family, deviceId, kind } : undefined
  }

  it('is read as the contract says, for any topic', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'v1',
        'bands',
        'drains',
        'vitals',
        'sos',
        'level',
        'status',
        'commands',
        '',
        'x'.repeat(64),
        'x'.repeat(65),
      ),
      fc.string({ maxLength: 8 }),
    )
    const near = fc
      .tuple(fc.constantFrom('bands', 'drains'), part, part)
      .map(([family, device, kind]) => `v1/${family}/${device}/${kind}`)
    fc.assert(
      fc.property(
        fc.oneof(
          near,
          fc.array(part, { maxLength: 6 }).map((parts) => parts.join('/')),
        ),
        (topic) => {
          expect(parseTopic(topic)).toEqual(plainly(topic))
        },
      ),
      { numRuns: 5_000 },
    )
  })
})
