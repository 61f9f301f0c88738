import { describe, expect, it } from 'vitest'
import type { AnnouncedTest } from '../../../alerts/model/announced-test.ts'
import { TEST_STANDS, TEST_STANDS_PROVEN, testFor } from '../../../alerts/response/test-press.ts'
import { announced, TestDesk } from './test-desk.ts'
import { MINUTE, sos, TEN } from './town.ts'

const roles = (desk: TestDesk): string[] => desk.last.map(({ recipient }) => recipient.role).sort()

describe('which press is a test', () => {
  const others: readonly [] = []
  const isTest = (test: AnnouncedTest | undefined, now = TEN, change = {}) =>
    testFor(test, sos({ eventTime: now, ...change }), { now, others }) !== undefined

  it('only the first one within the announced time', () => {
    const test = announced()
    expect(isTest(undefined)).toBe(false)
    expect(isTest(test)).toBe(true)
    expect(isTest(test, test.until - 1)).toBe(true)
    expect(isTest(test, test.until)).toBe(false)
    expect(isTest({ ...test, alertId: 1024, pressedAt: TEN })).toBe(false)
    expect(isTest({ ...test, endedAt: TEN, endedBy: 'p-day' })).toBe(false)
  })

  it('not one that the band made before it was announced and kept', () => {
    expect(isTest(announced(), TEN + MINUTE, { eventTime: TEN - MINUTE - 1 })).toBe(false)
  })

  it('not a fall, not a press of somebody else, not one while another emergency or a critical alert is open', () => {
    const test = announced()
    expect(isTest(test, TEN, { ruleId: 'fall' })).toBe(false)
    expect(isTest(test, TEN, { subject: { kind: 'resident', id: 'r-2' } })).toBe(false)
    const desk = new TestDesk()
    desk.find(sos({ ruleId: 'fall' }))
    expect(testFor(test, sos(), { now: TEN, others: [desk.alert] })).toBeUndefined()
    const mild = { ...desk.alert, emergency: false, severity: 'warning' as const }
    expect(testFor(test, sos(), { now: TEN, others: [mild] })).toBe(test)
    const grave = { ...mild, severity: 'critical' as const }
    expect(testFor(test, sos(), { now: TEN, others: [grave] })).toBeUndefined()
  })
})

describe('the press of a test', () => {
  it('is told to the band and to whoever announced it, to the family only if asked, and to nobody else', () => {
    const quiet = new TestDesk()
    quiet.announce()
    quiet.press()
    expect(roles(quiet)).toEqual(['duty', 'wearer'])
    expect(quiet.told()).toEqual(['band-1', 'p-day'])
    expect(quiet.alert).toMatchObject({ status: 'open', severity: 'critical', test: { by: 'p-day' } })

    const open = new TestDesk()
    open.announce({ tellFamily: true })
    open.press()
    expect(roles(open)).toEqual(['duty', 'family', 'family', 'wearer'])
  })

  it('says everywhere that it is a test, and to the elder how to call for help all the same', () => {
    const desk = new TestDesk()
    desk.announce({ tellFamily: true })
    desk.press()
    const say = (id: string) => desk.last.find(({ recipient }) => recipient.id === id)?.message
    expect(say('p-day')?.title).toBe('【测试】王桂兰 按下了呼救键')
    expect(say('p-day')?.body).toContain('没有通知120')
    expect(say('p-day')?.body).toContain('这是真的')
    expect(say('p-son')?.body).toContain('不是求救')
    expect(say('p-daughter')?.body).toContain('not a call for help')
    const band = say('band-1')?.body ?? ''
    expect(band).toBe('测试已收到。如果真的需要帮助，请再按一次呼救键')
    expect([...band].length).toBeLessThanOrEqual(60)
  })

  it('starts no chain: nothing falls due but its own end', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    expect(desk.alert.dueAt).toBe(TEN + TEST_STANDS)
    expect(desk.tick(TEST_STANDS - 1)).toMatchObject({ alert: undefined, notifications: [] })
  })

  it('ends by itself as a test 5 min later, and says so only because nothing was delivered', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    desk.tick(TEST_STANDS)
    expect(desk.alert).toMatchObject({ status: 'resolved', outcome: 'test', resolvedBy: 'system' })
    expect(desk.told()).toEqual(['p-day'])
    expect(desk.last[0]?.message.body).toContain('没有走通')
  })

  it('stands 2 min once it has been delivered to a person, and then ends without a word', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    desk.now = TEN + 5_000
    desk.settle('p-day', 'delivered')
    expect(desk.alert).toMatchObject({
      status: 'open',
      dueAt: TEN + TEST_STANDS_PROVEN,
      test: { provenAt: TEN + 5_000 },
    })
    desk.tick(TEST_STANDS_PROVEN)
    expect(desk.alert).toMatchObject({ status: 'resolved', outcome: 'test' })
    expect(desk.last).toEqual([])
  })

  it('is not proven by the band alone', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    desk.settle('band-1', 'delivered')
    expect(desk.alert.test?.provenAt).toBeUndefined()
  })

  it('whose message fails fires no step', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    desk.settle('p-day', 'failed')
    expect(desk.last).toEqual([])
    expect(desk.alert.nextStep).toBe(0)
  })
})

describe('a test that is none', () => {
  it('becomes a call for help by one word: the chain starts at once from step one, 120 included', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    desk.now = TEN + 40_000
    const said = desk.say({ action: 'real', actorId: 'p-grid', at: desk.now })
    expect(said.ok).toBe(true)
    expect(desk.alert.test).toBeUndefined()
    expect(desk.alert).toMatchObject({ status: 'open', nextStep: 1, receivedAt: TEN })
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-day', 'p-son', 'x-120'])
    expect(desk.last.every(({ reason }) => reason === 'raised')).toBe(true)
    expect(desk.last.find(({ recipient }) => recipient.id === 'x-120')?.message.card?.state).toBe('new')
    expect(desk.kinds()).toContain('madeReal')
    // And it goes on as any other: the grid worker after a minute.
    desk.tick(40_000 + MINUTE)
    expect(desk.told()).toEqual(['p-grid'])
  })

  it('becomes one when the elder presses again', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    desk.now = TEN + 20_000
    desk.press()
    expect(desk.alerts.size).toBe(1)
    expect(desk.alert.test).toBeUndefined()
    expect(desk.told()).toContain('x-120')
    expect(desk.alert.repeats).toBe(1)
  })

  it('takes nothing but what fits a test until then', () => {
    const desk = new TestDesk()
    desk.announce()
    desk.press()
    const say = (action: 'acknowledge' | 'confirm' | 'withdraw' | 'onTheWay') =>
      desk.say({ action, actorId: 'p-day', at: desk.now })
    for (const action of ['acknowledge', 'confirm', 'withdraw', 'onTheWay'] as const)
      expect(say(action)).toMatchObject({ ok: false, code: 'stillATest' })
    expect(desk.say({ action: 'comment', text: '李奶奶在旁边', actorId: 'p-day', at: desk.now }).ok).toBe(
      true,
    )
    expect(desk.say({ action: 'resolve', outcome: 'test', actorId: 'p-day', at: desk.now }).ok).toBe(true)
    expect(desk.alert).toMatchObject({ status: 'resolved', outcome: 'test' })
  })

  it('a real call for help is no test to be made real', () => {
    const desk = new TestDesk()
    desk.press()
    expect(desk.say({ action: 'real', actorId: 'p-day', at: desk.now })).toMatchObject({
      ok: false,
      code: 'notATest',
    })
  })
})
