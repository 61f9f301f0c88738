// The officer's buttons, and the one small form that an action may need. Off while an answer is awaited.

import { useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import type { Alert, Outcome, SilenceMatch } from '../server-types.ts'
import { maySilence } from '../session/session.ts'
import { shownAlertForm } from '../shell/navigation.tsx'
import { SilenceDialog } from '../silences/silence-dialog.tsx'
import { text } from '../text/text.ts'
import { type Act, act, inFlight } from './act.ts'

type FormKind = 'comment' | 'confirm' | 'withdraw' | 'resolve'
type ChosenOutcome = Exclude<Outcome, 'recovered'>
const outcomes: readonly ChosenOutcome[] = ['genuine', 'accidental', 'test', 'equipment']
const LONGEST_NOTE = 1_000

type FormProps = { alert: Alert; kind: FormKind; onDone: () => void }

const ActionForm = ({ alert, kind, onDone }: FormProps) => {
  const words = text.value
  const [note, setNote] = useState('')
  const [outcome, setOutcome] = useState<ChosenOutcome | null>(null)
  const [members, setMembers] = useState<'keep' | 'resolve'>('keep')
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
  }[kind]
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
        placeholder={kind === 'comment' ? words.alert.commentPlaceholder : words.alert.note}
        maxLength={LONGEST_NOTE}
        rows={2}
        autofocus={kind !== 'resolve'}
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
          {kind === 'comment' ? words.ui.send : words.alert[kind]}
        </button>
      </div>
    </form>
  )
}

/** What a silence made from this alert is about: its rule, for whom it stands. */
const matchOf = ({ ruleId, subject }: Alert): SilenceMatch => {
  switch (subject.kind) {
    case 'resident':
      return { ruleId, residentId: subject.id }
    case 'drain':
      return { ruleId, drainId: subject.id }
    case 'device':
      return { ruleId, deviceId: subject.id }
    default:
      return { ruleId }
  }
}

export const Actions = ({ alert }: { alert: Alert }) => {
  const words = text.value.alert
  const [silencing, setSilencing] = useState(false)
  const [form, setForm] = useState<FormKind | null>(shownAlertForm.peek())
  const asked = shownAlertForm.value
  if (asked !== null && asked !== form) {
    // A key asked for a form while the dialog was open already.
    shownAlertForm.value = null
    setForm(asked)
  }
  const busy = inFlight.value.has(alert.id)
  const done = alert.status === 'resolved'
  if (form !== null && (!done || form === 'comment'))
    return (
      <ActionForm
        key={form}
        alert={alert}
        kind={form}
        onDone={() => {
          shownAlertForm.value = null
          setForm(null)
        }}
      />
    )
  const show = (kind: FormKind) => () => setForm(kind)
  return (
    <div class="actions">
      {alert.status === 'open' && (
        <button
          type="button"
          class="button"
          data-kind={alert.severity === 'critical' ? 'danger' : 'primary'}
          data-size="large"
          disabled={busy}
          data-testid="action-acknowledge"
          onClick={() => void act(alert.id, { action: 'acknowledge' })}
        >
          <Icon name="check" />
          {words.acknowledge}
        </button>
      )}
      {alert.emergency && !done && alert.confirmation !== 'confirmed' && (
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="action-confirm"
          onClick={show('confirm')}
        >
          {words.confirm}
        </button>
      )}
      {alert.emergency && !done && alert.confirmation !== 'withdrawn' && (
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="action-withdraw"
          onClick={show('withdraw')}
        >
          {words.withdraw}
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={busy}
        data-testid="action-comment"
        onClick={show('comment')}
      >
        {words.comment}
      </button>
      {!done && !alert.emergency && maySilence.value && (
        <button
          type="button"
          class="button"
          data-kind="quiet"
          data-testid="action-silence"
          onClick={() => setSilencing(true)}
        >
          <Icon name="mute" />
          {text.value.silences.silenceThis}
        </button>
      )}
      {silencing && <SilenceDialog match={matchOf(alert)} onClose={() => setSilencing(false)} />}
      {!done && (
        <button
          type="button"
          class="button"
          data-kind={alert.status === 'acknowledged' ? 'primary' : undefined}
          data-size={alert.status === 'acknowledged' ? 'large' : undefined}
          disabled={busy}
          data-testid="action-resolve"
          onClick={show('resolve')}
        >
          {words.resolve}
        </button>
      )}
    </div>
  )
}
