import { describe, expect, it } from 'vitest'
import { Desk, MINUTE, SECOND, sos, TEN, tachycardia } from './town.ts'

const pressed = (): Desk => {
  const desk = new Desk()
  desk.find(sos())
  return desk
}
const decline = (desk: Desk, actorId: string, ms: number, note?: string) => {
  desk.now = TEN + ms
  return desk.say({ action: 'decline', actorId, at: desk.now, ...(note === undefined ? {} : { note }) })
}
const undo = (desk: Desk, actorId: string, ms: number) => {
  desk.now = TEN + ms
  return desk.say({ action: 'undo', actorId, at: desk.now })
}

describe('“I cannot go”, taken back within 10 s', () => {
  it('by whoever had taken it on: it is theirs again, the steps that came stay, and all who were told learn it', () => {
    const desk = pressed()
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN + 5 * SECOND })
    desk.now = TEN + 5 * SECOND
    const { lapsesAt, acknowledgedAt } = desk.alert
    decline(desk, 'p-day', 20 * SECOND)
    const { nextStep, dueAt } = desk.alert
    expect(undo(desk, 'p-day', 25 * SECOND)).toMatchObject({ ok: true })
    expect(desk.alert).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'p-day',
      acknowledgedAt,
      lapsesAt,
      nextStep,
      chainDueAt: dueAt,
    })
    expect(desk.alert).not.toHaveProperty('declined')
    expect(desk.alert).not.toHaveProperty('undo')
    expect(desk.entries.at(-1)).toMatchObject({ kind: 'undone', detail: { action: 'decline' } })
    // The grid worker, whom the next step had told, too; the band says again that help is coming.
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-grid', 'p-son'])
    const body = desk.last.find(({ recipient }) => recipient.id === 'p-grid')?.message.body
    expect(body).toContain('更正：张伟撤销了“去不了”，仍由其处理')
  })

  it('of an open alert is as if it had not been said; the step it brought forward has come all the same', () => {
    const desk = pressed()
    decline(desk, 'p-day', 10 * SECOND)
    const { nextStep, dueAt } = desk.alert
    expect(nextStep).toBe(2)
    undo(desk, 'p-day', 19 * SECOND)
    expect(desk.alert).toMatchObject({ status: 'open', nextStep, dueAt })
    expect(desk.alert).not.toHaveProperty('declined')
    expect(desk.told()).toEqual([])
    // Said once more it is a line once more, and the last of the staff who were told is asked next.
    expect(decline(desk, 'p-day', 30 * SECOND).ok).toBe(true)
    expect(desk.alert.declined).toEqual(['p-day'])
  })

  it('of somebody on the way: they are on the way again, and the acknowledgement holds', () => {
    const desk = pressed()
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.say({ action: 'onTheWay', actorId: 'p-grid', at: TEN + SECOND })
    const { attending } = desk.alert
    decline(desk, 'p-grid', 5 * SECOND)
    undo(desk, 'p-grid', 6 * SECOND)
    expect(desk.alert).toMatchObject({
      status: 'acknowledged',
      acknowledgedBy: 'p-day',
      attending,
      dueAt: null,
    })
    expect(desk.alert).not.toHaveProperty('lapsesAt')
  })

  it('of somebody who was asked to go: the task is theirs again', () => {
    const desk = pressed()
    desk.say({ action: 'assign', actorId: 'p-day', personId: 'p-grid', at: TEN })
    const { assignedTo } = desk.alert
    decline(desk, 'p-grid', 5 * SECOND)
    undo(desk, 'p-grid', 6 * SECOND)
    expect(desk.alert.assignedTo).toEqual(assignedTo)
  })

  it('is refused after 10.001 s, when somebody has acted since, and when it has got worse', () => {
    const late = pressed()
    decline(late, 'p-day', 0)
    expect(undo(late, 'p-day', 10_001)).toMatchObject({ code: 'tooLateToUndo' })

    const taken = pressed()
    decline(taken, 'p-day', 0)
    taken.say({ action: 'acknowledge', actorId: 'p-grid', at: TEN + SECOND })
    expect(undo(taken, 'p-day', 2 * SECOND)).toMatchObject({ code: 'tooLateToUndo' })

    const worse = new Desk()
    worse.find(tachycardia())
    worse.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    decline(worse, 'p-day', SECOND)
    worse.find(tachycardia({ transition: 'step', severity: 'critical', eventTime: TEN + 2 * SECOND }))
    expect(undo(worse, 'p-day', 3 * SECOND)).toMatchObject({ code: 'tooLateToUndo' })
  })
})

describe('“I cannot go”, said twice', () => {
  it('by the same person is known already, unless there is something new to say', () => {
    const desk = pressed()
    decline(desk, 'p-son', SECOND)
    expect(decline(desk, 'p-son', MINUTE)).toMatchObject({ ok: false, code: 'alreadySaid' })
    expect(decline(desk, 'p-son', MINUTE, '下午到')).toMatchObject({ ok: true })
    expect(desk.alert.declined).toEqual(['p-son'])
  })

  it('counts anew after they have taken it on in between', () => {
    const desk = pressed()
    decline(desk, 'p-day', SECOND)
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN + 2 * SECOND })
    expect(decline(desk, 'p-day', 3 * SECOND)).toMatchObject({ ok: true, alert: { status: 'open' } })
  })
})
