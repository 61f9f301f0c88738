// Two residents and the facts a morning has of them, for the tests of the review list.

import type { Known } from '../../../alerts/care/reasons.ts'
import type { Alert } from '../../../alerts/model/alert.ts'
import type { CareContact } from '../../../alerts/model/care.ts'
import type { Community, Resident } from '../../../alerts/model/people.ts'
import { DAY, HOUR } from '../../../alerts/model/time.ts'

/** Monday 23 November 2026, 08:00 in Shanghai. */
export const MORNING = Date.UTC(2026, 10, 23)
export const TODAY = '2026-11-23'
export const ZONE = 'Asia/Shanghai'
/** So many days before this morning, at ten o'clock. */
export const daysAgo = (days: number): number => MORNING - days * DAY + 2 * HOUR

export const community: Community = { id: 'c-1', name: '梧桐里', timeZone: ZONE, address: '梧桐路 1 号' }

export const resident = (more: Partial<Resident> = {}): Resident => ({
  id: 'r-1',
  name: '陈奶奶',
  sex: 'female',
  born: '1950-03-09',
  buildingId: 'b-1',
  door: '101',
  entry: '—',
  conditions: [],
  tags: [],
  caregivers: [],
  ...more,
})

let lastId = 0
export const contact = (more: Partial<CareContact> = {}): CareContact => {
  lastId += 1
  return {
    id: lastId,
    residentId: 'r-1',
    communityId: 'c-1',
    by: 'p-grid',
    at: daysAgo(1),
    kind: 'call',
    result: 'fine',
    requestId: `request-${lastId}`,
    ...more,
  }
}

export const alert = (more: Partial<Alert> = {}): Alert => ({
  id: 7,
  subject: { kind: 'resident', id: 'r-1' },
  deviceId: 'band-1',
  communityId: 'c-1',
  gridId: 'g-1',
  ruleId: 'bp-creeping',
  ruleVersion: '1',
  severity: 'info',
  policyId: 'daily-review',
  emergency: false,
  closesOnClear: false,
  status: 'open',
  eventTime: daysAgo(2),
  receivedAt: daysAgo(2),
  evidence: { samples: [], since: daysAgo(2) },
  repeats: 0,
  nextStep: 0,
  dueAt: null,
  revision: 1,
  ...more,
})

export const known = (more: Partial<Known> = {}): Known => ({
  resident: resident(),
  community,
  timeZone: ZONE,
  now: MORNING,
  today: TODAY,
  since: '2026-11-01',
  hasBand: true,
  live: { latest: {}, seenAt: MORNING, deviceId: 'band-1' },
  provenAt: daysAgo(1),
  habits: undefined,
  alerts: [],
  emergencies: [],
  contacts: [],
  concerns: (ruleId) => (ruleId.startsWith('b') && !ruleId.startsWith('band') ? 'person' : 'device'),
  ...more,
})
