import { describe, expect, it } from 'vitest'
import type { Person } from '../../../alerts/model/people.ts'
import { renderMessagePage, renderSheet } from '../../../gateway/links/page.ts'
import { type SheetFacts, sheetOf } from '../../../gateway/links/sheet.ts'
import { LINK_ACTS } from '../../../gateway/links/token.ts'
import { LINK_WORDS, localeFor } from '../../../gateway/links/words.ts'
import { Desk, HOUR, MINUTE, SECOND, sos, TEN, tachycardia } from '../../alerts/response/town.ts'

const PATHS = { own: '/l/x', other: '/l/x?lang=en', board: '/?alert=1024' }
const person = (desk: Desk, id: string): Person => {
  const found = desk.directory.people.get(id)
  if (found === undefined) throw new Error(id)
  return found
}
const facts = (desk: Desk, id: string, change: Partial<SheetFacts> = {}): SheetFacts => ({
  alert: desk.alert,
  person: person(desk, id),
  claims: { alertId: desk.alert.id, personId: id, acts: LINK_ACTS, expiresAt: TEN + 2 * HOUR },
  uses: [],
  turn: 0,
  said: undefined,
  locale: 'zh-CN',
  now: desk.now,
  directory: desk.directory,
  texts: { title: '紧急呼救' },
  tile: undefined,
  ...change,
})
const pressed = (): Desk => {
  const desk = new Desk()
  desk.find(sos())
  return desk
}
const acts = (desk: Desk, id: string, change: Partial<SheetFacts> = {}) =>
  sheetOf(facts(desk, id, change)).buttons.map(({ act }) => act)

describe('the page behind a link', () => {
  it('offers what makes sense as things stand: to take it, to go, to have arrived, and to everyone else to go as well', () => {
    const desk = pressed()
    expect(acts(desk, 'p-day')).toEqual(['take', 'onTheWay', 'decline'])
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    expect(acts(desk, 'p-day')).toEqual(['undo', 'onTheWay', 'arrived', 'decline'])
    expect(acts(desk, 'p-son')).toEqual(['onTheWay'])
    desk.say({ action: 'onTheWay', actorId: 'p-day', at: TEN + SECOND })
    expect(acts(desk, 'p-day', { now: TEN + MINUTE })).toEqual(['arrived', 'decline'])
    desk.say({ action: 'arrived', actorId: 'p-day', at: TEN + MINUTE })
    expect(acts(desk, 'p-day', { now: TEN + HOUR })).toEqual([])
    desk.say({ action: 'resolve', actorId: 'p-day', outcome: 'genuine', at: TEN + HOUR })
    expect(acts(desk, 'p-son', { now: TEN + HOUR })).toEqual([])
  })

  it('offers nothing that the link has done already or was never allowed, and says why there is no button', () => {
    const desk = pressed()
    const use = { link: 'x', turn: 0, alertId: 1024, personId: 'p-day', at: TEN, address: '' }
    const uses = ['take', 'onTheWay', 'decline'].map((act) => ({ ...use, act }))
    const sheet = sheetOf(facts(desk, 'p-day', { uses }))
    expect(sheet.buttons).toEqual([])
    expect(sheet.hint).toBe(LINK_WORDS['zh-CN'].usedUp)
    const claims = { alertId: 1024, personId: 'p-day', acts: ['decline'] as const, expiresAt: TEN }
    expect(acts(desk, 'p-day', { claims })).toEqual(['decline'])
  })

  it('calls an announced test one, and asks nobody to come', () => {
    const desk = pressed()
    const test = { id: 1, by: 'p-day' } as unknown as NonNullable<SheetFacts['alert']['test']>
    const sheet = sheetOf(facts(desk, 'p-son', { alert: { ...desk.alert, test } }))
    expect(sheet).toMatchObject({ severity: 'info', what: '呼救键测试', buttons: [], status: [] })
    expect(sheet.hint).toContain('不是求救')
  })

  it('says nothing is noted that is not on record, whatever the address says', () => {
    const desk = pressed()
    for (const said of ['take', 'undo', 'again-take', 'alreadyAcknowledged', 'constructor', '<b>'])
      expect(sheetOf(facts(desk, 'p-day', { said })).notice).toBeUndefined()
  })

  it('tells staff how to get in, and the family what they may know: whom, what, where, and the numbers to call', () => {
    const desk = pressed()
    const texts = (id: string): string => JSON.stringify(sheetOf(facts(desk, id)))
    expect(texts('p-day')).toContain('门禁码2580#')
    expect(texts('p-son')).not.toContain('2580')
    expect(texts('p-son')).toContain('2单元3楼301室')
    expect(sheetOf(facts(desk, 'p-son')).calls.map(({ phone }) => phone)).toEqual([
      '13900000001',
      '010-60000000',
    ])
    // The officer is the desk.
    expect(sheetOf(facts(desk, 'p-day')).calls).toHaveLength(1)
    for (const hidden of ['高血压', '华法林', '青霉素']) expect(texts('p-day')).not.toContain(hidden)
  })

  it('shows why, and values of the last half hour only', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    const tile = {
      heartRate: { value: 118, at: TEN - MINUTE },
      spo2: { value: 95, at: TEN - HOUR },
      seenAt: TEN - MINUTE,
    } as NonNullable<SheetFacts['tile']>
    const sheet = sheetOf(facts(desk, 'p-day', { tile, texts: { title: '心率过快' } }))
    expect(sheet.why[0]).toContain('心率 118')
    expect(sheet.facts.at(-1)?.lines).toEqual(['心率 118 次/分（09:59）', '手环最后在线 09:59'])
  })

  it('says the time alone today, and the date with it on any other day', () => {
    const desk = pressed()
    desk.say({ action: 'onTheWay', actorId: 'p-day', at: TEN })
    const status = (now: number) => sheetOf(facts(desk, 'p-son', { now })).status
    expect(status(TEN + HOUR)).toEqual(['张伟 已于 10:00 接警', '张伟 10:00 出发，正在路上'])
    expect(status(TEN + 20 * HOUR)[0]).toBe('张伟 已于 11-21 10:00 接警')
  })

  it('is the same in English', () => {
    const desk = pressed()
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    const html = renderSheet(sheetOf(facts(desk, 'p-daughter', { locale: 'en' })), PATHS)
    expect(html).toContain('<html lang="en">')
    for (const words of ['Wang Guilan', '张伟 took it on at 10:00', 'I am on the way', 'Call Wang Guilan'])
      expect(html).toContain(words)
    expect(html.replace('>中文<', '')).not.toMatch(/我|警报|接警/)
  })

  it('cannot be made to say anything else: names and texts are only text', () => {
    const desk = pressed()
    const texts = { title: '<script>alert(1)</script>' }
    const html = renderSheet(sheetOf(facts(desk, 'p-day', { texts })), { ...PATHS, own: '/l/x"><i>' })
    expect(html).not.toMatch(/<script|<i>/)
    expect(renderMessagePage('en', { title: '<i>', lines: ['&'] }, PATHS)).toContain('&lt;i&gt;')
  })
})

describe('the language of the page', () => {
  it.each([
    [{ lang: 'en', own: 'zh-CN', languages: 'zh' }, 'en'],
    [{ own: 'en', languages: 'zh-CN' }, 'en'],
    [{ languages: 'fr-FR, en;q=0.8, zh;q=0.5' }, 'en'],
    [{ languages: 'zh-TW,en' }, 'zh-CN'],
    [{ languages: 'zhuang, english' }, 'zh-CN'],
    [{ languages: '*' }, 'zh-CN'],
    [{ languages: '' }, 'zh-CN'],
  ] as const)('of %j is %s', (asked, expected) => {
    expect(localeFor(asked)).toBe(expected)
  })
})
