// Curves of one resident or drain for a span of time, and the live values that come after them.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { appended, type CurveLine } from '../design/curve.ts'
import { startOfDay } from '../format/time.ts'
import type { EpochMs, Metric, Samples, Shown } from '../server-types.ts'
import { request } from '../session/request.ts'

export type Span = 'today' | 'day' | 'week'
const HOUR = 3_600_000

export const spanOf = (span: Span, now: EpochMs): { from: EpochMs; to: EpochMs } => {
  if (span === 'today') return { from: startOfDay(now), to: Math.max(now, startOfDay(now) + HOUR) }
  return { from: now - (span === 'day' ? 24 : 168) * HOUR, to: now }
}

export type SampleSet = Readonly<{
  state: 'loading' | 'ready' | 'failed'
  line: CurveLine
  doubtful: Samples['doubtful']
}>

const empty = (label: string): CurveLine => ({ label, at: [], value: [] })

type Question = Readonly<{
  /** "/api/residents/r-001" */
  path: string
  metric: Metric
  label: string
  from: EpochMs
  to: EpochMs
  /** The newest live value, appended as it changes. */
  live: Shown | null
  round: number
}>

/** Asks again when the question changes; live values newer than the history are appended meanwhile. */
export const useSamples = ({ path, metric, label, from, to, live, round }: Question): SampleSet => {
  const [history, setHistory] = useState<{ key: string; samples: Samples | 'failed' } | null>(null)
  const key = `${path} ${metric} ${from} ${round}`
  // `key` names the question; `to` only grows with the clock.
  useEffect(() => {
    let stale = false
    void request<Samples>(`${path}/samples?metric=${metric}&from=${from}&to=${to}`).then((answer) => {
      if (!stale) setHistory({ key, samples: answer.ok ? answer.value : 'failed' })
    })
    return () => {
      stale = true
    }
  }, [key])

  const tail = useRef<{ key: string; line: CurveLine }>({ key, line: empty(label) })
  if (tail.current.key !== key) tail.current = { key, line: empty(label) }
  if (live !== null && live.at >= from) tail.current.line = appended(tail.current.line, live.at, live.value)

  const liveAt = live?.at
  // `liveAt` stands for the tail, which is a ref.
  return useMemo(() => {
    if (history === null || history.key !== key) return { state: 'loading', line: empty(label), doubtful: [] }
    if (history.samples === 'failed') return { state: 'failed', line: tail.current.line, doubtful: [] }
    const { at, value, doubtful } = history.samples
    const whole = tail.current.line.at.reduce<CurveLine>(
      (line, time, i) => appended(line, time, tail.current.line.value[i] as number),
      { label, at, value },
    )
    return { state: 'ready', line: whole, doubtful }
  }, [history, key, label, liveAt])
}
