// Changes of the roster for the tests of this folder, in the small community of ../response/town.ts.

import type { Directory } from '../../../alerts/model/people.ts'
import type { Holiday, Override, RosterChange, Swap } from '../../../alerts/model/roster-change.ts'
import { dutyAt } from '../../../alerts/roster/rota.ts'
import { town } from '../response/town.ts'

/** A moment of Shanghai's clock: "11-23T20:00". */
export const at = (local: string): number => Date.parse(`2026-${local}:00+08:00`)

/** Long before everything: what was made then counts from the beginning. */
export const EARLY = at('01-01T00:00')

const made = (id: number) => ({
  id,
  communityId: 'c-1',
  reason: '有事',
  createdBy: 'p-director',
  createdAt: EARLY,
  requestId: `request-${id}`,
})

export const override = (id: number, more: Partial<Override> = {}): Override => ({
  ...made(id),
  kind: 'override',
  from: at('11-23T08:00'),
  to: at('11-23T20:00'),
  personIds: ['p-director'],
  ...more,
})

export const swap = (id: number, more: Partial<Swap> = {}): Swap => ({
  ...made(id),
  kind: 'swap',
  personId: 'p-day',
  from: at('11-23T08:00'),
  to: at('11-23T20:00'),
  by: 'p-night',
  ...more,
})

export const holiday = (id: number, more: Partial<Holiday> = {}): Holiday => ({
  ...made(id),
  kind: 'holiday',
  name: '元旦',
  firstDay: '2026-11-23',
  lastDay: '2026-11-23',
  plan: { like: 7 },
  ...more,
})

export const withChanges = (
  rosterChanges: readonly RosterChange[],
  change: Parameters<typeof town>[0] = {},
): Directory => ({ ...town(change), rosterChanges })

export const DUTY = { communityId: 'c-1', role: 'duty' } as const

/** Ids of those on duty, sorted. */
export const idsAt = (directory: Directory, moment: number): string[] =>
  dutyAt(directory, DUTY, moment)
    .map(({ personId }) => personId)
    .sort()
