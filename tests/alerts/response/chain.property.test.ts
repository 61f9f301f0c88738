import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import { bandSilent, Desk, PARTNERS, PEOPLE, SHIFTS, sos, TEN, tachycardia, town } from './town.ts'

const kinds = [sos, tachycardia, bandSilent] as const
const step = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40 * 60_000 }) }),
  fc.record({
    do: fc.constant('finding' as const),
    transition: fc.constantFrom('raise' as const, 'step' as const, 'clear' as const),
    severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
  }),
  fc.record({
    do: fc.constant('say' as const),
    action: fc.constantFrom(
      'acknowledge' as const,
      'confirm' as const,
      'withdraw' as const,
      'resolve' as const,
    ),
  }),
)

/** A town with any part of its people, shifts and partners missing. */
const anyTown = fc.record({
  people: fc.subarray([...PEOPLE]),
  shifts: fc.subarray([...SHIFTS]),
  partners: fc.subarray([...PARTNERS]),
})

const play = (kind: number, parts: Parameters<typeof town>[0], script: readonly unknown[]): Desk => {
  const desk = new Desk(town(parts))
  const make = kinds[kind] ?? sos
  desk.find(make())
  for (const move of script as (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
    if (move.do === 'wait') desk.tick(desk.now - TEN + move.ms)
    else if (move.do === 'finding')
      desk.find(make({ transition: move.transition, severity: move.severity, eventTime: desk.now }))
    else if (move.action === 'resolve')
      desk.say({ action: 'resolve', outcome: 'genuine', actorId: 'p-day', at: desk.now })
    else desk.say({ action: move.action, actorId: 'p-day', at: desk.now })
  }
  return desk
}

const anyPlay = fc.tuple(fc.integer({ min: 0, max: 2 }), anyTown, fc.array(step, { maxLength: 25 }))

it('no interleaving opens a second unresolved alert, writes a key twice or leaves a gap in history', () => {
  fc.assert(
    fc.property(anyPlay, ([kind, parts, script]) => {
      const desk = play(kind, parts, script)
      const alerts = [...desk.alerts.values()]
      expect(alerts.filter(({ status }) => status !== 'resolved').length).toBeLessThanOrEqual(1)
      const keys = desk.notifications.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { id } of alerts) {
        const seqs = desk.entries.filter(({ alertId }) => alertId === id).map(({ seq }) => seq)
        expect(seqs).toEqual(seqs.map((_, index) => index + 1))
      }
    }),
    { numRuns: 150 },
  )
})

const isStaff = (role: string): boolean => ['duty', 'grid', 'director', 'admin'].includes(role)

it('an unanswered chain never ends before staff were told, unless the site has no staff at all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 }), anyTown, (kind, parts) => {
      const desk = new Desk(town(parts))
      desk.find((kinds[kind] ?? sos)())
      // Two days of a ticker that only wakes when something is due.
      for (let turn = 0; turn < 40 && desk.alert.dueAt !== null; turn++) desk.tick(desk.alert.dueAt - TEN)
      const told = desk.notifications.some(({ recipient }) => isStaff(recipient.role))
      const staffed = parts.people.some(({ role }) => ['duty', 'director', 'admin'].includes(role))
      if (staffed) expect(told).toBe(true)
      else if (!told) expect(desk.alert.dueAt).not.toBeNull()
    }),
    { numRuns: 150 },
  )
})

it('the revision grows by one with each change and never without one', () => {
  fc.assert(
    fc.property(anyPlay, ([kind, parts, script]) => {
      const seen: Alert[] = []
      const desk = new Desk(town(parts))
      const commit = desk.commit.bind(desk)
      desk.commit = (outcome) => {
        if (outcome.alert) seen.push(outcome.alert)
        return commit(outcome)
      }
      const make = kinds[kind] ?? sos
      desk.find(make())
      for (const move of script) if (move.do === 'wait') desk.tick(desk.now - TEN + move.ms)
      expect(seen.map(({ revision }) => revision)).toEqual(seen.map((_, index) => index + 1))
    }),
    { numRuns: 80 },
  )
})
