// The 120 desk beside an alert: how far its ambulance is, what was found of the patient, and what staff note down when
// they hear it on the telephone.

import { useState } from 'preact/hooks'
import { inFlight } from '../alert/act.ts'
import { personName } from '../alert/names.ts'
import { Icon } from '../design/icon.tsx'
import { momentText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { Alert, DeskStep, NotificationView } from '../server-types.ts'
import { Link } from '../shell/navigation.tsx'
import { cardPath, scriptPath } from '../shell/route.ts'
import { locale, text } from '../text/text.ts'
import { DeskForm } from './desk-form.tsx'
import './desk.css'

const STEPS: readonly DeskStep[] = ['received', 'vehicleOut', 'arrived']
/** Entered this much later than it happened, a moment says when. */
const ENTERED_LATER_MS = 30_000
const at = (time: number): string => momentText(locale.value, time, slowNow.value)

/** The second part of a message's key is the revision it was written at, which is the card's version. */
const versionOf = ({ key }: NotificationView): number => Number(key.split('.')[1] ?? 0)

/** One sentence above the steps: what matters before, and instead of, the desk's own word. */
const Headline = ({ alert, told }: { alert: Alert; told: readonly NotificationView[] }) => {
  const words = text.value.desk
  const { desk = {}, confirmation } = alert
  if (confirmation === 'withdrawn') {
    if (desk.standDown !== undefined) return <p>{words.standDownAt(at(desk.standDown.at))}</p>
    const isOut = desk.vehicleOut !== undefined || desk.arrived !== undefined
    return <p class={isOut ? 'fault' : ''}>{isOut ? words.withdrawnOut : words.withdrawn}</p>
  }
  if (STEPS.some((step) => desk[step] !== undefined)) return null
  const sent = told.filter(({ recipientRole }) => recipientRole === 'desk120')
  const arrived = sent.filter(({ status }) => status === 'delivered').map(versionOf)
  if (arrived.length > 0) return <p>{words.sent(Math.max(...arrived))}</p>
  if (sent.some(({ status }) => status !== 'failed')) return <p class="muted">{words.sending}</p>
  return <p class={sent.length > 0 ? 'fault' : 'muted'}>{sent.length > 0 ? words.failed : words.notSent}</p>
}

const Step = ({ alert, step }: { alert: Alert; step: DeskStep }) => {
  const words = text.value.desk
  const moment = alert.desk?.[step]
  return (
    <li data-done={moment !== undefined || undefined} data-testid={`desk-${step}`}>
      <strong>{words.steps[step]}</strong>
      {moment === undefined ? (
        <span class="muted">{words.waiting}</span>
      ) : (
        <>
          <span class="desk-time">{at(moment.at)}</span>
          <span class="muted">
            {moment.how === 'phone' ? words.byPhone(personName(moment.by)) : words.byInterface}
            {moment.how === 'phone' && moment.heardAt - moment.at >= ENTERED_LATER_MS && (
              <> · {words.enteredAt(at(moment.heardAt))}</>
            )}
          </span>
        </>
      )}
    </li>
  )
}

const Facts = ({ alert }: { alert: Alert }) => {
  const words = text.value.desk
  const { desk = {}, observed = {} } = alert
  const facts = [
    ...(desk.eventNumber === undefined ? [] : [words.eventNumber(desk.eventNumber)]),
    ...(desk.vehicle?.number === undefined ? [] : [words.vehicle(desk.vehicle.number)]),
    ...(['conscious', 'breathing'] as const).flatMap((question) => {
      const seen = observed[question]
      if (seen === undefined) return []
      const who = personName(seen.by)
      return [words.observed(words.questions[question], words.answers[seen.answer], who, at(seen.at))]
    }),
  ]
  const phone = desk.vehicle?.phone
  if (facts.length === 0 && phone === undefined) return null
  return (
    <ul class="desk-facts">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
      {phone !== undefined && (
        <li>
          <a class="call" href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
            <Icon name="phone" size={16} />
            {phone}
          </a>
        </li>
      )}
    </ul>
  )
}

/** What can still be noted down: the steps that have not come, or that the withdrawal is known. */
const openSteps = ({ desk = {}, confirmation }: Alert): readonly (DeskStep | 'standDown')[] => {
  const open = STEPS.filter((step) => desk[step] === undefined)
  if (confirmation !== 'withdrawn') return open
  return desk.standDown === undefined ? ['standDown', ...open] : open
}

export const DeskPanel = ({ alert, told }: { alert: Alert; told: readonly NotificationView[] }) => {
  const words = text.value.desk
  const [form, setForm] = useState<DeskStep | 'standDown' | null>(null)
  const isTold = told.some(({ recipientRole }) => recipientRole === 'desk120')
  const isShown = alert.emergency || isTold || alert.desk !== undefined
  if (alert.subject.kind !== 'resident' || !isShown) return null
  const busy = inFlight.value.has(alert.id)
  const steps = openSteps(alert)
  return (
    <section class="alert-part desk" data-testid="desk-panel">
      <h3>
        {words.title}
        <span>{alert.confirmation === 'confirmed' ? words.confirmed : words.unconfirmed}</span>
      </h3>
      <Headline alert={alert} told={told} />
      <ol class="desk-steps">
        {STEPS.map((step) => (
          <Step key={step} alert={alert} step={step} />
        ))}
      </ol>
      <Facts alert={alert} />
      {form !== null && <DeskForm key={form} alert={alert} step={form} onDone={() => setForm(null)} />}
      {form === null && (
        <div class="desk-tools">
          {steps.length > 0 && <span class="muted small">{words.record}</span>}
          {steps.map((step) => (
            <button
              key={step}
              type="button"
              class="button"
              data-size="small"
              disabled={busy}
              data-testid={`record-${step}`}
              onClick={() => setForm(step)}
            >
              {step === 'standDown' ? words.standDown : words.recordStep[step]}
            </button>
          ))}
        </div>
      )}
      <div class="desk-tools">
        <Link to={scriptPath(alert.id)} class="button" testid="desk-script">
          <Icon name="phone" size={16} />
          {words.readScript}
        </Link>
        <Link to={cardPath(alert.id)} class="button" testid="desk-card">
          <Icon name="copy" size={16} />
          {words.printCard}
        </Link>
      </div>
    </section>
  )
}
