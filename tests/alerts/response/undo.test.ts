import { describe, expect, it } from 'vitest'
import type { Command } from '../../../alerts/response/context.ts'
import { Desk, MINUTE, SECOND, sos, TEN, tachycardia } from './town.ts'

const undo = (at: number, actorId = 'p-day'): Command => ({ action: 'undo', actorId, at })
const bodyFor = (desk: Desk, id: string): string =>
  desk.last.find(({ recipient }) => recipient.id === id)?.message.body ?? ''

describe('taking back', () => {
  it('an acknowledgement: the alert is open, the chain where it was, the family and the band corrected', () => {
    const desk = new Desk()
    desk.find(sos())
    const before = desk.alert
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN + 5 * SECOND })
    expect(desk.say(undo(TEN + 15 * SECOND))).toMatchObject({ ok: true })
    expect(desk.alert).toEqual({ ...before, revision: 3 })
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'undone',
      actor: 'p-day',
      detail: { action: 'acknowledge' },
    })
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-son'])
    expect(bodyFor(desk, 'p-son')).toContain('更正：张伟撤销了接警')
    expect(desk.last.find(({ recipient }) => recipient.id === 'band-1')).toMatchObject({
      reason: 'updated',
      message: { body: '呼救已收到，正在通知值班员和家人' },
    })
    desk.tick(60 * SECOND)
    expect(desk.told()).toEqual(['p-grid'])
  })

  it('being on the way: who had taken it on has it still, and it may lapse again', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    const { attending, dueAt } = desk.alert
    desk.say({ action: 'onTheWay', actorId: 'p-grid', at: TEN + MINUTE })
    desk.say(undo(TEN + MINUTE + SECOND, 'p-grid'))
    expect(desk.alert).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'p-day', dueAt })
    expect(desk.alert.attending).toEqual(attending)
  })

  it('a closing as accidental: everyone who was told, desk and band included, learns that it goes on', () => {
    const desk = new Desk()
    desk.find(sos())
    const told = desk.told()
    desk.say({ action: 'resolve', outcome: 'accidental', actorId: 'p-day', at: TEN + 5 * SECOND })
    desk.say(undo(TEN + 6 * SECOND))
    expect(desk.alert).toMatchObject({ status: 'open', dueAt: TEN + MINUTE })
    expect([desk.alert.outcome, desk.alert.confirmation, desk.alert.resolvedAt]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(desk.told()).toEqual(told)
    const card = desk.last.find(({ recipient }) => recipient.id === 'x-120')?.message.card
    expect(card).toMatchObject({ state: 'updated', version: 3 })
    expect(bodyFor(desk, 'p-daughter')).toContain('it is not over')
  })

  it.each([
    ['10.001 s later', undo(TEN + 10_001)],
    ['by somebody else', undo(TEN + SECOND, 'p-director')],
  ])('%s is refused', (_, said) => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    expect(desk.say(said)).toMatchObject({ ok: false, code: 'tooLateToUndo' })
  })

  it('is refused when somebody has acted since, and not for a remark', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.say({ action: 'comment', actorId: 'p-grid', at: TEN + SECOND, text: '我在楼下' })
    desk.say({ action: 'confirm', actorId: 'p-grid', at: TEN + 2 * SECOND })
    expect(desk.say(undo(TEN + 3 * SECOND))).toMatchObject({ code: 'tooLateToUndo' })
    desk.say({ action: 'onTheWay', actorId: 'p-day', at: TEN + 4 * SECOND })
    desk.say({ action: 'comment', actorId: 'p-grid', at: TEN + 5 * SECOND, text: '门禁坏了' })
    expect(desk.say(undo(TEN + 6 * SECOND))).toMatchObject({ ok: true, alert: { confirmation: 'confirmed' } })
  })

  it('twice, or after the alert got worse, is refused', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.say(undo(TEN + SECOND))
    expect(desk.say(undo(TEN + 2 * SECOND))).toMatchObject({ code: 'tooLateToUndo' })
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN + 3 * SECOND })
    desk.find(tachycardia({ transition: 'step', severity: 'critical' }))
    expect(desk.say(undo(TEN + 4 * SECOND))).toMatchObject({ code: 'tooLateToUndo' })
  })
})
