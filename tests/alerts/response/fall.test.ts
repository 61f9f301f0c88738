// What follows a fall, as people are told of it: lying still is worse news, walking again is a line in the history.

import { expect, it } from 'vitest'
import { Desk, MINUTE, sos, TEN } from './town.ts'

const fall = (change: Parameters<typeof sos>[0] = {}) => sos({ ruleId: 'fall', ...change })
const after = (level: 'still' | 'moved', minutes: number) =>
  fall({ transition: 'step', level, eventTime: TEN + minutes * MINUTE })

it('no movement since the fall tells everybody anew, although the severity is the same', () => {
  const desk = new Desk()
  desk.find(fall())
  const told = desk.notifications.length
  desk.now += 2 * MINUTE
  desk.find(after('still', 1))
  expect(desk.alert).toMatchObject({ severity: 'critical', level: 'still', status: 'open' })
  expect(desk.notifications.length).toBeGreaterThan(told)
})

it.each([
  ['at once', []],
  ['after lying still', [after('still', 1)]],
] as const)(
  'steps %s are a line in the history: nobody is told, nothing closes, the chain goes on',
  (_, before) => {
    const desk = new Desk()
    desk.find(fall())
    for (const finding of before) desk.find(finding)
    const { length } = desk.notifications
    const { dueAt } = desk.alert
    desk.find(after('moved', 3))
    expect(desk.alert).toMatchObject({ severity: 'critical', level: 'moved', status: 'open', dueAt })
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'stepped',
      detail: { direction: 'down', level: 'moved' },
    })
    expect(desk.notifications).toHaveLength(length)
  },
)

it('a second fall after steps is news, and no longer called a fall after which somebody moved', () => {
  const desk = new Desk()
  desk.find(fall())
  desk.find(after('moved', 3))
  const { length } = desk.notifications
  desk.now += 10 * MINUTE
  desk.find(fall({ level: 'unclear', eventTime: TEN + 10 * MINUTE }))
  expect(desk.alert).toMatchObject({ level: 'unclear', repeats: 1 })
  expect(desk.notifications.length).toBeGreaterThan(length)
})

it('lying still after a second fall is news again', () => {
  const desk = new Desk()
  desk.find(fall())
  desk.find(after('moved', 3))
  const { length } = desk.notifications
  desk.now += 10 * MINUTE
  desk.find(fall({ level: 'still', eventTime: TEN + 10 * MINUTE }))
  expect(desk.alert).toMatchObject({ level: 'still', repeats: 1 })
  expect(desk.notifications.length).toBeGreaterThan(length)
})
