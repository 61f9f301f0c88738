import { describe, expect, it } from 'vitest'
import { Desk, HOUR, MINUTE, policyBook, policyFiles, SECOND, sos, TEN, tachycardia } from './town.ts'

/** An SOS that the day's officer took on after so many seconds. */
const taken = (after = 30 * SECOND): Desk => {
  const desk = new Desk()
  desk.find(sos())
  desk.now = TEN + after
  desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
  return desk
}

describe('an acknowledgement', () => {
  it('of an SOS lapses after 10 minutes: the next step at once, and the officer is told why', () => {
    const desk = taken()
    expect(desk.alert).toMatchObject({ dueAt: TEN + 30 * SECOND + 10 * MINUTE, chainDueAt: TEN + MINUTE })
    desk.tick(10 * MINUTE + 29 * SECOND)
    expect(desk.told()).toEqual([])
    desk.tick(10 * MINUTE + 30 * SECOND)
    expect(desk.alert).toMatchObject({ status: 'open', nextStep: 2 })
    expect(desk.alert.acknowledgedBy).toBeUndefined()
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
    expect(desk.last.find(({ recipient }) => recipient.id === 'p-day')?.message.body).toContain(
      '张伟接警后一直无人赶去',
    )
    expect(desk.entries.slice(-2).map(({ kind, detail }) => [kind, detail.by])).toEqual([
      ['lapsed', 'p-day'],
      ['escalated', undefined],
    ])
    // The director's step keeps its distance from the grid worker's.
    expect(desk.alert.dueAt).toBe(desk.now + 2 * MINUTE)
  })

  it('never lapses once somebody is on the way', () => {
    const desk = taken()
    desk.say({ action: 'onTheWay', actorId: 'p-grid', at: desk.now })
    desk.tick(5 * HOUR)
    expect([desk.alert.status, desk.told()]).toEqual(['acknowledged', []])
  })

  it('that lapsed while the gateway was down does so at the start, once, and is marked late', () => {
    const desk = taken()
    desk.tick(3 * HOUR)
    expect(desk.entries.filter(({ kind }) => kind === 'lapsed')).toMatchObject([{ detail: { late: true } }])
    desk.tick(3 * HOUR)
    expect(desk.told()).toEqual([])
  })

  it('lets a chain that had come to its end begin anew', () => {
    const files = policyFiles.map((file) =>
      file.path.endsWith('/vitals-warning.yaml')
        ? {
            ...file,
            text: 'id: vitals-warning\nacknowledgedFor: 5m\nsteps:\n  - after: 0s\n    who: [duty]\nfallback: [duty]\n',
          }
        : file,
    )
    const desk = new Desk(undefined, policyBook(files))
    desk.find(tachycardia())
    expect(desk.alert.dueAt).toBeNull()
    desk.say({ action: 'acknowledge', actorId: 'p-director', at: TEN })
    desk.tick(5 * MINUTE)
    expect([desk.alert.status, desk.told()]).toEqual(['open', ['p-day', 'p-director']])
    expect(desk.kinds().slice(-2)).toEqual(['lapsed', 'notified'])
  })

  it('does not bring a step forward whose own time is still ahead', () => {
    const desk = new Desk()
    desk.find(tachycardia({ severity: 'critical' }))
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.tick(10 * MINUTE)
    expect(desk.alert).toMatchObject({ status: 'open', nextStep: 1, dueAt: TEN + 15 * MINUTE })
    expect(desk.told()).toEqual(['p-day'])
  })

  it('of something that went away by itself (no emergency) holds on: it only waits to be closed', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.now = TEN + 10 * MINUTE
    desk.find(tachycardia({ transition: 'clear', eventTime: desk.now }))
    desk.tick(30 * MINUTE)
    expect(desk.alert).toMatchObject({ status: 'acknowledged', lapsesAt: TEN + HOUR, dueAt: TEN + HOUR })
    expect(desk.told()).toEqual([])
  })

  it('that a silence covers by now is over without a word to anybody', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    desk.silences = [
      {
        id: 1,
        kind: 'silence',
        match: { residentId: 'r-1' },
        reason: '住院',
        createdBy: 'p-director',
        createdAt: TEN,
        from: TEN,
        until: TEN + 2 * HOUR,
        exceptCritical: true,
      },
    ]
    desk.tick(30 * MINUTE)
    expect(desk.alert).toMatchObject({ status: 'open', dueAt: TEN + 2 * HOUR, silence: { id: 1 } })
    expect(desk.told()).toEqual([])
  })
})
