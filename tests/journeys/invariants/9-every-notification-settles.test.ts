import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../alerts/model/time.ts'
import { eventually, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { startPartner } from '../../support/partner.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)

describe('Invariant 9: every notification has an idempotency key and ends delivered or visibly failed', () => {
  it('the key in the row is the key in the header, each is used once, and every row ends delivered', async () => {
    const partner = await startPartner((attempt) => (attempt <= 3 ? 503 : 200))
    const journey = await startJourney({ webhook: partner })
    const band = await journey.wire('band-1')
    await band.subscribe()
    await band.say('sos', { id: 'p-1' })
    const rows = await eventually(() => {
      const all = journey.notifications()
      return all.length === 4 && all.every(({ status }) => status === 'delivered') && all
    }, 'all four are delivered')
    const keys = rows.map(({ key }: { key: string }) => key)
    expect(new Set(keys).size).toBe(4)
    // Three were answered 503 at first: they came again under the key they had.
    const sent = partner.received.map(({ key }) => key)
    expect(sent).toHaveLength(6)
    expect([...new Set(sent)].sort()).toEqual(keys.filter((key: string) => key.includes('.webhook.')).sort())
    // Beside what its wearer is told, a band that called for help is asked where it is.
    const shown = band.commands().filter(({ command }) => command !== 'locate')
    expect(shown).toMatchObject([{ id: keys.find((key: string) => key.includes('.downlink.')) }])
    for (const { key, body } of partner.received) expect(body.key).toBe(key)
  })

  it('one that is refused for good fails visibly, raises a delivery-failed alert of its own, and that one ends too', async () => {
    const partner = await startPartner(() => 403)
    const clock = createManualClock(START)
    const journey = await startJourney({ webhook: partner, clock })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const band = await journey.wire('band-1')
    await band.subscribe()
    await band.say('sos', { id: 'p-1' })
    const failed = await board.frame('alert', ({ alert }) => alert.ruleId === 'delivery-failed')
    expect(failed.alert).toMatchObject({
      subject: { kind: 'system', id: expect.stringMatching(/^webhook-/) },
      severity: 'critical',
      evidence: { facts: { channel: 'webhook', error: 'HTTP 403' } },
    })
    await board.frame('notification', ({ notification }) => notification.status === 'failed')
    await eventually(
      () =>
        journey
          .notifications()
          .every(({ status, lastError }) => status === 'delivered' || (status === 'failed' && lastError)),
      'every row is settled',
    )
    // One alert for each who was not told, none about itself, none for the band.
    const { sos, failures } = Object.groupBy(journey.alerts(), ({ ruleId }) =>
      ruleId === 'sos' ? 'sos' : 'failures',
    )
    expect(sos).toHaveLength(1)
    const untold = new Set(failures?.map(({ subject }) => subject.id))
    expect(untold.size).toBe(failures?.length)
    expect([...untold]).toEqual(
      expect.arrayContaining(['webhook-p-duty', 'webhook-p-family', 'webhook-desk']),
    )
    const detail = (await journey.api(cookie, '/api/alerts/1')).body
    const states = detail.notifications.map(
      ({ channel, status }: { channel: string; status: string }) => `${channel} ${status}`,
    )
    expect(new Set(states)).toEqual(new Set(['downlink delivered', 'webhook failed']))
  })

  it('an empty roster falls through visibly, step by step, to whoever holds the role', async () => {
    const partner = await startPartner()
    const clock = createManualClock(START)
    const journey = await startJourney({ webhook: partner, shifts: false, clock })
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'p-1' })
    const lines = () =>
      journey
        .rows('select kind, detail from timeline where alert_id = 1 order by seq')
        .map(({ kind, detail }) => ({ kind, ...JSON.parse(String(detail)) }))
    expect(lines()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'fellThrough', role: 'duty', reason: 'emptyRoster' }),
        // Who answers for the grid has no shift and is told before their turn.
        expect.objectContaining({ kind: 'escalated', recipients: ['p-grid'], early: true }),
      ]),
    )
    await eventually(() => partner.received.length === 3, 'the first three are told')
    clock.advance(4 * MINUTE)
    await journey.gateway.settled()
    const told = new Set(journey.notifications().map(({ recipient }) => recipient.id))
    expect(told).toEqual(new Set(['p-family', 'desk', 'band-1', 'p-grid', 'p-director']))
    await eventually(() => new Set(partner.received.map(({ key }) => key)).size === 4, 'they are told')
  })

  it('with no channel at all nobody is told, which the timeline says, and the last resort is tried again', async () => {
    const clock = createManualClock(START)
    const journey = await startJourney({ clock })
    const band = await journey.wire('band-2')
    await band.leave()
    const again = await journey.wire('band-2')
    await again.say('sos', { id: 'p-1' })
    const fallen = () =>
      journey
        .rows("select detail from timeline where alert_id = 1 and kind = 'fellThrough' order by seq")
        .map(({ detail }) => JSON.parse(String(detail)))
    expect(fallen()).toContainEqual(expect.objectContaining({ reason: 'nobodyReachable' }))
    const before = fallen().length
    expect(journey.alerts()[0].dueAt).toBeGreaterThan(clock.now())
    clock.advance(6 * MINUTE)
    await journey.gateway.settled()
    expect(fallen().length).toBeGreaterThan(before)
  })
})
