// One quiet line: when the path from a press to a person was last proven to work (the oldest proof counts), and how many
// residents' buttons have not been proven for long.

import { useEffect } from 'preact/hooks'
import { ageText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { hasSnapshot, world } from '../live/store.ts'
import { isStale, STALE_DAYS } from '../proven/test-state.ts'
import type { ProvenAnswer } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { Link } from '../shell/navigation.tsx'
import { text } from '../text/text.ts'
import './proven.css'

const LOOK_AGAIN_MS = 5 * 60_000
/** Once a day, and an hour for a day that begins late. */
const STALE_MS = 25 * 3_600_000

const CanaryLine = () => {
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
  const isLate = value.communities.some(({ at, since }) => slowNow.value - (at ?? since) > STALE_MS)
  const hint = value.channels
    .map(({ channel, at }) => {
      const last = at === null ? words.proven.channelNever : ageText(words, at, slowNow.value)
      return `${words.channel[channel] ?? channel}: ${last}`
    })
    .join('\n')
  return (
    <span class="proven-canary" data-stale={isLate} title={hint} data-testid="proven">
      {oldest === null ? words.canary.never : words.canary.proven(ageText(words, oldest, slowNow.value))}
    </span>
  )
}

/** Looked at with the slow clock: a proof is news once in weeks. */
const ResidentsLine = () => {
  const words = text.value.proven
  const now = slowNow.value
  if (!hasSnapshot.value) return null
  const stale = [...world.peek().residents.values()].filter(
    ({ deviceId, proven }) => deviceId !== null && isStale(proven, STALE_DAYS, now),
  ).length
  return (
    <Link to="/proven" testid="proven-residents-link">
      {stale === 0 ? words.allProven : words.overdue(stale)}
    </Link>
  )
}

export const ProvenLine = () => (
  <p class="proven muted small">
    <CanaryLine />
    <ResidentsLine />
  </p>
)
