// Every alert there ever was, newest first, by status, page by page.

import { useEffect, useState } from 'preact/hooks'
import { Card, Empty, Failed, Loading, Tabs } from '../design/parts.tsx'
import { sayProblem } from '../design/toast.tsx'
import { alerts as liveAlerts } from '../live/store.ts'
import { newerAlert } from '../live/world.ts'
import type { Alert, AlertPage, AlertStatus } from '../server-types.ts'
import { request } from '../session/request.ts'
import { text } from '../text/text.ts'
import { AlertTable } from './alert-table.tsx'

type Filter = 'all' | AlertStatus
const PAGE = 50

const pathOf = (filter: Filter, before: number | null): string => {
  const query = new URLSearchParams({ limit: String(PAGE) })
  if (filter !== 'all') query.set('status', filter)
  if (before !== null) query.set('before', String(before))
  return `/api/alerts?${query}`
}

/** The fetched list brought up to date by what has come live since. */
const current = (fetched: readonly Alert[], filter: Filter): readonly Alert[] => {
  const byId = new Map(fetched.map((alert) => [alert.id, alert]))
  const newest = fetched[0]?.id ?? 0
  for (const alert of liveAlerts.value.values())
    if (byId.has(alert.id) || alert.id > newest) byId.set(alert.id, newerAlert(byId.get(alert.id), alert))
  return [...byId.values()]
    .filter((alert) => filter === 'all' || alert.status === filter)
    .sort((a, b) => b.id - a.id)
}

export const HistoryPage = () => {
  const words = text.value
  const [filter, setFilter] = useState<Filter>('all')
  const [page, setPage] = useState<AlertPage | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  const [more, setMore] = useState(false)

  // `round` is the request to ask again.
  useEffect(() => {
    let stale = false
    setPage(null)
    setFault(null)
    void request<AlertPage>(pathOf(filter, null)).then((answer) => {
      if (stale) return
      if (answer.ok) setPage(answer.value)
      else setFault(answer.code)
    })
    return () => {
      stale = true
    }
  }, [filter, round])

  const older = async (): Promise<void> => {
    if (page === null || page.next === null) return
    setMore(true)
    const answer = await request<AlertPage>(pathOf(filter, page.next))
    setMore(false)
    if (!answer.ok) return sayProblem(answer.code)
    setPage((shown) =>
      shown === null ? shown : { alerts: [...shown.alerts, ...answer.value.alerts], next: answer.value.next },
    )
  }

  const list = page === null ? [] : current(page.alerts, filter)
  return (
    <main id="main" class="page" data-testid="history-page">
      <Card
        title={words.history.title}
        side={
          <Tabs<Filter>
            label={words.history.status}
            value={filter}
            onChange={setFilter}
            testid="history"
            options={[
              ['all', words.history.all],
              ['open', words.status.open],
              ['acknowledged', words.status.acknowledged],
              ['resolved', words.status.resolved],
            ]}
          />
        }
      >
        {fault !== null && <Failed code={fault} retry={() => setRound((n) => n + 1)} />}
        {page === null && fault === null && <Loading />}
        {page !== null && list.length === 0 && (
          <Empty icon="bell" title={words.history.empty} hint={words.history.emptyHint} />
        )}
        {list.length > 0 && <AlertTable alerts={list} withSubject />}
        {page !== null && page.next !== null && (
          <p class="more">
            <button type="button" class="button" disabled={more} onClick={older}>
              {words.history.more}
            </button>
          </p>
        )}
      </Card>
    </main>
  )
}
