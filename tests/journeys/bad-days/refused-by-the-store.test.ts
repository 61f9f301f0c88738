import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../alerts/model/time.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { startPartner } from '../../support/partner.ts'
import { lockStore, onStore } from '../../support/store-tools.ts'

/** An unresolved alert that the gateway knows nothing of: the next one of this rule and elder contradicts it. */
const plantAlert = (folder: string, subject: string, ruleId: string, id = 9000): void =>
  onStore(folder, (db) => {
    db.prepare(`insert into alert (id, subject, rule_id, status, severity, grid_id, received_at, due_at, body)
                values (?, ?, ?, 'open', 'critical', 'g-1', 1, null, '{}')`).run(id, subject, ruleId)
  })
const unplant = (folder: string): void =>
  onStore(folder, (db) => db.exec('delete from alert where id = 9000'))

/** A line of the alert's record where the gateway is about to write one. */
const plantLine = (db: DatabaseSync): void =>
  void db.exec(`insert into timeline
    select 1, max(seq) + 1, 1, 'commented', 'nobody', '{}', 900000, 1, '', 'planted' from timeline where alert_id = 1`)

const rulesOf = (journey: Journey): string[] =>
  journey
    .rows('select subject, rule_id from alert where id <> 9000 order by subject, rule_id')
    .map((row) => `${row.subject} ${row.rule_id}`)

const metric = async (journey: Journey, name: string): Promise<string | undefined> =>
  (await (await fetch(`${journey.base}/metrics`)).text())
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.split(' ')
    .at(-1)

describe('what the store refuses by itself, while it takes everything else', () => {
  it('a press that contradicts what is stored is told as a call for help; what came with it is committed, acknowledged and told', async () => {
    const partner = await startPartner()
    const journey = await startJourney({ webhook: partner })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const bands = await Promise.all([1, 2, 3].map((n) => journey.wire(`band-${n}`)))
    const [one, two, three] = bands as [(typeof bands)[0], (typeof bands)[0], (typeof bands)[0]]
    await Promise.all(bands.map((band) => band.say('vitals', { heartRate: 70 })))
    plantAlert(journey.folder, 'resident:r-2', 'sos')

    // While the writer waits for the lock, everything is decided on top of the press that will be refused.
    const release = lockStore(journey.folder)
    one.publish('vitals', { heartRate: 71 }, { id: 1 })
    two.send(
      two.packet('vitals', { heartRate: 72 }, { id: 1 }),
      two.packet('sos', { id: 'press-2' }, { id: 2 }),
      two.packet('vitals', { heartRate: 73 }, { id: 3 }),
    )
    await two.roundTrip()
    three.publish('sos', { id: 'press-3' }, { id: 1 })
    one.publish('vitals', { heartRate: 74 }, { id: 2 })
    await Promise.all(bands.map((band) => band.roundTrip()))
    release()
    await Promise.all([one.acked(1), one.acked(2), two.acked(1), two.acked(2), two.acked(3), three.acked(1)])

    expect(rulesOf(journey)).toEqual(['resident:r-2 press-not-stored', 'resident:r-3 sos'])
    const [aside] = (await journey.api(await journey.logIn('admin'), '/api/rejections')).body
    expect(aside).toMatchObject({ deviceId: 'band-2', topic: 'v1/bands/band-2/sos', reason: 'notStored' })
    expect(aside.detail).toContain('UNIQUE')
    expect(aside.payloadStart).toContain('press-2')
    expect(
      journey
        .rows("select topic, payload from log where topic like '%/vitals' or topic like '%/sos' order by seq")
        .map((row) => `${row.topic} ${Buffer.from(row.payload as Uint8Array)}`)
        .slice(3),
    ).toEqual([
      'v1/bands/band-1/vitals {"heartRate":71}',
      'v1/bands/band-2/vitals {"heartRate":72}',
      'v1/bands/band-2/vitals {"heartRate":73}',
      'v1/bands/band-3/sos {"id":"press-3"}',
      'v1/bands/band-1/vitals {"heartRate":74}',
    ])
    const seen = await board.frame('alert', ({ alert }) => alert.ruleId === 'press-not-stored')
    expect(seen.alert).toMatchObject({ emergency: true, severity: 'critical', deviceId: 'band-2' })
    await board.frame('alert', ({ alert }) => alert.ruleId === 'sos')
    await eventually(() => partner.received.length >= 4, 'desk and duty of both')
    const titles = partner.received.map(({ body }) => JSON.stringify(body))
    expect(titles.some((text) => text.includes('紧急呼救（未能照常保存）'))).toBe(true)

    // The store itself is well, and says so.
    const spoken = board.frames.flatMap((frame) => (frame.type === 'system' ? [frame.code] : []))
    expect(spoken.filter((code) => code !== 'policyGaps')).toEqual([])
    expect((await journey.api('', '/readyz')).status).toBe(200)
    expect(await metric(journey, 'shouwang_commit_failures_total{reason="refused"}')).toBe('1')
    expect(await metric(journey, 'shouwang_rejected_total{reason="notStored"}')).toBe('1')
    expect(journey.fatal).toEqual([])

    // A restart replays what is stored, and the next press is an alert as any other once nothing contradicts it.
    unplant(journey.folder)
    await journey.close()
    const later = await startJourney({ folder: journey.folder, webhook: partner })
    expect((await later.api(await later.logIn('duty'), '/api/residents/r-2')).body.tile.heartRate.value).toBe(
      73,
    )
    const again = await later.wire('band-2')
    await again.say('sos', { id: 'press-4' })
    expect(rulesOf(later)).toEqual(['resident:r-2 press-not-stored', 'resident:r-2 sos', 'resident:r-3 sos'])
  })

  it('a measurement that goes on being refused is written down each time, told once, and comes never again', async () => {
    const journey = await startJourney()
    const board = await journey.openBoard(await journey.logIn('duty'))
    const [one, two] = await Promise.all([journey.wire('band-1'), journey.wire('band-2')])
    plantAlert(journey.folder, 'resident:r-2', 'battery-low')
    await two.say('vitals', { id: 'v', heartRate: 70 })
    for (const i of [0, 1, 2, 3]) await two.say('status', { id: `s-${i}`, battery: 4 })
    await one.say('vitals', { heartRate: 70 })
    const aside = journey.rows("select reason from rejection where device_id = 'band-2'")
    expect(aside).toHaveLength(4)
    expect(new Set(aside.map(({ reason }) => reason))).toEqual(new Set(['notStored']))
    const told = journey.alerts().filter(({ ruleId }) => ruleId === 'not-stored')
    expect(told).toMatchObject([
      { subject: { id: 'r-2' }, deviceId: 'band-2', repeats: 0, severity: 'critical' },
    ])
    const { alert } = await board.frame('alert', ({ alert: { ruleId } }) => ruleId === 'not-stored')
    expect(String(alert.evidence.facts?.error)).toContain('UNIQUE')
    expect(journey.rows("select payload from log where topic = 'v1/bands/band-2/vitals'")).toHaveLength(1)
    expect(two.isClosed()).toBe(false)
  })

  it('an acknowledgement that contradicts the record is refused to its officer and told; the other officer’s stands', async () => {
    const journey = await startJourney()
    const [duty, second] = await Promise.all([journey.logIn('duty'), journey.logIn('second')])
    const [one, two] = await Promise.all([journey.wire('band-1'), journey.wire('band-2')])
    await one.say('sos', { id: 'a' })
    await two.say('sos', { id: 'b' })
    await journey.gateway.settled()
    onStore(journey.folder, plantLine)
    const release = lockStore(journey.folder)
    const act = (cookie: string, id: number) =>
      journey.api(cookie, `/api/alerts/${id}/actions`, { action: 'acknowledge', requestId: `request-${id}` })
    const first = act(duty, 1)
    const other = act(second, 2)
    await one.roundTrip()
    release()
    expect((await first).body.code).toBe('storeUnavailable')
    expect((await other).body.alert).toMatchObject({ id: 2, status: 'acknowledged' })
    expect((await journey.api(duty, '/api/alerts/1')).body.alert.status).toBe('open')
    await journey.gateway.settled()
    expect(journey.alerts().filter(({ ruleId }) => ruleId === 'not-stored')).toMatchObject([
      { subject: { kind: 'resident', id: 'r-1' }, evidence: { facts: { alertId: 1 } } },
    ])
    expect((await journey.api('', '/readyz')).status).toBe(200)
  })

  it('a message whose delivery cannot be written into the record counts as delivered all the same: nobody is rung for ever', async () => {
    let folder = ''
    const partner = await startPartner((attempt) => {
      if (attempt === 1) onStore(folder, plantLine)
      return 200
    })
    const journey = await startJourney({ webhook: partner })
    folder = journey.folder
    const band = await journey.wire('band-2')
    await band.say('sos', { id: 'a' })
    await eventually(
      () =>
        journey.notifications().filter(({ alertId, status }) => alertId === 1 && status === 'delivered')
          .length >= 2,
      'desk and duty are told',
    )
    await eventually(() => journey.alerts().find(({ ruleId }) => ruleId === 'not-stored'), 'it is told')
    journey.gateway.tick()
    await journey.gateway.settled()
    const ofPress = partner.received.filter(({ body }) => !JSON.stringify(body).includes('未能保存'))
    expect(new Set(ofPress.map(({ key }) => key)).size).toBe(ofPress.length)
    expect(journey.fatal).toEqual([])
  })

  it('a step of a chain that cannot be written is told once and tried again each second; it holds up nobody', async () => {
    const partner = await startPartner()
    const clock = createManualClock(Date.UTC(2026, 10, 22, 4))
    const journey = await startJourney({ clock, webhook: partner })
    const [one, two] = await Promise.all([journey.wire('band-1'), journey.wire('band-2')])
    await two.say('sos', { id: 'a' })
    const told = () =>
      journey.notifications().filter(({ status, channel }) => channel === 'webhook' && status === 'delivered')
    await eventually(() => told().length === 2, 'desk and duty are told')
    await journey.gateway.settled()
    onStore(journey.folder, plantLine)
    for (let second = 0; second < 65; second++) {
      clock.advance(SECOND)
      await journey.gateway.settled()
    }
    expect(journey.alerts().filter(({ ruleId }) => ruleId === 'not-stored')).toMatchObject([
      { subject: { id: 'r-2' }, repeats: 0, evidence: { facts: { alertId: 1 } } },
    ])
    expect(journey.alerts()[0]).toMatchObject({ ruleId: 'sos', status: 'open' })
    await one.say('vitals', { heartRate: 70 })
    expect(Number(await metric(journey, 'shouwang_commit_failures_total{reason="refused"}'))).toBeGreaterThan(
      3,
    )
    // Somebody mends the record: the chain goes on.
    onStore(journey.folder, (db) => {
      db.exec('drop trigger timeline_is_append_only_delete')
      db.exec("delete from timeline where actor = 'nobody'")
    })
    clock.advance(2 * SECOND)
    await journey.gateway.settled()
    expect(
      journey.rows("select count(*) as n from timeline where alert_id = 1 and kind = 'escalated'")[0]?.n,
    ).toBe(1)
  })
})
