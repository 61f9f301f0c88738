import { describe, expect, it } from 'vitest'
import { newDeadEnds, policyGaps } from '../../../alerts/response/policy-gaps.ts'
import { PARTNERS, PEOPLE, policyBook, policyFiles, SHIFTS, town } from './town.ts'

const ON = { on: ['sms', 'webhook', 'downlink'] }
const gaps = (change: Parameters<typeof town>[0] = {}, files = policyFiles, channels = ON) =>
  policyGaps(policyBook(files), { directory: town(change), channels }).map(
    ({ why, who = '', communityId = '', gridId = '', near = '', policies }) =>
      [why, who, communityId, gridId, near, `(${policies.length})`].filter((part) => part !== '').join(' '),
  )
const one = (who: string, channels = '') => [
  {
    path: 'p.yaml',
    text: `id: night\nsteps:\n  - { after: 0s, who: [duty, ${who}]${channels} }\nfallback: [director]\n`,
  },
]

describe('policies held against the people of a site', () => {
  it('fit a town that has them all', () => {
    expect(gaps()).toEqual([])
  })

  it('a role nobody holds, a grid nobody is responsible for, a partner there is not: each once, with all that ask', () => {
    expect(
      gaps({ people: PEOPLE.filter(({ id }) => id !== 'p-grid2'), partners: PARTNERS.slice(0, 1) }),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^nobody grid c-1 g-2 \(\d\)$/),
        'nobody streetOffice c-1 (2)',
      ]),
    )
  })

  it('a director who takes a duty officer’s shift is a duty officer', () => {
    const people = PEOPLE.filter(({ role }) => role !== 'duty')
    const shift = { ...SHIFTS[0], id: 's-1', personId: 'p-director' } as (typeof SHIFTS)[number]
    expect(gaps({ people, shifts: [] }).some((gap) => gap.startsWith('nobody duty'))).toBe(true)
    expect(gaps({ people, shifts: [shift] })).toEqual([])
  })

  it('a person who does not exist, with who was meant; of another community; a relative; without a telephone', () => {
    expect(gaps({}, one('person:p-dirctor'))).toEqual(['unknown person:p-dirctor p-director (1)'])
    const elsewhere = PEOPLE.map((person) =>
      person.id === 'p-night' ? { ...person, communityId: 'c-2' } : person,
    )
    expect(gaps({ people: elsewhere }, one('person:p-night'))).toEqual(['elsewhere person:p-night c-1 (1)'])
    expect(gaps({}, one('person:p-son'))).toEqual(['relative person:p-son (1)'])
    const silent = PEOPLE.map((person) => {
      if (person.id !== 'p-admin') return person
      const { phone: _, ...rest } = person
      return rest
    })
    expect(gaps({ people: silent }, one('person:p-admin'))).toEqual(['unreachable person:p-admin (1)'])
  })

  it('a channel of the step that reaches nobody of the role', () => {
    expect(gaps({}, one('director', ', channels: [email]'))).toEqual([
      'unreachable duty c-1 (1)',
      'unreachable director c-1 (1)',
    ])
  })

  it('nobody to tell at all is a dead end, first of all; admins alone are none', () => {
    const nobody = gaps(
      { people: PEOPLE.filter(({ role }) => role === 'family' || role === 'grid'), shifts: [] },
      one('wearer'),
    )
    expect(nobody[0]).toBe('deadEnd c-1 (1)')
    const admins = gaps({ people: PEOPLE.filter(({ role }) => role === 'admin'), shifts: [] }, one('wearer'))
    expect(admins).toEqual(['nobody duty c-1 (1)'])
  })

  it('a change may not bring a dead end to a community that had none', () => {
    const book = policyBook(one('wearer'))
    const of = (people: typeof PEOPLE) =>
      policyGaps(book, { directory: town({ people, shifts: [] }), channels: ON })
    expect(newDeadEnds(of(PEOPLE), of([])).map(({ communityId }) => communityId)).toEqual(['c-1'])
    expect(newDeadEnds(of([]), of([]))).toEqual([])
    expect(newDeadEnds(of([]), of(PEOPLE))).toEqual([])
  })
})
