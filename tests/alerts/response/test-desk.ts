// A desk at which tests are announced: keeps the announcements as the store would, and hands a press to the decision
// with what the gateway knows at that moment.

import type { AnnouncedTest } from '../../../alerts/model/announced-test.ts'
import type { NotificationStatus } from '../../../alerts/model/notification.ts'
import { command } from '../../../alerts/response/command.ts'
import type { Command } from '../../../alerts/response/context.ts'
import { respond } from '../../../alerts/response/respond.ts'
import { settle } from '../../../alerts/response/settlement.ts'
import { isPressedBy, standsAgainstTest, testFor } from '../../../alerts/response/test-press.ts'
import { Desk, MINUTE, sos, TEN } from './town.ts'

export const announced = (change: Partial<AnnouncedTest> = {}): AnnouncedTest => ({
  id: 1,
  residentId: 'r-1',
  by: 'p-day',
  at: TEN - MINUTE,
  until: TEN + 14 * MINUTE,
  tellFamily: false,
  ...change,
})

export class TestDesk extends Desk {
  announcement: AnnouncedTest | undefined
  announcements = 0

  announce(change: Partial<AnnouncedTest> = {}): void {
    this.announcements += 1
    this.announcement = announced({
      id: this.announcements,
      at: this.now - MINUTE,
      until: this.now + 14 * MINUTE,
      ...change,
    })
  }

  callOff(): void {
    if (this.announcement) this.announcement = { ...this.announcement, endedAt: this.now, endedBy: 'p-day' }
  }

  /** A press of the band now, under whatever announcement there is. Returns whether it was taken for a test. */
  press(ruleId = 'sos'): boolean {
    const finding = sos({ ruleId, eventTime: this.now })
    const others = [...this.alerts.values()].filter(standsAgainstTest)
    const test = testFor(this.announcement, finding, { now: this.now, others })
    const context = { ...this.context(), ...(test === undefined ? {} : { test }) }
    const { alert } = this.commit(respond(this.unresolved(ruleId), finding, context))
    if (test !== undefined && alert !== undefined) this.announcement = isPressedBy(test, alert)
    return test !== undefined
  }

  /** What somebody says about an alert by its number. */
  act(alertId: number, said: Command): void {
    const alert = this.alerts.get(alertId)
    const result = alert && command(alert, said, this.context())
    if (result?.ok) this.commit(result)
  }

  /** What the dispatcher says of the newest message to somebody. */
  settle(recipientId: string, status: Extract<NotificationStatus, 'delivered' | 'failed'>): void {
    const sent = this.notifications.findLast(({ recipient }) => recipient.id === recipientId)
    if (sent === undefined) throw new Error(`${recipientId} was told nothing`)
    const { alternatives: _, ...notification } = sent
    const alert = this.alerts.get(sent.alertId)
    if (alert) this.commit(settle(alert, { ...notification, status, settledAt: this.now }, this.context()))
  }
}
