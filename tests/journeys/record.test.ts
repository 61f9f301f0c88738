import { describe, expect, it } from 'vitest'
import { runAudit } from '../../gateway/record/audit-command.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { startPartner } from '../support/partner.ts'

describe('the record of a press', () => {
  it('is a whole chain beside a running gateway, proves the way to the person, and shows in the figures', async () => {
    const partner = await startPartner()
    const journey = await startJourney({ webhook: { url: partner.url, secret: partner.secret } })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const band = await journey.connectDevice('band-1')
    await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
    const { alert } = await board.frame('alert', (frame) => frame.alert.ruleId === 'sos')
    await eventually(
      () => journey.notifications().some(({ status }) => status === 'delivered'),
      'somebody is told',
    )
    const act = (action: object) => journey.api(cookie, `/api/alerts/${alert.id}/actions`, action)
    await act({ action: 'acknowledge', requestId: 'request-a1' })
    await act({ action: 'resolve', outcome: 'genuine', requestId: 'request-a2' })

    const { body: proof } = await journey.api(cookie, `/api/alerts/${alert.id}/proof`)
    expect(proof.red).toBeUndefined()
    expect(proof.hops.map(({ hop, state }: { hop: string; state: string }) => [hop, state])).toEqual([
      ['pressed', 'fine'],
      ['received', 'fine'],
      ['decided', 'fine'],
      ['recorded', 'fine'],
      ['told', 'fine'],
      ['acknowledged', 'fine'],
      ['onTheWay', 'skipped'],
      ['arrived', 'skipped'],
      ['resolved', 'fine'],
    ])
    expect(proof.hops[3].at).toBeGreaterThanOrEqual(proof.hops[2].at)

    const now = Date.now()
    const { body: kpi } = await journey.api(
      cookie,
      `/api/kpi?from=${now - 60_000}&to=${now + 60_000}&by=shift`,
    )
    expect(kpi.total).toMatchObject({ alerts: 1, outcomes: { genuine: 1 }, acknowledge: { count: 1 } })
    expect(kpi.total.standards.map(({ met }: { met: boolean }) => met)).toEqual([true, true])
    expect(kpi.groups).toMatchObject([{ key: '00:00-00:00' }])

    const said: string[] = []
    expect(runAudit(['verify', '--data', journey.folder], { say: (line) => said.push(line) })).toBe(0)
    expect(said[0]).toMatch(/^The record is whole: \d+ lines\.$/)
  })
})
