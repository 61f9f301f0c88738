// Days, months and moments of a report on the community's own clock, whatever clock the reader's machine shows. Pure.

import type { EpochMs, Locale } from '../server-types.ts'

export type Kind = 'daily' | 'monthly'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: Locale, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${JSON.stringify(options)}`
  let known = formats.get(key)
  if (known === undefined) {
    const language = locale === 'en' ? 'en-GB' : locale
    known = new Intl.DateTimeFormat(language, { ...options, timeZone, hourCycle: 'h23' })
    formats.set(key, known)
  }
  return known
}

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const

/** "11月21日 03:12", never broken over two lines. */
export const momentIn = (locale: Locale, timeZone: string, at: EpochMs): string =>
  format(locale, timeZone, { month: 'short', day: 'numeric', ...CLOCK })
    .format(at)
    .replaceAll(' ', '\u00a0')

/** "2026年11月21日 03:12" */
export const stampIn = (locale: Locale, timeZone: string, at: EpochMs): string =>
  format(locale, timeZone, { year: 'numeric', month: 'short', day: 'numeric', ...CLOCK }).format(at)

/** "2026年11月21日星期六", "2026年11月": the name of a period in words. */
export const periodText = (locale: Locale, kind: Kind, name: string): string =>
  kind === 'daily'
    ? format(locale, 'UTC', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' }).format(
        Date.parse(`${name}T00:00Z`),
      )
    : format(locale, 'UTC', { year: 'numeric', month: 'long' }).format(Date.parse(`${name}-01T00:00Z`))

/** Whether a day or a month goes by this name: "2026-11-21", "2026-11". */
export function isName(kind: Kind, name: string): boolean {
  const full = kind === 'daily' ? name : `${name}-01`
  const at = Date.parse(`${full}T00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(full) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(full)
}

export const kindOf = (name: string): Kind => (name.length === 7 ? 'monthly' : 'daily')

/** The one `by` days or months later. */
export function shifted(name: string, by: number): string {
  const [year = 0, month = 1, day = 1] = name.split('-').map(Number)
  const next = name.length === 7 ? Date.UTC(year, month - 1 + by, 1) : Date.UTC(year, month - 1, day + by)
  return new Date(next).toISOString().slice(0, name.length)
}

const two = (n: number): string => String(n).padStart(2, '0')

/** The day or month of a moment by the clock of this machine, which stands in the community. */
export function nameHere(kind: Kind, at: EpochMs): string {
  const date = new Date(at)
  const month = `${date.getFullYear()}-${two(date.getMonth() + 1)}`
  return kind === 'monthly' ? month : `${month}-${two(date.getDate())}`
}
