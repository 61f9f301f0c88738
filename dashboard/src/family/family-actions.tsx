// What the family can do from their phone about their own elder: say that they are calling or going, tell the desk
// what they know. Closing an alert is the staff's.

import { useState } from 'preact/hooks'
import { act, inFlight } from '../alert/act.ts'
import { ActionForm } from '../alert/action-form.tsx'
import { DeclineButton } from '../alert/decline-button.tsx'
import { GoButtons } from '../alert/go-buttons.tsx'
import { Going } from '../alert/going.tsx'
import { UndoButton } from '../alert/undo-button.tsx'
import { Icon } from '../design/icon.tsx'
import { FamilyTest } from '../proven/test-alert.tsx'
import type { Alert } from '../server-types.ts'
import { text } from '../text/text.ts'

type FormKind = 'comment' | 'confirm' | 'withdraw' | 'decline'

export const FamilyActions = ({ alert }: { alert: Alert }) => {
  const words = text.value.actions
  const [form, setForm] = useState<FormKind | null>(null)
  if (alert.status === 'resolved') return null
  if (form !== null) return <ActionForm key={form} alert={alert} kind={form} onDone={() => setForm(null)} />
  if (alert.test !== undefined) return <FamilyTest alert={alert} />
  const busy = inFlight.value.has(alert.id)
  const open = (kind: FormKind, label: string) => (
    <button
      type="button"
      class="button"
      data-size="large"
      disabled={busy}
      data-testid={`family-${kind}`}
      onClick={() => setForm(kind)}
    >
      {label}
    </button>
  )
  return (
    <div class="family-actions" data-testid={`family-actions-${alert.id}`}>
      <Going alert={alert} />
      {alert.status === 'open' && (
        <>
          <button
            type="button"
            class="button"
            data-kind="primary"
            data-size="large"
            disabled={busy}
            data-testid="family-acknowledge"
            onClick={() => void act(alert.id, { action: 'acknowledge' })}
          >
            <Icon name="phone" />
            {words.iAmCalling}
          </button>
          <p class="muted small">{words.iAmCallingHint}</p>
        </>
      )}
      <UndoButton alert={alert} large />
      <GoButtons alert={alert} large />
      <DeclineButton alert={alert} large onAsk={() => setForm('decline')} />
      {alert.emergency && alert.confirmation !== 'confirmed' && open('confirm', words.itIsReal)}
      {alert.emergency && alert.confirmation !== 'withdrawn' && open('withdraw', words.itIsFalse)}
      {open('comment', words.tellDesk)}
    </div>
  )
}
