// One line of an alert's history about the 120 desk, as a sentence.

import type { TimelineEntry } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'

const worded = (table: Readonly<Record<string, string>>, code: unknown): string =>
  table[String(code)] ?? String(code ?? '')

/** What the desk said and who heard it, what was found, or what was opened; empty for other lines. */
export const deskText = (words: Dictionary, { kind, detail }: TimelineEntry, who: string): string => {
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
    ...numbers.map((number) => ` · ${number}`),
  ].join('')
}
