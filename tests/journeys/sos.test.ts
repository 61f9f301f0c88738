import { describe, expect, it } from 'vitest'
import { eventually, startJourney } from '../support/journey.ts'
import { startPartner } from '../support/partner.ts'

describe('an SOS', () => {
  it('reaches the board, the ambulance desk, the family and the band, and a person closes it', async () => {
    const partner = await startPartner()
    const journey = await startJourney({ webhook: { url: partner.url, secret: partner.secret } })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const band = await journey.connectDevice('band-1')
    const commands: any[] = []
    band.on('message', (_topic, payload) => commands.push(JSON.parse(String(payload))))
    await band.subscribeAsync('v1/bands/band-1/commands', { qos: 1 })

    await band.publishAsync('v1/bands/band-1/vitals', JSON.stringify({ heartRate: 96, spo2: 95 }), { qos: 1 })
    await band.publishAsync(
      'v1/bands/band-1/sos',
      JSON.stringify({ id: 'press-1', latitude: 31.2304, longitude: 121.4737, accuracyMetres: 12 }),
      { qos: 1 },
    )

    const { alert } = await board.frame('alert', (frame) => frame.alert.ruleId === 'sos')
    expect(alert).toMatchObject({
      status: 'open',
      severity: 'critical',
      subject: { kind: 'resident', id: 'r-1' },
      emergency: true,
    })

    const desk = await eventually(
      () => partner.received.find(({ body }) => body.recipient.role === 'desk120'),
      'the desk is told',
    )
    expect(desk.signed).toBe(true)
    expect(desk.body.card).toMatchObject({
      patient: { name: '陈奶奶', age: expect.any(Number) },
      entry: expect.stringContaining('1357#'),
      conditions: ['高血压'],
      confirmedByPerson: false,
      position: { wgs84: { latitude: 31.2304, longitude: 121.4737 }, accuracyMetres: 12 },
    })
    await eventually(
      () => partner.received.find(({ body }) => body.recipient.role === 'family'),
      'the family is told',
    )
    await eventually(
      () => partner.received.find(({ body }) => body.recipient.role === 'duty'),
      'the duty officer is told',
    )

    const acknowledged = await journey.api(cookie, `/api/alerts/${alert.id}/actions`, {
      action: 'acknowledge',
      requestId: 'request-a1',
    })
    expect(acknowledged).toMatchObject({
      status: 200,
      body: { alert: { status: 'acknowledged', acknowledgedBy: 'p-duty' } },
    })
    await eventually(
      () => commands.find(({ command }) => command === 'helpIsComing'),
      'the band hears that help is coming',
    )

    const second = await journey.logIn('second')
    expect(
      (
        await journey.api(second, `/api/alerts/${alert.id}/actions`, {
          action: 'acknowledge',
          requestId: 'request-b1',
        })
      ).body.code,
    ).toBe('alreadyAcknowledged')

    await journey.api(cookie, `/api/alerts/${alert.id}/actions`, {
      action: 'confirm',
      requestId: 'request-a2',
      note: '家属电话确认',
    })
    await eventually(
      () =>
        partner.received.find(
          ({ body }) => body.recipient.role === 'desk120' && body.card?.confirmedByPerson,
        ),
      'the desk hears the confirmation',
    )

    const resolved = await journey.api(cookie, `/api/alerts/${alert.id}/actions`, {
      action: 'resolve',
      outcome: 'genuine',
      requestId: 'request-a3',
    })
    expect(resolved.body.alert).toMatchObject({ status: 'resolved', outcome: 'genuine' })
    const detail = (await journey.api(cookie, `/api/alerts/${alert.id}`)).body
    expect(detail.timeline.map((entry: any) => entry.kind)).toEqual(
      expect.arrayContaining(['opened', 'notified', 'acknowledged', 'confirmed', 'resolved']),
    )
    expect(detail.timeline.map((entry: any) => entry.seq)).toEqual(
      detail.timeline.map((_: unknown, i: number) => i + 1),
    )
  })
})
