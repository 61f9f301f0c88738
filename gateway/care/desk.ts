// The daily care at work: calls, visits and promises are taken down, a resident is handed to somebody else. Each change
// is one transaction; only then is it in memory, and seen.

import { isOpen, mayUndo, UNDO_WITHIN } from '../../alerts/care/contacts.ts'
import { HELP_RULE, helpFinding, isHelpOf } from '../../alerts/care/findings.ts'
import { daysBetween, localDay } from '../../alerts/care/local-day.ts'
import type { Alert } from '../../alerts/model/alert.ts'
import type { CareAssignment, CareContact } from '../../alerts/model/care.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { nameOfPerson, placeOf } from '../../alerts/response/place.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import type { CommandPort } from '../http/ports.ts'
import type { CarePort, ContactChange } from '../http/ports-care.ts'
import { type Draft, type Drafting, newDraft } from '../ingest/drafting.ts'
import type { Submission } from '../ingest/submission.ts'
import { caseKey, type World } from '../ingest/world.ts'
import type { CareMemory, CareQueries } from '../storage/care.ts'
import { type CareBook, createCareBook } from './book.ts'
import { createDayViews } from './day-view.ts'
import { createCareLists } from './lists.ts'

/** A promise is for a day within a year. */
const LONGEST_PROMISE = 366

type Asked = {
  readonly [K in keyof CareQueries]: (
    query: Parameters<CareQueries[K]>[0],
  ) => Promise<ReturnType<CareQueries[K]>>
}

export type CareDesk = CarePort & Readonly<{ tick(now: EpochMs): void }>

export type CareDeskDeps = Readonly<{
  memory: CareMemory
  world: World
  drafting: Drafting
  submission: Submission
  reading: Asked
  command: CommandPort
  /** The rule of this id, while the site has it switched on. */
  rule(id: string): Rule | undefined
  concerns(ruleId: string): 'person' | 'device'
  provenAt(deviceId: string): EpochMs | null
  breathe(): Promise<void>
  /** After the commit: whoever looks at the list looks again. */
  onChanged(communityId: string, residentId?: string): void
  onError(error: unknown): void
}>

export function createCareDesk(deps: CareDeskDeps): CareDesk {
  const { world, drafting, submission } = deps
  const book: CareBook = createCareBook(deps.memory)
  const lists = createCareLists({ ...deps, book })
  const views = createDayViews({ world, book, lists, reading: deps.reading })

  /** What is on disk, is in memory and on every screen. */
  const keep = (contact: CareContact, now: EpochMs): void => {
    book.put(contact)
    if (contact.promise !== undefined) lists.forget(contact.communityId)
    deps.onChanged(contact.communityId, contact.residentId)
    void lists.seenTo(contact.communityId, contact.residentId, now).catch(deps.onError)
  }

  const replace = async (contact: CareContact, now: EpochMs): Promise<ContactChange> => {
    const draft = newDraft()
    draft.effects.push({ type: 'careContact', contact })
    if (await submission.effects(draft)) return { ok: false, code: 'storeUnavailable' }
    keep(contact, now)
    return { ok: true, contact }
  }

  const helpAlert = (contact: CareContact): Alert | undefined => {
    const subject = subjectKey({ kind: 'resident', id: contact.residentId })
    const alert = drafting.openCase(caseKey(subject, HELP_RULE))?.alert
    return alert !== undefined && isHelpOf(alert, contact) ? alert : undefined
  }

  return {
    ...views,
    tick: lists.tick,
    promises: book.promises,

    async record({ actorId, at, requestId, residentId, kind, result, note, promise }) {
      const known = book.byRequest(actorId, requestId)
      if (known !== undefined) return answerTo(known)
      const resident = world.directory.residents.get(residentId)
      if (resident === undefined) return { ok: false, code: 'residentNotFound' }
      const { community } = placeOf(world.directory, { kind: 'resident', id: residentId })
      const today = localDay(community?.timeZone ?? 'UTC', at)
      if ((result === 'promised') !== (promise !== undefined)) return { ok: false, code: 'promiseMissing' }
      const ahead = promise === undefined ? 0 : daysBetween(today, promise.dueOn)
      if (ahead < 0 || ahead > LONGEST_PROMISE) return { ok: false, code: 'promiseDueWrong' }
      const contact: CareContact = {
        id: book.nextId(),
        residentId,
        communityId: community?.id ?? '',
        by: actorId,
        at,
        kind,
        result,
        requestId,
        ...(note === undefined ? {} : { note }),
        ...(promise === undefined ? {} : { promise }),
      }
      const rule = deps.rule(HELP_RULE)
      const decide = (): Draft => {
        const draft = newDraft()
        draft.effects.push({ type: 'careContact', contact })
        if (result !== 'needsHelp' || rule === undefined) return draft
        const key = subjectKey({ kind: 'resident', id: residentId })
        const live = world.states.get(key)?.live
        const deviceId = world.registry.deviceOf(key) ?? ''
        const by = nameOfPerson(world, actorId)
        drafting.takeFindings(draft, [helpFinding(contact, { rule, deviceId, by })], { live, now: at })
        return draft
      }
      if (await submission.effects(decide, result === 'needsHelp'))
        return { ok: false, code: 'storeUnavailable' }
      keep(contact, at)
      return answerTo(contact)
    },

    async undo({ contactId, requestId, actorId, at }) {
      const contact = book.contact(contactId)
      if (contact === undefined) return { ok: false, code: 'contactNotFound' }
      // Taken back already: the same answer, whoever asks again.
      if (contact.undoneAt !== undefined && contact.by === actorId) return { ok: true, contact }
      if (!mayUndo(contact, actorId, at)) return { ok: false, code: 'tooLateToUndo' }
      const alert = helpAlert(contact)
      const change = await replace({ ...contact, undoneAt: at }, at)
      if (change.ok && alert !== undefined)
        await deps.command({
          action: 'resolve',
          outcome: 'accidental',
          alertId: alert.id,
          requestId: `${requestId}-alert`,
          actorId,
          at,
        })
      return change
    },

    async settle({ contactId, how, note, actorId, at }) {
      const contact = book.contact(contactId)
      if (contact === undefined) return { ok: false, code: 'contactNotFound' }
      if (contact.settled?.how === how && contact.settled.by === actorId) return { ok: true, contact }
      if (!isOpen(contact)) return { ok: false, code: 'noOpenPromise' }
      return replace(
        { ...contact, settled: { how, by: actorId, at, ...(note === undefined ? {} : { note }) } },
        at,
      )
    },

    async assign({ residentId, personId, actorId, at }) {
      const { directory } = world
      if (!directory.residents.has(residentId)) return { ok: false, code: 'residentNotFound' }
      const role = directory.people.get(personId)?.role
      if (role === undefined || role === 'family') return { ok: false, code: 'personNotFound' }
      const { community } = placeOf(directory, { kind: 'resident', id: residentId })
      const communityId = community?.id ?? ''
      const day = localDay(community?.timeZone ?? 'UTC', at)
      const assignment: CareAssignment = { communityId, day, residentId, personId, by: actorId, at }
      const draft = newDraft()
      draft.effects.push({ type: 'careAssignment', assignment })
      if (await submission.effects(draft)) return { ok: false, code: 'storeUnavailable' }
      book.assigned(assignment)
      deps.onChanged(communityId, residentId)
      return { ok: true, assignment }
    },
  }

  function answerTo(contact: CareContact) {
    return {
      ok: true,
      contact,
      undoUntil: contact.at + UNDO_WITHIN,
      alertId: helpAlert(contact)?.id ?? null,
    } as const
  }
}
