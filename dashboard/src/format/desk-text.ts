// One line of an alert's history about the 120 desk, as a sentence.

import type { Locale, TimelineEntry } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'
import { momentText } from './time.ts'

/** A line that was entered this much later says when it happened, too: its own time is when it was entered. */
const ENTERED_LATER_MS = 30_000

const worded = (table: Readonly<Record<string, string>>, code: unknown): string =>
  table[String(code)] ?? String(code ?? '')

/** What the desk said and who heard it, what was found, or what was opened; empty for other lines. */
export const deskText = (
  { words, locale }: Readonly<{ words: Dictionary; locale: Locale }>,
  { kind, at, detail }: TimelineEntry,
  who: string,
): string => {
  const { timeline, questions, answers, eventNumber, vehicle } = words.desk
  if (kind === 'observed')
    return timeline.observed(who, worded(questions, detail.question), worded(answers, detail.answer))
  if (kind === 'cardOpened') return worded(timeline.opened, detail.page)
  if (kind !== 'desk') return ''
  const numbers = [
    ...(typeof detail.eventNumber === 'string' ? [eventNumber(detail.eventNumber)] : []),
    ...(typeof detail.vehicleNumber === 'string' ? [vehicle(detail.vehicleNumber)] : []),
  ]
  return [
    worded(timeline.step, detail.step),
    detail.afterWithdrawal === true ? timeline.afterWithdrawal : '',
    detail.details === true ? timeline.details : '',
    detail.how === 'phone' ? timeline.byPhone(who) : '',
    typeof detail.happenedAt === 'number' && at - detail.happenedAt >= ENTERED_LATER_MS
      ? timeline.happenedAt(momentText(locale, detail.happenedAt, at))
      : '',
    ...numbers.map((number) => ` · ${number}`),
  ].join('')
}
