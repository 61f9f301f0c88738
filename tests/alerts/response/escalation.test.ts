import { describe, expect, it } from 'vitest'
import { respond } from '../../../alerts/response/respond.ts'
import { bandSilent, Desk, HOUR, MINUTE, PEOPLE, SECOND, sos, TEN, tachycardia, town } from './town.ts'

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
    expect(desk.alert).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'p-day' })
    desk.tick(10 * MINUTE)
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
  it('vital warnings go to duty and grid, family after 15 and director after 30 minutes, and both again every hour', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
    desk.tick(15 * MINUTE)
    expect(desk.told()).toEqual(['p-daughter', 'p-son'])
    desk.tick(30 * MINUTE)
    expect(desk.told()).toEqual(['p-director'])
    for (const hours of [1, 2, 3]) {
      desk.tick(hours * HOUR)
      expect(desk.told()).toEqual(['p-day', 'p-director'])
    }
    expect(desk.alert.dueAt).toBe(TEN + 4 * HOUR)
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

describe('falling through', () => {
  it('an empty roster brings the grid worker forward at once, visibly, and the director keeps 3 minutes', () => {
    const desk = new Desk(town({ shifts: [] }))
    desk.find(sos())
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-grid', 'p-son', 'x-120'])
    expect(desk.entries.map(({ kind, detail }) => [kind, detail.role ?? detail.step, detail.reason])).toEqual(
      [
        ['opened', undefined, undefined],
        ['notified', 0, undefined],
        ['fellThrough', 'duty', 'emptyRoster'],
        ['escalated', 1, undefined],
      ],
    )
    expect(desk.entries.at(-1)?.detail.early).toBe(true)
    expect(desk.alert.dueAt).toBe(TEN + 3 * MINUTE)
  })

  it('nobody in any step: every director and duty officer is told, on duty or not', () => {
    const people = PEOPLE.filter(({ role }) => role === 'duty' || role === 'admin')
    const desk = new Desk(town({ shifts: [], people, partners: [] }))
    desk.find(sos())
    expect(desk.told()).toEqual(['band-1', 'p-day', 'p-night'])
    expect(desk.entries.at(-1)).toMatchObject({ kind: 'escalated', detail: { fallback: true } })
  })

  it('then every admin', () => {
    const people = PEOPLE.filter(({ role }) => role === 'admin')
    const desk = new Desk(town({ shifts: [], people, partners: [] }))
    desk.find(tachycardia())
    expect(desk.told()).toEqual(['p-admin'])
  })

  it('with nobody at all on the site it says so and tries again every 5 minutes until somebody is there', () => {
    const desk = new Desk(town({ shifts: [], people: [], partners: [] }))
    desk.find(tachycardia())
    expect(desk.entries.at(-1)).toMatchObject({ kind: 'fellThrough', detail: { reason: 'nobodyReachable' } })
    expect(desk.alert.dueAt).toBe(TEN + 5 * MINUTE)
    desk.directory = town()
    desk.tick(5 * MINUTE)
    expect(desk.told()).toEqual(['p-day', 'p-director'])
    expect(desk.alert.dueAt).not.toBeNull()
  })

  it('a channel that is switched off reaches nobody: reason noChannel', () => {
    const desk = new Desk()
    desk.channels = { on: ['webhook'] }
    desk.find(tachycardia())
    expect(
      desk.entries.filter(({ kind }) => kind === 'fellThrough').map(({ detail }) => detail.reason),
    ).toContain('noChannel')
  })

  it('a resident without relatives: the family step goes to the director at once', () => {
    const people = PEOPLE.filter(({ role }) => role !== 'family')
    const desk = new Desk(town({ people }))
    desk.find(tachycardia())
    desk.tick(15 * MINUTE)
    expect(desk.told()).toEqual(['p-director'])
    expect(desk.alert.dueAt).toBe(TEN + HOUR)
  })
})

it('an SOS of a band that nobody has adopted reaches the duty officer and the 120 desk', () => {
  const desk = new Desk()
  desk.find(sos({ subject: { kind: 'device', id: 'band-9' }, deviceId: 'band-9' }))
  expect(desk.told()).toEqual(['band-9', 'p-day', 'x-120'])
  expect(desk.alert.communityId).toBe('c-1')
})

it('the same commit done again writes the same keys', () => {
  const desk = new Desk()
  const first = respond(undefined, sos(), desk.context())
  const again = respond(undefined, sos(), desk.context())
  expect(again).toEqual(first)
})

describe('the daily review', () => {
  it('tells nobody, today or tomorrow: the alert stands on the board', () => {
    const desk = new Desk()
    desk.find(tachycardia({ severity: 'info', policyId: 'daily-review' }))
    expect(desk.told()).toEqual([])
    expect(desk.alert).toMatchObject({ status: 'open', severity: 'info', dueAt: null })
    desk.tick(26 * HOUR)
    expect(desk.told()).toEqual([])
    expect(desk.notifications).toEqual([])
  })
})
