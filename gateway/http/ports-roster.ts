// What the routes of the roster need of the rest of the gateway.

import type { RosterChange, RosterFeed } from '../../alerts/model/roster-change.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { ChangeFault, ChangeRefusal, ChangeRequest } from '../../alerts/roster/change.ts'
import type { ImportPlan } from '../../alerts/roster/ical-import.ts'

type Asking = Readonly<{ actorId: string; at: EpochMs; requestId: string }>

export type RosterOutcome =
  | Readonly<{ ok: true; change: RosterChange }>
  | ChangeRefusal
  | Readonly<{
      ok: false
      code: 'roleNotAllowed' | 'rosterChangeNotFound' | 'alreadyCancelled' | 'storeUnavailable'
    }>

export type RosterImportOutcome =
  | Readonly<{ ok: true; plan: ImportPlan; changes: readonly RosterChange[] }>
  | Readonly<{ ok: false; code: 'communityNotFound' | 'roleNotAllowed' | 'storeUnavailable' }>
  | Readonly<{ ok: false; code: 'invalidRequest'; faults: readonly ChangeFault[] }>

export type FeedOutcome =
  | Readonly<{ ok: true; feed: RosterFeed }>
  | Readonly<{
      ok: false
      code: 'roleNotAllowed' | 'communityNotFound' | 'personNotFound' | 'feedNotFound' | 'storeUnavailable'
    }>

/** What writes resolves after its commit, when everybody who is asked goes by it. */
export type RosterPort = Readonly<{
  create(input: Asking & Readonly<{ request: ChangeRequest }>): Promise<RosterOutcome>
  cancel(input: Omit<Asking, 'requestId'> & Readonly<{ changeId: number }>): Promise<RosterOutcome>
  /** Without `apply` it only says what would change. */
  importCalendar(
    input: Asking & Readonly<{ communityId: string; text: string; reason: string; apply: boolean }>,
  ): Promise<RosterImportOutcome>
  /** Those that are not revoked, of a community. */
  feeds(communityId: string): readonly RosterFeed[]
  /** The one there is for the same people, or a new one. */
  openFeed(
    input: Omit<Asking, 'requestId'> & Readonly<{ communityId: string; personId?: string }>,
  ): Promise<FeedOutcome>
  revokeFeed(input: Omit<Asking, 'requestId'> & Readonly<{ feedId: number }>): Promise<FeedOutcome>
  /** What a calendar program subscribes to, relative to the site's address. */
  feedPath(feed: RosterFeed): string
  /** The calendar behind a token; undefined when it is none of ours, revoked, or of somebody who has left. */
  calendar(token: string, at: EpochMs): string | undefined
}>
