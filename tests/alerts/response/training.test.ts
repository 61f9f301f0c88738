import { expect, it } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import { trainingFinding } from '../../../alerts/response/training.ts'
import { Desk, HOUR, sos, TEN } from './town.ts'

const DAY = 24 * HOUR
const rule = { version: '1', severity: 'info', policy: 'daily-review' } as const

/** An SOS of so many days ago, closed with this outcome. */
const closed = (id: number, daysAgo: number, outcome: Alert['outcome'] = 'accidental'): Alert => {
  const desk = new Desk()
  desk.find(sos())
  const at = TEN - daysAgo * DAY
  return {
    ...desk.alert,
    id,
    status: 'resolved',
    eventTime: at,
    receivedAt: at,
    ...(outcome === undefined ? {} : { outcome }),
  }
}
const ask = (alert: Alert, others: readonly Alert[]) => trainingFinding(alert, others, { now: TEN, rule })

it('the third accidental press within seven days suggests training, with the number of presses', () => {
  const last = closed(3, 0)
  expect(ask(last, [closed(1, 6.9), closed(2, 3), last])).toMatchObject({
    ruleId: 'press-training',
    transition: 'raise',
    severity: 'info',
    subject: { kind: 'resident', id: 'r-1' },
    evidence: { facts: { accidentalPresses: 3 } },
  })
})

it.each([
  ['two are not enough', [closed(2, 3)]],
  ['one of eight days ago does not count', [closed(1, 8), closed(2, 3)]],
  ['one that was genuine does not count', [closed(1, 2, 'genuine'), closed(2, 3)]],
])('%s', (_, others) => {
  expect(ask(closed(3, 0), others)).toBeUndefined()
})

it('a genuine press says nothing about training, and a closing that was taken back takes the suggestion back', () => {
  const others = [closed(1, 1), closed(2, 2)]
  expect(ask(closed(3, 0, 'genuine'), others)).toBeUndefined()
  const reopened = { ...closed(3, 0), status: 'open' as const }
  expect(ask(reopened, others)).toMatchObject({ transition: 'clear' })
})
