import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../alerts/model/time.ts'
import { eventually, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createNetwork } from '../../support/network.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://relay.lan/hook', secret: 'partner-partner-00' }
const works = () => createNetwork({ 'relay.lan': () => new Response(null, { status: 200 }) })

describe('two officers', () => {
  it('acknowledge in the same millisecond: one has it, the other is told who, and there is one line', async () => {
    const journey = await startJourney({
      clock: createManualClock(START),
      webhook: WEBHOOK,
      fetch: works().fetch,
    })
    const [first, second] = [await journey.logIn('duty'), await journey.logIn('second')]
    const board = await journey.openBoard(second)
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    await board.frame('alert', ({ alert }) => alert.ruleId === 'sos')
    const say = (cookie: string, requestId: string) =>
      journey.api(cookie, '/api/alerts/1/actions', { action: 'acknowledge', requestId })
    const answers = await Promise.all([
      say(first, 'request-of-first'),
      say(second, 'request-of-second'),
      // The tap that was repeated because nothing happened for a moment.
      say(first, 'request-of-first'),
      say(second, 'request-of-second'),
    ])
    const won = answers.filter(({ status }) => status === 200)
    const lost = answers.filter(({ status }) => status === 409)
    expect([won.length, lost.length]).toEqual([2, 2])
    expect(new Set(lost.map(({ body }) => body.code))).toEqual(new Set(['alreadyAcknowledged']))
    const by = won[0]?.body.alert.acknowledgedBy
    expect(['p-duty', 'p-second']).toContain(by)
    expect(journey.rows("select actor, at from timeline where kind = 'acknowledged'")).toEqual([
      { actor: by, at: START },
    ])
    expect(journey.alerts()[0]).toMatchObject({ status: 'acknowledged', acknowledgedBy: by })
    await board.frame('alert', ({ alert }) => alert.acknowledgedBy === by)
  })
})

describe('nobody on the roster', () => {
  it('an SOS reaches the grid worker in the same breath, the director after 3 minutes, and says why', async () => {
    const clock = createManualClock(START)
    const journey = await startJourney({ clock, webhook: WEBHOOK, shifts: false, fetch: works().fetch })
    await (await journey.wire('band-1')).say('sos', { id: 'p' })
    const told = () => [
      ...new Set(
        journey
          .notifications()
          .filter(({ recipient }) => recipient.kind === 'person')
          .map(({ recipient }) => recipient.id),
      ),
    ]
    await eventually(() => told().includes('p-grid'), 'the grid worker is told')
    expect(told().sort()).toEqual(['p-family', 'p-grid'])
    const lines = journey.rows('select kind, at, detail from timeline where alert_id = 1 order by seq')
    expect(lines.find(({ kind }) => kind === 'fellThrough')?.detail).toContain('emptyRoster')
    expect(lines.find(({ kind }) => kind === 'escalated')).toMatchObject({ at: START })
    for (let n = 0; n < 181; n++) {
      clock.advance(SECOND)
      await journey.gateway.settled()
    }
    expect(told()).toContain('p-director')
  })
})
