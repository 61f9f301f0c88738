// Trying a change on the last 30 days: asks shortly after the last movement of a slider; the newest question wins.

import { useEffect, useRef, useState } from 'preact/hooks'
import type { BacktestReport } from '../server-types.ts'
import { request } from '../session/request.ts'
import { text } from '../text/text.ts'
import { BacktestView } from './backtest-view.tsx'

const DAYS = 30
/** A slider that is being moved asks once it rests. */
const REST_MS = 500
/** A month of a whole community may take its time. */
const PATIENCE_MS = 120_000

type State =
  | Readonly<{ kind: 'idle' | 'asking' }>
  | Readonly<{ kind: 'failed'; code: string; message: string }>
  | Readonly<{ kind: 'there'; report: BacktestReport; asking: boolean }>

type Props = {
  ruleId: string
  metric: string | undefined
  /** Null: nothing was changed. */
  parameters: Readonly<Record<string, number>> | null
}

export const Trial = ({ ruleId, metric, parameters }: Props) => {
  const words = text.value
  const [state, setState] = useState<State>({ kind: 'idle' })
  const [round, setRound] = useState(0)
  const newest = useRef(0)
  const asked = JSON.stringify(parameters)

  useEffect(() => {
    const turn = ++newest.current
    const ask = async (): Promise<void> => {
      setState((before) => (before.kind === 'there' ? { ...before, asking: true } : { kind: 'asking' }))
      const answer = await request<BacktestReport>(`/api/rules/${encodeURIComponent(ruleId)}/backtest`, {
        method: 'POST',
        body: { parameters: JSON.parse(asked), days: DAYS },
        timeoutMs: PATIENCE_MS,
      })
      if (turn !== newest.current) return
      if (answer.ok) setState({ kind: 'there', report: answer.value, asking: false })
      else
        setState({
          kind: 'failed',
          code: answer.code,
          message: answer.faults.map((fault) => fault.message).join(' '),
        })
    }
    const timer = setTimeout(() => void ask(), round === 0 && asked === 'null' ? 0 : REST_MS)
    return () => clearTimeout(timer)
  }, [ruleId, asked, round])

  return (
    <section class="rule-part" data-testid="trial" aria-busy={state.kind === 'asking' || undefined}>
      <header class="rule-part-head">
        <h3>{words.rules.try}</h3>
        <span class="muted">{words.rules.tryLead(DAYS)}</span>
      </header>
      {(state.kind === 'asking' || state.kind === 'idle') && (
        <p class="trial-wait" role="status">
          <span class="spinner" />
          {words.rules.trying}
        </p>
      )}
      {state.kind === 'failed' && (
        <p class="fault" role="alert">
          {state.code === 'backtestBusy'
            ? words.rules.busy
            : `${words.problem[state.code] ?? words.ui.failed} ${state.message}`}{' '}
          <button type="button" class="button" data-size="small" onClick={() => setRound((n) => n + 1)}>
            {words.rules.tryAgain}
          </button>
        </p>
      )}
      {state.kind === 'there' && (
        <div class="trial-there" data-asking={state.asking || undefined}>
          {parameters === null && <p class="muted">{words.rules.nothingChanged}</p>}
          <BacktestView report={state.report} metric={metric} />
        </div>
      )}
    </section>
  )
}
