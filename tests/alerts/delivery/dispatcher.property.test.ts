import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Sent } from '../../../alerts/channels/channel.ts'
import { HTTP_500, Mailroom, mail, settled } from './mailroom.ts'

const MINUTE = 60_000
const REASONS = ['raised', 'escalated', 'withdrawn'] as const
const post = fc.record({
  alertId: fc.integer({ min: 1, max: 3 }),
  person: fc.constantFrom('p-1', 'p-2'),
  reason: fc.constantFrom(...REASONS),
  wait: fc.integer({ min: 0, max: 3_000 }),
  restart: fc.boolean(),
})
const answer = fc.constantFrom<Sent['result'] | 'hang'>('delivered', 'retry', 'rejected', 'hang')
/** Ten failures of one ordinary message are half of 1 + 2 + 4 … + 256 + 300 seconds of waiting, and its sends hang. */
const MOST_ANSWERS = 10
const SETTLED_WITHIN = 8 * MINUTE

it('whatever channels answer and whenever it restarts, every message is settled once and none overtakes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(post, { minLength: 1, maxLength: 20 }),
      fc.array(answer, { maxLength: MOST_ANSWERS }),
      async (posts, answers) => {
        const room = new Mailroom({ closeWithinMs: 1 })
        const started: Record<string, number[]> = {}
        let turn = 0
        const limit = { concurrency: 2, perSecond: 20, burst: 3, timeoutMs: 1_000 }
        room.channel(
          'post',
          ({ alertId, recipient, createdAt }) => {
            const thread = `${alertId}|${recipient.id}`
            started[thread] = [...(started[thread] ?? []), createdAt]
            // After the script runs out the other side is well again.
            const next = answers[turn++] ?? 'delivered'
            if (next === 'hang') return new Promise(() => {})
            return next === 'retry'
              ? HTTP_500
              : next === 'rejected'
                ? { result: 'rejected', reason: 'no' }
                : { result: 'delivered' }
          },
          limit,
        )
        let dispatcher = await room.start()
        for (const [index, { alertId, person, reason, wait, restart }] of posts.entries()) {
          const createdAt = room.clock.now() + index
          const recipient = { ...mail().recipient, id: person }
          await room.post(
            mail({
              alertId,
              recipient,
              reason,
              // All messages of an alert or none: a start takes those of emergencies before it has read the rest.
              emergency: alertId === 1,
              createdAt,
              address: person,
            }),
          )
          await room.pass(wait, 500)
          if (!restart) continue
          const closing = dispatcher.close()
          await room.pass(2, 1)
          await closing
          await settled()
          dispatcher = await room.start()
        }
        await room.pass(SETTLED_WITHIN, 500)
        for (const row of room.rows.values()) expect(['delivered', 'failed']).toContain(row.status)
        const final = room.records.filter(({ status }) => status !== 'retrying').map(({ key }) => key)
        expect(final.sort()).toEqual([...room.rows.keys()].sort())
        for (const times of Object.values(started)) expect(times).toEqual([...times].sort((a, b) => a - b))
        expect(dispatcher.depths().post ?? 0).toBe(0)
      },
    ),
    {
      numRuns: 40,
      // The one message that all the failures fall to waits longest.
      examples: [
        [
          [{ alertId: 2, person: 'p-1', reason: 'raised', wait: 0, restart: false }],
          Array.from({ length: MOST_ANSWERS }, () => 'retry' as const),
        ],
      ],
    },
  )
}, 30_000)
