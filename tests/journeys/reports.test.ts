import { describe, expect, it } from 'vitest'
import { nameAt, periodOf } from '../../alerts/record/calendar.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { type PastAlert, writePast } from '../support/past.ts'
import { onStore } from '../support/store-tools.ts'

const ZONE = 'Asia/Shanghai'
const DAY = 86_400_000
const HOUR = 3_600_000

/** A gateway whose record began before this month. */
async function withPast(past: readonly PastAlert[]) {
  const folder = testFolder()
  await createCommunity(folder)
  writePast(folder, past)
  return startJourney({ folder })
}

describe('the reports of a real store', () => {
  it('tell a day that was lived through: press, answer, outcome, messages, a changed rule, a silence', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('director')
    const band = await journey.connectDevice('band-1')
    await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
    const alert = await eventually(() => journey.alerts()[0], 'the alert is stored')
    const act = (action: object) => journey.api(cookie, `/api/alerts/${alert.id}/actions`, action)
    await act({ action: 'acknowledge', requestId: 'request-a1' })
    await act({ action: 'resolve', outcome: 'genuine', requestId: 'request-a2' })
    const changed = await journey.api(cookie, '/api/rules/hr-high/changes', {
      change: { parameters: { raise: 126 } },
      reason: '少一点打扰',
      expected: 0,
    })
    expect(changed.status).toBe(200)
    await journey.api(cookie, '/api/silences', {
      requestId: 'silence-01',
      kind: 'maintenance',
      match: { drainId: 'd-1' },
      reason: '清淤',
      until: Date.now() + HOUR,
    })

    const date = nameAt('daily', Date.now(), ZONE)
    const { status, body } = await journey.api(cookie, `/api/reports/daily?date=${date}`)
    expect(status).toBe(200)
    expect(body.figures).toMatchObject({ emergencies: 1, urgent: { alerts: 1, outcomes: { genuine: 1 } } })
    expect(body.figures.longest).toMatchObject({ alertId: alert.id, answered: true })
    expect(body.recordSince).toBeGreaterThan(body.from)
    expect(body.changes).toMatchObject([
      {
        by: 'p-director',
        reason: '少一点打扰',
        ruleId: 'hr-high',
        numbers: [{ ruleId: 'hr-high', name: 'raise', from: null, to: 126 }],
      },
    ])
    expect(body.people['p-director']).toBe('赵主任')
    expect(body.silences).toMatchObject([{ reason: '清淤', match: { drainId: 'd-1' } }])
    expect(body.uncovered).toEqual([])
    expect(body.titles['hr-high'].en).toBeTypeOf('string')

    const month = await journey.api(cookie, `/api/reports/monthly?month=${date.slice(0, 7)}`)
    expect(month.body.previous).toMatchObject({ days: 0, all: { alerts: 0 } })
    const family = await journey.logIn('family')
    expect((await journey.api(family, `/api/reports/daily?date=${date}`)).status).toBe(403)
  })

  it('find the past of each day by the community’s clock, and what lasted from the day before', async () => {
    const now = Date.now()
    const today = periodOf('daily', nameAt('daily', now, ZONE), ZONE)!
    const yesterday = periodOf('daily', nameAt('daily', today.from - 1, ZONE), ZONE)!
    const journey = await withPast([
      {
        receivedAt: yesterday.from - HOUR,
        ruleId: 'band-offline',
        severity: 'warning',
        evidence: { samples: [], since: yesterday.from - 2 * HOUR },
        outcome: 'recovered',
        clearedAt: yesterday.from + 3 * HOUR,
        resolvedAt: yesterday.from + 3 * HOUR,
      },
      {
        receivedAt: yesterday.from,
        outcome: 'genuine',
        resolvedAt: yesterday.from + HOUR,
        resolvedBy: 'p-duty',
        lines: [
          [0, 'opened'],
          [252, 'acknowledged', 'p-duty'],
          [3600, 'resolved', 'p-duty'],
        ],
        messages: [
          { channel: 'sms', status: 'failed', error: 'no such number' },
          { channel: 'push', status: 'delivered' },
        ],
      },
      { receivedAt: yesterday.to - 1, outcome: 'test', lines: [[0, 'opened']] },
      { receivedAt: yesterday.to, lines: [[0, 'opened']], outcome: 'accidental' },
    ])
    const cookie = await journey.logIn('duty')
    const { body } = await journey.api(cookie, `/api/reports/daily?date=${yesterday.name}`)
    expect(body.figures).toMatchObject({ days: 1, all: { alerts: 1, tests: 1 } })
    expect(body.bars[0]).toEqual({ key: '00', urgent: 1, others: 0, tests: 0 })
    expect(body.bars[23].tests).toBe(1)
    expect(body.worst.list).toMatchObject([{ alertId: 2, waitedMs: 252_000, resolvedMs: HOUR }])
    expect(body.failed.list).toMatchObject([{ alertId: 2, channel: 'sms', error: 'no such number' }])
    expect(body.devices.list).toMatchObject([
      { deviceId: 'band-1', ruleId: 'band-offline', totalMs: 3 * HOUR, standing: false },
    ])
    const older = nameAt('daily', yesterday.from - 3 * DAY, ZONE)
    const long = await journey.api(cookie, `/api/reports/daily?date=${older}`)
    expect(long.body.recordSince).toBeGreaterThan(long.body.to)
    const ahead = nameAt('daily', now + 2 * DAY, ZONE)
    const refused = await journey.api(cookie, `/api/reports/daily?date=${ahead}`)
    expect([refused.status, refused.body.code]).toEqual([422, 'notBegun'])
  })

  it('a month of 100,000 alerts holds up neither an SOS, nor its acknowledgement, nor whoever reads on', async () => {
    const folder = testFolder()
    await createCommunity(folder)
    const month = nameAt('monthly', Date.now(), ZONE)
    const { from } = periodOf('monthly', month, ZONE)!
    writePast(folder, [
      {
        receivedAt: from,
        ruleId: 'hr-high',
        severity: 'warning',
        outcome: 'genuine',
        lines: [[9, 'acknowledged', 'p-duty']],
      },
    ])
    onStore(folder, (db) =>
      db.exec(`
        begin;
        with recursive n (i) as (select 2 union all select i + 1 from n where i < 100000)
        insert into alert (id, subject, rule_id, status, severity, grid_id, received_at, due_at, body)
          select n.i, subject, rule_id, status, severity, grid_id, received_at + n.i, null,
            json_set(body, '$.id', n.i, '$.receivedAt', received_at + n.i) from alert, n where alert.id = 1;
        insert into timeline (no, alert_id, seq, at, kind, actor, detail, recorded_at, previous, hash)
          select 1000000000 + id, id, 1, received_at + 9000, 'acknowledged', 'p-duty', '{}', null, '', ''
          from alert where id > 1;
        commit;`),
    )
    const journey = await startJourney({ folder })
    const cookie = await journey.logIn('director')
    const band = await journey.connectDevice('band-1')
    let isMade = false
    const making = journey.api(cookie, `/api/reports/monthly?month=${month}`).then((answer) => {
      isMade = true
      return answer
    })
    await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
    const [pressed] = journey.rows("select id from alert where rule_id = 'sos'")
    const taken = await journey.api(cookie, `/api/alerts/${pressed?.id}/actions`, {
      action: 'acknowledge',
      requestId: 'request-a1',
    })
    expect(taken.status).toBe(200)
    // Through the same reader that is making the report, and with what was committed since it began.
    const read = await journey.api(cookie, `/api/alerts/${pressed?.id}`)
    expect(read.body.alert.status).toBe('acknowledged')
    expect(isMade).toBe(false)
    const { body } = await making
    expect(body.figures.all.alerts).toBeGreaterThanOrEqual(100_000)
    expect(body.residents.list[0]).toMatchObject({ subject: { id: 'r-1' } })
  }, 120_000)
})
