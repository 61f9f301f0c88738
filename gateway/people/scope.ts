// Who may see what: staff the community, a family member their own elders. HTTP and the live socket ask the same
// questions here. Knows neither of the two.

import { createHash } from 'node:crypto'
import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import type { Directory, Role } from '../../alerts/model/people.ts'
import type { NotificationView } from '../live/frames.ts'

export type Scope =
  | Readonly<{ kind: 'staff' }>
  | Readonly<{ kind: 'family'; personId: string; residentIds: ReadonlySet<string> }>

export const STAFF: Scope = Object.freeze({ kind: 'staff' })
export const STAFF_ROLES = ['duty', 'grid', 'director', 'admin'] as const satisfies readonly Role[]

/** What a person may see; undefined when the directory does not know them (any more). */
export function scopeOf(directory: Directory, personId: string): Scope | undefined {
  const person = directory.people.get(personId)
  if (person === undefined) return undefined
  if (person.role !== 'family') return STAFF
  return { kind: 'family', personId, residentIds: eldersOf(directory, personId) }
}

/**
 * Whether somebody may change the roster of a community: directors and admins all of it, a duty officer swaps that
 * they are a party of.
 */
export function mayChangeRoster(
  directory: Directory,
  actorId: string,
  { communityId, parties }: Readonly<{ communityId: string; parties: readonly string[] }>,
): boolean {
  const actor = directory.people.get(actorId)
  if (actor === undefined) return false
  if (actor.communityId !== undefined && actor.communityId !== communityId && actor.role !== 'admin')
    return false
  if (actor.role === 'director' || actor.role === 'admin') return true
  return actor.role === 'duty' && parties.includes(actorId)
}

/** Elders by family member; a directory never changes, so this is worked out once for each. */
const elders = new WeakMap<Directory, ReadonlyMap<string, ReadonlySet<string>>>()
const NOBODY: ReadonlySet<string> = new Set()

function eldersOf(directory: Directory, personId: string): ReadonlySet<string> {
  const known = elders.get(directory) ?? indexElders(directory)
  elders.set(directory, known)
  return known.get(personId) ?? NOBODY
}

function indexElders(directory: Directory): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new Map<string, Set<string>>()
  for (const resident of directory.residents.values())
    for (const { personId } of resident.caregivers) {
      const ids = index.get(personId) ?? new Set()
      index.set(personId, ids.add(resident.id))
    }
  return index
}

export const maySeeResident = (scope: Scope, residentId: string): boolean =>
  scope.kind === 'staff' || scope.residentIds.has(residentId)

/** Family see alerts about their elders; drains, devices and the system itself are the staff's. */
export const maySeeAlert = (scope: Scope, alert: Pick<Alert, 'subject'>): boolean =>
  scope.kind === 'staff' || (alert.subject.kind === 'resident' && scope.residentIds.has(alert.subject.id))

/** Lines that say who was told. Every other line is about the elder, or was written for all who look after them. */
const ABOUT_RECIPIENTS = new Set<TimelineEntry['kind']>([
  'notified',
  'escalated',
  'fellThrough',
  'suppressed',
  'delivered',
  'deliveryFailed',
  // A silence may be about a whole building, and its reason about somebody else.
  'silenced',
])
/** Facts of such a line that name nobody. */
const IMPERSONAL = new Set([
  'step',
  'round',
  'fallback',
  'reason',
  'channel',
  'role',
  'roles',
  'attempts',
  'silence',
  'silenceKind',
  'until',
])

/** The timeline as this reader may have it: family learn who acted and that others were told, not whom and where. */
export function visibleEntries(scope: Scope, entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  if (scope.kind === 'staff') return entries
  return entries.map((entry) =>
    !ABOUT_RECIPIENTS.has(entry.kind) || entry.detail.recipient === scope.personId
      ? withoutAddress(entry, scope.personId)
      : {
          ...entry,
          detail: Object.fromEntries(Object.entries(entry.detail).filter(([key]) => IMPERSONAL.has(key))),
        },
  )
}

/** From where somebody else acted without a login is the staff's business. */
function withoutAddress(entry: TimelineEntry, reader: string): TimelineEntry {
  if (entry.detail.via === undefined || entry.actor === reader) return entry
  const { address: _, ...detail } = entry.detail
  return { ...entry, detail }
}

/** A delivery as this reader may have it: family see their own in full, and of others the role and the state. */
export function visibleNotification(scope: Scope, view: NotificationView): NotificationView {
  if (scope.kind === 'staff' || view.recipientId === scope.personId) return view
  const { lastError: _, ...rest } = view
  // The key repeats recipient and channel; a reader needs only that it stays the same and differs from the others.
  return {
    ...rest,
    key: concealedKey(view.key),
    recipientId: '',
    recipientName: '',
    ...(view.digest === undefined ? {} : { digest: concealedKey(view.digest) }),
  }
}

const concealedKey = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 16)

/** A notification as the board shows it: progress, without the message, its address and its secrets. */
export function viewOfNotification(notification: Omit<Notification, 'message'>): NotificationView {
  const { key, alertId, step, reason, recipient, channel, status, attempts, createdAt } = notification
  return {
    key,
    alertId,
    step,
    reason,
    recipientId: recipient.id,
    recipientName: recipient.name,
    recipientRole: recipient.role,
    channel,
    status,
    attempts,
    createdAt,
    ...(notification.settledAt === undefined ? {} : { settledAt: notification.settledAt }),
    ...(notification.lastError === undefined ? {} : { lastError: notification.lastError }),
    ...(notification.reached === undefined ? {} : { reached: notification.reached }),
    ...(notification.digest === undefined ? {} : { digest: notification.digest }),
  }
}
