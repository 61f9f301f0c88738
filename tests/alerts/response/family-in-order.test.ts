import { describe, expect, it } from 'vitest'
import { loadPolicies } from '../../../alerts/response/load-policies.ts'
import { firingAt, policyFor } from '../../../alerts/response/policy.ts'
import { Desk, MINUTE, PEOPLE, policyBook, SECOND, sos, TEN, town } from './town.ts'

const IN_ORDER = `id: sos
familyEvery: 2m
steps:
  - after: 0s
    who: [duty, familyInOrder, wearer]
  - after: 3m
    who: [director]
  - after: 10m
    who: [duty, family]
    repeatEvery: 5m
fallback: [duty, director]
`
const book = (text = IN_ORDER) => policyBook([{ path: 'sos.yaml', text }])
const desk = (directory = town()) => new Desk(directory, book())

describe('family in order', () => {
  it('the first of the care plan at once, the second after 2 minutes, both after 4, then the steps as ever', () => {
    const played = desk()
    played.find(sos())
    const script: [number, string[]][] = [
      [0, ['band-1', 'p-day', 'p-son']],
      [119 * SECOND, []],
      [120 * SECOND, ['p-daughter']],
      [3 * MINUTE, ['p-director']],
      [4 * MINUTE, ['p-daughter', 'p-son']],
      [6 * MINUTE, []],
      [10 * MINUTE, ['p-daughter', 'p-day', 'p-son']],
      [15 * MINUTE, ['p-daughter', 'p-day', 'p-son']],
    ]
    for (const [at, told] of script) {
      if (at > 0) played.tick(at)
      expect([at, played.told()]).toEqual([at, told])
    }
  })

  it('ends with the first answer, and its next turn is two columns of the alert: nextStep 1 at 10:02', () => {
    const played = desk()
    played.find(sos())
    expect(played.alert).toMatchObject({ nextStep: 1, dueAt: TEN + 2 * MINUTE })
    played.say({ action: 'acknowledge', actorId: 'p-day', at: TEN + SECOND })
    played.tick(2 * MINUTE)
    expect(played.told()).toEqual([])
  })

  it('an outage of 5 minutes tells each relative once, in one breath', () => {
    const played = desk()
    played.find(sos())
    played.tick(5 * MINUTE)
    expect(played.told()).toEqual(['p-daughter', 'p-director', 'p-son'])
  })

  it('whom no channel reaches has no turn: the next has it at once', () => {
    const played = desk()
    played.channels = { on: ['sms', 'webhook', 'downlink'] }
    played.directory = town({
      people: PEOPLE.map((person) => {
        if (person.id !== 'p-son') return person
        const { phone: _, ...rest } = person
        return rest
      }),
    })
    played.find(sos())
    expect(played.told()).toContain('p-daughter')
    expect(played.told()).not.toContain('p-son')
    played.tick(2 * MINUTE)
    expect(played.told()).toEqual(['p-daughter'])
    played.tick(4 * MINUTE)
    expect(played.told()).toEqual(['p-director'])
  })

  it('of somebody without relatives it says so once, and waits for no turn', () => {
    const played = desk(town({ people: PEOPLE.filter(({ role }) => role !== 'family') }))
    played.find(sos())
    expect(
      played.entries
        .filter(({ kind }) => kind === 'fellThrough')
        .map(({ detail }) => [detail.role, detail.reason]),
    ).toEqual([['family', 'noneListed']])
    expect(played.alert.dueAt).toBe(TEN + 3 * MINUTE)
  })

  it('with nobody on duty the step after it comes at once, over every turn that has nobody', () => {
    const played = desk(town({ shifts: [], people: PEOPLE.filter(({ role }) => role !== 'family') }))
    played.find(sos())
    expect(played.told()).toEqual(['band-1', 'p-director'])
  })

  it('waits for the cancel window, and counts from its end', () => {
    const windowed = policyFor(book(IN_ORDER.replace('familyEvery', 'cancelWindow: 20s\nfamilyEvery')), 'sos')
    expect(
      [0, 1, 2, 3].map((index) => [firingAt(windowed, index)?.offsetMs, windowed.steps[index]?.turn]),
    ).toEqual([
      [0, undefined],
      [20 * SECOND, 0],
      [140 * SECOND, 1],
      [3 * MINUTE, undefined],
    ])
  })

  it('is refused twice, beside a last step that repeats before it is over, and with a pause of 10 s', () => {
    const faults = (text: string): string[] => {
      const loaded = loadPolicies([{ path: 'p.yaml', text }])
      return loaded.ok ? [] : loaded.faults.map(({ line, message }) => `${line}: ${message}`)
    }
    expect(faults(IN_ORDER.replace('who: [director]', 'who: [director, familyInOrder]'))).toEqual([
      '7: steps.1.who.1: familyInOrder has begun already; a later step may name family',
    ])
    expect(faults(IN_ORDER.replace('familyEvery: 2m', 'familyEvery: 4m'))).toEqual([
      '5: steps.0.who.1: familyInOrder takes until 720s and the last step repeats from 600s on; give that one a later time, or a shorter familyEvery, or name family',
    ])
    expect(faults(IN_ORDER.replace('familyEvery: 2m', 'familyEvery: 10s'))[0]).toContain('between 1m and 1h')
  })
})

describe('a person by name', () => {
  const NAMED = `id: sos
steps:
  - after: 0s
    who: [person:p-admin]
  - after: 3m
    who: [director]
fallback: [duty]
`
  it('is told, and counts as staff: the director keeps the 3 minutes', () => {
    const played = new Desk(town(), book(NAMED))
    played.find(sos())
    expect(played.told()).toEqual(['p-admin'])
    expect(played.alert.dueAt).toBe(TEN + 3 * MINUTE)
  })

  it('who does not exist brings the next step at once, and the history names them', () => {
    const played = new Desk(town(), book(NAMED.replace('p-admin', 'p-nobody')))
    played.find(sos())
    expect(played.told()).toEqual(['p-director'])
    expect(played.entries.find(({ kind }) => kind === 'fellThrough')?.detail).toMatchObject({
      recipient: 'p-nobody',
      reason: 'noneListed',
    })
  })

  it('of another community is told nothing of this one', () => {
    const people = PEOPLE.map((person) =>
      person.id === 'p-night' ? { ...person, communityId: 'c-2' } : person,
    )
    const played = new Desk(town({ people }), book(NAMED.replace('p-admin', 'p-night')))
    played.find(sos())
    expect(played.told()).toEqual(['p-director'])
  })

  it('a relative is told of their own elder, and of nobody else', () => {
    const text = NAMED.replace('p-admin', 'p-son')
    const own = new Desk(town(), book(text))
    own.find(sos())
    expect(own.told()).toContain('p-son')
    const other = new Desk(town(), book(text))
    other.find(sos({ subject: { kind: 'device', id: 'band-9' }, deviceId: 'band-9' }))
    expect(other.told()).not.toContain('p-son')
  })

  it('a word that is neither a role nor a person is refused with what was meant', () => {
    const loaded = loadPolicies([{ path: 'p.yaml', text: NAMED.replace('person:p-admin', 'dutty') }])
    expect(loaded.ok ? [] : loaded.faults.map(({ message }) => message)).toEqual([
      'steps.0.who.0: "dutty" is not one of duty, grid, director, admin, family, familyInOrder, desk120, streetOffice, wearer, webhook, siren, person:<id>; did you mean "duty"?',
    ])
  })
})
