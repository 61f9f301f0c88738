// The people an incident puts at risk, worst first, each a call to make: who, why first, how to reach them, and what came
// of it. Two taps record a call; colleagues see it at once.

import { useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import { Chip, type Tone } from '../design/parts.tsx'
import { say, sayProblem } from '../design/toast.tsx'
import { preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { applyAlert } from '../live/store.ts'
import { subjectName } from '../place/subject.ts'
import type {
  Alert,
  AlertActionResult,
  Call,
  CallListEntry,
  CallRequest,
  CallResult,
} from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { Link } from '../shell/navigation.tsx'
import { residentPath } from '../shell/route.ts'
import { homeOf, locale, nameOf, text } from '../text/text.ts'
import { personName } from './names.ts'
import './call-list.css'

const RESULTS: readonly CallResult[] = ['reachedSafe', 'needsHelp', 'noAnswer', 'visited']
const TONE: Readonly<Record<CallResult, Tone>> = {
  reachedSafe: 'fine',
  visited: 'fine',
  needsHelp: 'critical',
  noAnswer: 'warning',
}

const reasonText = (reason: CallListEntry['reasons'][number]): string => {
  const words = text.value.incident.reasons
  const drain = reason.drainId === undefined ? '' : subjectName({ kind: 'drain', id: reason.drainId }).name
  return words[reason.code](drain, reason.years ?? 0)
}

type RowProps = { alert: Alert; entry: CallListEntry; call: Call | undefined }

const Row = ({ alert, entry, call }: RowProps) => {
  const words = text.value.incident
  const [busy, setBusy] = useState(false)
  const record = async (result: CallResult): Promise<void> => {
    setBusy(true)
    const body: CallRequest = { requestId: requestId(), residentId: entry.residentId, result }
    const post = () => request<AlertActionResult>(`/api/alerts/${alert.id}/calls`, { method: 'POST', body })
    let answer = await post()
    // The same requestId again is safe: a lost answer must not become a second call.
    if (!answer.ok && answer.status === 0) answer = await post()
    setBusy(false)
    if (answer.ok) {
      applyAlert(answer.value.alert, answer.value.entries)
      say(words.saved)
    } else sayProblem(answer.code)
  }
  const phones = [
    ...(entry.phone === undefined ? [] : [{ name: nameOf(entry), phone: entry.phone }]),
    ...entry.contacts.flatMap((one) =>
      one.phone === undefined ? [] : [{ name: `${one.name} (${one.relation})`, phone: one.phone }],
    ),
  ]
  return (
    <li class="call-row" data-result={call?.result} data-testid={`call-${entry.residentId}`}>
      <div class="call-who">
        <Link to={residentPath(entry.residentId)}>
          <strong>{nameOf(entry)}</strong>
        </Link>
        <span class="muted">
          {words.years(entry.age)} · {homeOf(entry)}
        </span>
        {call !== undefined && (
          <Chip tone={TONE[call.result]}>
            {words.last(
              words.results[call.result],
              personName(call.by),
              preciseText(locale.value, call.at, slowNow.value),
            )}
            {call.times > 1 && ` · ${words.times(call.times)}`}
          </Chip>
        )}
      </div>
      <p class="call-why">
        {entry.reasons.map((reason) => (
          <span key={reason.code + (reason.drainId ?? '')}>{reasonText(reason)}</span>
        ))}
      </p>
      {phones.length > 0 && (
        <p class="call-phones">
          {phones.map((one) => (
            <a key={one.phone + one.name} class="button" data-size="small" href={`tel:${one.phone}`}>
              <Icon name="phone" size={16} />
              {one.name} {one.phone}
            </a>
          ))}
        </p>
      )}
      {alert.status !== 'resolved' && (
        <div class="call-results">
          {RESULTS.map((result) => (
            <button
              key={result}
              type="button"
              class="button"
              data-size="small"
              data-urgent={result === 'needsHelp' || undefined}
              aria-pressed={call?.result === result}
              disabled={busy}
              data-testid={`call-${entry.residentId}-${result}`}
              onClick={() => void record(result)}
            >
              {words.results[result]}
            </button>
          ))}
        </div>
      )}
    </li>
  )
}

type Props = { alert: Alert; entries: readonly CallListEntry[] }

export const CallList = ({ alert, entries }: Props) => {
  const words = text.value.incident
  const callOf = (entry: CallListEntry): Call | undefined => alert.calls?.[entry.residentId] ?? entry.call
  const done = entries.filter((entry) => {
    const call = callOf(entry)
    return call !== undefined && call.result !== 'noAnswer'
  }).length
  return (
    <section class="alert-part" data-testid="call-list">
      <h3>
        {words.callList}{' '}
        {entries.length > 0 && (
          <Chip tone={done === entries.length ? 'fine' : 'warning'}>
            {words.progress(done, entries.length)}
          </Chip>
        )}
      </h3>
      <p class="muted">{entries.length === 0 ? words.callNone : words.callLead}</p>
      <ol class="calls">
        {entries.map((entry) => (
          <Row key={entry.residentId} alert={alert} entry={entry} call={callOf(entry)} />
        ))}
      </ol>
    </section>
  )
}
