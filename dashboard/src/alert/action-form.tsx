// The one small form that an action may need. Off while an answer is awaited.

import { useState } from 'preact/hooks'
import type { Alert, Outcome, PhoneResult } from '../server-types.ts'
import { text } from '../text/text.ts'
import { type Act, act, inFlight } from './act.ts'
import { declineLead } from './decline-button.tsx'
import { CalleeField, PersonField, ResultField } from './people-fields.tsx'

export type FormKind =
  | 'comment'
  | 'confirm'
  | 'withdraw'
  | 'resolve'
  | 'assign'
  | 'handOver'
  | 'logCall'
  | 'decline'
type ChosenOutcome = Exclude<Outcome, 'recovered'>
const outcomes: readonly ChosenOutcome[] = ['genuine', 'accidental', 'test', 'equipment']
const LONGEST_NOTE = 1_000

/** Forms of which the note is the first field. */
const FOCUSED: ReadonlySet<FormKind> = new Set(['comment', 'confirm', 'withdraw', 'decline'])

type FormProps = { alert: Alert; kind: FormKind; onDone: () => void }

export const ActionForm = ({ alert, kind, onDone }: FormProps) => {
  const words = text.value
  const [note, setNote] = useState('')
  const [outcome, setOutcome] = useState<ChosenOutcome | null>(null)
  const [members, setMembers] = useState<'keep' | 'resolve'>('keep')
  const [person, setPerson] = useState('')
  const [result, setResult] = useState<PhoneResult | ''>('')
  const [fault, setFault] = useState<string | null>(null)
  const busy = inFlight.value.has(alert.id)
  const hasMembers = kind === 'resolve' && alert.members !== undefined

  /** What to send, or null with the reason said. */
  const built = (): Act | null => {
    const trimmed = note.trim()
    const noted = trimmed === '' ? {} : { note: trimmed }
    switch (kind) {
      case 'comment':
        if (trimmed !== '') return { action: 'comment', text: trimmed }
        setFault(words.alert.commentRequired)
        return null
      case 'resolve':
        if (outcome !== null)
          return { action: 'resolve', outcome, ...noted, ...(hasMembers ? { members } : {}) }
        setFault(words.alert.outcomeRequired)
        return null
      case 'assign':
      case 'handOver':
        if (person !== '') return { ...sentTo(alert, kind, person), ...noted }
        setFault(words.actions.personRequired)
        return null
      case 'logCall':
        if (person === 'other' && trimmed === '') setFault(words.actions.otherHint)
        else if (person === '') setFault(words.actions.calleeRequired)
        else if (result === '') setFault(words.actions.resultRequired)
        else return { action: 'logCall', callee: person, result, ...noted }
        return null
      default:
        return { action: kind, ...noted }
    }
  }

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const action = built()
    if (action !== null && (await act(alert.id, action))) onDone()
  }

  const lead = {
    comment: null,
    confirm: words.alert.confirmLead,
    withdraw: words.alert.withdrawLead,
    resolve: words.alert.resolveLead,
    assign: words.actions.assignLead,
    handOver: words.actions.handOverLead,
    logCall: words.actions.logCallLead,
    decline: declineLead(alert),
  }[kind]
  const choose = (id: string): void => {
    setPerson(id)
    setFault(null)
  }
  return (
    <form class="action-form" onSubmit={submit} data-testid={`form-${kind}`}>
      {lead !== null && <p class="muted">{lead}</p>}
      {kind === 'resolve' && (
        <fieldset class="outcomes">
          <legend class="unseen">{words.alert.outcomeLabel}</legend>
          {outcomes.map((one, i) => (
            <label
              key={one}
              class="outcome"
              data-checked={outcome === one || undefined}
              data-testid={`outcome-${one}`}
            >
              <input
                type="radio"
                name="outcome"
                class="unseen"
                checked={outcome === one}
                autofocus={i === 0}
                onChange={() => {
                  setOutcome(one)
                  setFault(null)
                }}
              />
              <strong>{words.outcome[one]}</strong>
              <span>{words.outcomeHint[one]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {(kind === 'assign' || kind === 'handOver') && (
        <PersonField
          alert={alert}
          without={kind === 'assign' ? alert.assignedTo?.personId : alert.acknowledgedBy}
          value={person}
          onChange={choose}
        />
      )}
      {kind === 'logCall' && (
        <div class="action-fields">
          <CalleeField alert={alert} value={person} onChange={choose} />
          <ResultField
            value={result}
            onChange={(one) => {
              setResult(one)
              setFault(null)
            }}
          />
        </div>
      )}
      {hasMembers && (
        <label class="field">
          <span>{words.incident.resolveMembers}</span>
          <select
            class="input"
            data-testid="resolve-members"
            value={members}
            onChange={(event) => setMembers(event.currentTarget.value === 'resolve' ? 'resolve' : 'keep')}
          >
            <option value="keep">{words.incident.keepMembers}</option>
            <option value="resolve">{words.incident.closeMembers}</option>
          </select>
        </label>
      )}
      <textarea
        class="input"
        aria-label={kind === 'comment' ? words.alert.commentLabel : words.alert.note}
        placeholder={
          kind === 'comment'
            ? words.alert.commentPlaceholder
            : kind === 'decline'
              ? words.actions.declineNote
              : words.alert.note
        }
        maxLength={LONGEST_NOTE}
        rows={2}
        autofocus={FOCUSED.has(kind)}
        data-testid="action-note"
        value={note}
        onInput={(event) => {
          setNote(event.currentTarget.value)
          setFault(null)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit()
        }}
      />
      <div class="action-form-foot">
        <span class="fault" role="alert">
          {fault}
        </span>
        <button type="button" class="button" data-kind="quiet" onClick={onDone}>
          {words.ui.cancel}
        </button>
        <button
          type="submit"
          class="button"
          data-kind={kind === 'confirm' ? 'danger' : 'primary'}
          disabled={busy}
          data-testid="action-submit"
        >
          {submitWords(kind)}
        </button>
      </div>
    </form>
  )
}

/** What to send, with who had the task or the alert when this was chosen: somebody else may be faster. */
const sentTo = (alert: Alert, kind: 'assign' | 'handOver', personId: string): Act => {
  if (kind === 'handOver') return { action: 'handOver', personId, from: alert.acknowledgedBy ?? '' }
  const instead = alert.assignedTo?.personId
  return { action: 'assign', personId, ...(instead === undefined ? {} : { instead }) }
}

const submitWords = (kind: FormKind): string => {
  const { ui, alert, actions } = text.value
  if (kind === 'comment' || kind === 'logCall') return ui.send
  return kind === 'assign' || kind === 'handOver' || kind === 'decline' ? actions[kind] : alert[kind]
}
