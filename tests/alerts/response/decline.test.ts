import { describe, expect, it } from 'vitest'
import { Desk, MINUTE, SECOND, sos, TEN } from './town.ts'

const pressed = (): Desk => {
  const desk = new Desk()
  desk.find(sos())
  return desk
}
const at = (desk: Desk, ms: number): number => {
  desk.now = TEN + ms
  return desk.now
}
const last = (desk: Desk) => desk.entries.at(-1)

describe('“I cannot go”', () => {
  it('of the only officer who was told brings the next step at once, 50 s before its time', () => {
    const desk = pressed()
    desk.say({ action: 'decline', actorId: 'p-day', at: at(desk, 10 * SECOND) })
    expect(desk.alert).toMatchObject({ status: 'open', nextStep: 2, declined: ['p-day'] })
    expect(desk.told()).toEqual(['p-grid'])
    expect(desk.entries.slice(-2).map(({ kind }) => kind)).toEqual(['declined', 'escalated'])
    // The director keeps two minutes after the grid worker.
    expect(desk.alert.dueAt).toBe(TEN + 10 * SECOND + 2 * MINUTE)
  })

  it('of one while another of the staff was told and has said nothing keeps the chain at its times', () => {
    const desk = pressed()
    desk.tick(60 * SECOND)
    const dueAt = desk.alert.dueAt
    desk.say({ action: 'decline', actorId: 'p-day', at: at(desk, 70 * SECOND) })
    expect(desk.alert).toMatchObject({ dueAt, nextStep: 2 })
    desk.say({ action: 'decline', actorId: 'p-grid', at: at(desk, 80 * SECOND) })
    expect(desk.told()).toEqual(['p-director'])
  })

  it('of the family is a remark', () => {
    const desk = pressed()
    const dueAt = desk.alert.dueAt
    expect(desk.say({ action: 'decline', actorId: 'p-son', at: at(desk, SECOND), note: '在外地' }).ok).toBe(
      true,
    )
    expect(desk.alert).toMatchObject({ status: 'open', dueAt, nextStep: 1 })
    expect(desk.told()).toEqual([])
    expect(last(desk)).toMatchObject({ kind: 'declined', actor: 'p-son', detail: { note: '在外地' } })
  })

  it('of whoever had taken it on opens it again: everyone who was told learns it, the next step comes at once', () => {
    const desk = pressed()
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: at(desk, 10 * SECOND) })
    desk.say({ action: 'decline', actorId: 'p-day', at: at(desk, 20 * SECOND) })
    expect(desk.alert).toMatchObject({ status: 'open', nextStep: 2 })
    expect(desk.alert).not.toHaveProperty('acknowledgedBy')
    expect(desk.alert).not.toHaveProperty('lapsesAt')
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-day', 'p-grid', 'p-son'])
    const words = desk.last.find(({ recipient }) => recipient.id === 'p-son')?.message.body
    expect(words).toContain('张伟去不了，现在无人处理')
  })

  it('of whoever had taken it on, while somebody else is on the way, leaves it with that one', () => {
    const desk = pressed()
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: at(desk, 10 * SECOND) })
    desk.say({ action: 'onTheWay', actorId: 'p-grid', at: at(desk, 20 * SECOND) })
    desk.say({ action: 'decline', actorId: 'p-day', at: at(desk, 30 * SECOND) })
    expect(desk.alert).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'p-grid', dueAt: null })
  })

  it('of somebody on the way tells whoever answers for it, and the acknowledgement can lapse again', () => {
    const desk = pressed()
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: at(desk, 10 * SECOND) })
    desk.say({ action: 'onTheWay', actorId: 'p-grid', at: at(desk, 20 * SECOND) })
    desk.say({ action: 'decline', actorId: 'p-grid', at: at(desk, 30 * SECOND) })
    expect(desk.alert).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'p-day' })
    expect(desk.alert).not.toHaveProperty('attending')
    expect(desk.alert.lapsesAt).toBe(TEN + 30 * SECOND + 10 * MINUTE)
    expect(desk.told()).toEqual(['p-day'])
  })

  it('of somebody who was asked to go gives the task back to whoever asked', () => {
    const desk = pressed()
    desk.say({ action: 'assign', actorId: 'p-day', personId: 'p-grid', at: at(desk, 10 * SECOND) })
    desk.say({ action: 'decline', actorId: 'p-grid', at: at(desk, 20 * SECOND) })
    expect(desk.alert).not.toHaveProperty('assignedTo')
    expect(desk.told()).toEqual(['p-day'])
    expect(desk.last[0]?.message.body).toContain('王芳去不了，请另派人前往')
  })

  it('of a closed alert is refused', () => {
    const desk = pressed()
    desk.say({ action: 'resolve', actorId: 'p-day', outcome: 'genuine', at: TEN })
    expect(desk.say({ action: 'decline', actorId: 'p-day', at: TEN })).toMatchObject({
      code: 'alreadyResolved',
    })
  })
})

describe('what somebody does without a login', () => {
  it('says so in every line of theirs, with where it came from, and in none of the system’s', () => {
    const desk = pressed()
    const via = { by: 'link', address: '203.0.113.7' } as const
    desk.say({ action: 'onTheWay', actorId: 'p-day', at: TEN, via })
    expect(desk.entries.slice(-2).map(({ kind, detail }) => [kind, detail])).toEqual([
      ['acknowledged', { via: 'link', address: '203.0.113.7' }],
      ['onTheWay', { via: 'link', address: '203.0.113.7' }],
    ])
    desk.say({ action: 'decline', actorId: 'p-day', at: TEN, via: { by: 'sms', address: '138****0001' } })
    const lines = desk.entries.slice(-2)
    expect(lines[0]).toMatchObject({ kind: 'declined', detail: { via: 'sms', address: '138****0001' } })
    expect(lines[1]).toMatchObject({ kind: 'escalated', actor: 'system' })
    expect(lines[1]?.detail).not.toHaveProperty('via')
  })
})
