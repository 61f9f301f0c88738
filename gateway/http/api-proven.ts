// What the API says about announced tests and about what was last seen to work.

import type { AnnouncedTest } from '../../alerts/model/announced-test.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { ResidentTile } from '../live/frames.ts'

/**
 * POST /api/residents/:id/test (staff) answers 201, after the commit; idempotent by `requestId`. The next press of this
 * resident is a test, if it comes within `minutes` (1 to 60, 15 where absent).
 */
export type TestRequest = Readonly<{ requestId: string; minutes?: number; tellFamily?: boolean }>
/** POST /api/residents/:id/test/call-off (staff): the next press is real. */
export type TestCallOffRequest = Readonly<{ requestId: string }>
export type { AnnouncedTest }

/** One resident of GET /api/proven/residents?days=30&gridId= (staff), longest unproven first. */
export type ProvenResident = Pick<
  ResidentTile,
  'id' | 'name' | 'nameEn' | 'gridId' | 'building' | 'buildingEn' | 'door' | 'deviceId' | 'online' | 'test'
> &
  Readonly<{ at: EpochMs | null; by?: 'press' | 'band' }>
export type ProvenResidents = Readonly<{ residents: readonly ProvenResident[] }>
