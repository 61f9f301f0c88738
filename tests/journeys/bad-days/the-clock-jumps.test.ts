import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../alerts/model/time.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts'
import { createNetwork } from '../../support/network.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://relay.lan/hook', secret: 'partner-partner-00' }
const PARTNER = { 'relay.lan': () => new Response(null, { status: 200 }) }

async function start() {
  const clock = createManualClock(START)
  const network = createNetwork({ ...PARTNER })
  const journey = await startJourney({ clock, webhook: WEBHOOK, fetch: network.fetch })
  return { clock, network, journey }
}
/** Lets time pass a second at a time, and everything that is ready run. */
async function pass(journey: Journey, clock: ManualClock, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += SECOND) {
    clock.advance(SECOND)
    await journey.gateway.settled()
  }
}
const told = (journey: Journey): string[] => [
  ...new Set(journey.notifications().map(({ recipient }) => recipient.id as string)),
]
const lines = (journey: Journey, kind: string) =>
  journey
    .rows('select at, detail from timeline where kind = ? order by at, seq', kind)
    .map(({ at, detail }) => ({ at: Number(at), ...JSON.parse(String(detail)) }))

describe('the clock is set back an hour', () => {
  it('in the middle of a chain: the grid worker is told 60 s after the press, the director 3 min, not an hour later', async () => {
    const { clock, journey } = await start()
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    await pass(journey, clock, 30 * SECOND)
    clock.jump(-HOUR)
    await pass(journey, clock, 28 * SECOND)
    expect(told(journey)).not.toContain('p-grid')
    await pass(journey, clock, 3 * SECOND)
    expect(told(journey)).toContain('p-grid')
    expect(told(journey)).not.toContain('p-director')
    await pass(journey, clock, 2 * MINUTE)
    expect(told(journey)).toContain('p-director')
    expect(lines(journey, 'escalated').map(({ step }) => step)).toEqual([1, 2])
  })

  it('and the process dies with it: the next start has noticed', async () => {
    const { clock, network, journey } = await start()
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'p' })
    await pass(journey, clock, 30 * SECOND)
    await journey.close()
    clock.jump(-HOUR)
    const later = await startJourney({ folder: journey.folder, clock, fetch: network.fetch })
    await pass(later, clock, 62 * SECOND)
    expect(told(later)).toContain('p-grid')
  })

  it('a press of that hour is an alert, and what is taken on still lapses after 10 minutes', async () => {
    const { clock, journey } = await start()
    const band = await journey.wire('band-1')
    await pass(journey, clock, 5 * SECOND)
    clock.jump(-HOUR)
    await pass(journey, clock, SECOND)
    await band.say('sos', { id: 'p' })
    await eventually(() => journey.alerts().length === 1, 'the alert')
    const cookie = await journey.logIn('duty')
    const said = { action: 'acknowledge', requestId: 'request-1' }
    expect((await journey.api(cookie, '/api/alerts/1/actions', said)).status).toBe(200)
    await pass(journey, clock, MINUTE)
    clock.jump(-HOUR)
    await pass(journey, clock, 8 * MINUTE)
    expect(journey.alerts()[0].status).toBe('acknowledged')
    await pass(journey, clock, 2 * MINUTE)
    expect(journey.alerts()[0].status).toBe('open')
  })
})

describe('the clock is set ahead an hour, or the machine slept', () => {
  it('nobody’s band has been silent for it; a chain tells each overdue step once, marked late', async () => {
    const { clock, journey } = await start()
    const bands = [await journey.wire('band-1'), await journey.wire('band-2'), await journey.wire('band-3')]
    for (const band of bands) await band.say('vitals', { heartRate: 70 })
    await bands[0]?.say('sos', { id: 'p' })
    await pass(journey, clock, 10 * SECOND)
    clock.jump(HOUR)
    await pass(journey, clock, 5 * MINUTE)
    expect(journey.alerts().map(({ ruleId }) => ruleId)).toEqual(['sos'])
    const steps = lines(journey, 'escalated')
    expect(steps.slice(0, 3).map(({ step, late }) => [step, late])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ])
    const breath = journey.notifications().filter(({ createdAt }) => createdAt === steps[0]?.at)
    const people = breath.map(({ recipient }) => recipient.id)
    expect(new Set(people).size).toBe(people.length)
    // From here on silence counts again: 25 minutes of it.
    for (const band of bands) await band.cut()
    await pass(journey, clock, 26 * MINUTE)
    expect(journey.alerts().some(({ ruleId }) => ruleId !== 'sos')).toBe(true)
  })
})
