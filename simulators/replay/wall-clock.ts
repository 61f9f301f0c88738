// Reads the times people write into recordings: epoch, ISO 8601, US dates, relative seconds. Reads no clock.

export type ClockOptions = Readonly<{
  /** IANA zone of times that carry no offset. */
  timeZone: string
  /** What relative times count from, ms UTC; without it they are a fault. */
  start?: number
}>

/** Ms UTC; undefined when the text is no time, or a relative one without a start. */
export function parseTime(text: string, options: ClockOptions): number | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(trimmed)) return fromNumber(Number(trimmed), options)
  const iso =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      trimmed,
    )
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso
    return assemble({ year, month, day, hour, minute, second, fraction }, zone, options.timeZone)
  }
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(AM|PM)?)?$/i.exec(
    trimmed,
  )
  if (us) {
    const [, month, day, year, hour, minute, second, fraction, half] = us
    const hours = half ? (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0) : Number(hour ?? 0)
    if (half && (Number(hour) < 1 || Number(hour) > 12)) return undefined
    return assemble(
      { year, month, day, hour: String(hours), minute, second, fraction },
      undefined,
      options.timeZone,
    )
  }
  // hh:mm[:ss] since the start, as intensive-care records have it.
  const elapsed = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/.exec(trimmed)
  if (elapsed && options.start !== undefined)
    return (
      options.start + (Number(elapsed[1]) * 3600 + Number(elapsed[2]) * 60 + Number(elapsed[3] ?? 0)) * 1000
    )
  return undefined
}

/** With a start: seconds since it. Otherwise epoch seconds (up to 11 digits) or milliseconds. */
function fromNumber(value: number, options: ClockOptions): number | undefined {
  if (options.start !== undefined) return Math.round(options.start + value * 1000)
  if (value >= 1e11) return Math.round(value)
  // Seconds before 1980 are far likelier a running count than a date.
  return value >= 315_532_800 ? Math.round(value * 1000) : undefined
}

type Parts = Readonly<
  Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction', string | undefined>
>

function assemble(parts: Parts, zone: string | undefined, timeZone: string): number | undefined {
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)]
  const [hour, minute, second] = [
    Number(parts.hour ?? 0),
    Number(parts.minute ?? 0),
    Number(parts.second ?? 0),
  ]
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined
  const wall = Date.UTC(year, month - 1, day, hour, minute, second)
  if (new Date(wall).getUTCDate() !== day) return undefined
  const ms = Math.round(Number(parts.fraction ?? 0) * 1000)
  if (zone) return wall + ms - offsetOf(zone)
  return (timeZone === 'UTC' ? wall : toUtc(wall, timeZone)) + ms
}

const offsetOf = (zone: string): number => {
  if (zone.toUpperCase() === 'Z') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000
}

/** Two passes find the offset in force; a time that a change of clocks skips moves forward with the clocks. */
function toUtc(wall: number, timeZone: string): number {
  const first = wall - zoneOffset(wall, timeZone)
  const second = wall - zoneOffset(first, timeZone)
  return zoneOffset(second, timeZone) === zoneOffset(first, timeZone) ? second : Math.max(first, second)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function zoneOffset(at: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timeZone, format)
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}
