import { describe, expect, it } from 'vitest'
import { bandSilent, Desk, HOUR, MINUTE, SECOND, sos, TEN, tachycardia } from './town.ts'

const flood = (level: string, severity: 'info' | 'warning' | 'critical', threshold: number) =>
  tachycardia({
    ruleId: 'drain-level',
    subject: { kind: 'drain', id: 'd-1' },
    deviceId: 'drain-1',
    policyId: 'flood',
    level,
    severity,
    evidence: {
      samples: [{ metric: 'level', at: TEN, value: threshold + 1 }],
      metric: 'level',
      comparison: 'atLeast',
      threshold,
      since: TEN,
    },
  })

describe('raising', () => {
  it('opens one alert with its place, revision 1 and a numbered history', () => {
    const desk = new Desk()
    desk.find(sos())
    expect(desk.alert).toMatchObject({
      id: 1024,
      communityId: 'c-1',
      gridId: 'g-1',
      status: 'open',
      revision: 1,
    })
    expect(desk.entries.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'opened'],
      [2, 'notified'],
    ])
    expect(desk.entries[1]?.detail).toMatchObject({ step: 0, policy: 'sos' })
  })

  it('a second press within the minute counts and tells nobody', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.now += 20 * SECOND
    desk.find(sos({ eventTime: desk.now }))
    expect(desk.alerts.size).toBe(1)
    expect(desk.alert).toMatchObject({ repeats: 1, revision: 2 })
    expect(desk.told()).toEqual([])
    expect(desk.kinds()).toEqual(['opened', 'notified', 'repeated'])
  })

  it('a press after acknowledgement, a minute later, reaches the one who took it on and the desk', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
    desk.now += 9 * MINUTE
    desk.find(sos({ eventTime: desk.now, evidence: { samples: [], since: desk.now } }))
    expect(desk.told()).toEqual(['p-day', 'x-120'])
    expect(desk.alert).toMatchObject({ status: 'acknowledged', dueAt: TEN + 10 * MINUTE })
  })

  it('an older sample uploaded late repeats the alert without replacing what it shows', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    const before = desk.alert.evidence
    desk.find(tachycardia({ eventTime: TEN - HOUR, evidence: { ...before, samples: [], since: TEN - HOUR } }))
    expect(desk.alert.repeats).toBe(1)
    expect(desk.alert.evidence).toEqual(before)
  })

  it('a repeat takes back the clearing', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.find(tachycardia({ transition: 'clear' }))
    expect(desk.alert.clearedAt).toBe(TEN)
    desk.find(tachycardia())
    expect(desk.alert.clearedAt).toBeUndefined()
  })

  it('a cause that was gone for 30 minutes and is back is news to whoever took it on; after 29 it flickers', () => {
    for (const [minutes, status] of [
      [29, 'acknowledged'],
      [30, 'open'],
    ] as const) {
      const desk = new Desk()
      desk.find(tachycardia())
      desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
      desk.find(tachycardia({ transition: 'clear' }))
      desk.now += minutes * MINUTE
      desk.find(tachycardia({ eventTime: TEN + minutes * MINUTE }))
      expect(desk.alert).toMatchObject({ status, repeats: 1 })
      expect(desk.told()).toEqual(status === 'open' ? ['p-day', 'p-grid'] : [])
    }
  })

  it('water that was at danger, fell and comes back at attention starts there: the next class up is told', () => {
    const desk = new Desk()
    const water = { ruleId: 'drain-level', policyId: 'flood' } as const
    desk.find(tachycardia({ ...water, severity: 'critical', level: 'danger' }))
    desk.find(tachycardia({ ...water, severity: 'critical', level: 'danger', transition: 'clear' }))
    desk.find(tachycardia({ ...water, severity: 'info', level: 'attention', eventTime: TEN + MINUTE }))
    expect(desk.alert).toMatchObject({ severity: 'info', level: 'attention', repeats: 1 })
    desk.find(
      tachycardia({
        ...water,
        severity: 'warning',
        level: 'warning',
        transition: 'step',
        eventTime: TEN + 2 * MINUTE,
      }),
    )
    expect(desk.alert).toMatchObject({ severity: 'warning', level: 'warning', status: 'open' })
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
  })

  it('an alert that is resolved does not take the next finding: a new one opens', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'resolve', outcome: 'genuine', actorId: 'p-day', at: desk.now })
    desk.find(sos({ eventTime: TEN + HOUR }))
    expect([...desk.alerts.keys()]).toEqual([1024, 1025])
  })

  it('says so when the policy does not exist, and still tells duty, grid worker and director', () => {
    const desk = new Desk()
    desk.find(sos({ policyId: 'renamed' }))
    expect(desk.told()).toEqual(['p-day', 'p-director', 'p-grid'])
    expect(desk.entries[0]?.detail).toMatchObject({ unknownPolicy: 'renamed' })
  })
})

describe('steps', () => {
  it('up restarts the chain, asks for a new acknowledgement and tells people again', () => {
    const desk = new Desk()
    desk.find(flood('warning', 'warning', 15))
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
    desk.now += 5 * MINUTE
    desk.find({ ...flood('closure', 'critical', 27), transition: 'step' })
    expect(desk.alert).toMatchObject({
      status: 'open',
      severity: 'critical',
      level: 'closure',
      nextStep: 1,
      dueAt: TEN + 15 * MINUTE,
    })
    expect(desk.alert.acknowledgedBy).toBeUndefined()
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
    expect(desk.last[0]?.reason).toBe('updated')
  })

  it('up within one severity counts by the limit: closure 27 to danger 40', () => {
    const desk = new Desk()
    desk.find(flood('closure', 'critical', 27))
    desk.find({ ...flood('danger', 'critical', 40), transition: 'step' })
    expect([desk.alert.level, desk.told()]).toEqual(['danger', ['p-day', 'p-grid']])
  })

  it('down is recorded, tells nobody and leaves the chain running', () => {
    const desk = new Desk()
    desk.find(flood('closure', 'critical', 27))
    const dueAt = desk.alert.dueAt
    desk.find({ ...flood('warning', 'warning', 15), transition: 'step' })
    expect(desk.alert).toMatchObject({ severity: 'warning', level: 'warning', dueAt })
    expect(desk.told()).toEqual([])
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'stepped',
      detail: { direction: 'down', from: 'critical' },
    })
  })

  it('battery 10 % to 5 % is a step up although the number falls', () => {
    const desk = new Desk()
    const low = (level: string, threshold: number) =>
      bandSilent({
        ruleId: 'battery',
        level,
        severity: 'warning',
        evidence: { samples: [], metric: 'battery', comparison: 'atMost', threshold, since: TEN },
      })
    desk.find(low('veryLow', 10))
    desk.find({ ...low('nearlyEmpty', 5), transition: 'step' })
    expect([desk.alert.level, desk.told()]).toEqual(['nearlyEmpty', ['p-grid']])
  })

  it('with no alert open, a step opens one', () => {
    const desk = new Desk()
    desk.find({ ...flood('closure', 'critical', 27), transition: 'step' })
    expect(desk.alert.status).toBe('open')
  })
})

describe('clearing', () => {
  it('nothing is open: nothing happens', () => {
    const desk = new Desk()
    desk.find(tachycardia({ transition: 'clear' }))
    expect([desk.alerts.size, desk.entries.length]).toEqual([0, 0])
  })

  it('is noted, and the unanswered chain goes on: somebody must still look', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.find(tachycardia({ transition: 'clear' }))
    expect(desk.alert).toMatchObject({ status: 'open', clearedAt: TEN, dueAt: TEN + 15 * MINUTE })
  })

  it('closes a band that is back online as recovered, and with this policy tells nobody', () => {
    const desk = new Desk()
    desk.find(bandSilent())
    desk.now += MINUTE
    desk.find(bandSilent({ transition: 'clear', eventTime: desk.now }))
    expect(desk.alert).toMatchObject({
      status: 'resolved',
      outcome: 'recovered',
      resolvedBy: 'system',
      dueAt: null,
    })
    expect(desk.told()).toEqual([])
  })

  it('tells everyone who was told when the policy says so', () => {
    const desk = new Desk()
    desk.find(tachycardia({ closesOnClear: true }))
    desk.find(tachycardia({ closesOnClear: true, transition: 'clear' }))
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
    expect(desk.last.every(({ reason }) => reason === 'resolved')).toBe(true)
  })

  it('never closes an emergency, whatever its rule says', () => {
    const desk = new Desk()
    desk.find(sos({ closesOnClear: true }))
    desk.find(sos({ closesOnClear: true, transition: 'clear' }))
    expect(desk.alert).toMatchObject({ status: 'open', clearedAt: TEN })
  })
})
