import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLines, unescapeText } from '../../../alerts/roster/ical-lines.ts'
import { readCalendar } from '../../../alerts/roster/ical-read.ts'
import { escapeText, fold, writeCalendar } from '../../../alerts/roster/ical-write.ts'

const AT = Date.UTC(2026, 10, 22, 3, 4, 5)
const FROM = Date.UTC(2026, 10, 23, 12)
const TO = Date.UTC(2026, 10, 24, 0)
const event = (more: object = {}) => ({
  uid: '20261123T120000Z-c-1-p-1@shouwang',
  from: FROM,
  to: TO,
  summary: '张伟值班',
  personId: 'p-1',
  ...more,
})
const file = (...events: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')
const vevent = (...lines: string[]): string => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'].join('\r\n')
const octets = (text: string): number => Buffer.byteLength(text)

describe('a written calendar', () => {
  it('has the lines the standard asks for, each ended by CRLF, with times in UTC', () => {
    expect(
      writeCalendar({ name: '梧桐里', at: AT, events: [event({ description: '替 李娜\n孩子生病' })] }),
    ).toBe(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Shouwang//Roster//ZH',
        'CALSCALE:GREGORIAN',
        'METHOD:PUBLISH',
        'X-WR-CALNAME:梧桐里',
        'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
        'X-PUBLISHED-TTL:PT1H',
        'BEGIN:VEVENT',
        'UID:20261123T120000Z-c-1-p-1@shouwang',
        'DTSTAMP:20261122T030405Z',
        'DTSTART:20261123T120000Z',
        'DTEND:20261124T000000Z',
        'SUMMARY:张伟值班',
        'DESCRIPTION:替 李娜\\n孩子生病',
        'X-SHOUWANG-PERSON:p-1',
        'TRANSP:OPAQUE',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    )
  })

  it('escapes what has a meaning of its own, and lets no line of somebody’s reason become a line of the file', () => {
    expect(escapeText('a;b,c\\d\r\ne\u0007')).toBe('a\\;b\\,c\\\\d\\ne')
    const text = writeCalendar({ name: 'x', at: AT, events: [event({ summary: 'x\r\nEND:VCALENDAR' })] })
    expect(text.match(/^END:VCALENDAR/gm)).toHaveLength(1)
  })

  it('folds at 75 octets and never inside a character', () => {
    const line = `SUMMARY:${'守望'.repeat(40)}`
    const folded = fold(line).split('\r\n')
    expect(folded.length).toBe(4)
    for (const part of folded) expect(octets(part)).toBeLessThanOrEqual(75)
    for (const part of folded.slice(1)) expect(part.startsWith(' ')).toBe(true)
    expect(folded.map((part, index) => (index === 0 ? part : part.slice(1))).join('')).toBe(line)
    expect(fold('x'.repeat(75))).not.toContain('\r\n')
  })

  it('is read back as it was, whatever people write', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => text.replace(/\p{Cc}/gu, ''))
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 400 }), (summary, hours) => {
        const to = FROM + hours * 3_600_000
        const read = readCalendar(
          writeCalendar({ name: summary, at: AT, events: [event({ summary, to })] }),
          'Asia/Shanghai',
        )
        expect(read.faults).toEqual([])
        expect(read.events).toMatchObject([{ from: FROM, to, summary: summary.trim(), personId: 'p-1' }])
      }),
    )
  })
})

describe('lines of a file', () => {
  it('are unfolded at CRLF and at LF, with a space or a tab, also inside a character sequence', () => {
    expect(readLines('SUMMARY:ab\r\n c\n\td\r\nUID:1').lines).toEqual([
      { line: 1, name: 'SUMMARY', params: {}, value: 'abcd' },
      { line: 4, name: 'UID', params: {}, value: '1' },
    ])
  })

  it('keep a colon, a semicolon and a comma inside quotes, and know the caret of RFC 6868', () => {
    const { lines } = readLines(
      'ATTENDEE;CN="Zhang; Wei: ""x";ROLE=CHAIR:mailto:a@b.cn\nATTENDEE;CN="Zhang; Wei: a, b";X=1,2:mailto:c@d.cn\nX;CN=a^^b^nc^\'d:y',
    )
    expect(lines).toMatchObject([
      { name: 'ATTENDEE', params: { CN: 'Zhang; Wei: a, b', X: '1' }, value: 'mailto:c@d.cn' },
      { name: 'X', params: { CN: 'a^b\nc"d' }, value: 'y' },
    ])
    expect(readLines('no colon here').faults).toMatchObject([{ line: 1, code: 'unreadableLine' }])
  })

  it('lose their escapes once: \\\\n is a backslash and an n', () => {
    expect(unescapeText('a\\, b\\; c\\\\n\\nd\\N')).toBe('a, b; c\\n\nd\n')
  })
})

describe('an event', () => {
  const read = (...lines: string[]) => readCalendar(file(vevent(...lines)), 'Asia/Shanghai')

  it.each([
    [['DTSTART:20261123T120000Z', 'DTEND:20261124T000000Z'], FROM, TO],
    [['DTSTART;TZID=Asia/Shanghai:20261123T200000', 'DTEND;TZID=Asia/Shanghai:20261124T080000'], FROM, TO],
    [['DTSTART;TZID="China Standard Time":20261123T200000', 'DURATION:PT12H'], FROM, TO],
    [
      ['DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Shanghai:20261123T200000', 'DURATION:P0DT11H60M'],
      FROM,
      TO,
    ],
    [['DTSTART:20261123T200000', 'DTEND:20261124T080000'], FROM, TO],
    [['DTSTART;TZID=Europe/Berlin:20261123T130000', 'DTEND:20261124T000000Z'], FROM, TO],
  ])('%j is the same twelve hours', (lines, from, to) => {
    expect(read(...lines)).toMatchObject({ events: [{ from, to }], faults: [] })
  })

  it('that is cancelled is none, and alarms inside it are passed over', () => {
    expect(read('STATUS:CANCELLED', 'RRULE:FREQ=DAILY')).toEqual({ events: [], faults: [] })
    const alarm = ['BEGIN:VALARM', 'TRIGGER:-PT15M', 'SUMMARY:ring', 'DURATION:PT1H', 'END:VALARM']
    expect(
      read(...alarm, 'DTSTART:20261123T120000Z', 'DTEND:20261124T000000Z', 'SUMMARY:班').events,
    ).toMatchObject([{ summary: '班', to: TO }])
  })

  it.each([
    ['repeats', 4, ['DTSTART:20261123T120000Z', 'RRULE:FREQ=WEEKLY'].toReversed()],
    ['noStart', 3, ['SUMMARY:x']],
    ['noEnd', 5, ['DTSTART:20261123T120000Z']],
    ['noEnd', 6, ['DTSTART:20261123T120000Z', 'DURATION:12 h']],
    ['endsBeforeStart', 5, ['DTSTART:20261123T120000Z', 'DTEND:20261123T120000Z']],
    ['wholeDay', 5, ['DTSTART;VALUE=DATE:20261123', 'DTEND;VALUE=DATE:20261124']],
    ['noTime', 5, ['DTSTART:20261131T120000Z', 'DTEND:20261124T000000Z']],
    ['noTime', 6, ['DTSTART:20261123T120000Z', 'DTEND:tomorrow']],
    ['unknownZone', 5, ['DTSTART;TZID=Mars/Base:20261123T120000', 'DTEND:20261124T000000Z']],
  ])('with a fault is named: %s in line %i', (code, line, lines) => {
    const { events, faults } = read(...lines)
    expect(events).toEqual([])
    expect(faults).toMatchObject([{ code, line: code === 'repeats' ? 5 : line }])
    expect(faults[0]?.advice).not.toBe('')
  })

  it('that repeats says so, with what would be right', () => {
    expect(read('RRULE:FREQ=WEEKLY;BYDAY=MO', 'DTSTART:20261123T120000Z').faults).toEqual([
      {
        line: 5,
        code: 'repeats',
        about: 'RRULE',
        message: 'a shift that repeats (RRULE) cannot be imported',
        advice: 'repeating shifts belong into the weekly roster; export the single dates',
      },
    ])
  })

  it('of a time zone definition is not taken for a shift', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:X',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'RRULE:FREQ=YEARLY',
      'END:STANDARD',
      'END:VTIMEZONE',
    ]
    expect(readCalendar(file(...zone), 'Asia/Shanghai')).toEqual({ events: [], faults: [] })
  })
})

describe('a file', () => {
  it('that is none, or is cut off, says so', () => {
    expect(readCalendar('姓名,日期\n张伟,2026-11-23', 'Asia/Shanghai').faults).toMatchObject([
      { code: 'noCalendar' },
    ])
    const whole = file(vevent('DTSTART:20261123T120000Z', 'DTEND:20261124T000000Z'))
    expect(readCalendar(whole.slice(0, -17), 'Asia/Shanghai').faults).toMatchObject([{ code: 'cutOff' }])
    expect(readCalendar(whole.slice(0, 60), 'Asia/Shanghai').faults.map(({ code }) => code)).toEqual([
      'cutOff',
      'cutOff',
    ])
    expect(readCalendar(`\uFEFF${whole}`, 'Asia/Shanghai').events).toHaveLength(1)
  })
})
