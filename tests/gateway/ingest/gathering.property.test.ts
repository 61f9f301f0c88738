import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { community, MINUTE, NOON, offline, press, SECOND, Town, water } from './areas.ts'

const CLASSES = [
  ['info', 'attention'],
  ['warning', 'warning'],
  ['critical', 'closure'],
] as const

const band = fc.integer({ min: 1, max: 40 })
const drain = fc.integer({ min: 1, max: 6 })
const afterMs = fc.integer({ min: 0, max: 8 * 60 }).map((seconds) => seconds * SECOND)
const transition = fc.constantFrom('raise' as const, 'raise' as const, 'step' as const, 'clear' as const)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      from: band,
      count: fc.integer({ min: 1, max: 40 }),
      afterMs,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('back' as const),
      from: band,
      count: fc.integer({ min: 1, max: 40 }),
      afterMs,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('water' as const),
      n: drain,
      transition,
      level: fc.nat(2),
      afterMs,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sos' as const), n: band, afterMs }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('acknowledge' as const, 'resolve' as const),
      which: fc.nat(20),
      afterMs,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), afterMs }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function act(town: Town, one: Step, now: number): void {
  if (one.do === 'cut' || one.do === 'back') {
    const numbers = Array.from({ length: one.count }, (_, i) => ((one.from + i - 1) % 40) + 1)
    const kind = one.do === 'cut' ? 'raise' : 'clear'
    town.findAll(
      numbers.map((n) => offline(n, { at: now, transition: kind })),
      now,
    )
  } else if (one.do === 'water') {
    const [severity, level] = CLASSES[one.level]!
    town.find(water(one.n, { at: now, transition: one.transition, severity, level }))
  } else if (one.do === 'sos') town.find(press(one.n, now))
  else if (one.do !== 'wait') {
    const open = town.unresolved()
    const alert = open[one.which % Math.max(1, open.length)]
    if (alert) town.say(alert.id, one.do, now)
  }
  town.tick(now)
}

function play(
  script: readonly Step[],
  options: Readonly<{ restartBefore?: number; after?: (town: Town, one: Step) => void }>,
): Town {
  const town = new Town(community((n) => (n % 9 === 0 ? { floor: 1 } : {})))
  let now = NOON
  script.forEach((one, index) => {
    now += one.afterMs
    if (index === options.restartBefore) town.restart()
    act(town, one, now)
    options.after?.(town, one)
  })
  town.tick(now + 30 * MINUTE)
  return town
}

const scripts = fc.array(step, { minLength: 1, maxLength: 25 })

describe('incidents, whatever happens', () => {
  it('at most one is open per grouping and area, and no member vanishes or is left without a voice', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        play(script, {
          after: (town) => {
            const open = town.unresolved()
            const keys = open.map(({ ruleId, subject }) => `${ruleId} ${subject.kind}:${subject.id}`)
            expect(new Set(keys).size).toBe(keys.length)
            for (const alert of open) {
              expect(town.world.visibleAlert(alert.id)).toEqual(alert)
              const member = alert.incidentId !== undefined && alert.partedAt === undefined
              if (member) {
                expect(town.alerts.get(alert.incidentId!)?.status).not.toBe('resolved')
                expect(alert).toMatchObject({ dueAt: null, emergency: false })
              } else if (alert.status === 'open' && alert.ruleId !== 'band-offline') {
                expect(alert.dueAt).not.toBeNull()
              }
            }
            for (const incident of open.filter(({ members }) => members !== undefined)) {
              const standing = town
                .members(incident)
                .filter(({ clearedAt, status }) => clearedAt === undefined && status !== 'resolved')
              expect(incident.members?.standing).toBe(standing.length)
              expect(standing.length).toBeGreaterThan(0)
            }
          },
        })
      }),
      { numRuns: 60 },
    )
  })

  it('a restart at any point changes nothing', () => {
    fc.assert(
      fc.property(scripts, fc.nat(24), (script, at) => {
        const without = play(script, {})
        const withOne = play(script, { restartBefore: at % script.length })
        expect([...withOne.alerts.values()]).toEqual([...without.alerts.values()])
        expect(withOne.entries).toEqual(without.entries)
        expect(withOne.notifications.map(({ key }) => key)).toEqual(
          without.notifications.map(({ key }) => key),
        )
      }),
      { numRuns: 40 },
    )
  })

  it('whatever is critical is told in the moment it becomes so, by itself or by its incident', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        let before = 0
        const severities = new Map<number, string>()
        play(script, {
          after: (town) => {
            const fresh = new Set(town.notifications.slice(before).map(({ alertId }) => alertId))
            before = town.notifications.length
            for (const alert of town.unresolved()) {
              const became = alert.severity === 'critical' && severities.get(alert.id) !== 'critical'
              severities.set(alert.id, alert.severity)
              if (became && alert.status === 'open')
                expect(fresh.has(alert.id) || fresh.has(alert.incidentId ?? 0)).toBe(true)
            }
          },
        })
      }),
      { numRuns: 60 },
    )
  })

  it('an outage of n bands has the notifications of one alert, for every n from 10 on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 40 }), fc.integer({ min: 1, max: 1_000 }), (count, spreadMs) => {
        const town = new Town()
        const cut = Array.from({ length: count }, (_, i) =>
          offline(i + 1, { at: NOON + i * spreadMs, transition: 'raise' }),
        )
        for (const finding of cut) town.findAll([finding], finding.eventTime)
        town.tick(NOON + 14 * MINUTE)
        expect(town.notifications.map(({ recipient, reason }) => [recipient.id, reason])).toEqual([
          ['p-duty', 'raised'],
        ])
      }),
      { numRuns: 20 },
    )
  })
})
