// The list on paper, for whoever walks: one line each, with room for what was said. Seen in print only.

import { momentText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { alerts } from '../live/store.ts'
import type { ReviewDay, ReviewEntry } from '../server-types.ts'
import { homeOf, locale, text } from '../text/text.ts'
import { nameOfEntry } from './review-row.tsx'
import { dayText, reasonText } from './review-text.ts'

export const ReviewPaper = ({ day, entries }: { day: ReviewDay; entries: readonly ReviewEntry[] }) => {
  const words = text.value.review
  const reader = {
    words: text.value,
    locale: locale.value,
    now: slowNow.value,
    alertOf: (id: number) => alerts.value.get(id),
  }
  return (
    <section class="review-paper" aria-hidden="true">
      <h1>
        {words.nav} · {dayText(reader, day.day)}
        <small> {momentText(locale.value, slowNow.value, slowNow.value)}</small>
      </h1>
      <table>
        <thead>
          <tr>
            {words.paper.map((title) => (
              <th key={title}>{title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, at) => (
            <tr key={entry.residentId}>
              <td>{at + 1}</td>
              <td>
                <strong>{nameOfEntry(entry)}</strong>
                {entry.resident !== null && (
                  <>
                    <br />
                    {text.value.person[entry.resident.sex]} {text.value.person.years(entry.resident.age)}
                  </>
                )}
              </td>
              <td>{entry.resident === null ? '' : homeOf(entry.resident)}</td>
              <td>{entry.resident?.phone}</td>
              <td>{entry.reasons.map((reason) => reasonText(reader, reason)).join('；')}</td>
              <td class="review-blank" />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
