// Somebody else sees to a resident today.

import { useState } from 'preact/hooks'
import { personName } from '../alert/names.ts'
import { PersonField } from '../alert/people-fields.tsx'
import { Dialog } from '../design/dialog.tsx'
import { FormFoot } from '../design/form-foot.tsx'
import { say } from '../design/toast.tsx'
import type { ReviewEntry } from '../server-types.ts'
import { text } from '../text/text.ts'
import { assignResident } from './contact.ts'

type Props = {
  entry: ReviewEntry
  communityId: string
  name: string
  onClose: () => void
  changed: () => void
}

export const AssignDialog = ({ entry, communityId, name, onClose, changed }: Props) => {
  const words = text.value.review
  const [personId, setPersonId] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (personId === '') return
    setBusy(true)
    const done = await assignResident(entry.residentId, personId)
    setBusy(false)
    if (!done) return
    onClose()
    say(words.assignedSaved(personName(personId)))
    changed()
  }
  return (
    <Dialog title={words.assignTitle(name)} testid="assign-dialog" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <PersonField
          alert={{ communityId, gridId: entry.resident?.gridId ?? '' }}
          without={entry.assignedTo ?? undefined}
          value={personId}
          onChange={setPersonId}
        />
        <p class="muted small">{words.assignHint}</p>
        <FormFoot
          onCancel={onClose}
          submit={words.assignSave}
          disabled={busy || personId === ''}
          testid="assign-save"
        />
      </form>
    </Dialog>
  )
}
