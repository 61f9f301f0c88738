// What to say to 120, one sentence at a time in big type, with the questions they will ask. Runs on one hand: arrows
// step, 1 2 3 answer.

import { useEffect, useRef, useState } from 'preact/hooks'
import { act, inFlight } from '../alert/act.ts'
import { Icon } from '../design/icon.tsx'
import { Loading } from '../design/parts.tsx'
import { alertTitle } from '../format/alert-text.ts'
import { zonedClock } from '../format/zoned-time.ts'
import { alerts } from '../live/store.ts'
import { newerAlert } from '../live/world.ts'
import type { Alert, CardSheet, ObservedAnswer } from '../server-types.ts'
import { Link, route } from '../shell/navigation.tsx'
import { cardPath } from '../shell/route.ts'
import { locale, text } from '../text/text.ts'
import { NoCard } from './card-page.tsx'
import { DeskForm } from './desk-form.tsx'
import { type ScriptLine, scriptOf } from './script.ts'
import { canSpeak, hushSpeech, speak, speaking } from './speech.ts'
import { spell } from './spell.ts'
import { useCard } from './use-card.ts'
import './desk.css'
import './script.css'

const ANSWERS: readonly ObservedAnswer[] = ['yes', 'no', 'unclear']

const Question = ({ alert, line }: { alert: Alert; line: ScriptLine }) => {
  const words = text.value.desk
  const { question } = line
  if (question === undefined) return null
  const known = alert.observed?.[question]?.answer
  return (
    <fieldset class="script-answers" disabled={inFlight.value.has(alert.id) || alert.status === 'resolved'}>
      <legend class="unseen">{line.text}</legend>
      {ANSWERS.map((answer, i) => (
        <label key={answer} data-checked={known === answer || undefined} data-testid={`answer-${answer}`}>
          <input
            type="radio"
            class="unseen"
            name={question}
            checked={known === answer}
            onChange={() => void act(alert.id, { action: 'observe', question, answer })}
          />
          <kbd>{i + 1}</kbd>
          {words.answers[answer]}
        </label>
      ))}
    </fieldset>
  )
}

const Write = ({ alert }: { alert: Alert }) => {
  const words = text.value
  if (alert.desk?.received !== undefined) {
    const number = alert.desk.eventNumber
    return (
      <p class="script-written" data-testid="script-written">
        <Icon name="check" size={28} />
        {words.script.written}
        {number !== undefined && ` · ${words.desk.eventNumber(number)}`}
      </p>
    )
  }
  return <DeskForm alert={alert} step="received" onDone={() => undefined} cancel={false} />
}

const Line = ({ line, alert }: { line: ScriptLine; alert: Alert }) => (
  <>
    {line.kind !== 'say' && <p class="script-ask">{text.value.script.ask}</p>}
    <p class="script-text">{line.text}</p>
    {line.spelled !== undefined && (
      <p class="script-spelled">
        <span>{text.value.script.spelled}</span>
        {line.spelled}
      </p>
    )}
    {line.hint !== undefined && <p class="muted">{line.hint}</p>}
    <Question alert={alert} line={line} />
    {line.kind === 'write' && <Write alert={alert} />}
  </>
)

/** Beside a question that has been answered: with what. */
const Answered = ({ alert, line }: { alert: Alert; line: ScriptLine }) => {
  const known = line.question === undefined ? undefined : alert.observed?.[line.question]
  return known === undefined ? null : <strong> {text.value.desk.answers[known.answer]}</strong>
}

const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, button, a') !== null

/** Keys of the script, before the board's own see them: there is no queue to move in here. */
const useKeys = (press: (key: string) => boolean): void => {
  const latest = useRef(press)
  latest.current = press
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const typing = event.target instanceof HTMLInputElement && event.target.type !== 'radio'
      if (typing || (isControl(event.target) && /^(Enter| |Arrow.*)$/.test(event.key))) {
        event.stopPropagation()
        return
      }
      if (latest.current(event.key)) event.preventDefault()
      event.stopPropagation()
    }
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [])
}

const Script = ({ sheet }: { sheet: CardSheet }) => {
  const words = text.value.script
  const { card } = sheet
  // What was answered a moment ago is on the board before the card has been fetched again.
  const alert = newerAlert(alerts.value.get(sheet.alert.id), sheet.alert)
  const lines = scriptOf(card, {
    words: text.value,
    locale: locale.value,
    timeOf: (at) => zonedClock(locale.value, at, sheet.timeZone),
    what: alertTitle(text.value, alert),
  })
  const [step, setStep] = useState(0)
  const box = useRef<HTMLElement>(null)
  const index = Math.min(step, lines.length - 1)
  const line = lines[index]
  const go = (to: number): void => {
    hushSpeech()
    setStep(Math.max(0, Math.min(lines.length - 1, to)))
    box.current?.focus()
  }
  useEffect(() => {
    box.current?.focus()
    return hushSpeech
  }, [])
  useKeys((key) => {
    if (['ArrowRight', 'ArrowDown', 'PageDown', 'Enter', ' '].includes(key)) go(index + 1)
    else if (['ArrowLeft', 'ArrowUp', 'PageUp', 'Backspace'].includes(key)) go(index - 1)
    else if (key === 'Home') go(0)
    else if (key === 'End') go(lines.length - 1)
    else {
      const answer = /^[123]$/.test(key) ? ANSWERS[Number(key) - 1] : undefined
      if (answer === undefined || line?.question === undefined || alert.status === 'resolved') return false
      void act(alert.id, { action: 'observe', question: line.question, answer })
    }
    return true
  })
  if (line === undefined) return null
  return (
    <div class="script">
      <section
        ref={box}
        class="script-now"
        data-kind={line.kind}
        tabIndex={-1}
        aria-live="polite"
        aria-label={words.step(index + 1, lines.length)}
        data-testid="script-now"
      >
        <p class="script-count">{words.step(index + 1, lines.length)}</p>
        <Line line={line} alert={alert} />
      </section>
      <div class="script-tools">
        <button
          type="button"
          class="button"
          data-size="large"
          disabled={index === 0}
          data-testid="script-previous"
          onClick={() => go(index - 1)}
        >
          {words.previous}
        </button>
        {canSpeak() && (
          <button
            type="button"
            class="button"
            data-size="large"
            onClick={() =>
              speaking.value ? hushSpeech() : speak(spell(line.text, locale.value), locale.value)
            }
          >
            <Icon name="sound" />
            {speaking.value ? words.stop : words.speak}
          </button>
        )}
        <button
          type="button"
          class="button"
          data-kind="primary"
          data-size="large"
          data-testid="script-next"
          onClick={() => go(index === lines.length - 1 ? 0 : index + 1)}
        >
          {index === lines.length - 1 ? words.again : words.next}
        </button>
      </div>
      <ol class="script-all">
        {lines.map((one, i) => (
          <li key={one.id} aria-current={i === index ? 'step' : undefined} data-said={i < index || undefined}>
            <button type="button" onClick={() => go(i)}>
              {one.text}
              <Answered alert={alert} line={one} />
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}

const ScriptPage = () => {
  const at = route.value
  const id = at.page === 'script' ? at.id : 0
  const loaded = useCard(id, 'script')
  const words = text.value
  const sheet = loaded.value
  return (
    <main id="main" class="page script-page" data-testid="script-page">
      <header class="card-tools">
        <Link to={`/?alert=${id}`} class="button">
          {words.card120.back}
        </Link>
        <div class="script-head">
          <h1>{words.script.title}</h1>
          <p class="muted small">{words.script.lead}</p>
        </div>
        <Link to={cardPath(id)} class="button">
          {words.card120.sheet}
        </Link>
      </header>
      {sheet === null && loaded.state === 'loading' && <Loading />}
      {sheet === null && loaded.state === 'failed' && <NoCard code={loaded.code} retry={loaded.reload} />}
      {sheet !== null && <Script sheet={sheet} />}
    </main>
  )
}

export default ScriptPage
