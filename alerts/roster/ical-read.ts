// Shifts out of an iCalendar file: single VEVENTs with a beginning and an end. What is not that (recurrence, whole days,
// unknown zones) is refused with its line and what would be right; nothing is guessed.

import { zoneOffset } from '../detectors/local-time.ts'
import { type EpochMs, HOUR, MINUTE, SECOND } from '../model/time.ts'
import { momentOf } from './calendar.ts'
import {
  type CalendarFault,
  type ContentLine,
  type LineFault,
  readLines,
  unescapeText,
} from './ical-lines.ts'

export type ReadEvent = Readonly<{
  /** The line its BEGIN stands on. */
  line: number
  uid: string
  from: EpochMs
  to: EpochMs
  summary: string
  /** Everybody invited, as the file names them. */
  attendees: readonly Readonly<{ line: number; name: string; email: string }>[]
  personId?: string
}>

/** More than a site has shifts in two years. */
export const MOST_EVENTS = 5_000

/** How Outlook calls the zones our sites are in; other names are IANA's, or refused. */
const ZONE_NAMES: Readonly<Record<string, string>> = {
  'China Standard Time': 'Asia/Shanghai',
  'Taipei Standard Time': 'Asia/Taipei',
  'Singapore Standard Time': 'Asia/Singapore',
  'Tokyo Standard Time': 'Asia/Tokyo',
  UTC: 'UTC',
}

const RECURRENCE = new Set(['RRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID', 'EXRULE'])

export function readCalendar(
  text: string,
  timeZone: string,
): Readonly<{ events: readonly ReadEvent[]; faults: readonly LineFault[] }> {
  const { lines, faults: unreadable } = readLines(text)
  const faults: LineFault[] = [...unreadable]
  const first = lines[0]
  if (first?.name !== 'BEGIN' || first.value.toUpperCase() !== 'VCALENDAR')
    return {
      events: [],
      faults: [
        says(1, 'noCalendar', ['this is no calendar', 'an .ics file, beginning with BEGIN:VCALENDAR']),
      ],
    }
  const events: ReadEvent[] = []
  let event: ContentLine[] | undefined
  /** Components inside an event (alarms) and beside it (time zones) are passed over. */
  let depth = 0
  for (const line of lines) {
    const { name, value } = line
    const what = value.trim().toUpperCase()
    if (name === 'BEGIN' && event !== undefined) depth += 1
    else if (name === 'BEGIN' && what === 'VEVENT') event = [line]
    else if (name === 'END' && event !== undefined && depth > 0) depth -= 1
    else if (name === 'END' && event !== undefined) {
      const read = readEvent(event, timeZone)
      if ('faults' in read) faults.push(...read.faults)
      else if (read.event !== undefined) events.push(read.event)
      event = undefined
    } else if (event !== undefined && depth === 0) event.push(line)
  }
  if (event !== undefined)
    faults.push(says(event[0]?.line ?? 1, 'cutOff', ['the event has no END:VEVENT', 'the whole file']))
  if (lines.at(-1)?.value.trim().toUpperCase() !== 'VCALENDAR')
    faults.push(
      says(lines.at(-1)?.line ?? 1, 'cutOff', ['the file ends too soon', 'END:VCALENDAR as its last line']),
    )
  if (events.length > MOST_EVENTS)
    faults.push(
      says(
        1,
        'tooMany',
        [`more than ${MOST_EVENTS} events`, 'a file of the coming months'],
        String(MOST_EVENTS),
      ),
    )
  return { events, faults: faults.sort((a, b) => a.line - b.line) }
}

const says = (
  line: number,
  code: CalendarFault,
  [message, advice]: readonly [string, string],
  about = '',
): LineFault => ({ line, code, about, message, advice })

type Read = Readonly<{ event: ReadEvent | undefined }> | Readonly<{ faults: readonly LineFault[] }>

function readEvent(lines: readonly ContentLine[], timeZone: string): Read {
  const of = (name: string): ContentLine | undefined => lines.find((line) => line.name === name)
  const line = lines[0]?.line ?? 1
  if (of('STATUS')?.value.trim().toUpperCase() === 'CANCELLED') return { event: undefined }
  const recurring = lines.find(({ name }) => RECURRENCE.has(name))
  if (recurring !== undefined)
    return {
      faults: [
        says(
          recurring.line,
          'repeats',
          [
            `a shift that repeats (${recurring.name}) cannot be imported`,
            'repeating shifts belong into the weekly roster; export the single dates',
          ],
          recurring.name,
        ),
      ],
    }
  const start = of('DTSTART')
  if (start === undefined)
    return { faults: [says(line, 'noStart', ['the event has no beginning', 'DTSTART:20261122T120000Z'])] }
  const from = momentIn(start, timeZone)
  if (typeof from !== 'number') return { faults: [from] }
  const to = endIn(of('DTEND'), of('DURATION'), { start, from, timeZone })
  if (typeof to !== 'number') return { faults: [to] }
  if (to <= from)
    return {
      faults: [
        says(start.line, 'endsBeforeStart', ['the event ends before it begins', 'DTEND after DTSTART']),
      ],
    }
  const personId = of('X-SHOUWANG-PERSON')?.value
  return {
    event: {
      line,
      uid: unescapeText(of('UID')?.value ?? ''),
      from,
      to,
      summary: unescapeText(of('SUMMARY')?.value ?? '').trim(),
      attendees: lines
        .filter(({ name }) => name === 'ATTENDEE')
        .map((one) => ({
          line: one.line,
          name: (one.params.CN ?? '').trim(),
          email: /^mailto:(.+)$/i.exec(one.value.trim())?.[1]?.toLowerCase() ?? '',
        })),
      ...(personId === undefined ? {} : { personId: unescapeText(personId).trim() }),
    },
  }
}

const DATE_TIME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)$/

function momentIn({ line, params, value }: ContentLine, timeZone: string): EpochMs | LineFault {
  const text = value.trim()
  if (params.VALUE?.toUpperCase() === 'DATE' || /^\d{8}$/.test(text))
    return says(
      line,
      'wholeDay',
      ['a whole day has no hours', 'the hours of the shift; holidays are entered as such'],
      text,
    )
  const match = DATE_TIME.exec(text)
  const [, year, month, date, hours, minutes, seconds, utc] = match ?? []
  const day = `${year}-${month}-${date}`
  const noon = Date.parse(`${day}T00:00:00Z`)
  const isReal =
    match !== null &&
    Number.isFinite(noon) &&
    new Date(noon).toISOString().slice(0, 10) === day &&
    Number(hours) < 24 &&
    Number(minutes) < 60 &&
    Number(seconds) < 60
  if (!isReal) return says(line, 'noTime', [`${text} is no time`, '20261122T120000Z'], text)
  const clock = Number(hours) * 60 + Number(minutes)
  if (utc === 'Z') return noon + clock * MINUTE + Number(seconds) * SECOND
  const zone = params.TZID === undefined ? timeZone : zoneNamed(params.TZID)
  if (zone === undefined)
    return says(
      line,
      'unknownZone',
      [`the time zone ${params.TZID} is not known`, `an IANA zone such as ${timeZone}, or times in UTC`],
      params.TZID,
    )
  return momentOf(day, clock, zone) + Number(seconds) * SECOND
}

/** Mozilla and others put a path before the name: /freeassociation.sourceforge.net/Asia/Shanghai. */
function zoneNamed(tzid: string): string | undefined {
  const known = ZONE_NAMES[tzid]
  if (known !== undefined) return known
  for (const name of [tzid, /([A-Za-z_]+\/[A-Za-z_+-]+)$/.exec(tzid)?.[1] ?? ''])
    try {
      if (name === '') continue
      zoneOffset(name, 0)
      return name
    } catch {
      // Not a name Intl knows.
    }
  return undefined
}

const DURATION = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/

function endIn(
  end: ContentLine | undefined,
  duration: ContentLine | undefined,
  { start, from, timeZone }: Readonly<{ start: ContentLine; from: EpochMs; timeZone: string }>,
): EpochMs | LineFault {
  if (end !== undefined) return momentIn(end, timeZone)
  if (duration === undefined)
    return says(start.line, 'noEnd', ['the event has no end', 'DTEND, or DURATION:PT12H'])
  const match = DURATION.exec(duration.value.trim())
  if (match === null || duration.value.trim() === 'P')
    return says(duration.line, 'noEnd', [`${duration.value} is no length`, 'DURATION:PT12H'], duration.value)
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  return (
    from +
    (((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * HOUR +
    (minutes ?? 0) * MINUTE +
    (seconds ?? 0) * SECOND
  )
}
