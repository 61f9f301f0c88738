import { expect, it } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import type { Silence } from '../../../alerts/model/silence.ts'
import { handoverOf } from '../../../alerts/response/handover.ts'
import { Desk, HOUR, MINUTE, SHIFTS, sos, TEN, town } from './town.ts'

const silence = (id: number, change: Partial<Silence>): Silence => ({
  id,
  kind: 'silence',
  match: { residentId: 'r-1' },
  reason: '住院',
  createdBy: 'p-director',
  createdAt: TEN,
  from: TEN,
  until: TEN + HOUR,
  exceptCritical: true,
  ...change,
})
const sheet = (known: Partial<Parameters<typeof handoverOf>[1]> = {}) =>
  handoverOf('c-1', {
    now: TEN + MINUTE,
    directory: town(),
    unresolved: [],
    silences: [],
    silent: [],
    ...known,
  })

const promising = (): Alert => {
  const desk = new Desk()
  desk.find(sos())
  desk.say({ action: 'acknowledge', actorId: 'p-night', at: TEN })
  desk.say({ action: 'handOver', personId: 'p-day', from: 'p-night', actorId: 'p-night', at: TEN + 1 })
  desk.say({ action: 'assign', personId: 'p-grid', actorId: 'p-day', at: TEN + 2 })
  desk.say({ action: 'onTheWay', actorId: 'p-son', at: TEN + 3 })
  desk.say({ action: 'arrived', actorId: 'p-daughter', at: TEN + 4 })
  return desk.alert
}

it('names what was promised about open alerts, in order, and not what has been kept', () => {
  const { alerts, promised } = sheet({ unresolved: [promising()] })
  expect(alerts).toHaveLength(1)
  expect(promised.map(({ personId, what }) => [personId, what])).toEqual([
    ['p-day', 'handedOver'],
    ['p-grid', 'assigned'],
    ['p-son', 'onTheWay'],
  ])
})

it('keeps failed messages apart, and leaves other communities to theirs', () => {
  const alert = promising()
  const failed = { ...alert, id: 2, ruleId: 'delivery-failed', communityId: '' }
  const other = { ...alert, id: 3, communityId: 'c-2' }
  const made = sheet({ unresolved: [alert, failed, other] })
  expect(made.alerts.map(({ id }) => id)).toEqual([alert.id])
  expect(made.failed.map(({ id }) => id)).toEqual([2])
})

it('shows active silences that end within 12 hours, the next first', () => {
  const silences = [
    silence(1, { until: TEN + 11 * HOUR }),
    silence(2, {}),
    silence(3, { until: TEN + 13 * HOUR }),
    silence(4, { from: TEN + 2 * HOUR, until: TEN + 3 * HOUR }),
    silence(5, { match: { communityId: 'c-2' } }),
  ]
  expect(sheet({ silences }).silences.map(({ id }) => id)).toEqual([2, 1])
})

it('shows the hours of the next seven days that nobody covers', () => {
  const { uncovered } = sheet({ directory: town({ shifts: SHIFTS.slice(1) }) })
  expect(uncovered).toHaveLength(8)
  expect(uncovered[0]).toEqual({ from: TEN + MINUTE, to: TEN + 10 * HOUR })
})
