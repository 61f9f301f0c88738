// What a person does to an alert: one request at a time per alert, errors said, a faster colleague named.

import { signal } from '@preact/signals'
import { say, sayProblem, sayUndoable } from '../design/toast.tsx'
import { serverNow } from '../live/clock.ts'
import { alerts, applyAlert } from '../live/store.ts'
import type { Alert, AlertAction, AlertActionResult, AlertDetail } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { me } from '../session/session.ts'
import { text } from '../text/text.ts'
import { learnNames, personName } from './names.ts'

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
export type Act = Without<AlertAction, 'requestId'>

/** Alerts with an action on its way: their buttons are off until the answer is there. */
export const inFlight = signal<ReadonlySet<number>>(new Set())

const setInFlight = (id: number, on: boolean): void => {
  const next = new Set(inFlight.peek())
  if (on) next.add(id)
  else next.delete(id)
  inFlight.value = next
}

/** The alert as the server has it now, with everybody's names. */
export const fetchDetail = async (id: number) => {
  const answer = await request<AlertDetail>(`/api/alerts/${id}`)
  if (answer.ok) {
    learnNames(answer.value.people)
    // An alert this page does not follow (old, or out of the queue) is not pulled into it.
    if (alerts.peek().has(id)) applyAlert(answer.value.alert, answer.value.timeline)
  }
  return answer
}

const sayFaster = async (id: number, code: string): Promise<void> => {
  const detail = await fetchDetail(id)
  const words = text.peek().alert
  const alert: Alert | undefined = detail.ok ? detail.value.alert : undefined
  const by = code === 'alreadyResolved' ? alert?.resolvedBy : alert?.acknowledgedBy
  if (by === undefined) say(words.fasterUnknown, 'fault')
  else {
    const name = personName(by)
    say(code === 'alreadyResolved' ? words.fasterResolve(name) : words.faster(name))
  }
}

/** True when it was done (or somebody had done it already). */
export const act = async (id: number, action: Act): Promise<boolean> => {
  if (inFlight.peek().has(id)) return false
  setInFlight(id, true)
  const body = { ...action, requestId: requestId() }
  const post = () => request<AlertActionResult>(`/api/alerts/${id}/actions`, { method: 'POST', body })
  let answer = await post()
  // The same requestId again is safe: a lost answer must not cost the officer a second decision.
  if (!answer.ok && answer.status === 0) answer = await post()
  setInFlight(id, false)
  if (answer.ok) {
    applyAlert(answer.value.alert, answer.value.entries)
    const saved = text.peek().alert.saved[action.action]
    const { undo } = answer.value.alert
    const isMine = undo?.by === me.peek()?.personId && undo?.action === action.action
    // Behind an open dialog nothing can be clicked: it has a button of its own.
    const inDialog = document.querySelector('dialog[open]') !== null
    if (undo === undefined || !isMine || inDialog) say(saved)
    else sayUndoable(saved, undo.until - serverNow(), () => void act(id, { action: 'undo' }))
    return true
  }
  if (answer.code === 'changedMeanwhile') {
    await fetchDetail(id)
    say(text.peek().actions.changed, 'fault')
    return true
  }
  if (answer.code === 'alreadyAcknowledged' || answer.code === 'alreadyResolved') {
    await sayFaster(id, answer.code)
    return true
  }
  sayProblem(answer.code)
  return false
}
