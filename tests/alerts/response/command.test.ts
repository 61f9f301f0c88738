import { describe, expect, it } from 'vitest'
import type { Card120 } from '../../../alerts/model/notification.ts'
import { Desk, MINUTE, SECOND, sos, TEN, tachycardia } from './town.ts'

const cards = (desk: Desk): Card120[] =>
  desk.notifications.flatMap(({ message }) => (message.card ? [message.card] : []))

describe('acknowledging', () => {
  it('is won by the first; the second is told so and sees by whom', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN + 5 * SECOND })
    const second = desk.say({ action: 'acknowledge', actorId: 'p-director', at: TEN + 6 * SECOND })
    expect(second).toMatchObject({
      ok: false,
      code: 'alreadyAcknowledged',
      alert: { acknowledgedBy: 'p-day' },
    })
    expect(desk.kinds().filter((kind) => kind === 'acknowledged')).toHaveLength(1)
  })

  it('tells the family who has taken it on, but not the one who did', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-son'])
    expect(desk.last.find(({ recipient }) => recipient.id === 'p-son')?.message.body).toContain('张伟已接警')
  })
})

describe('the word to the 120 desk', () => {
  it('goes to everyone who was told, with a card whose version grows: new, confirmed, withdrawn', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.tick(60 * SECOND)
    desk.say({ action: 'confirm', actorId: 'p-grid', at: desk.now, note: '意识清楚，胸痛' })
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-day', 'p-grid', 'p-son', 'x-120'])
    desk.now += MINUTE
    desk.say({ action: 'withdraw', actorId: 'p-grid', at: desk.now })
    expect(desk.told()).toEqual(['p-daughter', 'p-day', 'p-grid', 'p-son', 'x-120'])
    expect(cards(desk).map(({ state }) => state)).toEqual(['new', 'confirmed', 'withdrawn'])
    expect(cards(desk).map(({ version }) => version)).toEqual([1, 3, 4])
    expect(cards(desk).map(({ confirmedByPerson }) => confirmedByPerson)).toEqual([false, true, false])
    expect(cards(desk)[1]?.confirmedBy).toBe('王芳')
  })

  it('confirming an open alert is also taking it on', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'confirm', actorId: 'p-day', at: TEN })
    expect(desk.alert).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'p-day',
      confirmation: 'confirmed',
    })
  })

  it('confirmed, withdrawn and confirmed again are three messages with three keys', () => {
    const desk = new Desk()
    desk.find(sos())
    for (const action of ['confirm', 'withdraw', 'confirm'] as const)
      desk.say({ action, actorId: 'p-day', at: TEN })
    const toDesk = desk.notifications.filter(({ recipient }) => recipient.role === 'desk120')
    expect(toDesk.map(({ reason }) => reason)).toEqual(['raised', 'confirmed', 'withdrawn', 'confirmed'])
    expect(new Set(toDesk.map(({ key }) => key)).size).toBe(4)
  })

  it('withdrawing does not promise the wearer that help is coming', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'withdraw', actorId: 'p-day', at: TEN })
    expect(desk.told()).not.toContain('band-1')
  })

  it('is for emergencies only', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    expect(desk.say({ action: 'confirm', actorId: 'p-day', at: TEN })).toMatchObject({
      ok: false,
      code: 'notAnEmergency',
    })
  })
})

describe('resolving', () => {
  it.each([['accidental'], ['test'], ['equipment']] as const)(
    'an SOS as %s retracts it with everyone who was told, delivered or not',
    (outcome) => {
      const desk = new Desk()
      desk.find(sos())
      desk.tick(60 * SECOND)
      const told = new Set(desk.notifications.map(({ recipient }) => recipient.id))
      desk.say({ action: 'resolve', outcome, actorId: 'p-day', at: desk.now })
      expect(new Set(desk.told())).toEqual(told)
      expect(desk.last.every(({ reason }) => reason === 'withdrawn')).toBe(true)
      expect(cards(desk).at(-1)?.state).toBe('withdrawn')
      expect(desk.alert).toMatchObject({
        status: 'resolved',
        outcome,
        dueAt: null,
        confirmation: 'withdrawn',
      })
    },
  )

  it('as genuine tells everyone that it is over', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'resolve', outcome: 'genuine', actorId: 'p-day', at: desk.now, note: '已送医' })
    expect(desk.last.every(({ reason }) => reason === 'resolved')).toBe(true)
    expect(desk.last.find(({ recipient }) => recipient.id === 'p-son')?.message.body).toContain(
      '备注：已送医',
    )
  })

  it('happens once', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'resolve', outcome: 'test', actorId: 'p-day', at: TEN })
    expect(desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })).toMatchObject({
      code: 'alreadyResolved',
    })
    expect(desk.say({ action: 'resolve', outcome: 'test', actorId: 'p-day', at: TEN })).toMatchObject({
      code: 'alreadyResolved',
    })
  })
})

it('a comment is a line in the history and nothing else', () => {
  const desk = new Desk()
  desk.find(sos())
  const dueAt = desk.alert.dueAt
  desk.say({ action: 'comment', actorId: 'p-day', at: TEN, text: '邻居在场' })
  expect(desk.entries.at(-1)).toMatchObject({
    kind: 'commented',
    actor: 'p-day',
    detail: { text: '邻居在场' },
  })
  expect([desk.alert.status, desk.alert.dueAt, desk.told()]).toEqual(['open', dueAt, []])
})
