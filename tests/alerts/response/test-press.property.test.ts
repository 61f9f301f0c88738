import fc from 'fast-check'
import { expect, it } from 'vitest'
import { due } from '../../../alerts/response/respond.ts'
import { standsAgainstTest } from '../../../alerts/response/test-press.ts'
import { TestDesk } from './test-desk.ts'

type Move =
  | Readonly<{ do: 'wait'; ms: number }>
  | Readonly<{ do: 'announce'; tellFamily: boolean }>
  | Readonly<{ do: 'callOff' | 'press' | 'fall' | 'real' | 'end' | 'delivered' | 'failed' }>

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 6 * 60_000 }) }),
  fc.record({ do: fc.constant('announce' as const), tellFamily: fc.boolean() }),
  fc.record({
    do: fc.constantFrom(
      'callOff' as const,
      'press' as const,
      'press' as const,
      'press' as const,
      'fall' as const,
      'real' as const,
      'end' as const,
      'delivered' as const,
      'failed' as const,
    ),
  }),
)

const isStanding = (desk: TestDesk): boolean =>
  [...desk.alerts.values()].some((alert) => alert.status !== 'resolved' && standsAgainstTest(alert))

/** Everything that falls due by now, as the ticker would. */
const tick = (desk: TestDesk): void => {
  for (const { id } of [...desk.alerts.values()]) {
    const alert = desk.alerts.get(id)
    if (alert !== undefined && alert.dueAt !== null && alert.dueAt <= desk.now)
      desk.commit(due(alert, desk.context()))
  }
}

/** Plays a script and checks after each move what must never happen. */
function play(script: readonly Move[]): TestDesk {
  const desk = new TestDesk()
  let tests = 0
  for (const one of script) {
    const before = desk.unresolved('sos')
    const told = desk.notifications.length
    const fresh = () => desk.notifications.slice(told)
    const reached = (role: string) => fresh().some(({ recipient }) => recipient.role === role)
    switch (one.do) {
      case 'wait':
        desk.now += one.ms
        tick(desk)
        break
      case 'announce':
        // As the gateway does: not while something is wrong, not twice.
        if (!isStanding(desk)) desk.announce({ tellFamily: one.tellFamily, at: desk.now })
        break
      case 'press': {
        const wasWaiting =
          desk.announcement !== undefined &&
          desk.announcement.alertId === undefined &&
          desk.announcement.endedAt === undefined &&
          desk.now < desk.announcement.until
        const mayBeTest = wasWaiting && !isStanding(desk)
        const isTest = desk.press()
        expect(isTest).toBe(mayBeTest)
        if (isTest) tests += 1
        else {
          // Real: the alert is one, and 120 learns of it now, unless it was told of this very alert before.
          expect(desk.unresolved('sos')?.test).toBeUndefined()
          if (before === undefined || before.test !== undefined) expect(reached('desk120')).toBe(true)
        }
        break
      }
      case 'fall': {
        const hadFallen = desk.unresolved('fall') !== undefined
        expect(desk.press('fall')).toBe(false)
        expect(desk.unresolved('fall')?.test).toBeUndefined()
        if (!hadFallen) expect(reached('desk120')).toBe(true)
        break
      }
      case 'real':
      case 'end': {
        if (before === undefined) break
        const said = { actorId: 'p-day', at: desk.now }
        desk.act(
          before.id,
          one.do === 'real' ? { action: 'real', ...said } : { action: 'resolve', outcome: 'test', ...said },
        )
        if (one.do === 'real' && before.test !== undefined) {
          expect(desk.alerts.get(before.id)).toMatchObject({ status: 'open', nextStep: 1 })
          expect(reached('desk120') && reached('duty')).toBe(true)
        }
        break
      }
      case 'callOff':
        if (desk.announcement?.alertId === undefined) desk.callOff()
        break
      default:
        if (desk.notifications.length > 0) desk.settle('p-day', one.do)
    }
    // While it is a test, it has told whom it may tell and nobody else.
    const after = desk.unresolved('sos')
    if (after?.test !== undefined) {
      const { test } = after
      const roles = fresh()
        .filter(({ alertId }) => alertId === after.id)
        .map(({ recipient }) => (recipient.id === test.by ? 'announcer' : recipient.role))
      const allowed = ['announcer', 'wearer', ...(test.tellFamily ? ['family'] : [])]
      expect(roles.filter((role) => !allowed.includes(role))).toEqual([])
      expect(after.dueAt).not.toBeNull()
    }
  }
  expect(tests).toBeLessThanOrEqual(desk.announcements)
  return desk
}

it('whatever happens in whatever order: one press of an announcement is a test, every other one reaches 120', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), (script) => void play(script)),
    { numRuns: 400 },
  )
})

it('every test ends: as a test by itself, or as a call for help that somebody must answer', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 15 }), (script) => {
      const desk = play(script)
      desk.now += 60 * 60_000
      tick(desk)
      for (const alert of desk.alerts.values())
        if (alert.test !== undefined) expect(alert).toMatchObject({ status: 'resolved', outcome: 'test' })
    }),
    { numRuns: 200 },
  )
})
