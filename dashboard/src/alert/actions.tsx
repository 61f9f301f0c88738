// The officer's buttons: what is next stands first and large, what is rarely needed behind "more".

import { useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import type { Alert, SilenceMatch } from '../server-types.ts'
import { maySilence, me } from '../session/session.ts'
import { shownAlertForm } from '../shell/navigation.tsx'
import { SilenceDialog } from '../silences/silence-dialog.tsx'
import { text } from '../text/text.ts'
import { act, inFlight } from './act.ts'
import { ActionForm, type FormKind } from './action-form.tsx'
import { DeclineButton } from './decline-button.tsx'
import { GoButtons } from './go-buttons.tsx'
import { UndoButton } from './undo-button.tsx'

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
  const [more, setMore] = useState(false)
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
  const mine = alert.attending?.find(({ personId }) => personId === me.value?.personId)
  // Who has said that they set out reports next that they are there.
  const ready = alert.status === 'acknowledged' && (mine === undefined || mine.arrivedAt !== undefined)
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
      <UndoButton alert={alert} />
      {!done && <GoButtons alert={alert} />}
      <DeclineButton alert={alert} onAsk={show('decline')} />
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
      {!done && (
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="action-logCall"
          onClick={show('logCall')}
        >
          <Icon name="phone" size={16} />
          {text.value.actions.logCall}
        </button>
      )}
      {!done && (
        <button
          type="button"
          class="button"
          data-kind="quiet"
          aria-expanded={more}
          data-testid="action-more"
          onClick={() => setMore(!more)}
        >
          {text.value.actions.more}
        </button>
      )}
      {more && !done && (
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="action-assign"
          onClick={show('assign')}
        >
          {text.value.actions.assign}
        </button>
      )}
      {more && alert.status === 'acknowledged' && (
        <button
          type="button"
          class="button"
          disabled={busy}
          data-testid="action-handOver"
          onClick={show('handOver')}
        >
          {text.value.actions.handOver}
        </button>
      )}
      {more && !done && !alert.emergency && maySilence.value && (
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
          data-kind={ready ? 'primary' : undefined}
          data-size={ready ? 'large' : undefined}
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
