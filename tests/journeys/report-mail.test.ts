import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import { channelsSchema } from '../../gateway/channels/settings.ts'
import type { Entity } from '../../gateway/people/ports.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { startGatewayChild } from '../support/gateway-child.ts'
import { eventually, type JourneyOptions, startJourney } from '../support/journey.ts'
import { type ReceivedLetter, startMailServer } from '../support/mail-server.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { writePast } from '../support/past.ts'
import { copyAsCrashed, onStore } from '../support/store-tools.ts'

/** 2026-11-22 07:29 in Shanghai. */
const START = Date.parse('2026-11-22T07:29:00+08:00')

const reader = (id: string, more: object): Entity =>
  ({
    kind: 'person',
    id,
    body: { id, name: '赵主任', role: 'director', communityId: 'c-1', email: `${id}@example.org`, ...more },
  }) as unknown as Entity
const READERS = [
  reader('p-director', { reports: ['daily'] }),
  reader('p-admin', { name: '管理员', role: 'admin', locale: 'en', reports: ['daily', 'monthly'] }),
]

const httpAt = (publicUrl: string) => ({ host: '127.0.0.1', port: 0, trustProxy: false, publicUrl })

async function communityWithPast(more: readonly Entity[] = READERS, receivedAt = START - 20 * HOUR) {
  const folder = testFolder()
  await createCommunity(folder, { more })
  const desk = { at: receivedAt + 70 * SECOND, heardAt: receivedAt, by: 'desk', how: 'interface' as const }
  writePast(folder, [
    {
      receivedAt: receivedAt - 72 * HOUR,
      outcome: 'genuine',
      resolvedAt: receivedAt - 71 * HOUR,
      lines: [[0, 'opened']],
    },
    {
      receivedAt,
      outcome: 'genuine',
      resolvedAt: receivedAt + HOUR,
      desk: { received: desk },
      lines: [
        [0, 'opened'],
        [42, 'acknowledged', 'p-duty'],
        [3600, 'resolved', 'p-duty'],
      ],
    },
  ])
  return folder
}

const open = (folder: string, email: object, more: JourneyOptions = {}) =>
  startJourney({
    folder,
    ...more,
    config: { channels: channelsSchema.parse(email), http: httpAt('https://shouwang.example') },
  })

/** Other letters go to the same people: of alerts. */
const reportsIn = ({ letters }: { letters: readonly ReceivedLetter[] }) =>
  letters.filter(({ messageId }) => messageId.includes('.-1.person.'))

const settled = (journey: {
  notifications(): readonly { status: string; message: { report?: unknown } }[]
}) => {
  const mails = journey.notifications().filter(({ message }) => message.report !== undefined)
  return mails.every(({ status }) => status === 'delivered' || status === 'failed') && mails
}

describe('reports by e-mail', () => {
  it('at 07:30 yesterday goes to each reader in their language, with a link and the table, and is on record', async () => {
    const mail = await startMailServer()
    const clock = createManualClock(START)
    const folder = await communityWithPast()
    onStore(folder, (db) =>
      db.exec("insert into report_mail values ('c-1', 'daily', '2026-11-20', 0, null, '{}')"),
    )
    onStore(folder, (db) =>
      db.exec("insert into report_mail values ('c-1', 'monthly', '2026-10', 0, null, '{}')"),
    )
    const journey = await open(folder, mail.settings, { clock })
    const cookie = await journey.logIn('director')
    clock.advance(30 * SECOND)
    await journey.gateway.settled()
    expect(journey.notifications().filter(({ message }) => message.report)).toEqual([])
    const before = (await journey.api(cookie, '/api/reports/mail')).body
    expect(before).toMatchObject({
      isOn: true,
      at: '07:30',
      readers: [
        { personId: 'p-admin', kinds: ['daily', 'monthly'] },
        { personId: 'p-director', kinds: ['daily'] },
      ],
      next: [
        { kind: 'daily', at: START + MINUTE },
        { kind: 'monthly', at: Date.parse('2026-12-01T07:30:00+08:00') },
      ],
      sent: [],
    })
    clock.advance(31 * SECOND)
    await eventually(() => {
      clock.advance(SECOND)
      return reportsIn(mail).length === 2 && settled(journey)
    }, 'both letters are taken')
    const zh = reportsIn(mail).find(({ to }) => to[0] === 'p-director@example.org')
    const en = reportsIn(mail).find(({ to }) => to[0] === 'p-admin@example.org')
    expect(zh?.subject).toBe('梧桐里社区 值守日报 2026-11-21')
    expect(zh?.text).toContain('共 1 条警报，其中紧急呼救 1 条')
    expect(zh?.text).toContain('从按下起，120：受理 中位 1 分 10 秒（1 次）')
    expect(zh?.text).toContain('https://shouwang.example/reports/2026-11-21?community=c-1')
    expect(zh?.text).not.toMatch(/陈奶奶|高血压|查看并接警/)
    expect(en?.text).toContain('Answered within 60 s: 1 of 1 urgent alert (100.0%)')
    // The same table as the page offers, but for who made it and when.
    const table = parse(zh?.files['report-2026-11-21.csv'] ?? '', { bom: true }) as string[][]
    const page = await fetch(`${journey.base}/api/reports/daily.csv?date=2026-11-21&locale=zh-CN`, {
      headers: { cookie },
    })
    const shown = parse(await page.text(), { bom: true }) as string[][]
    const figures = (lines: string[][]) =>
      lines.filter(([part]) => ['概况', '接警标准（紧急与危急）', '时间', '结论'].includes(part ?? ''))
    expect(figures(table).length).toBeGreaterThan(10)
    expect(figures(table)).toEqual(figures(shown))

    const { sent } = (await journey.api(cookie, '/api/reports/mail')).body
    expect(sent).toMatchObject([
      { kind: 'daily', name: '2026-11-21', to: [{ status: 'delivered' }, { status: 'delivered' }] },
    ])
    // It asks nobody: no tile, no queue, no figure of the day it went out on.
    const record = journey.alerts().filter(({ ruleId }) => ruleId === 'report')
    expect(record).toMatchObject([{ status: 'resolved', severity: 'info' }])
    const today = (await journey.api(cookie, '/api/reports/daily?date=2026-11-22')).body
    expect(today.figures.all).toMatchObject({ alerts: 0, own: { alerts: 0 } })
    expect(today.figures.messages).toMatchObject([{ channel: 'email', messages: 2, delivered: 2 }])
  })

  it('a gateway that was away at the hour sends late and once; one that crashed after the commit sends what it had decided', async () => {
    const mail = await startMailServer()
    const clock = createManualClock(START + 2 * MINUTE)
    let folder = await communityWithPast([READERS[0] as Entity])
    const first = await open(folder, mail.settings, { clock })
    await eventually(() => {
      clock.advance(SECOND)
      return reportsIn(mail).length === 1 && settled(first)
    }, 'who has just been named gets the last one')
    await first.close()
    clock.advance(50 * HOUR)
    const second = await open(folder, mail.settings, { clock })
    await eventually(() => {
      clock.advance(SECOND)
      return reportsIn(mail).length === 3 && settled(second)
    }, 'the two that were missed')
    expect(reportsIn(mail).map(({ subject }) => subject.slice(-10))).toEqual([
      '2026-11-21',
      '2026-11-22',
      '2026-11-23',
    ])
    await second.gateway.settled()
    folder = copyAsCrashed(folder)
    await second.close()
    const third = await open(folder, mail.settings, { clock })
    clock.advance(5 * MINUTE)
    await third.gateway.settled()
    expect(reportsIn(mail)).toHaveLength(3)
    expect(third.rows('select count(*) as n from report_mail')).toEqual([{ n: 3 }])
  })

  it('a letter no server will take is tried, given up, shown on the page, and a warning to staff, not a critical alarm', async () => {
    const mail = await startMailServer(() =>
      Object.assign(new Error('no such mailbox'), { responseCode: 550 }),
    )
    const clock = createManualClock(START + 2 * MINUTE)
    const journey = await open(await communityWithPast([READERS[0] as Entity]), mail.settings, { clock })
    const cookie = await journey.logIn('director')
    const failed = await eventually(() => {
      clock.advance(SECOND)
      return journey.alerts().find(({ ruleId }) => ruleId === 'delivery-failed')
    }, 'staff are told')
    expect(failed).toMatchObject({ severity: 'warning', evidence: { facts: { recipient: '赵主任' } } })
    const { sent } = (await journey.api(cookie, '/api/reports/mail')).body
    expect(sent[0].to).toMatchObject([{ personId: 'p-director', status: 'failed' }])
    expect(sent[0].to[0].error).toContain('550')
  })

  it('nobody is named: nothing is made; somebody was and is no more: what falls due then is passed over', async () => {
    const mail = await startMailServer()
    const clock = createManualClock(START + HOUR)
    const folder = await communityWithPast([])
    const journey = await open(folder, mail.settings, { clock })
    clock.advance(2 * MINUTE)
    await journey.gateway.settled()
    expect(journey.rows('select * from report_mail')).toEqual([])
    const cookie = await journey.logIn('director')
    expect((await journey.api(cookie, '/api/reports/mail')).body).toMatchObject({
      readers: [],
      next: [],
      sent: [],
    })
    await journey.close()
    onStore(folder, (db) =>
      db.exec("insert into report_mail values ('c-1', 'daily', '2026-11-20', 0, null, '{}')"),
    )
    const later = await open(folder, mail.settings, { clock })
    await eventually(() => {
      clock.advance(SECOND)
      return (
        later.rows("select 1 from report_mail where name = '2026-11-21' and alert_id is null").length === 1
      )
    }, 'passed over')
    expect(reportsIn(mail)).toEqual([])
  })

  it('killed between the letter and the record: it comes at most once more, under the same Message-ID, of one row', async () => {
    let kill = (): void => {}
    const mail = await startMailServer(() => {
      kill()
      return undefined
    })
    const folder = await communityWithPast([READERS[0] as Entity], Date.now() - 48 * HOUR)
    const config = join(folder, 'settings.json')
    writeFileSync(config, JSON.stringify({ channels: mail.settings, canary: { enabled: false } }))
    const gateway = await startGatewayChild(folder, '--config', config)
    await new Promise<void>((resolve) => {
      kill = () => void gateway.kill().then(resolve)
      if (reportsIn(mail).length > 0) kill()
    })
    kill = () => {}
    const later = await startGatewayChild(folder, '--config', config)
    const unsettled = "select count(*) as n from notification where status not in ('delivered', 'failed')"
    await eventually(() => onStore(folder, (db) => db.prepare(unsettled).get()?.n === 0), 'it is recorded')
    await later.stop()
    expect(reportsIn(mail).length).toBeGreaterThanOrEqual(1)
    expect(reportsIn(mail).length).toBeLessThanOrEqual(2)
    expect(new Set(reportsIn(mail).map(({ messageId }) => messageId)).size).toBe(1)
    onStore(folder, (db) => {
      expect(db.prepare('select count(*) as n from report_mail where alert_id is not null').get()?.n).toBe(1)
      const rows = db.prepare("select status from notification where key like '%.email.%'").all()
      expect(rows).toEqual([{ status: 'delivered' }])
    })
  })
})
