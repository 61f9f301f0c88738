import { describe, expect, it } from 'vitest'
import { milestonesOf } from '../../../alerts/record/milestones.ts'
import { proofOf } from '../../../alerts/record/proof.ts'
import { cardState } from '../../../alerts/response/card-120.ts'
import type { DeskCommand } from '../../../alerts/response/context.ts'
import { Desk, HOUR, MINUTE, PARTNERS, SECOND, sos, TEN, tachycardia, town } from './town.ts'

/** An SOS that everybody at once was told of, as shipped. */
function called() {
  const desk = new Desk()
  desk.find(sos())
  return desk
}
const byInterface = (step: Extract<DeskCommand, { action: 'desk' }>['step'], more: object = {}) =>
  ({ action: 'desk', step, how: 'interface', ...more }) as const
const say = (desk: Desk, said: DeskCommand, actorId = 'x-120') => desk.say({ ...said, actorId, at: desk.now })

describe('what the 120 desk says about an alert', () => {
  it('that it has the card is on record and on the board, and rings nobody', () => {
    const desk = called()
    desk.now += 20 * SECOND
    const result = say(
      desk,
      byInterface('received', { cardVersion: 1, eventNumber: 'E-87', happenedAt: TEN + 18 * SECOND }),
    )
    expect(result.ok).toBe(true)
    expect(desk.told()).toEqual([])
    expect(desk.alert.desk).toMatchObject({
      received: { at: TEN + 18 * SECOND, heardAt: TEN + 20 * SECOND, by: 'x-120', how: 'interface' },
      eventNumber: 'E-87',
    })
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'desk',
      actor: 'x-120',
      detail: {
        step: 'received',
        how: 'interface',
        name: '市120指挥中心',
        eventNumber: 'E-87',
        cardVersion: 1,
      },
    })
  })

  it('that a vehicle is out, and there, is told to everybody who was told: officer, son and daughter, not the desk', () => {
    const desk = called()
    say(desk, byInterface('vehicleOut', { vehicle: { number: '沪A12345' } }))
    expect(desk.told()).toEqual(['p-daughter', 'p-day', 'p-son'])
    const [daughter, son] = ['p-daughter', 'p-son'].map(
      (id) => desk.last.find(({ recipient }) => recipient.id === id)?.message.body,
    )
    expect(son).toContain('120 救护车已出发')
    expect(son).toContain('沪A12345')
    expect(daughter).toContain('The ambulance is on its way')
    say(desk, byInterface('arrived'))
    expect(desk.last.find(({ recipient }) => recipient.id === 'p-son')?.message.body).toContain('已到达现场')
    // An ambulance is not somebody who has taken the alert on: the chain goes on.
    expect(desk.alert).toMatchObject({ status: 'open', nextStep: 1 })
  })

  it('twice, or late after a later step, tells nobody again', () => {
    const desk = called()
    say(desk, byInterface('vehicleOut'))
    expect(say(desk, byInterface('vehicleOut'))).toMatchObject({ ok: false, code: 'alreadySaid' })
    say(desk, byInterface('received'))
    expect(desk.told()).toEqual([])
    expect(desk.kinds().filter((kind) => kind === 'desk')).toHaveLength(2)
  })

  it('a vehicle that is out for a withdrawn card rings the officer on duty at once', () => {
    const desk = called()
    desk.say({ action: 'withdraw', actorId: 'p-day', at: desk.now })
    say(desk, byInterface('vehicleOut'))
    expect(desk.told()).toEqual(['p-day'])
    expect(desk.last[0]?.message.body).toContain('请立即致电 120')
    expect(desk.entries.at(-1)?.detail).toMatchObject({ afterWithdrawal: true })
    expect(cardState(desk.alert)).toBe('withdrawn')
    say(desk, byInterface('standDown'))
    expect(desk.alert.desk?.standDown).toBeDefined()
    // Confirmed after all: the desk has to be told, and to answer, anew.
    desk.say({ action: 'confirm', actorId: 'p-day', at: desk.now })
    expect(desk.alert.desk?.standDown).toBeUndefined()
    expect(cardState(desk.alert)).toBe('vehicleOut')
  })

  it('did not happen before the call, nor in the future: 5 min of difference between two clocks are believed', () => {
    const desk = called()
    const at = (happenedAt: number) => say(desk, byInterface('received', { happenedAt }))
    expect(at(TEN - 5 * MINUTE - 1)).toMatchObject({ ok: false, code: 'timeImplausible' })
    expect(at(TEN + 5 * MINUTE + 1)).toMatchObject({ ok: false, code: 'timeImplausible' })
    expect(at(TEN - 5 * MINUTE).ok).toBe(true)
  })

  it('entered by hand goes by one clock: not 1 ms before the call, not 1 ms ahead, not after 12 h', () => {
    const desk = called()
    desk.now = TEN + 9 * MINUTE
    const at = (happenedAt: number) => say(desk, { action: 'desk', step: 'received', happenedAt }, 'p-day')
    expect(at(TEN - 1)).toMatchObject({ ok: false, code: 'timeImplausible' })
    expect(at(TEN + 9 * MINUTE + 1)).toMatchObject({ ok: false, code: 'timeImplausible' })
    expect(at(TEN).ok).toBe(true)
    desk.now = TEN + 13 * HOUR
    const late = { action: 'desk', step: 'vehicleOut' } as const
    expect(say(desk, { ...late, happenedAt: TEN + HOUR - 1 }, 'p-day')).toMatchObject({
      code: 'timeImplausible',
    })
    expect(say(desk, { ...late, happenedAt: TEN + HOUR }, 'p-day').ok).toBe(true)
  })

  it('entered 6 min later counts from when it happened, in the record and in the proof, and says when it was entered', () => {
    const desk = called()
    desk.say({ action: 'confirm', actorId: 'p-day', at: desk.now })
    desk.now = TEN + 8 * MINUTE
    say(desk, { action: 'desk', step: 'received', happenedAt: TEN + 2 * MINUTE }, 'p-day')
    expect(desk.alert.desk?.received).toEqual({
      at: TEN + 2 * MINUTE,
      heardAt: TEN + 8 * MINUTE,
      by: 'p-day',
      how: 'phone',
    })
    expect(desk.entries.at(-1)).toMatchObject({
      at: TEN + 8 * MINUTE,
      detail: { happenedAt: TEN + 2 * MINUTE },
    })
    expect(milestonesOf(desk.alert, desk.entries).deskReceived).toEqual({ at: TEN + 2 * MINUTE, by: 'p-day' })
    const record = {
      alert: desk.alert,
      timeline: desk.entries,
      notifications: desk.notifications,
      stages: [],
    }
    const hop = proofOf(record, desk.now).hops.find((one) => one.hop === 'deskReceived')
    expect(hop).toMatchObject({ state: 'fine', tookMs: 2 * MINUTE })
  })

  it('staff note down what they hear on the telephone; only an alert about a resident has a card', () => {
    const desk = called()
    say(desk, { action: 'desk', step: 'received', eventNumber: 'E-1' }, 'p-day')
    expect(desk.alert.desk?.received).toMatchObject({ by: 'p-day', how: 'phone' })
    const other = new Desk()
    other.find(tachycardia({ subject: { kind: 'drain', id: 'd-1' }, deviceId: 'drain-1' }))
    expect(say(other, { action: 'desk', step: 'received' }, 'p-day')).toMatchObject({
      ok: false,
      code: 'noCard',
    })
  })

  it('is no obstacle to taking back an acknowledgement, and is not taken back with it', () => {
    const desk = called()
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
    desk.now += 3 * SECOND
    say(desk, byInterface('received'))
    expect(desk.say({ action: 'undo', actorId: 'p-day', at: desk.now }).ok).toBe(true)
    expect(desk.alert).toMatchObject({ status: 'open', desk: { received: { at: desk.now } } })
  })
})

describe('what a person has seen of the patient', () => {
  it('goes to the desk at once, on a new version of the card, and to nobody else', () => {
    const desk = called()
    const before = desk.alert.revision
    say(desk, { action: 'observe', question: 'conscious', answer: 'no' }, 'p-day')
    expect(desk.told()).toEqual(['x-120'])
    const { message, reason } = desk.last[0] ?? {}
    expect(reason).toBe('updated')
    expect(message?.body).toContain('意识：无')
    expect(message?.card).toMatchObject({
      version: before + 1,
      observed: { conscious: { answer: 'no', by: '张伟' } },
    })
    expect(say(desk, { action: 'observe', question: 'conscious', answer: 'no' }, 'p-day')).toMatchObject({
      code: 'alreadySaid',
    })
    expect(say(desk, { action: 'observe', question: 'conscious', answer: 'yes' }, 'p-grid').ok).toBe(true)
  })
})

describe('opening the card', () => {
  it('is a line of the history and makes no new version', () => {
    const desk = called()
    const before = desk.alert
    const result = say(desk, { action: 'openCard', page: 'script' }, 'p-day')
    expect(result).toMatchObject({ ok: true, alert: before, notifications: [] })
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'cardOpened',
      actor: 'p-day',
      detail: { page: 'script' },
    })
  })
})

describe('the ways to the desk', () => {
  const [first] = PARTNERS
  const partner = { id: 'x-120', kind: 'desk120', name: '120', communityId: 'c-1', ...first } as const

  function deskWith(more: object, channels: Desk['channels']) {
    const desk = new Desk(town({ partners: [{ ...partner, ...more }] }))
    desk.channels = channels
    desk.find(sos())
    return desk
  }
  const waysOf = (desk: Desk) =>
    desk.last
      .filter(({ recipient }) => recipient.role === 'desk120')
      .map(({ channel, address, alternatives }) => [
        channel,
        address,
        (alternatives ?? []).map((way) => way.channel),
      ])

  it('e-mail takes over where the webhook fails; with bothWays each is a message of its own', () => {
    const email = { email: '120@example.org' }
    const on = { on: ['webhook', 'email', 'voice'] }
    expect(waysOf(deskWith(email, on))).toEqual([['webhook', 'x-120', ['email']]])
    const both = deskWith({ ...email, bothWays: true }, on)
    expect(waysOf(both)).toEqual([
      ['webhook', 'x-120', []],
      ['email', '120@example.org', []],
    ])
    both.say({ action: 'confirm', actorId: 'p-day', at: both.now })
    expect(waysOf(both).map(([channel]) => channel)).toEqual(['webhook', 'email'])
  })

  it.each([
    ['the switch is off', false],
    ['the switch is on', true],
  ])('%s: dialled never before a person confirms, and only with the switch', (_, dialsDesk) => {
    const desk = deskWith({ phone: '120' }, { on: ['webhook', 'voice'], dialsDesk })
    expect(waysOf(desk)).toEqual([['webhook', 'x-120', []]])
    desk.say({ action: 'confirm', actorId: 'p-day', at: desk.now })
    expect(waysOf(desk).map(([channel]) => channel)).toEqual(dialsDesk ? ['webhook', 'voice'] : ['webhook'])
    // What changes afterwards goes by the webhook; a call is for a person's word.
    say(desk, { action: 'observe', question: 'breathing', answer: 'no' }, 'p-day')
    expect(waysOf(desk).map(([channel]) => channel)).toEqual(['webhook'])
    desk.say({ action: 'withdraw', actorId: 'p-day', at: desk.now })
    expect(waysOf(desk).map(([channel]) => channel)).toEqual(dialsDesk ? ['webhook', 'voice'] : ['webhook'])
  })
})

describe('the desk in the proof of delivery', () => {
  const proof = (desk: Desk, now = desk.now) =>
    Object.fromEntries(
      proofOf(
        { alert: desk.alert, timeline: desk.entries, notifications: desk.notifications, stages: [] },
        now,
      ).hops.map(({ hop, state, tookMs }) => [hop, [state, tookMs]]),
    )

  it('is asked for 3 min after a person has confirmed, then for a vehicle in 3 min and for its arrival in 15', () => {
    const desk = called()
    expect(proof(desk)).not.toHaveProperty('deskReceived')
    desk.say({ action: 'confirm', actorId: 'p-day', at: desk.now })
    expect(proof(desk).deskReceived?.[0]).toBe('waiting')
    expect(proof(desk, TEN + 4 * MINUTE).deskReceived?.[0]).toBe('missing')
    desk.now = TEN + MINUTE
    say(desk, byInterface('received'))
    expect(proof(desk)).toMatchObject({ deskReceived: ['fine', MINUTE], vehicleOut: ['waiting', undefined] })
    expect(proof(desk, TEN + 5 * MINUTE).vehicleOut?.[0]).toBe('missing')
    desk.now = TEN + 6 * MINUTE
    say(desk, byInterface('vehicleOut'))
    desk.now = TEN + 16 * MINUTE
    say(desk, byInterface('arrived'))
    expect(proof(desk)).toMatchObject({
      vehicleOut: ['slow', 5 * MINUTE],
      ambulanceThere: ['fine', 10 * MINUTE],
    })
    expect(milestonesOf(desk.alert, desk.entries)).toMatchObject({
      deskReceived: { at: TEN + MINUTE, by: 'x-120' },
      ambulanceThere: { at: TEN + 16 * MINUTE },
    })
  })
})
