// What a calendar file would change in the roster: whom its events mean, and where the roster says otherwise. Only those
// differences become overrides. Shown before anything is written.

import type { Directory, Person } from '../model/people.ts'
import type { Override } from '../model/roster-change.ts'
import type { EpochMs } from '../model/time.ts'
import { didYouMean, nearest } from '../rules/nearest.ts'
import { zoneOf } from './calendar.ts'
import { LONGEST_OVERRIDE, PLANNED_AHEAD } from './change.ts'
import type { LineFault } from './ical-lines.ts'
import { type ReadEvent, readCalendar } from './ical-read.ts'
import { stretchesOf } from './rota.ts'
import { covers, type Gap, meet } from './span.ts'

/** One difference: who is on duty now in that time, in order of appearance, and who would be. */
export type ImportRow = Gap & Readonly<{ before: readonly string[]; after: readonly string[] }>

export type ImportPlan = Readonly<{
  /** Nothing is imported while there is one. */
  faults: readonly LineFault[]
  rows: readonly ImportRow[]
  /** Events of the file; of them, those that are over. */
  events: number
  past: number
}>

type Meant = Gap & Readonly<{ personIds: readonly string[] }>

export function planImport(
  text: string,
  { directory, communityId, now }: Readonly<{ directory: Directory; communityId: string; now: EpochMs }>,
): ImportPlan {
  const { events, faults: unreadable } = readCalendar(text, zoneOf(directory, communityId))
  const faults: LineFault[] = [...unreadable]
  const whom = staffFinder(directory, communityId)
  const current = events.filter(({ to }) => to > now)
  const meant = current.flatMap((event): Meant[] => {
    const far = event.to - now > PLANNED_AHEAD || event.to - event.from > LONGEST_OVERRIDE
    if (far)
      faults.push({
        line: event.line,
        code: 'tooFar',
        about: event.summary,
        message: 'the shift is too long or too far ahead',
        advice: 'at most 62 days long and 400 days ahead',
      })
    const found = whom(event)
    if ('personIds' in found)
      return far ? [] : [{ ...event, from: Math.max(event.from, now), personIds: found.personIds }]
    faults.push(...found.faults)
    return []
  })
  if (events.length === 0 && faults.length === 0)
    faults.push({
      line: 1,
      code: 'empty',
      about: '',
      message: 'no shift is in the file',
      advice: 'at least one VEVENT',
    })
  return {
    faults: faults.sort((a, b) => a.line - b.line),
    rows: differences(meant, directory, communityId),
    events: events.length,
    past: events.length - current.length,
  }
}

/** Where the file says who is on duty and the roster says otherwise, cut where an event begins or ends. */
function differences(
  meant: readonly Meant[],
  directory: Directory,
  communityId: string,
): readonly ImportRow[] {
  const cuts = [...new Set(meant.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const first = cuts[0]
  const last = cuts.at(-1)
  if (first === undefined || last === undefined) return []
  const roster = stretchesOf(directory, { communityId, role: 'duty' }, { from: first, to: last })
  return cuts.slice(1).flatMap((to, index): ImportRow[] => {
    const from = cuts[index] ?? to
    const after = [...new Set(meant.filter((one) => covers(one, from)).flatMap(({ personIds }) => personIds))]
    if (after.length === 0) return []
    const within = roster.filter((stretch) => meet(stretch, { from, to }))
    const isSame = within.every(
      ({ on }) => on.length === after.length && on.every(({ personId }) => after.includes(personId)),
    )
    const before = [...new Set(within.flatMap(({ on }) => on.map(({ personId }) => personId)))]
    return isSame ? [] : [{ from, to, before, after }]
  })
}

/** The overrides that make the roster what the file says. */
export const overridesFrom = (
  rows: readonly ImportRow[],
  made: Pick<Override, 'id' | 'communityId' | 'reason' | 'createdBy' | 'createdAt' | 'requestId'>,
): readonly Override[] =>
  rows.map(({ from, to, after }, index) => ({
    ...made,
    id: made.id + index,
    // Each row is a change of its own, and the click that made them all is known by the first.
    requestId: index === 0 ? made.requestId : `${made.requestId}.${index}`,
    kind: 'override',
    from,
    to,
    personIds: after,
    imported: true,
  }))

type Found = Readonly<{ personIds: readonly string[] }> | Readonly<{ faults: readonly LineFault[] }>

/** Whom an event means: our own mark, its attendees by e-mail or name, else the one name in its title. */
function staffFinder(directory: Directory, communityId: string): (event: ReadEvent) => Found {
  const staff = [...directory.people.values()].filter(
    (person) => person.role !== 'family' && (person.communityId ?? communityId) === communityId,
  )
  const names = staff.filter(({ role }) => role === 'duty' || role === 'director').map(({ name }) => name)
  const advice = `one of ${names.slice(0, 8).join('、')}, by name or by the e-mail of the site file`
  const byName = (name: string): readonly Person[] =>
    name === ''
      ? []
      : staff.filter((one) => one.name === name || one.nameEn?.toLowerCase() === name.toLowerCase())
  const onlyOne = (people: readonly Person[], line: number, name: string): Person | LineFault => {
    const [person, other] = people
    if (person === undefined) {
      const known = staff.flatMap((one) => [one.name, ...(one.nameEn === undefined ? [] : [one.nameEn])])
      const meant = nearest(name, known) ?? names.slice(0, 8).join('、')
      const message = `nobody of the staff is called ${name}${didYouMean(name, known)}`
      return { line, code: 'unknownPerson', about: name, meant, message, advice }
    }
    if (other === undefined) return person
    return {
      line,
      code: 'ambiguousPerson',
      about: name,
      meant: `${person.id}, ${other.id}`,
      message: `${name} may be ${person.id} or ${other.id}`,
      advice: 'give the e-mail address',
    }
  }
  return ({ line, personId, attendees, summary }) => {
    if (personId !== undefined) {
      const person = staff.find(({ id }) => id === personId)
      return person === undefined
        ? {
            faults: [
              {
                line,
                code: 'unknownPerson',
                about: personId,
                meant: names.slice(0, 8).join('、'),
                message: `nobody of the staff has the id ${personId}`,
                advice,
              },
            ],
          }
        : { personIds: [person.id] }
    }
    const meant =
      attendees.length > 0
        ? attendees.map(({ line: at, name, email }) => {
            const byEmail = staff.filter((one) => email !== '' && one.email?.toLowerCase() === email)
            return onlyOne(byEmail.length > 0 ? byEmail : byName(name), at, name || email || '?')
          })
        : [
            onlyOne(
              staff.filter(
                ({ name, nameEn }) =>
                  summary.includes(name) || (nameEn !== undefined && summary.includes(nameEn)),
              ),
              line,
              summary === '' ? '?' : `"${summary}"`,
            ),
          ]
    const faults = meant.filter((one): one is LineFault => 'message' in one)
    return faults.length > 0
      ? { faults }
      : { personIds: meant.filter((one): one is Person => 'id' in one).map(({ id }) => id) }
  }
}
