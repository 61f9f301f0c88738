// The list of a day, kept current: an entry is asked for again when somebody has recorded something, everything once a
// minute, because alerts open and close meanwhile.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { careNews } from '../live/store.ts'
import type { ReviewDay, ReviewEntry } from '../server-types.ts'
import { request } from '../session/request.ts'
import { type Loaded, useLoaded } from '../shell/load.ts'

const AGAIN_MS = 60_000
/** More at once than anybody records one by one: then everything is asked for. */
const MANY = 10

/** A list that was asked for before an entry may be answered after it: so long the entry is the newer one. */
const NEWER_MS = 30_000

type News = Readonly<{ path: string; of: ReviewDay | null; at: number; entry: ReviewEntry }>

export const useReviewDay = (
  path: string | null,
): Loaded<ReviewDay> & { refresh: (residentId: string) => void } => {
  const loaded = useLoaded<ReviewDay>(path)
  const { value, reload } = loaded
  const [news, setNews] = useState<ReadonlyMap<string, News>>(new Map())
  const seen = useRef(careNews.peek().at(-1)?.version ?? 0)

  const refresh = useCallback(
    (residentId: string): void => {
      if (path === null) return
      void request<ReviewDay>(`${path}&residentId=${encodeURIComponent(residentId)}`).then((answer) => {
        const entry = answer.ok ? answer.value.entries[0] : undefined
        const isKnown = value?.entries.some((one) => one.residentId === residentId) === true
        // Somebody who is not on it yet has a place in the order.
        if (entry === undefined || !isKnown) return reload()
        setNews((before) => new Map(before).set(residentId, { path, of: value, at: Date.now(), entry }))
      })
    },
    [path, value, reload],
  )

  const latest = careNews.value
  useEffect(() => {
    const fresh = latest.filter(({ version }) => version > seen.current)
    seen.current = latest.at(-1)?.version ?? seen.current
    const ids = new Set(fresh.map(({ residentId }) => residentId))
    if (ids.has(null) || ids.size > MANY) return reload()
    for (const id of ids) if (id !== null && value?.entries.some((one) => one.residentId === id)) refresh(id)
  }, [latest, refresh, reload, value])

  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) reload()
    }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [reload])

  if (value === null || news.size === 0) return { ...loaded, refresh }
  const entries = value.entries.map((entry) => {
    const known = news.get(entry.residentId)
    if (known === undefined || known.path !== path) return entry
    return known.of === value || Date.now() - known.at < NEWER_MS ? known.entry : entry
  })
  return { ...loaded, value: { ...value, entries }, refresh }
}
