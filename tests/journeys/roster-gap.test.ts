import { expect, it } from 'vitest'
import { HOUR, SECOND } from '../../alerts/model/time.ts'
import { openPeopleStore } from '../../gateway/storage/people-store.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'

/** Friday 10:00 in Shanghai. */
const START = Date.UTC(2026, 10, 20, 2, 0)
const SUNDAY = Date.UTC(2026, 10, 21, 16, 0)

/** The one duty officer on these days, round the clock. */
async function roster(folder: string, weekdays: readonly number[]): Promise<void> {
  const store = await openPeopleStore(folder)
  const body = {
    id: 's-duty',
    communityId: 'c-1',
    role: 'duty' as const,
    personId: 'p-duty',
    weekdays,
    from: '00:00',
    to: '00:00',
  }
  const entity = { kind: 'shift' as const, id: 's-duty', body }
  await store.apply({ changes: [{ type: 'changed', entity, fields: [] }], credentials: [], accounts: [] })
  await store.close()
}

const gapOf = (journey: Journey) => journey.alerts().find(({ ruleId }) => ruleId === 'roster-gap')

it('a Sunday without an officer is a warning to the director on Friday, and closes when somebody takes it', async () => {
  const clock = createManualClock(START)
  const folder = testFolder()
  await createCommunity(folder, { webhook: { url: 'http://desk.invalid/hook', secret: 'partner' } })
  await roster(folder, [1, 2, 3, 4, 5, 6])
  const accepts = (async () => new Response(null, { status: 200 })) as unknown as typeof fetch
  const journey = await startJourney({ folder, clock, fetch: accepts })

  clock.advance(HOUR)
  const alert = await eventually(() => gapOf(journey), 'the warning')
  expect(alert).toMatchObject({
    severity: 'warning',
    communityId: 'c-1',
    evidence: { facts: { uncoveredFrom: SUNDAY, uncoveredTo: SUNDAY + 24 * HOUR, gaps: 1 } },
  })
  const told = await eventually(
    () => journey.notifications().find(({ alertId }) => alertId === alert.id),
    'the director is told',
  )
  expect(told.recipient.id).toBe('p-director')
  expect(told.message.body).toContain('11-22 00:00 至 11-23 00:00 无人值班')

  clock.advance(HOUR)
  await journey.gateway.settled()
  expect(gapOf(journey)).toMatchObject({ repeats: 0 })

  await roster(folder, [1, 2, 3, 4, 5, 6, 7])
  await eventually(() => {
    clock.advance(10 * SECOND)
    return clock.now() > START + 3 * HOUR && gapOf(journey)?.outcome === 'recovered'
  }, 'the warning closes')
}, 120_000)
