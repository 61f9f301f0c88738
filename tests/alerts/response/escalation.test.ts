import { describe, expect, it } from 'vitest'
import { bandSilent, Desk, HOUR, MINUTE, SECOND, sos, TEN, tachycardia } from './town.ts'

describe('the SOS policy', () => {
  it('tells duty officer, both relatives, the 120 desk and the band at once, then grid worker and director', () => {
    const desk = new Desk()
    desk.find(sos())
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-day', 'p-son', 'x-120'])
    const script: [at: number, told: string[]][] = [
      [59 * SECOND, []],
      [60 * SECOND, ['p-grid']],
      [179 * SECOND, []],
      [180 * SECOND, ['p-director']],
      [8 * MINUTE, ['p-daughter', 'p-day', 'p-director', 'p-grid', 'p-son']],
      [12 * MINUTE, []],
      [13 * MINUTE, ['p-daughter', 'p-day', 'p-director', 'p-grid', 'p-son']],
      [18 * MINUTE, ['p-daughter', 'p-day', 'p-director', 'p-grid', 'p-son']],
    ]
    for (const [at, told] of script) {
      desk.tick(at)
      expect([at, desk.told()]).toEqual([at, told])
    }
    expect(desk.alert.dueAt).toBe(TEN + 23 * MINUTE)
    expect(new Set(desk.notifications.map(({ key }) => key)).size).toBe(desk.notifications.length)
  })

  it('stops when a person acknowledges, and only then tells the band that help is coming', () => {
    const desk = new Desk()
    desk.find(sos())
    expect(desk.last.find(({ recipient }) => recipient.role === 'wearer')?.reason).toBe('raised')
    desk.now = TEN + 30 * SECOND
    expect(desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })).toMatchObject({ ok: true })
    const band = desk.last.find(({ recipient }) => recipient.role === 'wearer')
    expect([band?.reason, band?.message.body]).toEqual(['confirmed', '已有人接警，正在赶来，请不要着急'])
    expect(desk.alert).toMatchObject({ status: 'acknowledged', dueAt: null, acknowledgedBy: 'p-day' })
    desk.tick(2 * HOUR)
    expect(desk.told()).toEqual([])
  })
})

describe('after an outage', () => {
  it('tells every overdue step once, in order, marked late, and nobody twice', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.tick(2 * HOUR)
    expect(desk.told()).toEqual(['p-daughter', 'p-day', 'p-director', 'p-grid', 'p-son'])
    const steps = desk.entries.filter(({ kind }) => kind === 'escalated')
    // The last step and its 22 repeats that fell due by 11:58 are one reminder.
    expect(steps.map(({ detail }) => [detail.step, detail.late, detail.round])).toEqual([
      [1, true, undefined],
      [2, true, undefined],
      [3, true, 22],
    ])
    expect(desk.alert.dueAt).toBe(TEN + 2 * HOUR + 3 * MINUTE)
  })
})

describe('the other policies', () => {
  it('vital warnings go to duty and grid, family after 15 and director after 30 minutes, and then end', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
    desk.tick(15 * MINUTE)
    expect(desk.told()).toEqual(['p-daughter', 'p-son'])
    desk.tick(30 * MINUTE)
    expect(desk.told()).toEqual(['p-director'])
    expect(desk.alert.dueAt).toBeNull()
  })

  it('a silent band goes to the grid worker, after 1 h to the director, after 24 h on the difficult list', () => {
    const desk = new Desk()
    desk.find(bandSilent())
    expect(desk.told()).toEqual(['p-grid'])
    desk.tick(HOUR)
    expect(desk.told()).toEqual(['p-director'])
    expect(desk.alert.difficult).toBeUndefined()
    desk.tick(24 * HOUR)
    expect(desk.told()).toEqual(['p-director', 'x-street'])
    expect(desk.alert).toMatchObject({ difficult: true, dueAt: null })
    expect(desk.last[0]?.message.body).toContain('已 24 小时未处理，列入疑难问题清单')
  })
})
