import { describe, expect, it } from 'vitest'
import { type Known, reasonsOf, WEIGHTS } from '../../../alerts/care/reasons.ts'
import { contactEvery, firstDueAfter, PROVE_EVERY, PROVE_SPREAD } from '../../../alerts/care/rhythm.ts'
import { HOUR } from '../../../alerts/model/time.ts'
import { alert, community, contact, daysAgo, known, MORNING, resident } from './people.ts'

const codes = (more: Partial<Known>): string[] => reasonsOf(known(more)).map(({ code }) => code)
const first = (more: Partial<Known>) => reasonsOf(known(more))[0]

describe('the usual call', () => {
  it('is every 7 days for who lives alone, has dementia or is disabled, as their plan says otherwise, else as the community asks', () => {
    expect(contactEvery({ tags: ['独居'] }, community)).toBe(7)
    expect(contactEvery({ tags: ['dementia'] }, community)).toBe(7)
    expect(contactEvery({ tags: ['重残'] }, undefined)).toBe(7)
    expect(contactEvery({ tags: ['独居'], callEvery: 1 }, community)).toBe(1)
    expect(contactEvery({ tags: [] }, { callEvery: 30 })).toBe(30)
    expect(contactEvery({ tags: ['制氧机'] }, community)).toBeUndefined()
  })

  const alone = resident({ tags: ['独居'] })
  it.each([
    [6, []],
    [7, ['callDue']],
    [8, ['callMissed']],
  ])('%i days after the last contact: %j', (days, expected) => {
    expect(codes({ resident: alone, contacts: [contact({ at: daysAgo(days) })] })).toEqual(expected)
  })

  it('says by how many days it is missed, and a call nobody answered is no contact', () => {
    const contacts = [contact({ at: daysAgo(9) })]
    expect(first({ resident: alone, contacts })).toMatchObject({
      code: 'callMissed',
      weight: WEIGHTS.callMissed + 8,
      facts: { every: 7, days: 2, last: daysAgo(9) },
    })
    const tried = [contact({ at: daysAgo(5), result: 'noAnswer' }), ...contacts]
    expect(codes({ resident: alone, contacts: tried })).toEqual(['callMissed'])
  })

  it('of somebody never called is spread over the rhythm: of 700 residents about 100 are due on the first day', () => {
    const ids = Array.from({ length: 700 }, (_, i) => `r-${i + 1}`)
    const due = ids.filter((id) => firstDueAfter(id, 7) === 0)
    expect(due.length).toBeGreaterThan(70)
    expect(due.length).toBeLessThan(130)
    const since = known().today
    for (const id of ids.slice(0, 50))
      expect(codes({ resident: resident({ id, tags: ['独居'] }), since })).toEqual(
        due.includes(id) ? ['callDue'] : [],
      )
  })
})

describe('an alert that stands', () => {
  it('is a reason while it is info or warning; what is critical has its own chain', () => {
    expect(first({ alerts: [alert()] })).toMatchObject({
      code: 'alert',
      weight: WEIGHTS.personInfo,
      about: 'person',
      facts: { alertId: 7, ruleId: 'bp-creeping', severity: 'info', since: daysAgo(2) },
    })
    expect(first({ alerts: [alert({ severity: 'warning' })] })?.weight).toBe(WEIGHTS.personWarning)
    expect(first({ alerts: [alert({ ruleId: 'band-offline', severity: 'warning' })] })).toMatchObject({
      weight: WEIGHTS.deviceWarning,
      about: 'device',
    })
    expect(codes({ alerts: [alert({ severity: 'critical' })] })).toEqual([])
  })

  it('that was talked about is left alone for 7 days, of a band for 2, and comes back when it is news', () => {
    const talked = (days: number) => [contact({ at: daysAgo(days) })]
    const old = alert({ eventTime: daysAgo(20) })
    expect(codes({ alerts: [old], contacts: talked(6) })).toEqual([])
    expect(codes({ alerts: [old], contacts: talked(8) })).toEqual(['alert'])
    expect(codes({ alerts: [alert({ ...old, reachedAt: daysAgo(5) })], contacts: talked(6) })).toEqual([
      'alert',
    ])
    const band = alert({ ruleId: 'band-offline', eventTime: daysAgo(20) })
    expect(codes({ alerts: [band], contacts: talked(1) })).toEqual([])
    expect(codes({ alerts: [band], contacts: talked(3) })).toEqual(['alert'])
  })

  it('stays a reason of today when somebody calls today: the list of a day does not melt away under the work', () => {
    expect(
      codes({ alerts: [alert()], contacts: [contact({ at: MORNING + HOUR })], now: MORNING + 2 * HOUR }),
    ).toEqual(['alert'])
  })
})

describe('what was left open', () => {
  const promised = (dueOn: string, more = {}) =>
    contact({ result: 'promised', promise: { what: '送药', dueOn }, at: daysAgo(6), ...more })

  it('a promise comes back on its day and every day after it, ahead of everything else, until it is settled', () => {
    expect(codes({ contacts: [promised('2026-11-24')] })).toEqual([])
    expect(
      first({
        contacts: [promised('2026-11-23')],
        alerts: [alert({ severity: 'warning', eventTime: daysAgo(1) })],
      }),
    ).toMatchObject({
      code: 'promiseDue',
      weight: 100,
      facts: { what: '送药', dueOn: '2026-11-23', days: 0 },
    })
    expect(first({ contacts: [promised('2026-11-20')] })).toMatchObject({ weight: 112, facts: { days: 3 } })
    const settled = { how: 'kept', by: 'p-grid', at: daysAgo(1) } as const
    expect(codes({ contacts: [promised('2026-11-20', { settled })] })).toEqual([])
    expect(codes({ contacts: [promised('2026-11-20', { undoneAt: daysAgo(6) })] })).toEqual([])
  })

  it('settled this morning it stays on the list of today, as seen to', () => {
    const settled = { how: 'kept', by: 'p-grid', at: MORNING + HOUR } as const
    expect(codes({ contacts: [promised('2026-11-23', { settled })] })).toEqual(['promiseDue'])
  })

  it('somebody not reached yesterday is tried again, until somebody has spoken to them', () => {
    const tries = [
      contact({ result: 'notHome', at: daysAgo(1), kind: 'visit' }),
      contact({ result: 'noAnswer', at: daysAgo(2) }),
    ]
    expect(first({ contacts: tries })).toMatchObject({
      code: 'notReached',
      facts: { times: 2, since: daysAgo(2) },
    })
    expect(codes({ contacts: [contact({ at: daysAgo(1) }), ...tries] })).toEqual([])
    expect(codes({ contacts: [contact({ result: 'noAnswer', at: daysAgo(4) })] })).toEqual([])
  })

  it('a genuine emergency is asked after for 2 days, until somebody has', () => {
    const sos = alert({
      ruleId: 'sos',
      emergency: true,
      severity: 'critical',
      status: 'resolved',
      resolvedAt: daysAgo(1),
    })
    expect(codes({ emergencies: [sos] })).toEqual(['afterEmergency'])
    expect(codes({ emergencies: [sos], contacts: [contact({ at: daysAgo(1) + HOUR })] })).toEqual([])
    expect(codes({ emergencies: [{ ...sos, resolvedAt: daysAgo(3) }] })).toEqual([])
  })
})

it('a band that has never been heard of is a reason from the second morning on', () => {
  const live = { latest: {}, seenAt: null, deviceId: 'band-1' }
  expect(codes({ live })).toEqual(['neverSeen'])
  expect(codes({ live, since: known().today })).toEqual([])
  expect(codes({ live: undefined, hasBand: false })).toEqual([])
})

describe('a band nobody has seen to work', () => {
  const due = (provenAt: number | null, more: Partial<Known> = {}) =>
    reasonsOf(known({ provenAt, ...more })).find(({ code }) => code === 'notProven')

  it('for 90 days is the last of all reasons, within a fortnight; with proveEvery 30 after a month', () => {
    const first = PROVE_EVERY + firstDueAfter('r-1', PROVE_SPREAD)
    expect(first).toBeLessThan(PROVE_EVERY + 14)
    expect(due(daysAgo(first - 1))).toBeUndefined()
    expect(due(daysAgo(first))).toEqual({
      code: 'notProven',
      weight: 8,
      about: 'device',
      facts: { every: 90, days: first },
    })
    expect(Math.min(...Object.values(WEIGHTS))).toBe(WEIGHTS.notProven)
    const monthly = { community: { ...community, proveEvery: 30 } }
    expect(due(daysAgo(29), monthly)).toBeUndefined()
    expect(due(daysAgo(44), monthly)?.facts).toEqual({ every: 30, days: 44 })
  })

  it('of 1,400 bands handed out on one day about 100 come up each morning of the fortnight, and none before', () => {
    const ids = Array.from({ length: 1_400 }, (_, i) => `r-${i + 1}`)
    const dueAfter = (days: number): number =>
      ids.filter((id) => due(daysAgo(days), { resident: resident({ id }) }) !== undefined).length
    expect(dueAfter(89)).toBe(0)
    for (let day = 90; day < 104; day++) {
      const fresh = dueAfter(day) - dueAfter(day - 1)
      expect(fresh).toBeGreaterThan(60)
      expect(fresh).toBeLessThan(150)
    }
    expect(dueAfter(103)).toBe(1_400)
  })

  it('never proven comes within 30 days of the first list; never heard of is a reason of its own', () => {
    expect(due(null, { since: '2026-10-24' })).toMatchObject({ facts: { every: 90 } })
    expect(due(null, { since: '2026-10-24' })?.facts).not.toHaveProperty('days')
    expect(due(null, { since: known().today, resident: resident({ id: 'r-2' }) })).toBeUndefined()
    const unheard = { live: { latest: {}, seenAt: null, deviceId: 'band-1' }, provenAt: null }
    expect(codes({ ...unheard, since: '2026-01-01' })).toEqual(['neverSeen'])
    expect(due(null, { hasBand: false, since: '2026-01-01' })).toBeUndefined()
  })

  it('is left alone for 7 days after somebody has spoken to them', () => {
    expect(due(daysAgo(200), { contacts: [contact({ at: daysAgo(6) })] })).toBeUndefined()
    expect(due(daysAgo(200), { contacts: [contact({ at: daysAgo(8) })] })).toBeDefined()
    expect(due(daysAgo(200), { contacts: [contact({ at: daysAgo(6), result: 'noAnswer' })] })).toBeDefined()
  })
})
