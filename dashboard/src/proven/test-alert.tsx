// The press of a test as an alert: what it is, when it ends by itself, and the one tap that makes it a call for help.

import { useState } from 'preact/hooks'
import { act, inFlight } from '../alert/act.ts'
import { ActionForm } from '../alert/action-form.tsx'
import { personName } from '../alert/names.ts'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { countdownText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import type { Alert } from '../server-types.ts'
import { text } from '../text/text.ts'
import './proven.css'

const makeReal = (alert: Alert) => (): void => void act(alert.id, { action: 'real' })

/** On a card of the queue, where the acknowledge button would be. */
export const RealButton = ({ alert }: { alert: Alert }) => (
  <button
    type="button"
    class="button alert-ack"
    data-size="small"
    data-kind="danger"
    disabled={inFlight.value.has(alert.id)}
    data-testid={`real-${alert.id}`}
    onClick={makeReal(alert)}
  >
    {text.value.test.real}
  </button>
)

export const TestEnds = ({ alert }: { alert: Alert }) => {
  const words = text.value.test
  if (alert.dueAt === null) return null
  const left = countdownText(alert.dueAt, now.value)
  return (
    <span class="alert-due">
      {left === null ? (
        words.ending
      ) : (
        <>
          {words.endsIn} <b>{left}</b>
        </>
      )}
    </span>
  )
}

/** In the dialog, where a chain would count down. */
export const TestStanding = ({ alert }: { alert: Alert }) => {
  const words = text.value.test
  const { test, dueAt } = alert
  if (test === undefined) return null
  const name = personName(test.by)
  return (
    <p class="escalation" data-state="held" data-testid="test-standing">
      <Glyph shape="info" />
      {test.tellFamily ? words.standingFamily(name) : words.standing(name)}
      <span>{test.provenAt === undefined ? words.unproven : words.proven}</span>
      {dueAt !== null && (
        <span class="muted">
          {words.endsIn} <strong>{countdownText(dueAt, now.value) ?? ''}</strong>
        </span>
      )}
    </p>
  )
}

export const TestActions = ({ alert }: { alert: Alert }) => {
  const words = text.value
  const [form, setForm] = useState<'comment' | 'logCall' | null>(null)
  const busy = inFlight.value.has(alert.id)
  if (form !== null) return <ActionForm key={form} alert={alert} kind={form} onDone={() => setForm(null)} />
  return (
    <div class="actions">
      <button
        type="button"
        class="button"
        data-kind="danger"
        data-size="large"
        disabled={busy}
        data-testid="action-real"
        onClick={makeReal(alert)}
      >
        {words.test.realLong}
      </button>
      <button
        type="button"
        class="button"
        disabled={busy}
        data-testid="action-comment"
        onClick={() => setForm('comment')}
      >
        {words.alert.comment}
      </button>
      <button
        type="button"
        class="button"
        disabled={busy}
        data-testid="action-logCall"
        onClick={() => setForm('logCall')}
      >
        <Icon name="phone" size={16} />
        {words.actions.logCall}
      </button>
      <button
        type="button"
        class="button"
        data-kind="primary"
        disabled={busy}
        data-testid="action-end-test"
        onClick={() => void act(alert.id, { action: 'resolve', outcome: 'test' })}
      >
        <Icon name="check" />
        {words.test.end}
      </button>
    </div>
  )
}

/** On the family's phone: no fright, and the way to say that it is one. */
export const FamilyTest = ({ alert }: { alert: Alert }) => {
  const words = text.value.test
  return (
    <div class="family-actions" data-testid={`family-test-${alert.id}`}>
      <p>{words.familyCalm}</p>
      <button
        type="button"
        class="button"
        data-size="large"
        disabled={inFlight.value.has(alert.id)}
        data-testid="family-real"
        onClick={makeReal(alert)}
      >
        {words.familyReal}
      </button>
    </div>
  )
}
