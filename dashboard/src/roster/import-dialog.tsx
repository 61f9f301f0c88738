// Shifts out of a calendar file: what would change is shown first, line by line; only then it is saved.

import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { FormFoot } from '../design/form-foot.tsx'
import { Field, Line } from '../design/parts.tsx'
import { say } from '../design/toast.tsx'
import type { RosterImportResult, RosterView } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { text } from '../text/text.ts'
import { namesOf, readerOf, refusalText } from './roster-text.ts'
import { spanText } from './zoned.ts'

const LARGEST = 1_000_000
/** A wrong file has as many faults as lines. */
const MOST_SHOWN = 30

type Chosen = Readonly<{ calendar: string; plan: RosterImportResult; id: string }>
type Props = { view: RosterView; onClose: (made: boolean) => void }

const Faults = ({ plan }: { plan: RosterImportResult }) => {
  const words = text.value.roster.importing
  return (
    <div class="roster-faults" role="alert" data-testid="import-faults">
      <p class="fault">{words.faults}</p>
      <ul>
        {plan.faults.slice(0, MOST_SHOWN).map((fault) => (
          <li key={`${fault.line}-${fault.code}-${fault.about}`}>
            <span class="muted">{words.line(fault.line)}</span>{' '}
            {words.fault[fault.code]?.(fault.about, fault.meant ?? '') ?? `${fault.message}: ${fault.advice}`}
          </li>
        ))}
      </ul>
    </div>
  )
}

export const ImportDialog = ({ view, onClose }: Props) => {
  const words = text.value
  const own = words.roster.importing
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const reader = readerOf(view)
  const name = namesOf(view)

  const ask = async (body: { calendar: string; reason: string; apply: boolean; id: string }) => {
    setBusy(true)
    const { id, ...rest } = body
    const answer = await request<RosterImportResult>('/api/roster/import', {
      method: 'POST',
      body: { ...rest, requestId: id, communityId: view.communityId },
    })
    setBusy(false)
    if (!answer.ok) setFault(refusalText(answer, view))
    return answer.ok ? answer.value : null
  }
  const choose = async (file: File | undefined): Promise<void> => {
    setFault(null)
    setChosen(null)
    if (file === undefined) return
    if (file.size > LARGEST) return setFault(own.tooLarge)
    const calendar = await file.text()
    const id = requestId()
    const plan = await ask({ calendar, reason: '', apply: false, id })
    if (plan === null) return
    setChosen({ calendar, plan, id })
    if (reason === '') setReason(file.name.replace(/\.ics$/i, ''))
  }
  const apply = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (chosen === null) return
    if (reason.trim() === '') return setFault(words.silences.reasonRequired)
    const done = await ask({ calendar: chosen.calendar, reason: reason.trim(), apply: true, id: chosen.id })
    if (done === null) return
    // Somebody was faster, or time has gone on: the file no longer fits.
    if (done.faults.length > 0) return setChosen({ ...chosen, plan: done })
    say(own.applied(done.applied))
    onClose(true)
  }
  const names = (ids: readonly string[]): string =>
    ids.length === 0 ? own.nobody : ids.map(name).join(words.roster.list)
  const plan = chosen?.plan
  const ready = plan !== undefined && plan.faults.length === 0 && plan.rows.length > 0
  return (
    <Dialog title={own.title} testid="import-dialog" wide onClose={() => onClose(false)}>
      <form class="stack" onSubmit={apply}>
        <p class="muted">{own.lead}</p>
        <Field label={own.file}>
          {(ids) => (
            <input
              {...ids}
              class="input"
              type="file"
              accept=".ics,text/calendar"
              autofocus
              data-testid="import-file"
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          )}
        </Field>
        {plan !== undefined && plan.faults.length > 0 && <Faults plan={plan} />}
        {plan !== undefined && plan.faults.length === 0 && (
          <>
            <p data-testid="import-counts">{own.counts(plan.events, plan.past)}</p>
            {plan.rows.length === 0 ? (
              <p class="muted">{own.none}</p>
            ) : (
              <ul class="roster-import" data-testid="import-rows">
                {plan.rows.map((row) => (
                  <li key={row.from}>
                    <strong>{spanText(reader, row)}</strong>
                    <span>
                      <del>{names(row.before)}</del> → <ins>{names(row.after)}</ins>
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
        {ready && (
          <Line
            label={words.roster.reason}
            maxLength={500}
            testid="roster-reason"
            value={reason}
            onInput={(value) => {
              setReason(value)
              setFault(null)
            }}
          />
        )}
        <FormFoot
          fault={fault}
          onCancel={() => onClose(false)}
          submit={ready ? own.apply(plan.rows.length) : undefined}
          disabled={busy}
          testid="import-apply"
        />
      </form>
    </Dialog>
  )
}
