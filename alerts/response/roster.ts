// Who is on duty now, in the role that is asked for. When whose shift is, decides ../roster/rota.ts; how anybody is
// reached, others.

import type { Directory, Person, Role, Shift } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { dutyAt } from '../roster/rota.ts'
import { STAFF, type Staff } from './policy.ts'

/** Local wall clock: ISO weekday (1 = Monday … 7 = Sunday) and minutes since local midnight. */
export type WallClock = Readonly<{ weekday: number; minutes: number }>

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()

export function wallClock(at: EpochMs, timeZone: string): WallClock {
  let format = formats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  let weekday = 0
  let minutes = 0
  for (const { type, value } of format.formatToParts(at)) {
    if (type === 'weekday') weekday = WEEKDAYS.indexOf(value) + 1
    else if (type === 'hour') minutes += Number(value) * 60
    else if (type === 'minute') minutes += Number(value)
  }
  return { weekday, minutes }
}

type Staffing = Readonly<{ people: readonly Person[]; shifts: readonly Shift[] }>
const staffings = new WeakMap<Directory, Staffing>()

/** Staff only: families outnumber staff by far, and the directory is replaced as a whole when it changes. */
function staffing(directory: Directory): Staffing {
  let known = staffings.get(directory)
  if (known === undefined) {
    known = {
      people: [...directory.people.values()].filter((person) => person.role !== 'family'),
      shifts: [...directory.shifts.values()],
    }
    staffings.set(directory, known)
  }
  return known
}

/** Whom to ask for: empty ids mean "wherever", for alerts that belong to no community or grid. */
export type Post = Readonly<{ role: Staff; communityId: string; gridId: string }>

const worksFor = (person: Person, { communityId, gridId }: Post, directory: Directory): boolean => {
  if (person.role === 'grid') {
    if (gridId !== '') return person.gridIds?.includes(gridId) ?? false
    if (communityId === '') return true
    return (person.gridIds ?? []).some((id) => directory.grids.get(id)?.communityId === communityId)
  }
  return communityId === '' || person.communityId === undefined || person.communityId === communityId
}

/** Everybody who holds the role there, on duty or not. */
export function everyone(directory: Directory, post: Post): readonly Person[] {
  const role: Role = post.role
  return staffing(directory).people.filter(
    (person) => person.role === role && worksFor(person, post, directory),
  )
}

/** Everybody of the staff there, with whether they are on duty at `at` in any role; those who are come first. */
export function staffAt(
  directory: Directory,
  where: Omit<Post, 'role'>,
  at: EpochMs,
): readonly Readonly<{ person: Person; onDuty: boolean }>[] {
  const posts = STAFF.map((role): Post => ({ role, ...where }))
  const people = new Set(posts.flatMap((post) => everyone(directory, post)))
  const present = new Set(posts.flatMap((post) => onDuty(directory, post, at)))
  return [...new Set([...present, ...people])].map((person) => ({ person, onDuty: present.has(person) }))
}

/**
 * Who is on duty at `now`. Duty officers only by the roster, with its holidays, swaps and overrides: no shift, nobody. Grid workers and directors are on
 * duty by their post unless the community keeps shifts for the role; admins are never rostered.
 */
export function onDuty(directory: Directory, post: Post, now: EpochMs): readonly Person[] {
  if (post.role === 'admin') return everyone(directory, post)
  const shifts = staffing(directory).shifts.filter(
    (shift) =>
      shift.role === post.role && (post.communityId === '' || shift.communityId === post.communityId),
  )
  if (shifts.length === 0 && post.role !== 'duty') return everyone(directory, post)
  const { role } = post
  const communities =
    post.communityId === ''
      ? new Set([...directory.communities.keys(), ...shifts.map(({ communityId }) => communityId)])
      : [post.communityId]
  const people = new Map<string, Person>()
  for (const communityId of communities)
    for (const { personId } of dutyAt(directory, { communityId, role }, now)) {
      const person = directory.people.get(personId)
      // The shift decides the role: a director may take a duty officer's night.
      if (person === undefined) continue
      if (role === 'grid' && person.role === 'grid' && !worksFor(person, post, directory)) continue
      people.set(person.id, person)
    }
  return [...people.values()]
}
