import { describe, expect, it } from 'vitest'
import { SUPERSEDED } from '../../../alerts/delivery/successor.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import { settle } from '../../../alerts/response/settlement.ts'
import { Desk, MINUTE, sos, TEN, tachycardia } from './town.ts'

const settled = (desk: Desk, id: string, fields: Partial<Notification>) => {
  const sent = desk.notifications.find(({ recipient }) => recipient.id === id)
  if (!sent) throw new Error(`${id} was not told`)
  return desk.commit(settle(desk.alert, { ...sent, attempts: 40, ...fields }, desk.context()))
}

describe('a settled message', () => {
  it('delivered is a line in the history; the alert does not change', () => {
    const desk = new Desk()
    desk.find(sos())
    const outcome = settled(desk, 'p-day', { status: 'delivered' })
    expect(outcome.alert).toBeUndefined()
    expect(desk.entries.at(-1)).toMatchObject({
      seq: 3,
      kind: 'delivered',
      detail: { recipient: 'p-day', channel: 'phone' },
    })
  })

  it('failed to a person while nobody has acknowledged: the next step comes at once', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.now = TEN + 2 * MINUTE
    settled(desk, 'p-day', { status: 'failed', lastError: 'HTTP 404' })
    expect(desk.kinds()).toEqual(['opened', 'notified', 'deliveryFailed', 'escalated'])
    expect(desk.told()).toEqual(['p-daughter', 'p-son'])
    expect(desk.alert.dueAt).toBe(desk.now + 15 * MINUTE)
  })

  it.each([
    ['superseded', 'p-day', { lastError: SUPERSEDED }],
    ['to a partner', 'x-120', { lastError: 'HTTP 500' }],
  ])('failed, %s: recorded only', (_, id, fields) => {
    const desk = new Desk()
    desk.find(sos())
    settled(desk, id, { status: 'failed', ...fields })
    expect([desk.entries.at(-1)?.kind, desk.told()]).toEqual(['deliveryFailed', []])
  })

  it('failed after somebody has taken it on: recorded only', () => {
    const desk = new Desk()
    desk.find(sos())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: TEN })
    settled(desk, 'p-son', { status: 'failed', lastError: 'timeout' })
    expect([desk.entries.at(-1)?.kind, desk.told()]).toEqual(['deliveryFailed', []])
  })

  it('still retrying: nothing', () => {
    const desk = new Desk()
    desk.find(sos())
    expect(settled(desk, 'p-day', { status: 'retrying' }).entries).toEqual([])
  })
})
