import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Directory, Person } from '../../../alerts/model/people.ts'
import { Desk, MINUTE, PEOPLE, policyBook, SECOND, sos, TEN, town } from './town.ts'

const relative = fc.record({ hasPhone: fc.boolean() })
const scene = fc.record({
  relatives: fc.array(relative, { maxLength: 5 }),
  every: fc.integer({ min: 1, max: 4 }),
  director: fc.integer({ min: 1, max: 14 }),
  onDuty: fc.boolean(),
})

function townOf({
  relatives,
  onDuty,
}: {
  relatives: readonly { hasPhone: boolean }[]
  onDuty: boolean
}): Directory {
  const family = relatives.map(
    ({ hasPhone }, index): Person => ({
      id: `p-f${index}`,
      name: `家属${index}`,
      role: 'family',
      ...(hasPhone ? { phone: `1390000000${index}` } : {}),
    }),
  )
  const staff = PEOPLE.filter(({ role }) => role !== 'family')
  const directory = town({ people: [...staff, ...family], ...(onDuty ? {} : { shifts: [] }) })
  const resident = directory.residents.get('r-1')
  if (resident === undefined) throw new Error('no resident')
  const caregivers = family.map(({ id }) => ({ personId: id, relation: '子女' }))
  return { ...directory, residents: new Map([['r-1', { ...resident, caregivers }]]) }
}

/** Who was told when, family and others, by a ticker that looks whenever `next` says. */
function play(directory: Directory, policy: string, next: (desk: Desk, now: number) => number | null) {
  const desk = new Desk(directory, policyBook([{ path: 'sos.yaml', text: policy }]))
  desk.channels = { on: ['sms', 'downlink'] }
  desk.find(sos())
  for (let at = next(desk, 0); at !== null && at <= 40 * MINUTE; at = next(desk, at)) desk.tick(at)
  return desk
}
const story = (desk: Desk): string[] =>
  desk.notifications
    .filter(({ recipient }) => recipient.kind === 'person')
    .map(({ createdAt, recipient }) => `${createdAt - TEN} ${recipient.id}`)
    .sort()

it('relatives are told in order, each before all are, nobody twice in one breath; and looking every 5 s or only when due makes no difference', () => {
  fc.assert(
    fc.property(scene, (drawn) => {
      const { relatives, every, director } = drawn
      const policy = `id: sos\nfamilyEvery: ${every}m\nsteps:\n  - { after: 0s, who: [duty, familyInOrder] }\n  - { after: ${director}m, who: [director] }\nfallback: [director, duty]\n`
      const directory = townOf(drawn)
      const often = play(directory, policy, (_, at) => at + 5 * SECOND)
      const due = play(directory, policy, ({ alert }, at) =>
        alert.dueAt === null ? null : Math.max(at, alert.dueAt - TEN),
      )
      expect(story(due)).toEqual(story(often))
      expect(often.alert.dueAt).toBeNull()

      const reachable = relatives.flatMap(({ hasPhone }, index) => (hasPhone ? [`p-f${index}`] : []))
      const told = often.notifications.filter(({ recipient }) => recipient.role === 'family')
      const firsts = [...new Set(told.map(({ recipient }) => recipient.id))]
      expect(firsts).toEqual(reachable)
      const breaths = Map.groupBy(told, ({ createdAt }) => createdAt)
      for (const breath of breaths.values()) {
        const ids = breath.map(({ recipient }) => recipient.id)
        expect(new Set(ids).size).toBe(ids.length)
      }
      // Three have a turn of their own; then all at once, and never again. With nobody on duty turns come early.
      const turns = Math.min(3, reachable.length)
      const most = reachable.length === 0 ? 0 : turns + reachable.length
      expect(told.length).toBeLessThanOrEqual(most)
      if (drawn.onDuty) expect(told).toHaveLength(most)
      // Nobody waits for a relative's turn when staff are looked for.
      const asked = often.notifications.find(({ recipient }) => recipient.role === 'director')
      expect(asked?.createdAt).toBe(drawn.onDuty ? TEN + director * MINUTE : TEN)
      const keys = often.notifications.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
    }),
    { numRuns: 150 },
  )
})
