// Why somebody is on the list, and what was said to them, as sentences. Codes and facts in, words out.

import { alertTitle, type Reader, whyShort } from '../format/alert-text.ts'
import { momentText } from '../format/time.ts'
import type { Alert, CareContact, LocalDay, OpenPromise, ReviewReason } from '../server-types.ts'

/** "11月22日 周日": a day of the community's own calendar, whatever the reader's time zone. */
export const dayText = ({ locale }: Pick<Reader, 'locale'>, day: LocalDay): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00Z`))

/** 465 -> "07:45". */
const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(Math.round(minute) % 60).padStart(2, '0')}`

type Known = Reader & Readonly<{ alertOf: (id: number) => Alert | undefined }>

export const reasonText = (reader: Known, { code, facts }: ReviewReason): string => {
  const words = reader.words.review.reasons
  const number = (name: string): number => Number(facts[name] ?? 0)
  const moment = (name: string): string => momentText(reader.locale, number(name), reader.now)
  switch (code) {
    case 'alert': {
      const alert = reader.alertOf(number('alertId'))
      return alert === undefined ? titleOf(reader, facts) : alertLine(reader, alert)
    }
    case 'afterEmergency':
      return words.afterEmergency(titleOf(reader, facts), moment('since'))
    case 'promiseDue':
      return words.promiseDue(String(facts.what), number('days'))
    case 'notReached':
      return words.notReached(number('times'), moment('since'))
    case 'callDue':
      return words.callDue(number('every'))
    case 'callMissed':
      return words.callMissed(
        number('every'),
        number('days'),
        facts.last === undefined ? '' : dateText(reader, number('last')),
      )
    case 'nightsUp':
      return words.nightsUp(number('recent'), number('usual'))
    case 'risingLater':
      return words.risingLater(clockText(number('recent')), clockText(number('usual')))
    case 'seldomWorn':
      return words.seldomWorn(number('days'), number('of'))
    case 'neverSeen':
      return words.neverSeen
    case 'notProven':
      return facts.days === undefined ? words.neverProven : words.notProven(number('days'))
  }
}

const titleOf = ({ words }: Reader, facts: ReviewReason['facts']): string =>
  alertTitle(words, {
    ruleId: String(facts.ruleId),
    ...(facts.level === undefined ? {} : { level: String(facts.level) }),
  })

const alertLine = (reader: Reader, alert: Alert): string =>
  `${alertTitle(reader.words, alert)}${reader.locale === 'en' ? ': ' : '：'}${whyShort(reader, alert)}`

const dateText = ({ locale }: Reader, at: number): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { month: 'short', day: 'numeric' }).format(at)

export const contactText = (
  reader: Reader,
  contact: CareContact,
  nameOf: (personId: string) => string,
): string => {
  const words = reader.words.review
  const said = words.contact(
    words.kinds[contact.kind],
    words.results[contact.result],
    nameOf(contact.by),
    momentText(reader.locale, contact.at, reader.now),
  )
  const note =
    contact.note === undefined ? '' : reader.locale === 'en' ? `. ${contact.note}` : `。${contact.note}`
  return `${said}${note}`
}

export const promiseText = (reader: Reader, promise: Pick<OpenPromise, 'what' | 'dueOn'>): string =>
  reader.words.review.promise(promise.what, dayText(reader, promise.dueOn))

const DAY_MS = 86_400_000

/** Days a promise is late; negative while it is ahead. */
export const daysLate = (dueOn: LocalDay, today: LocalDay): number =>
  Math.round((Date.parse(`${today}T00:00Z`) - Date.parse(`${dueOn}T00:00Z`)) / DAY_MS)
