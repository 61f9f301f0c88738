import { describe, expect, it } from 'vitest'
import { community, MINUTE, NOON, offline, press, SECOND, Town, water } from './areas.ts'

const all = Array.from({ length: 40 }, (_, i) => i + 1)
const cut = (count: number, at = NOON) =>
  all.slice(0, count).map((n) => offline(n, { at, transition: 'raise' as const }))

describe('an outage of bands', () => {
  it('40 of 40 at once are one incident, told once to the duty desk and to nobody else', () => {
    const town = new Town()
    town.findAll(cut(40), NOON)
    const [incident] = town.incidents()
    expect(town.incidents()).toHaveLength(1)
    expect(incident).toMatchObject({
      subject: { kind: 'area', id: 'c-1', area: 'community' },
      ruleId: 'outage',
      status: 'open',
      severity: 'warning',
      communityId: 'c-1',
      members: { count: 40, standing: 40, newestId: 40, worstId: 1 },
    })
    expect(town.members(incident!)).toHaveLength(40)
    expect(town.told()).toEqual([`${incident!.id} p-duty raised`])
    town.tick(NOON + 14 * MINUTE)
    expect(town.told()).toHaveLength(1)
    town.tick(NOON + 15 * MINUTE)
    expect(town.told()).toEqual([`${incident!.id} p-duty raised`, `${incident!.id} p-director escalated`])
  })

  it('9 of 40 are nine alerts, each told in its own time: 5 min after it opened', () => {
    const town = new Town()
    town.findAll(cut(9), NOON)
    town.tick(NOON + 5 * MINUTE - SECOND)
    expect(town.notifications).toEqual([])
    town.tick(NOON + 5 * MINUTE)
    expect(town.notifications).toHaveLength(9)
    expect(town.incidents()).toEqual([])
  })

  it('a band that is back before its time was never worth a message', () => {
    const town = new Town()
    town.find(offline(1, { at: NOON, transition: 'raise' }))
    town.find(offline(1, { at: NOON + MINUTE, transition: 'clear' }))
    town.tick(NOON + 10 * MINUTE)
    expect(town.notifications).toEqual([])
    expect(town.unresolved()).toEqual([])
  })

  it('ten bands within 6 min are no storm, ten within 5 min are one', () => {
    const slow = new Town()
    for (const [i, finding] of cut(10).entries()) {
      const at = NOON + i * 40 * SECOND
      slow.findAll([{ ...finding, eventTime: at }], at)
    }
    expect(slow.incidents()).toEqual([])
    const fast = new Town()
    for (const [i, finding] of cut(10).entries()) {
      const at = NOON + i * 33 * SECOND
      fast.findAll([{ ...finding, eventTime: at }], at)
    }
    expect(fast.incidents()).toHaveLength(1)
  })

  it('who comes 4 min after the last joins without a word; who comes 6 min after is an alert of its own', () => {
    const town = new Town()
    town.findAll(cut(12), NOON)
    town.findAll([offline(13, { at: NOON + 4 * MINUTE, transition: 'raise' })], NOON + 4 * MINUTE)
    expect(town.incidents()[0]?.members).toMatchObject({ count: 13 })
    town.findAll([offline(14, { at: NOON + 10 * MINUTE, transition: 'raise' })], NOON + 10 * MINUTE)
    expect(town.incidents()[0]?.members).toMatchObject({ count: 13 })
    expect(town.notifications).toHaveLength(1)
    town.tick(NOON + 15 * MINUTE - SECOND)
    town.tick(NOON + 15 * MINUTE)
    expect(town.told()).toContain(`${town.alerts.get(15)!.id} p-grid raised`)
  })

  it('a second storm an hour later is told anew to whoever had taken on the first', () => {
    const town = new Town()
    town.findAll(cut(12), NOON)
    const [incident] = town.incidents()
    town.say(incident!.id, 'acknowledge', NOON + MINUTE)
    const later = NOON + 60 * MINUTE
    town.findAll(
      all.slice(12, 25).map((n) => offline(n, { at: later, transition: 'raise' })),
      later,
    )
    expect(town.incidents()).toHaveLength(1)
    expect(town.incidents()[0]).toMatchObject({ status: 'open', members: { count: 25 } })
    expect(town.told()).toEqual([`${incident!.id} p-duty raised`, `${incident!.id} p-duty updated`])
  })

  it('closes by itself with the last member, and tells so once', () => {
    const town = new Town()
    town.findAll(cut(40), NOON)
    for (const n of all.slice(0, 39)) town.find(offline(n, { at: NOON + 10 * MINUTE, transition: 'clear' }))
    town.tick(NOON + 10 * MINUTE)
    expect(town.incidents()[0]).toMatchObject({ status: 'open', members: { count: 40, standing: 1 } })
    town.find(offline(40, { at: NOON + 11 * MINUTE, transition: 'clear' }))
    town.tick(NOON + 11 * MINUTE)
    expect(town.incidents()[0]).toMatchObject({ status: 'resolved', outcome: 'recovered' })
    expect(town.unresolved()).toEqual([])
    expect(town.told()).toEqual(['41 p-duty raised', '41 p-duty resolved'])
  })

  it('closed by a person, its 38 standing members stay open and go on: each is told, and they make no new incident', () => {
    const town = new Town()
    town.findAll(cut(40), NOON)
    const [incident] = town.incidents()
    for (const n of [1, 2]) town.find(offline(n, { at: NOON + 2 * MINUTE, transition: 'clear' }))
    town.say(incident!.id, 'resolve', NOON + 3 * MINUTE)
    town.tick(NOON + 3 * MINUTE)
    expect(town.incidents()).toHaveLength(1)
    expect(town.unresolved()).toHaveLength(38)
    const grid = town.told().filter((line) => line.endsWith('p-grid raised'))
    expect(grid).toHaveLength(38)
    const kinds = town.entries.filter(({ alertId }) => alertId === 3).map(({ kind }) => kind)
    expect(kinds).toEqual(['opened', 'merged', 'parted', 'notified'])
  })

  it('an SOS in the middle of it is told at once and is no member', () => {
    const town = new Town()
    town.findAll(cut(20), NOON)
    town.find(press(5, NOON + SECOND))
    const sos = town.unresolved().find(({ ruleId }) => ruleId === 'sos')
    expect(sos?.incidentId).toBeUndefined()
    expect(town.told()).toContain(`${sos!.id} p-duty raised`)
  })
})

describe('a flood', () => {
  const groundFloor = (n: number) => (n === 7 ? { floor: 1, tags: ['独居'] } : {})

  it('three drains at attention within 10 min are one incident of the grid, told once', () => {
    const town = new Town()
    for (const n of [1, 2, 3]) town.find(water(n, { at: NOON + n * MINUTE - MINUTE, transition: 'raise' }))
    expect(town.incidents()).toMatchObject([
      {
        ruleId: 'flood',
        gridId: 'g-1',
        severity: 'warning',
        level: 'attention',
        members: { count: 3, area: 'grid' },
      },
    ])
    // The first two had waited 2 min at most when the third came: attention waits 2 min.
    expect(town.told()).toEqual(['4 p-duty raised', '4 p-grid raised'])
  })

  it('drains of two grids do not add up', () => {
    const town = new Town()
    for (const n of [3, 4, 5]) town.find(water(n, { at: NOON, transition: 'raise' }))
    expect(town.incidents()).toEqual([])
  })

  it('one drain at warning is one alert where nobody lives in reach, and an incident where somebody does', () => {
    const raise = water(1, { at: NOON, transition: 'raise', severity: 'warning', level: 'warning' })
    const dry = new Town()
    dry.find(raise)
    expect(dry.incidents()).toEqual([])
    const wet = new Town(community(groundFloor))
    wet.find(raise)
    expect(wet.incidents()).toMatchObject([
      { members: { count: 1 }, evidence: { facts: { members: 1, atRisk: 1 } } },
    ])
    expect(wet.told()).toEqual(['2 p-duty raised', '2 p-grid raised'])
    expect(wet.drafting.callListOf(wet.incidents()[0]!, NOON)).toMatchObject([
      {
        residentId: 'r-7',
        reasons: [{ code: 'groundFloor' }, { code: 'alone' }, { code: 'age', years: 76 }],
      },
    ])
  })

  it('gets worse with its worst member, asks for a new acknowledgement, and a critical member is not told twice', () => {
    const town = new Town(community(groundFloor))
    town.find(water(1, { at: NOON, transition: 'raise', severity: 'warning', level: 'warning' }))
    const [{ id } = { id: 0 }] = town.incidents()
    town.say(id, 'acknowledge', NOON + MINUTE)
    town.find(water(1, { at: NOON + 2 * MINUTE, transition: 'step', severity: 'critical', level: 'closure' }))
    expect(town.incidents()[0]).toMatchObject({ status: 'open', severity: 'critical', level: 'closure' })
    expect(town.told()).toEqual([
      `${id} p-duty raised`,
      `${id} p-grid raised`,
      `${id} p-duty updated`,
      `${id} p-grid updated`,
    ])
  })

  it('a second critical drain of a critical incident is told by itself at once, and only its first step', () => {
    const town = new Town(community(groundFloor))
    town.find(water(1, { at: NOON, transition: 'raise', severity: 'critical', level: 'closure' }))
    town.find(water(2, { at: NOON + MINUTE, transition: 'raise', severity: 'critical', level: 'closure' }))
    const second = town.unresolved().find(({ subject }) => subject.id === 'd-2')
    expect(town.told().filter((line) => line.startsWith(`${second!.id} `))).toEqual([
      `${second!.id} p-duty raised`,
      `${second!.id} p-grid raised`,
    ])
    expect(second).toMatchObject({ dueAt: null, nextStep: 1, incidentId: town.incidents()[0]!.id })
  })

  it('when the water is gone it closes, with its members if somebody had taken it on', () => {
    const town = new Town()
    for (const n of [1, 2, 3]) town.find(water(n, { at: NOON, transition: 'raise' }))
    town.say(4, 'acknowledge', NOON + MINUTE)
    for (const n of [1, 2, 3]) town.find(water(n, { at: NOON + 60 * MINUTE, transition: 'clear' }))
    town.tick(NOON + 60 * MINUTE)
    expect(town.unresolved()).toEqual([])
    const untended = new Town()
    for (const n of [1, 2, 3]) untended.find(water(n, { at: NOON, transition: 'raise' }))
    for (const n of [1, 2, 3]) untended.find(water(n, { at: NOON + 60 * MINUTE, transition: 'clear' }))
    untended.tick(NOON + 60 * MINUTE)
    // Nobody has looked: the incident is over, its members wait for a person as their rule says.
    expect(untended.unresolved().map(({ ruleId }) => ruleId)).toEqual([
      'drain-level',
      'drain-level',
      'drain-level',
    ])
  })
})
