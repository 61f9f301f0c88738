// What is silenced now, what is planned, what was; who said so and why; and the way to end it.

import { useState } from 'preact/hooks'
import { Card, Chip, Empty, Tabs } from '../design/parts.tsx'
import { say, sayProblem } from '../design/toast.tsx'
import { durationText, preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { world } from '../live/store.ts'
import type { Silence, SilencePage, SilenceState } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { maySilence } from '../session/session.ts'
import { useLoaded } from '../shell/load.ts'
import { NotYet } from '../shell/not-yet.tsx'
import { locale, text } from '../text/text.ts'
import { SilenceDialog } from './silence-dialog.tsx'
import { matchText } from './silence-text.ts'
import './silences.css'

const stateOf = (silence: Silence, now: number): SilenceState => {
  const end = Math.min(silence.until, silence.endedAt ?? silence.until)
  return end <= now ? 'past' : now < silence.from ? 'planned' : 'active'
}

type RowProps = { silence: Silence; people: Readonly<Record<string, string>>; onEnded: () => void }

const Row = ({ silence, people, onEnded }: RowProps) => {
  const words = text.value.silences
  const [busy, setBusy] = useState(false)
  const now = slowNow.value
  const state = stateOf(silence, now)
  const at = (time: number): string => preciseText(locale.value, time, now)
  const name = (id: string): string => people[id] ?? id
  const end = async (): Promise<void> => {
    setBusy(true)
    const answer = await request<Silence>(`/api/silences/${silence.id}/end`, {
      method: 'POST',
      body: { requestId: requestId() },
    })
    setBusy(false)
    if (answer.ok) say(words.ended)
    else sayProblem(answer.code)
    onEnded()
  }
  return (
    <li class="silence" data-state={state} data-testid={`silence-${silence.id}`}>
      <div class="silence-what">
        <strong>{matchText(silence.match)}</strong>
        <Chip tone={silence.kind === 'maintenance' ? 'info' : 'unknown'}>{words.kinds[silence.kind]}</Chip>
        {!silence.exceptCritical && <Chip tone="critical">{text.value.severity.critical}</Chip>}
      </div>
      <p class="silence-reason">{silence.reason}</p>
      <p class="muted small">
        {words.span(at(silence.from), at(silence.until))} · {words.by(name(silence.createdBy))}
        {state === 'active' && <> · {words.left(durationText(text.value, silence.until - now))}</>}
        {silence.endedBy !== undefined && silence.endedAt !== undefined && (
          <> · {words.endedBy(name(silence.endedBy), at(silence.endedAt))}</>
        )}
      </p>
      {state !== 'past' && maySilence.value && (
        <button
          type="button"
          class="button"
          data-size="small"
          disabled={busy}
          title={words.endAsk}
          data-testid={`silence-end-${silence.id}`}
          onClick={() => void end()}
        >
          {words.end}
        </button>
      )}
    </li>
  )
}

const SilencesPage = () => {
  const words = text.value.silences
  const [state, setState] = useState<SilenceState>('active')
  const [adding, setAdding] = useState(false)
  // What colleagues begin and end comes live; the list is fetched anew then.
  const version = [...world.value.silences.values()].map((one) => `${one.id}:${one.endedAt ?? ''}`).join()
  const loaded = useLoaded<SilencePage>(`/api/silences?state=${state}&limit=100`)
  const { reload } = loaded
  const [seen, setSeen] = useState(version)
  if (seen !== version) {
    setSeen(version)
    reload()
  }
  return (
    <main id="main" class="page" data-testid="silences-page">
      <Card
        title={words.title}
        side={
          <>
            <Tabs<SilenceState>
              label={words.title}
              value={state}
              onChange={setState}
              testid="silences"
              options={[
                ['active', words.tabs.active],
                ['planned', words.tabs.planned],
                ['past', words.tabs.past],
              ]}
            />
            {maySilence.value && (
              <button
                type="button"
                class="button"
                data-kind="primary"
                data-size="small"
                data-testid="silence-add"
                onClick={() => setAdding(true)}
              >
                {words.add}
              </button>
            )}
          </>
        }
      >
        <p class="page-note muted">{words.lead}</p>
        {loaded.value === null ? (
          <NotYet asked={loaded} />
        ) : loaded.value.silences.length === 0 ? (
          <Empty icon="mute" title={words.empty[state]} hint={words.emptyHint} />
        ) : (
          <ul class="silences">
            {loaded.value.silences.map((silence) => (
              <Row key={silence.id} silence={silence} people={loaded.value?.people ?? {}} onEnded={reload} />
            ))}
          </ul>
        )}
      </Card>
      {adding && (
        <SilenceDialog
          onClose={(made) => {
            setAdding(false)
            if (made !== null) {
              setState(made.from > Date.now() ? 'planned' : 'active')
              reload()
            }
          }}
        />
      )}
    </main>
  )
}

export default SilencesPage
