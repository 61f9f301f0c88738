// Recording a call or a visit: one request, sent again when its answer was lost, with ten seconds to take it back.

import { say, sayProblem, sayUndoable } from '../design/toast.tsx'
import { serverNow } from '../live/clock.ts'
import type { CareContact, ContactAnswer, ContactRequest, PromiseEnd } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { text } from '../text/text.ts'

type Body = Readonly<Record<string, unknown>>

/** The same requestId again is safe: a lost answer must not become a second call. */
const send = async <T>(path: string, body: Body, method: 'POST' | 'PUT' = 'POST') => {
  const again = { ...body, requestId: requestId() }
  const answer = await request<T>(path, { method, body: again })
  return answer.ok || answer.status !== 0 ? answer : request<T>(path, { method, body: again })
}

/** True when it was recorded. `changed` is called after that and after it was taken back. */
export const recordContact = async (
  contact: Omit<ContactRequest, 'requestId'>,
  { name, changed }: Readonly<{ name: string; changed: () => void }>,
): Promise<boolean> => {
  const answer = await send<ContactAnswer>('/api/care/contacts', contact)
  if (!answer.ok) {
    sayProblem(answer.code)
    return false
  }
  const { contact: made, undoUntil } = answer.value
  sayUndoable(text.peek().review.saved[made.result](name), undoUntil - serverNow(), () => {
    void takeBack(made.id).then(changed)
  })
  changed()
  return true
}

const takeBack = async (id: number): Promise<void> => {
  const answer = await send<CareContact>(`/api/care/contacts/${id}/undo`, {})
  if (answer.ok) say(text.peek().review.undone)
  else sayProblem(answer.code)
}

export const settlePromise = async (id: number, how: PromiseEnd): Promise<void> => {
  const answer = await send<CareContact>(`/api/care/contacts/${id}/promise`, { how })
  if (!answer.ok) sayProblem(answer.code)
}

export const assignResident = async (residentId: string, personId: string): Promise<boolean> => {
  const answer = await send('/api/care/assignments', { residentId, personId }, 'PUT')
  if (!answer.ok) sayProblem(answer.code)
  return answer.ok
}
