// What a person's act says to everybody else who was told: the note with it, and the news. Knows no acts.

import type { Happening } from '../delivery/happenings.ts'
import { type Change, mailOf } from './change.ts'
import { nameOfPerson } from './place.ts'
import { policyFor } from './policy.ts'
import { recipientsOf, tell, tellAgain } from './telling.ts'

/** The note, when there is something in it. */
export const noteOf = (text: string | undefined) =>
  text === undefined || text.trim() === '' ? {} : { note: text.trim() }

/** Help is coming: only now has a person said so. */
export function tellWearer(draft: Change): void {
  if (!draft.alert.emergency) return
  const mail = mailOf(draft)
  tell(mail, recipientsOf(mail, 'wearer'), { reason: 'confirmed', step: -1 })
}

export type News = Readonly<{ actorId: string; note?: string; happening?: Happening }>

/**
 * People who were told learn what somebody does about it, where the policy wants them to; without a `happening`, that
 * he has taken it on. Desks and bands get other words.
 */
export function tellOthers(draft: Change, { actorId, note, happening }: News): void {
  const { context, alert } = draft
  // Whatever the policy: a siren that rang may stop, because a person has come.
  const sirens = context.told(alert.id).filter(({ recipient }) => recipient.role === 'siren')
  tellAgain(mailOf(draft), sirens, { reason: 'confirmed', step: -1 })
  if (!policyFor(context.policies, alert.policyId).tellAcknowledged) return
  const others = context
    .told(alert.id)
    .filter(({ recipient }) => recipient.kind === 'person' && recipient.id !== actorId)
  tellAgain(mailOf(draft), others, {
    reason: 'updated',
    step: -1,
    actorName: nameOfPerson(context, actorId),
    ...(happening === undefined ? { acknowledged: true } : { happening }),
    ...noteOf(note),
  })
}
