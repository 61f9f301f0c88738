// One quiet line: when the path from a press to a person was last proven to work. The oldest proof counts.

import { useEffect } from 'preact/hooks'
import { ageText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { ProvenAnswer } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { text } from '../text/text.ts'
import './proven.css'

const LOOK_AGAIN_MS = 5 * 60_000
/** Once a day, and an hour for a day that begins late. */
const STALE_MS = 25 * 3_600_000

export const ProvenLine = () => {
  const { value, reload } = useLoaded<ProvenAnswer>('/api/health/proven')
  useEffect(() => {
    const timer = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [reload])
  if (value === null || value.communities.length === 0) return null
  const words = text.value
  const times = value.communities.map(({ at }) => at)
  const oldest = times.includes(null) ? null : Math.min(...times.map((at) => at ?? 0))
  // A new site has a day until its first canary is due.
  const isStale = value.communities.some(({ at, since }) => slowNow.value - (at ?? since) > STALE_MS)
  const hint = value.channels
    .map(({ channel, at }) => `${words.channel[channel] ?? channel}: ${ageText(words, at, slowNow.value)}`)
    .join('\n')
  return (
    <p class="proven muted small" data-stale={isStale} title={hint} data-testid="proven">
      {oldest === null ? words.canary.never : words.canary.proven(ageText(words, oldest, slowNow.value))}
    </p>
  )
}
