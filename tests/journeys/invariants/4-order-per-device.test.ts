import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startJourney } from '../../support/journey.ts'

describe('Invariant 4: order per device is kept, and an older fix never moves live state', () => {
  it('300 messages of one chunk are acknowledged, and logged, in the order they were sent', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    const ids = Array.from({ length: 300 }, (_, i) => i + 1)
    const kinds = ['vitals', 'steps', 'wear', 'sos'] as const
    const payloads = { vitals: { heartRate: 70 }, steps: { steps: 12 }, wear: { worn: true }, sos: {} }
    band.send(
      ...ids.map((id) => {
        const kind = id % 100 === 0 ? 'sos' : kinds[id % 3]!
        return band.packet(kind, { ...payloads[kind], id: `m-${id}` }, { id })
      }),
    )
    await band.acked(300)
    expect(band.acks()).toEqual(ids)
    const logged = journey
      .rows(
        "select payload from log where topic not like '%/status' and topic not in ('resume', 'catalogue') order by seq",
      )
      .map(({ payload }) => JSON.parse(Buffer.from(payload as Uint8Array).toString()).id)
    expect(logged).toEqual(ids.map((id) => `m-${id}`))
  })

  it('older and reordered readings are stored, and the live tile on the board stays with the newest', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const band = await journey.wire('band-1')
    const now = Date.now()
    const home = { latitude: 31.2304, longitude: 121.4737, accuracyMetres: 8 }
    await band.say('vitals', { ts: now, heartRate: 80, spo2: 97 })
    await band.say('location', { ts: now, ...home })
    await board.frame('delta', ({ residents }) =>
      residents.some((tile) => tile.position?.at === now && tile.heartRate?.value === 80),
    )
    await band.say('vitals', { ts: now - 60_000, heartRate: 50, spo2: 80, temperature: 36.5 })
    await band.say('location', { ts: now - 30_000, latitude: 31.3, longitude: 121.5 })
    await band.say('vitals', [
      { ts: now - 90_000, heartRate: 41 },
      { ts: now - 10_000, heartRate: 42 },
      { ts: now - 80_000, heartRate: 43 },
    ])
    // A newer fact of another kind carries whatever the tile shows by then.
    await band.say('steps', { ts: now + 1, steps: 777 })
    const { residents } = await board.frame('delta', (frame) =>
      frame.residents.some((tile) => tile.steps?.value === 777),
    )
    expect(residents.find(({ id }) => id === 'r-1')).toMatchObject({
      heartRate: { value: 80, at: now },
      spo2: { value: 97, at: now },
      temperature: { value: 36.5, at: now - 60_000 },
      position: { latitude: home.latitude, longitude: home.longitude, accuracyMetres: 8, at: now },
    })
    const values = board.frames.flatMap((frame) =>
      frame.type === 'delta' ? frame.residents.map((tile) => tile.heartRate?.value) : [],
    )
    expect(values.filter((value) => value !== undefined && value !== 80)).toEqual([])

    const path = `/api/residents/r-1/samples?metric=heartRate&from=${now - 99_000}&to=${now}`
    let curve = (await journey.api(cookie, path)).body
    while (curve.at.length < 5) curve = (await journey.api(cookie, path)).body
    expect(curve.at).toEqual([now - 90_000, now - 80_000, now - 60_000, now - 10_000, now])
    expect(curve.value).toEqual([41, 43, 50, 42, 80])
  })

  it('whatever the order of arrival, the tile ends with the newest by device time (20 shuffles)', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-2')
    let base = Date.now() - 3_600_000
    const readings = Array.from({ length: 8 }, (_, i) => ({ offset: i * 100, heartRate: 60 + i }))
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(readings, { minLength: 8 }),
        fc.array(fc.nat(7), { maxLength: 4 }),
        async (shuffled, again) => {
          base += 10_000
          const all = [...shuffled, ...again.map((i) => readings[i]!)]
          band.send(
            ...all.map(({ offset, heartRate }, i) =>
              band.packet('vitals', { ts: base + offset, heartRate }, { id: i + 1 }),
            ),
          )
          const last = await band.next((packet) => packet.cmd === 'puback' && packet.messageId === all.length)
          expect(last.cmd).toBe('puback')
          const { tile } = (await journey.api(cookie, '/api/residents/r-2')).body
          expect(tile.heartRate).toEqual({ value: 67, at: base + 700 })
        },
      ),
      { numRuns: 20 },
    )
  })
})
