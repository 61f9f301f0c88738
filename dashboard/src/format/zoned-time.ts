// Times as they stand on paper: with the date, in the community's own zone, whatever the browser's is.

import type { EpochMs, Locale } from '../server-types.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** "11月22日 03:12" in that zone. */
export const zonedText = (locale: Locale, at: EpochMs, timeZone: string): string => {
  const key = `${locale} ${timeZone}`
  const known = formats.get(key)
  const format =
    known ??
    new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      timeZone,
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
    })
  if (known === undefined) formats.set(key, format)
  return format.format(at)
}

/** "03:12" in that zone. */
export const zonedClock = (locale: Locale, at: EpochMs, timeZone: string): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(at)
