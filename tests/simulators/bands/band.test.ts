import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PAYLOADS, type VitalsPayload } from '../../../gateway/protocol/payloads.ts'
import { parseTopic } from '../../../gateway/protocol/topics.ts'
import { createBand } from '../../../simulators/bands/band.ts'
import { bodyAt } from '../../../simulators/bands/body.ts'
import { batteryAt } from '../../../simulators/bands/day.ts'
import { METRES_PER_DEGREE } from '../../../simulators/bands/homes.ts'
import { fixAt } from '../../../simulators/bands/movement.ts'
import { traitsOf } from '../../../simulators/bands/traits.ts'
import { fleetIds } from '../../../simulators/fleet.ts'
import type { Due } from '../../../simulators/message.ts'
import { DAY, HOUR, hourOf, MINUTE, startOfDay } from '../../../simulators/time.ts'

const MIDNIGHT = startOfDay(20_700)
const { bands } = fleetIds({ bands: 60, drains: 0 })
const worked = new Map<string, readonly Due[]>()
const dayOfMessages = (deviceId: string, seed = 1, days = 1): readonly Due[] => {
  const key = `${deviceId} ${seed} ${days}`
  const window = { from: MIDNIGHT - 1, until: MIDNIGHT + days * DAY - 1 }
  const messages = worked.get(key) ?? createBand({ deviceId, seed, speed: 1 }).due(window, [])
  worked.set(key, messages)
  return messages
}
const kind = (messages: readonly Due[], name: string): readonly Due[] =>
  messages.filter(({ topic }) => topic.endsWith(`/${name}`))
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
const samples = (messages: readonly Due[]) =>
  kind(messages, 'vitals').map(({ at, payload }) => ({ at, ...(payload as VitalsPayload) }))

describe('a band on one seed', () => {
  it('says exactly the same twice, whatever other devices exist, and something else on another seed', () => {
    const window = { from: MIDNIGHT - 1, until: MIDNIGHT + DAY - 1 }
    const again = createBand({ deviceId: 'band-007', seed: 1, speed: 1 }).due(window, [])
    expect(again).toEqual(dayOfMessages('band-007'))
    expect(dayOfMessages('band-007')).not.toEqual(dayOfMessages('band-007', 2))
    expect(traitsOf(1, 'band-007').home).not.toEqual(traitsOf(1, 'band-008').home)
  })

  it('reports 1,440 vitals, 48 pressures, 288 steps, 144 positions and at least 144 states in 24 hours', () => {
    const messages = dayOfMessages('band-011')
    const vitals = samples(messages)
    expect(vitals.filter(({ bloodPressure }) => !bloodPressure)).toHaveLength(1440)
    expect(vitals.filter(({ bloodPressure }) => bloodPressure)).toHaveLength(48)
    expect(kind(messages, 'steps')).toHaveLength(288)
    expect(kind(messages, 'location')).toHaveLength(144)
    expect(kind(messages, 'status').length).toBeGreaterThanOrEqual(144)
    expect(kind(messages, 'status').every(({ retain }) => retain)).toBe(true)
  })

  it('at five times the speed reports vitals every 12 s with true clocks', () => {
    const messages = createBand({ deviceId: 'band-001', seed: 1, speed: 5 }).due(
      { from: MIDNIGHT, until: MIDNIGHT + HOUR },
      [],
    )
    const times = samples(messages)
      .filter(({ bloodPressure }) => !bloodPressure)
      .map(({ at }) => at)
    expect(times).toHaveLength(300)
    expect(new Set(times.slice(1).map((at, n) => at - (times[n] ?? 0)))).toEqual(new Set([12_000]))
    for (const { at, payload } of messages) expect((payload as { ts: number }).ts).toBe(at)
  })

  it('misses and repeats nothing however a stretch of time is cut', () => {
    const band = createBand({ deviceId: 'band-030', seed: 1, speed: 3 })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 * HOUR }),
        fc.integer({ min: 1, max: 3 * HOUR }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (start, length, share) => {
          const from = MIDNIGHT + start
          const until = from + length
          const cut = from + Math.floor(length * share)
          const halves = [...band.due({ from, until: cut }, []), ...band.due({ from: cut, until }, [])]
          expect(halves).toEqual(band.due({ from, until }, []))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('speaks the wire contract: every payload of 60 bands over a day parses under its topic', () => {
    for (const deviceId of bands)
      for (const { topic, payload } of dayOfMessages(deviceId)) {
        const parsed = parseTopic(topic)
        if (!parsed) throw new Error(`not our topic: ${topic}`)
        expect(PAYLOADS[parsed.kind].safeParse(payload).success).toBe(true)
      }
  })

  it('confirms a message it has shown once, without touching its retained state', () => {
    const band = createBand({ deviceId: 'band-007', seed: 1, speed: 1 })
    const said = band.confirm('7.1.0.device.band-007.downlink.raised', MIDNIGHT, [])
    expect(said).toMatchObject({ topic: 'v1/bands/band-007/status', retain: false })
    expect(said.payload).toEqual({
      ts: MIDNIGHT,
      seq: MIDNIGHT,
      shown: '7.1.0.device.band-007.downlink.raised',
    })
    expect(PAYLOADS.status.safeParse(said.payload).success).toBe(true)
  })

  it('numbers its messages uniquely per kind', () => {
    const messages = dayOfMessages('band-019')
    const numbers = messages.map(({ topic, payload }) => `${topic} ${(payload as { seq: number }).seq}`)
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

describe('a believable day of 60 residents', () => {
  const people = bands.map((deviceId) => {
    const messages = dayOfMessages(deviceId)
    const worn = samples(messages).filter((sample) => sample.heartRate !== 0)
    const heart = worn.flatMap(({ at, heartRate }) => (heartRate === undefined ? [] : [{ at, heartRate }]))
    const between = (from: number, to: number): number =>
      mean(heart.filter(({ at }) => hourOf(at) >= from && hourOf(at) < to).map(({ heartRate }) => heartRate))
    return {
      deviceId,
      traits: traitsOf(1, deviceId),
      night: between(1, 4),
      day: between(9, 18),
      heart: heart.map(({ heartRate }) => heartRate).sort((a, b) => a - b),
      steps: kind(messages, 'steps').map(({ payload }) => (payload as { steps: number }).steps),
    }
  })

  it('has hearts 5 to 25 bpm slower at night than by day, in everyone', () => {
    for (const { night, day } of people) {
      expect(day - night).toBeGreaterThan(5)
      expect(day - night).toBeLessThan(25)
    }
  })

  it('keeps 98 % of the heart rates between 51 and 110: a quiet day is quiet', () => {
    for (const { heart } of people) {
      expect(heart[Math.floor(heart.length * 0.01)]).toBeGreaterThanOrEqual(51)
      expect(heart[Math.floor(heart.length * 0.99)]).toBeLessThanOrEqual(110)
    }
  })

  it('never lets two neighbouring samples out of those limits, so no artefact lasts', () => {
    for (const deviceId of bands) {
      const wild = samples(dayOfMessages(deviceId))
        .filter(({ heartRate }) => heartRate !== undefined && heartRate !== 0)
        .map(({ heartRate }) => Number(heartRate) > 115 || Number(heartRate) < 50)
      expect(wild.some((value, n) => value && wild[n + 1])).toBe(false)
    }
  })

  it('walks 500 to 14,000 steps, counted upwards from local midnight', () => {
    for (const { steps } of people) {
      expect(steps.every((count, n) => n === 0 || count >= (steps[n - 1] ?? 0))).toBe(true)
      expect(steps[0]).toBeLessThan(100)
      expect(steps.at(-1)).toBeGreaterThan(500)
      expect(steps.at(-1)).toBeLessThan(14_000)
    }
  })

  it('starts counting steps again at midnight', () => {
    const steps = kind(dayOfMessages('band-005', 1, 2), 'steps')
    const countAt = (at: number): number =>
      Number((steps.findLast((message) => message.at < at)?.payload as { steps: number } | undefined)?.steps)
    expect(countAt(MIDNIGHT + DAY)).toBeGreaterThan(500)
    expect(countAt(MIDNIGHT + DAY + 6 * MINUTE)).toBeLessThan(100)
  })

  it('has pressures by class: means of 110–130 without, 125–150 with hypertension, diastolic 25 below at least', () => {
    for (const { traits } of people) {
      const readings = Array.from({ length: 20 }, (_, n) =>
        bodyAt(traits, MIDNIGHT + 9 * HOUR + n * 30 * MINUTE),
      )
      const systolic = mean(readings.map((reading) => reading.systolic))
      const [low, high] = traits.hypertension === 'none' ? [108, 132] : [122, 156]
      expect(systolic).toBeGreaterThan(low)
      expect(systolic).toBeLessThan(high)
      for (const reading of readings) expect(reading.systolic - reading.diastolic).toBeGreaterThanOrEqual(25)
    }
  })

  it('saturates at 94 to 100 % and stays between 35.8 and 37.4 °C', () => {
    for (const { traits } of people)
      for (let at = MIDNIGHT; at < MIDNIGHT + DAY; at += 10 * MINUTE) {
        const { spo2, temperature } = bodyAt(traits, at)
        expect(spo2).toBeGreaterThanOrEqual(94)
        expect(spo2).toBeLessThanOrEqual(100)
        expect(temperature).toBeGreaterThan(35.8)
        expect(temperature).toBeLessThan(37.4)
      }
  })

  it('charges every second or third day: down to 22–60 %, up to 100 %, never empty', () => {
    for (const { traits } of people) {
      const levels = Array.from({ length: 6 * 24 * 6 }, (_, n) =>
        batteryAt(traits, MIDNIGHT + n * 10 * MINUTE),
      )
      const rising = levels.map((level, n) => n > 0 && level > (levels[n - 1] ?? 100))
      const charged = rising.filter((rises, n) => rises && !rising[n - 1]).length
      expect(Math.min(...levels)).toBeGreaterThan(22)
      expect(Math.min(...levels)).toBeLessThan(60)
      expect(Math.max(...levels)).toBeGreaterThan(97)
      expect(Math.max(...levels)).toBeLessThanOrEqual(100)
      expect(charged).toBeGreaterThanOrEqual(2)
    }
  })

  it('comes off for the bath or the charger once a day, says so, and sends sentinel zeros meanwhile', () => {
    const messages = dayOfMessages('band-002')
    const wear = kind(messages, 'wear')
    expect(wear.map(({ payload }) => (payload as { worn: boolean }).worn)).toEqual([false, true])
    const [off, on] = wear.map(({ at }) => at) as [number, number]
    expect(on - off).toBeGreaterThan(13 * MINUTE)
    expect(on - off).toBeLessThan(96 * MINUTE)
    const meanwhile = samples(messages).filter(({ at }) => at > off && at < on)
    for (const { heartRate, bloodPressure } of meanwhile) expect(heartRate ?? bloodPressure?.systolic).toBe(0)
  })

  it('has single artefacts: sentinel zeros and spikes in 60 bands, less than 1 % of the samples', () => {
    const awake = bands.flatMap((deviceId) =>
      samples(dayOfMessages(deviceId)).filter(({ at }) => hourOf(at) < 5 && hourOf(at) > 0),
    )
    const zeros = awake.filter(({ heartRate }) => heartRate === 0).length
    const spikes = awake.filter(({ heartRate }) => Number(heartRate) >= 150).length
    expect(zeros).toBeGreaterThan(5)
    expect(spikes).toBeGreaterThan(2)
    expect(zeros + spikes).toBeLessThan(awake.length / 100)
  })

  it('stays within 280 m of home, and within 40 m when not on a walk', () => {
    for (const { traits } of people)
      for (let at = MIDNIGHT; at < MIDNIGHT + DAY; at += 5 * MINUTE) {
        const fix = fixAt(traits, at)
        const north = (fix.latitude - traits.home.latitude) * METRES_PER_DEGREE
        const east =
          (fix.longitude - traits.home.longitude) * METRES_PER_DEGREE * Math.cos((31.23 * Math.PI) / 180)
        expect(Math.hypot(north, east)).toBeLessThan(fix.source === 'gps' ? 280 : 40)
      }
  })
})

describe('the sample community', () => {
  it('has every band at home within 15 m of the building its resident lives in', () => {
    const path = join(import.meta.dirname, '../../../config/sample/site.yaml')
    const site = parse(readFileSync(path, 'utf8')) as {
      buildings: { id: string; latitude: number; longitude: number }[]
      residents: { id: string; buildingId: string }[]
      devices: { id: string; residentId?: string }[]
    }
    const worn = site.devices.filter(({ residentId }) => residentId !== undefined)
    expect(worn).toHaveLength(60)
    for (const { id, residentId } of worn) {
      const resident = site.residents.find((candidate) => candidate.id === residentId)
      const building = site.buildings.find((candidate) => candidate.id === resident?.buildingId)
      const { home } = traitsOf(1, id)
      const north = (home.latitude - Number(building?.latitude)) * METRES_PER_DEGREE
      const east =
        (home.longitude - Number(building?.longitude)) * METRES_PER_DEGREE * Math.cos((31.23 * Math.PI) / 180)
      expect(Math.hypot(north, east)).toBeLessThan(15)
    }
  })
})
