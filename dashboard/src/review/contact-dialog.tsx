// A call or a visit in detail: how, with what result, a note, and a promise with the day it is due.

import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { FormFoot } from '../design/form-foot.tsx'
import { Field, Line, Tabs } from '../design/parts.tsx'
import type { ContactKind, ContactRequest, ContactResult, LocalDay } from '../server-types.ts'
import { text } from '../text/text.ts'

/** What makes sense on the telephone, and at the door. */
const RESULTS: Readonly<Record<ContactKind, readonly ContactResult[]>> = {
  call: ['fine', 'promised', 'needsHelp', 'noAnswer'],
  visit: ['fine', 'promised', 'needsHelp', 'notHome'],
}

type Props = {
  residentId: string
  name: string
  today: LocalDay
  start?: ContactResult
  /** True when it was recorded. */
  record: (contact: Omit<ContactRequest, 'requestId'>) => Promise<boolean>
  onClose: () => void
}

export const ContactDialog = ({ residentId, name, today, start = 'fine', record, onClose }: Props) => {
  const words = text.value.review
  const [kind, setKind] = useState<ContactKind>('call')
  const [result, setResult] = useState<ContactResult>(start)
  const [note, setNote] = useState('')
  const [what, setWhat] = useState('')
  const [dueOn, setDueOn] = useState<string>(today)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = (next: ContactKind): void => {
    setKind(next)
    if (!RESULTS[next].includes(result)) setResult(next === 'visit' ? 'notHome' : 'noAnswer')
  }
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const promised = result === 'promised'
    if (promised && (what.trim() === '' || dueOn < today)) return setFault(words.dueFault)
    setBusy(true)
    // Closed before it is said: behind an open dialog nobody could take it back.
    onClose()
    await record({
      residentId,
      kind,
      result,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
      ...(promised ? { promise: { what: what.trim(), dueOn } } : {}),
    })
    return undefined
  }
  return (
    <Dialog title={words.contactTitle(name)} testid="contact-dialog" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <div class="field">
          <span>{words.kind}</span>
          <Tabs<ContactKind>
            label={words.kind}
            value={kind}
            onChange={choose}
            testid="contact-kind"
            options={[
              ['call', words.kinds.call],
              ['visit', words.kinds.visit],
            ]}
          />
        </div>
        <fieldset class="review-results">
          <legend>{words.result}</legend>
          {RESULTS[kind].map((one) => (
            <label key={one} class="outcome" data-checked={result === one || undefined}>
              <input
                type="radio"
                name="contact-result"
                class="unseen"
                checked={result === one}
                data-testid={`contact-result-${one}`}
                onChange={() => {
                  setResult(one)
                  setFault(null)
                }}
              />
              <strong>{words.results[one]}</strong>
            </label>
          ))}
        </fieldset>
        {result === 'needsHelp' && <p class="review-help">{words.helpHint}</p>}
        {result === 'promised' && (
          <>
            <Line
              label={words.what}
              hint={words.whatHint}
              maxLength={200}
              autofocus={start === 'promised'}
              testid="contact-what"
              value={what}
              onInput={(value) => {
                setWhat(value)
                setFault(null)
              }}
            />
            <Field label={words.dueOn}>
              {(ids) => (
                <input
                  {...ids}
                  class="input"
                  type="date"
                  required
                  min={today}
                  data-testid="contact-due"
                  value={dueOn}
                  onInput={(event) => setDueOn(event.currentTarget.value)}
                />
              )}
            </Field>
          </>
        )}
        <Line
          label={words.note}
          hint={result === 'needsHelp' ? words.noteHelpHint : words.noteHint}
          maxLength={500}
          testid="contact-note"
          value={note}
          onInput={setNote}
        />
        <FormFoot
          fault={fault}
          onCancel={onClose}
          submit={words.save}
          tone={result === 'needsHelp' ? 'danger' : 'primary'}
          disabled={busy}
          testid="contact-save"
        />
      </form>
    </Dialog>
  )
}
