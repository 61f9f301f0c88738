import { describe, expect, it } from 'vitest'
import { setBack } from '../../../alerts/response/set-back.ts'
import { Desk, HOUR, MINUTE, SECOND, sos, TEN } from './town.ts'

describe('a clock that is set back an hour', () => {
  it('costs the chain no minute: the grid worker is told 60 s after the press', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.alerts.set(desk.alert.id, setBack(desk.alert, HOUR))
    desk.tick(-HOUR + 59 * SECOND)
    expect(desk.told()).toEqual([])
    desk.tick(-HOUR + 60 * SECOND)
    expect(desk.told()).toEqual(['p-grid'])
  })

  it('an acknowledgement still holds its 10 minutes, and no more', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    const back = setBack(desk.alert, HOUR)
    expect([back.dueAt, back.lapsesAt]).toEqual([TEN - HOUR + 10 * MINUTE, TEN - HOUR + 10 * MINUTE])
  })

  it('a silence until 12:00 ends at 12:00', () => {
    const desk = new Desk()
    desk.find(sos())
    const until = TEN + 2 * HOUR
    const silenced = { ...desk.alert, dueAt: until, silence: { id: 1, until, chainDueAt: TEN + MINUTE } }
    expect(setBack(silenced, HOUR)).toMatchObject({
      dueAt: until,
      silence: { until, chainDueAt: TEN + MINUTE - HOUR },
    })
  })

  it('an alert without deadlines is left alone', () => {
    const desk = new Desk()
    desk.find(sos())
    const { undo: _, ...alert } = { ...desk.alert, dueAt: null }
    expect(setBack(alert, HOUR)).toBe(alert)
  })
})
