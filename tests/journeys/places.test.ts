// Where a person is, through a whole gateway: a cell tower's word asks the band, a satellite's raises, home clears.

import { describe, expect, it } from 'vitest'
import { eventually, startJourney } from '../support/journey.ts'

const HOME = { latitude: 31.2304, longitude: 121.4737 }
const DEGREE = 111_195
const fix = (north: number, more: object) => ({
  latitude: HOME.latitude + north / DEGREE,
  longitude: HOME.longitude,
  ...more,
})
const GPS = { accuracyMetres: 10, source: 'gps' }
const CELL = { accuracyMetres: 900, source: 'cell' }

async function startWalk() {
  const journey = await startJourney({ safeZone: { ...HOME, radiusMetres: 300 } })
  const band = await journey.connectDevice('band-1')
  const commands: { command: string }[] = []
  band.on('message', (_topic, payload) => commands.push(JSON.parse(String(payload))))
  await band.subscribeAsync('v1/bands/band-1/commands', { qos: 1 })
  const say = (kind: string, payload: object) =>
    band.publishAsync(`v1/bands/band-1/${kind}`, JSON.stringify(payload), { qos: 1 })
  const asked = () => commands.map(({ command }) => command)
  const left = () => journey.alerts().filter(({ ruleId }) => ruleId !== 'sos')
  return { journey, say, asked, left }
}

describe('a walk out of the safe zone', () => {
  it('a cell fix 3 km away raises nothing and asks the band where it is; its answer raises, and home clears', async () => {
    const { journey, say, asked, left } = await startWalk()
    const start = Date.now() - 50_000
    await say('location', { ts: start, ...fix(3_000, CELL) })
    await eventually(() => asked().includes('locate'), 'the band is asked where it is')
    expect(left()).toEqual([])
    await say('location', { ts: start + 10_000, ...fix(900, GPS) })
    const [alert] = await eventually(() => left().length > 0 && left(), 'the alert')
    expect(alert.ruleId).toMatch(/^(left-safe-zone|night-exit)$/)
    expect(alert.evidence.facts).toMatchObject({
      distanceMetres: 600,
      accuracyMetres: 10,
      source: 'gps',
      outsideSince: start + 10_000,
    })
    await say('location', { ts: start + 49_000, ...fix(50, GPS) })
    await eventually(() => left()[0].clearedAt === start + 49_000, 'the alert knows that they are back')
    expect(left()).toHaveLength(1)
    const cookie = await journey.logIn('duty')
    const { body } = await journey.api(cookie, '/api/residents/r-1')
    expect(body).toMatchObject({ safeZone: { radiusMetres: 300 }, outsideMetres: 0 })
  })

  it('an SOS that does not say where asks the band, once, however often it is pressed', async () => {
    const { say, asked } = await startWalk()
    await say('sos', { id: 'press-1' })
    await eventually(() => asked().includes('locate'), 'the band is asked where it is')
    await say('sos', { id: 'press-2' })
    await say('sos', { id: 'press-3', ...fix(10, GPS) })
    await say('status', { battery: 50 })
    expect(asked().filter((command) => command === 'locate')).toHaveLength(1)
  })

  it('what a restart replays asks nobody', async () => {
    const { journey, say, asked } = await startWalk()
    await say('location', { ts: Date.now() - 20_000, ...fix(3_000, CELL) })
    await eventually(() => asked().length === 1, 'the band is asked where it is')
    await journey.close()
    const again = await startJourney({ folder: journey.folder })
    const band = await again.connectDevice('band-1')
    const commands: string[] = []
    band.on('message', (_topic, payload) => commands.push(JSON.parse(String(payload)).command))
    await band.subscribeAsync('v1/bands/band-1/commands', { qos: 1 })
    await band.publishAsync('v1/bands/band-1/status', JSON.stringify({ battery: 50 }), { qos: 1 })
    expect(commands).toEqual([])
  })
})
