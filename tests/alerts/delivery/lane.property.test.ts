import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLane } from '../../../alerts/delivery/lane.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import { mail } from './mailroom.ts'

const LIMIT = { perSecond: 1_000_000, burst: 1_000_000, concurrency: 4, timeoutMs: 1_000 }
/** Half of the concurrency, for one address. */
const PER_ADDRESS = 2

type Move = Readonly<
  { do: 'add'; address: number; emergency: boolean; inMs: number } | { do: 'next' | 'done' | 'later' }
>
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    do: fc.constant('add' as const),
    address: fc.integer({ min: 0, max: 2 }),
    emergency: fc.boolean(),
    inMs: fc.constantFrom(0, 0, 0, 5),
  }),
  fc.record({ do: fc.constantFrom('next' as const, 'next' as const, 'done' as const, 'later' as const) }),
)

/** What the queue should give next, looked up the slow way among all that waits. */
function expected(waiting: readonly Notification[], flying: readonly Notification[], now: number) {
  const busy = (emergency: boolean, address?: string): number =>
    flying.filter((one) => one.emergency === emergency && (address ?? one.address) === one.address).length
  for (const emergency of [true, false]) {
    if (busy(emergency) >= LIMIT.concurrency) continue
    const may = waiting.filter(
      (one) =>
        one.emergency === emergency && one.nextAttemptAt <= now && busy(emergency, one.address) < PER_ADDRESS,
    )
    const least = Math.min(...may.map(({ attempts }) => attempts))
    const first = may.find(({ attempts }) => attempts === least)
    if (first !== undefined) return first.key
  }
  return undefined
}

it('gives, in any order of events, the first message that its class and its address have room for', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 80 }), (script) => {
      const lane = createLane(LIMIT, 0)
      let now = 0
      let made = 0
      let waiting: Notification[] = []
      let flying: Notification[] = []
      for (const one of script) {
        now += 1
        switch (one.do) {
          case 'add': {
            made += 1
            const { emergency, inMs } = one
            const at = { createdAt: now, nextAttemptAt: now + inMs }
            const job = mail({
              key: `k-${made}`,
              alertId: made,
              address: `a-${one.address}`,
              emergency,
              ...at,
            })
            lane.add(job)
            waiting.push(job)
            break
          }
          case 'next': {
            const next = lane.next(now)
            expect(next.job?.key).toBe(expected(waiting, flying, now))
            if (next.job === undefined) break
            const { key } = next.job
            flying.push(next.job)
            waiting = waiting.filter((each) => each.key !== key)
            break
          }
          default: {
            const [job, ...others] = flying
            if (job === undefined) break
            flying = others
            lane.free(job)
            if (one.do === 'done') lane.settle(job)
            else {
              const again = { ...job, attempts: job.attempts + 1, nextAttemptAt: now }
              lane.postpone(again)
              // First come, first served goes by the message's place, not by its return.
              waiting = [...waiting, again].sort((a, b) => a.alertId - b.alertId)
            }
          }
        }
        expect(lane.size()).toBe(waiting.length + flying.length)
      }
    }),
    { numRuns: 500 },
  )
})
