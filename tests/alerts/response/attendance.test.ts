import { describe, expect, it } from 'vitest'
import { Desk, MINUTE, SECOND, sos, TEN, tachycardia } from './town.ts'

const bodyFor = (desk: Desk, id: string): string =>
  desk.last.find(({ recipient }) => recipient.id === id)?.message.body ?? ''

describe('going there', () => {
  it('takes an open alert on, tells the family and the band, and shows who is on the way', () => {
    const desk = new Desk()
    desk.find(sos())
    expect(desk.say({ action: 'onTheWay', actorId: 'p-grid', at: TEN + 5 * SECOND })).toMatchObject({
      ok: true,
    })
    expect(desk.alert).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'p-grid',
      attending: [{ personId: 'p-grid', onTheWayAt: TEN + 5 * SECOND }],
      dueAt: null,
    })
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-day', 'p-son'])
    expect(bodyFor(desk, 'p-son')).toContain('王芳正在赶去')
    expect(bodyFor(desk, 'p-daughter')).toContain('王芳 is on the way')
    expect(desk.kinds().slice(2)).toEqual(['acknowledged', 'onTheWay'])
  })

  it('and arriving are one record per person, in the order in which they set out', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.say({ action: 'onTheWay', actorId: 'p-grid', at: TEN + MINUTE })
    desk.say({ action: 'onTheWay', actorId: 'p-son', at: TEN + 2 * MINUTE })
    desk.say({ action: 'arrived', actorId: 'p-grid', at: TEN + 6 * MINUTE, note: '门开着' })
    expect(desk.alert.acknowledgedBy).toBe('p-day')
    expect(desk.alert.attending).toEqual([
      { personId: 'p-grid', onTheWayAt: TEN + MINUTE, arrivedAt: TEN + 6 * MINUTE },
      { personId: 'p-son', onTheWayAt: TEN + 2 * MINUTE },
    ])
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'arrived',
      actor: 'p-grid',
      detail: { note: '门开着' },
    })
  })

  it.each([
    ['onTheWay', 'onTheWay'],
    ['arrived', 'onTheWay'],
    ['arrived', 'arrived'],
  ] as const)('%s, then %s of the same person says nothing new', (first, second) => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: first, actorId: 'p-grid', at: TEN })
    expect(desk.say({ action: second, actorId: 'p-grid', at: TEN + SECOND })).toMatchObject({
      ok: false,
      code: 'alreadySaid',
    })
  })
})

describe('assigning', () => {
  it('asks the person, takes an open alert on for who assigns, and gives the whole time to set out', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.now = TEN + 5 * MINUTE
    desk.say({ action: 'assign', personId: 'p-grid2', actorId: 'p-day', at: desk.now, note: '请先敲门' })
    expect(desk.alert).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'p-day',
      assignedTo: { personId: 'p-grid2', by: 'p-day', at: desk.now },
      dueAt: desk.now + 30 * MINUTE,
    })
    expect(desk.told()).toEqual(['p-grid2'])
    expect(bodyFor(desk, 'p-grid2')).toContain('张伟指派您前往处理')
    expect(bodyFor(desk, 'p-grid2')).toContain('请先敲门')
  })

  it('of two officers in the same moment, the first wins; the second sees that it changed', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.say({ action: 'assign', personId: 'p-grid', actorId: 'p-day', at: TEN })
    const second = desk.say({ action: 'assign', personId: 'p-grid2', actorId: 'p-director', at: TEN })
    expect(second).toMatchObject({
      ok: false,
      code: 'changedMeanwhile',
      alert: { assignedTo: { personId: 'p-grid' } },
    })
  })

  it('somebody instead of another relieves the first, who learns who goes', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.say({ action: 'assign', personId: 'p-grid', actorId: 'p-day', at: TEN })
    desk.say({ action: 'assign', personId: 'p-grid2', instead: 'p-grid', actorId: 'p-day', at: TEN + MINUTE })
    expect(desk.told()).toEqual(['p-grid', 'p-grid2'])
    expect(bodyFor(desk, 'p-grid')).toContain('改由赵强前往')
  })

  it.each(['p-son', 'p-nobody'])('to %s is refused: only staff are sent', (personId) => {
    const desk = new Desk()
    desk.find(tachycardia())
    expect(desk.say({ action: 'assign', personId, actorId: 'p-day', at: TEN })).toMatchObject({
      code: 'personNotFound',
    })
  })
})

describe('handing over', () => {
  it('makes the other answer for it, tells them, and keeps since when somebody has', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.now = TEN + 8 * MINUTE
    desk.say({ action: 'handOver', personId: 'p-night', from: 'p-day', actorId: 'p-day', at: desk.now })
    expect(desk.alert).toMatchObject({
      acknowledgedBy: 'p-night',
      acknowledgedAt: TEN,
      handedOver: { from: 'p-day', at: desk.now },
      dueAt: desk.now + 10 * MINUTE,
    })
    expect(desk.told()).toEqual(['p-night'])
    expect(bodyFor(desk, 'p-night')).toContain('张伟已将此警报移交给您')
  })

  it('is refused for what nobody has taken on, and for what somebody else has by now', () => {
    const desk = new Desk()
    desk.find(sos())
    const handOver = { action: 'handOver', personId: 'p-night', actorId: 'p-day', at: TEN } as const
    expect(desk.say({ ...handOver, from: 'p-day' })).toMatchObject({ code: 'notAcknowledged' })
    desk.say({ action: 'acknowledge', actorId: 'p-director', at: TEN })
    expect(desk.say({ ...handOver, from: 'p-day' })).toMatchObject({ code: 'changedMeanwhile' })
  })
})

describe('the log of calls', () => {
  it('is a line with the name, the result and the note; it stops no chain and tells nobody', () => {
    const desk = new Desk()
    desk.find(sos())
    const { dueAt } = desk.alert
    desk.say({
      action: 'logCall',
      callee: 'p-daughter',
      result: 'noAnswer',
      actorId: 'p-day',
      at: TEN,
      note: '响了八声',
    })
    desk.say({ action: 'logCall', callee: 'resident', result: 'busy', actorId: 'p-day', at: TEN })
    expect(desk.entries.slice(-2).map(({ kind, detail }) => [kind, detail])).toEqual([
      ['phoned', { callee: 'p-daughter', name: '刘敏', result: 'noAnswer', note: '响了八声' }],
      ['phoned', { callee: 'resident', name: '王桂兰', result: 'busy' }],
    ])
    expect([desk.alert.status, desk.alert.dueAt, desk.told()]).toEqual(['open', dueAt, []])
  })

  it('knows whom it speaks of', () => {
    const desk = new Desk()
    desk.find(sos())
    const call = { action: 'logCall', result: 'answered', actorId: 'p-day', at: TEN } as const
    expect(desk.say({ ...call, callee: 'p-nobody' })).toMatchObject({ code: 'personNotFound' })
    expect(desk.say({ ...call, callee: 'other', note: '对门邻居' })).toMatchObject({ ok: true })
  })
})
