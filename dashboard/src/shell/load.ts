// Fetches one thing for a page and keeps it: loading, failed with a code, or there. The newest question wins.

import { useCallback, useEffect, useState } from 'preact/hooks'
import { request } from '../session/request.ts'

export type Loaded<T> = Readonly<{
  state: 'loading' | 'ready' | 'failed'
  value: T | null
  code: string
  status: number
  reload: () => void
}>

type Kept<T> = Omit<Loaded<T>, 'reload'> & { path: string | null }

/**
 * A null path asks for nothing. A reload keeps what is shown until the answer is there. `timeoutMs`: for what the server
 * has to think about.
 */
export const useLoaded = <T>(path: string | null, timeoutMs?: number): Loaded<T> => {
  const [round, setRound] = useState(0)
  const [kept, setKept] = useState<Kept<T>>({ state: 'loading', value: null, code: '', status: 0, path })

  // `round` is the request to ask again.
  useEffect(() => {
    if (path === null) return
    let stale = false
    void request<T>(path, timeoutMs === undefined ? {} : { timeoutMs }).then((answer) => {
      if (stale) return
      setKept((before) => {
        if (answer.ok) return { state: 'ready', value: answer.value, code: '', status: 200, path }
        const value = before.path === path ? before.value : null
        return { state: 'failed', value, code: answer.code, status: answer.status, path }
      })
    })
    return () => {
      stale = true
    }
  }, [path, round, timeoutMs])

  const reload = useCallback(() => setRound((n) => n + 1), [])
  const current = kept.path === path
  return current ? { ...kept, reload } : { state: 'loading', value: null, code: '', status: 0, reload }
}
