// Turns of duty as an iCalendar (RFC 5545): times in UTC, so that no reader has to know our zones; UIDs that stay the
// same for the same turn; lines folded at 75 octets, never inside a character.

import type { EpochMs } from '../model/time.ts'

export type CalendarEvent = Readonly<{
  /** Globally unique and the same at every reading. */
  uid: string
  from: EpochMs
  to: EpochMs
  summary: string
  description?: string
  location?: string
  /** Our own person id: what an import here goes by. */
  personId: string
}>

export type Calendar = Readonly<{
  name: string
  /** When it was made. */
  at: EpochMs
  events: readonly CalendarEvent[]
}>

/** TEXT (3.3.11): backslash, semicolon, comma and newline are escaped; other controls may not occur. */
export const escapeText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 5545 3.1 forbids exactly these.
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\n/g, '\\n')

const octetsOf = (character: string): number => {
  const point = character.codePointAt(0) ?? 0
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

/** 3.1: at most 75 octets a line; what follows begins with a space, which counts. */
export function fold(line: string): string {
  // Three octets are the most that one unit of a string stands for.
  if (line.length <= 25) return line
  let folded = ''
  let octets = 0
  for (const character of line) {
    const more = octetsOf(character)
    if (octets + more > 75) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += more
  }
  return folded
}

/** "20261122T120000Z" */
export const utcText = (at: EpochMs): string =>
  `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

const eventLines = (event: CalendarEvent, at: EpochMs): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${escapeText(event.uid)}`,
  `DTSTAMP:${utcText(at)}`,
  `DTSTART:${utcText(event.from)}`,
  `DTEND:${utcText(event.to)}`,
  `SUMMARY:${escapeText(event.summary)}`,
  ...(event.description === undefined ? [] : [`DESCRIPTION:${escapeText(event.description)}`]),
  ...(event.location === undefined ? [] : [`LOCATION:${escapeText(event.location)}`]),
  `X-SHOUWANG-PERSON:${escapeText(event.personId)}`,
  'TRANSP:OPAQUE',
  'END:VEVENT',
]

export function writeCalendar({ name, at, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Shouwang//Roster//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(name)}`,
    // How often programs look again: RFC 7986 5.7, and what was there before it.
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...events.flatMap((event) => eventLines(event, at)),
    'END:VCALENDAR',
  ]
  return `${lines.map(fold).join('\r\n')}\r\n`
}
