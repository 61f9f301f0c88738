// The roster's port for tests of the HTTP door: remembers what was asked, answers what it is told to.

import type { Override, RosterFeed } from '../../alerts/model/roster-change.ts'
import type { RosterOutcome, RosterPort } from '../../gateway/http/ports-roster.ts'

export const CHANGE: Override = {
  id: 1,
  communityId: 'c-1',
  reason: '孩子生病',
  createdBy: 'p-director',
  createdAt: Date.UTC(2026, 10, 21, 8),
  requestId: 'request-0001',
  kind: 'override',
  from: Date.UTC(2026, 10, 23, 0),
  to: Date.UTC(2026, 10, 23, 12),
  personIds: ['p-director'],
}
const FEED: RosterFeed = { id: 1, communityId: 'c-1', createdBy: 'p-director', createdAt: CHANGE.createdAt }

export function fakeRoster() {
  const asked: unknown[] = []
  let outcome: RosterOutcome = { ok: true, change: CHANGE }
  const answer = async (input: unknown): Promise<RosterOutcome> => {
    asked.push(input)
    return outcome
  }
  const port: RosterPort = {
    create: answer,
    cancel: answer,
    async importCalendar(input) {
      asked.push(input)
      const { from, to, personIds } = CHANGE
      const rows = [{ from, to, before: ['p-duty'], after: personIds }]
      return {
        ok: true,
        plan: { faults: [], rows, events: 2, past: 1 },
        changes: input.apply ? [CHANGE] : [],
      }
    },
    feeds: () => [FEED, { ...FEED, id: 2, personId: 'p-grid' }],
    openFeed: async () => ({ ok: true, feed: FEED }),
    revokeFeed: async () => ({ ok: false, code: 'feedNotFound' }),
    feedPath: ({ id }) => `/api/calendar/${id}.signature.ics`,
    calendar: (token) => (token === '1.signature.ics' ? 'BEGIN:VCALENDAR\r\n' : undefined),
  }
  return {
    port,
    asked,
    willAnswer(next: RosterOutcome): void {
      outcome = next
    },
  }
}
