// What the dialogs of a roster change share: sending it once, the fault in words, the foot with its two buttons.

import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { FormFoot } from '../design/form-foot.tsx'
import { sayProblem, sayUndoable } from '../design/toast.tsx'
import type { RosterChange, RosterChangeRequest, RosterView } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { text } from '../text/text.ts'
import { refusalText } from './roster-text.ts'

const UNDO_MS = 10_000

/** Each kind keeps its own fields. */
type WithoutId<T> = T extends unknown ? Omit<T, 'requestId'> : never
export type Asked = WithoutId<RosterChangeRequest>

export const callOff = async (id: number): ReturnType<typeof request<RosterChange>> =>
  request<RosterChange>(`/api/roster/changes/${id}/cancel`, {
    method: 'POST',
    body: { requestId: requestId() },
  })

type FormProps = {
  title: string
  /** It is about somebody in person, who is told. */
  tells?: boolean
  testid: string
  view: RosterView
  /** The change, or what is missing in words. */
  read: () => Asked | string
  onClose: (made: boolean) => void
  children: ComponentChildren
}

export const ChangeForm = ({ title, tells = false, testid, view, read, onClose, children }: FormProps) => {
  const words = text.value
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  /** The same click again when the answer was lost; another request when something was changed in between. */
  const [sent, setSent] = useState({ content: '', id: '' })
  // The fault goes with `change`, not with `input`: a redraw between the two would put a box or a list back.
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const asked = read()
    if (typeof asked === 'string') return setFault(asked)
    const content = JSON.stringify(asked)
    const id = sent.content === content ? sent.id : requestId()
    setSent({ content, id })
    setBusy(true)
    const answer = await request<RosterChange>('/api/roster/changes', {
      method: 'POST',
      body: { ...asked, requestId: id },
    })
    setBusy(false)
    if (!answer.ok) return setFault(refusalText(answer, view))
    const { id: made } = answer.value
    sayUndoable(words.roster.saved, UNDO_MS, () => {
      void callOff(made).then((undone) => {
        if (!undone.ok) sayProblem(undone.code)
      })
    })
    return onClose(true)
  }
  return (
    <Dialog title={title} testid={testid} onClose={() => onClose(false)}>
      <form class="stack" onSubmit={submit} onChange={() => setFault(null)}>
        {children}
        {tells && <p class="muted small">{words.roster.tells}</p>}
        <FormFoot
          fault={fault}
          onCancel={() => onClose(false)}
          submit={words.roster.save}
          disabled={busy}
          testid="roster-save"
        />
      </form>
    </Dialog>
  )
}
