// The timeline of an alert: what happened, in order, by whom.

import { Loading } from '../design/parts.tsx'
import { timelineText } from '../format/alert-text.ts'
import { preciseText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import type { TimelineEntry } from '../server-types.ts'
import { locale, text } from '../text/text.ts'
import { names } from './names.ts'

export const StoryLines = ({ entries }: { entries: readonly TimelineEntry[] }) => (
  <ol class="story">
    {entries.map((entry) => (
      <li key={entry.seq} data-kind={entry.kind}>
        <time>{preciseText(locale.value, entry.at, now.peek())}</time>
        <span>{timelineText({ words: text.value, locale: locale.value }, entry, names.value)}</span>
      </li>
    ))}
  </ol>
)

export const Story = ({ entries, loading }: { entries: readonly TimelineEntry[]; loading: boolean }) => (
  <section class="alert-part" data-testid="alert-timeline">
    <h3>{text.value.alert.timeline}</h3>
    {loading && <Loading />}
    <StoryLines entries={entries} />
  </section>
)
