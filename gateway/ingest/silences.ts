// What people silence, and what becomes of the alerts that are open when a silence begins or ends. A silence is a row
// and its times; nothing is scheduled: the ticker asks every second, so a restart changes nothing.

import type { Alert } from '../../alerts/model/alert.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import { type Silence, stateAt } from '../../alerts/model/silence.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { align, due } from '../../alerts/response/respond.ts'
import {
  ended,
  faultsOf,
  type SilenceFault,
  type SilenceRequest,
  silenceFrom,
} from '../../alerts/response/silence.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import type { SilenceOutcome, SilencePort } from '../http/ports.ts'
import { type Draft, type Drafting, newDraft } from './drafting.ts'
import type { Submission } from './submission.ts'
import type { CaseKey, World } from './world.ts'

export type Silences = SilencePort &
  Readonly<{
    /** The passing of time: windows that begin, silences that are over. */
    tick(now: EpochMs): void
  }>

export function createSilences(deps: {
  world: World
  drafting: Drafting
  submission: Submission
  catalogue(): Catalogue
}): Silences {
  const { world, drafting, submission } = deps
  const book = world.silences
  /** Silences in force that every open alert has been held against; after a start, none. */
  const applied = new Set<number>()

  /**
   * Takes what the silences now mean for the open alerts that `concerned` names into the draft. What is released
   * together may belong together: forty bands whose silence ends are one outage, and only then is anybody told.
   */
  const alignAlerts = (draft: Draft, now: EpochMs, concerned: (alert: Alert) => boolean): void => {
    const decide = (key: CaseKey, decision: typeof align): boolean => {
      const entry = drafting.openCase(key)
      if (entry?.alert.status !== 'open') return false
      const live = world.states.get(subjectKey(entry.alert.subject))?.live
      const outcome = decision(entry.alert, drafting.contextFor(entry, live, { now }))
      drafting.take(draft, entry, outcome)
      return outcome.alert !== undefined
    }
    const changed: CaseKey[] = []
    for (const [key] of world.cases.visibleEntries()) {
      const alert = drafting.openCase(key)?.alert
      if (alert !== undefined && concerned(alert) && decide(key, align)) changed.push(key)
    }
    if (changed.length === 0) return
    drafting.gather(draft, now)
    for (const key of changed) decide(key, due)
  }

  /** One transaction: the silence, and every alert it changes. */
  const decide = async (silence: Silence, now: EpochMs): Promise<SilenceOutcome> => {
    const failure = await submission.effects(() => {
      const draft = newDraft()
      book.draft(silence)
      draft.silences.push(silence)
      draft.effects.push({ type: 'silence', silence })
      alignAlerts(draft, now, () => true)
      return draft
    })
    return failure ? { ok: false, code: 'storeUnavailable' } : { ok: true, silence }
  }

  return {
    async create({ actorId, at, request }) {
      const { ruleId } = request.match
      if (ruleId !== undefined && deps.catalogue().byId.get(ruleId)?.emergency === true)
        return { ok: false, code: 'neverSilenced' }
      const faults = [...faultsOf(request, at), ...unknownIn(request)]
      if (faults.length > 0) return { ok: false, code: 'invalidRequest', faults }
      return decide(silenceFrom(request, { id: book.nextId(), by: actorId, now: at }), at)
    },

    async end({ silenceId, actorId, at }) {
      if (silenceId >= book.nextId()) return { ok: false, code: 'silenceNotFound' }
      const known = book.get(silenceId)
      const silence = known && ended(known, { by: actorId, now: at })
      return silence === undefined ? { ok: false, code: 'alreadyEnded' } : decide(silence, at)
    },

    tick(now) {
      const inForce = new Set<number>()
      for (const silence of book.decided()) if (stateAt(silence, now) === 'active') inForce.add(silence.id)
      for (const id of applied) if (!inForce.has(id)) applied.delete(id)
      const begun = [...inForce].filter((id) => !applied.has(id))
      const draft = newDraft()
      alignAlerts(draft, now, ({ silence }) =>
        silence === undefined || inForce.has(silence.id) ? begun.length > 0 : true,
      )
      for (const id of begun) applied.add(id)
      book.prune(now)
      if (draft.effects.length === 0) return
      void submission.effects(draft).then((failure) => {
        if (failure) for (const id of begun) applied.delete(id)
      })
    },
  }

  /** Names that nobody on this site bears: a silence of a typing error would cover nothing and look as if it did. */
  function unknownIn({ match }: SilenceRequest): readonly SilenceFault[] {
    const { directory } = world
    const known: Readonly<Record<keyof typeof match, (id: string) => boolean>> = {
      ruleId: (id) => deps.catalogue().byId.has(id),
      residentId: (id) => directory.residents.has(id),
      drainId: (id) => directory.drains.has(id),
      deviceId: (id) => directory.devices.has(id),
      buildingId: (id) => directory.buildings.has(id),
      gridId: (id) => directory.grids.has(id),
      communityId: (id) => directory.communities.has(id),
    }
    return (Object.keys(known) as (keyof typeof match)[]).flatMap((key) => {
      const id = match[key]
      return id === undefined || known[key](id)
        ? []
        : [{ path: `match/${key}`, message: `${id} does not exist` }]
    })
  }
}
