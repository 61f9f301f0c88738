import { describe, expect, it } from 'vitest'
import type { VitalsPayload } from '../../../gateway/protocol/payloads.ts'
import { createBand } from '../../../simulators/bands/band.ts'
import type { Due } from '../../../simulators/message.ts'
import type { Effect } from '../../../simulators/scenario/effects.ts'
import { DAY, HOUR, MINUTE, SECOND, startOfDay } from '../../../simulators/time.ts'

const MIDNIGHT = startOfDay(20_700)
const kind = (messages: readonly Due[], name: string): readonly Due[] =>
  messages.filter(({ topic }) => topic.endsWith(`/${name}`))
const samples = (messages: readonly Due[]) =>
  kind(messages, 'vitals').map(({ at, payload }) => ({ at, ...(payload as VitalsPayload) }))

describe('a band in a script', () => {
  const band = createBand({ deviceId: 'band-004', seed: 1, speed: 5 })
  const start = MIDNIGHT + 16 * HOUR
  const racing: readonly Effect[] = [
    { type: 'atHome', from: start, until: start + 30 * MINUTE },
    {
      type: 'value',
      metric: 'heartRate',
      from: start + 15 * SECOND,
      until: start + 7 * MINUTE,
      to: 142,
      rampMs: 15 * SECOND,
      backMs: MINUTE,
    },
  ]
  const heartBetween = (from: number, until: number): number[] =>
    samples(band.due({ from: start + from, until: start + until }, racing)).flatMap(({ heartRate }) =>
      heartRate === undefined ? [] : [heartRate],
    )

  it('races at 139 to 145 bpm on 27 samples of five and a half minutes, none of them an artefact', () => {
    const racingSamples = heartBetween(30 * SECOND, 6 * MINUTE)
    expect(racingSamples.length).toBeGreaterThanOrEqual(27)
    expect(Math.min(...racingSamples)).toBeGreaterThanOrEqual(139)
    expect(Math.max(...racingSamples)).toBeLessThanOrEqual(145)
    expect(new Set(racingSamples).size).toBeGreaterThan(1)
  })

  it('is back to its own rate after the way back', () => {
    expect(Math.max(...heartBetween(7 * MINUTE, 9 * MINUTE))).toBeLessThan(110)
  })

  it('takes no step while it stays at home, at any hour, and goes on counting afterwards', () => {
    const stepsAt = (at: number): number => (band.say('steps', at, racing).payload as { steps: number }).steps
    for (const hour of [3, 8, 16, 18]) {
      const from = MIDNIGHT + hour * HOUR
      const effects: Effect[] = [{ type: 'atHome', from, until: from + 40 * MINUTE }]
      const steps = [0, 5, 20, 40].map(
        (minute) => (band.say('steps', from + minute * MINUTE, effects).payload as { steps: number }).steps,
      )
      expect(new Set(steps).size).toBe(1)
    }
    expect(stepsAt(start + 3 * HOUR)).toBeGreaterThanOrEqual(stepsAt(start + 30 * MINUTE))
  })

  it('is worn even at its charging hour, unless the script takes it off', () => {
    for (let at = MIDNIGHT; at < MIDNIGHT + 3 * DAY; at += 5 * MINUTE)
      expect(band.say('status', at, racing).payload).toMatchObject({ charging: false })
    const off: Effect[] = [{ type: 'offWrist', from: start, until: start + HOUR }]
    const messages = band.due({ from: start - 1, until: start + 2 * HOUR }, off)
    expect(
      kind(messages, 'wear').map(({ at, payload }) => [at - start, (payload as { worn: boolean }).worn]),
    ).toEqual([
      [0, false],
      [HOUR, true],
    ])
  })

  it('presses SOS at the second asked for, with a position at home', () => {
    const effects: Effect[] = [
      { type: 'atHome', from: start, until: start + HOUR },
      { type: 'sos', at: start + 45 * SECOND },
    ]
    const pressed = kind(band.due({ from: start, until: start + MINUTE }, effects), 'sos')
    expect(pressed).toHaveLength(1)
    expect(pressed[0]).toMatchObject({ at: start + 45 * SECOND, retain: false, payload: { source: 'wifi' } })
  })

  it('with a skewed clock shifts its time stamps but not its cadence', () => {
    const effects: Effect[] = [{ type: 'skew', from: start, until: Infinity, byMs: -90 * MINUTE }]
    const messages = band.due({ from: start, until: start + 5 * MINUTE }, effects)
    expect(messages.length).toBeGreaterThan(20)
    for (const { at, payload } of messages) expect((payload as { ts: number }).ts).toBe(at - 90 * MINUTE)
  })
})
