// What the escalation policies ask of people and partners the site does not have: for those who can mend it, until they
// have seen it; where nobody at all would be told, for all staff and for as long as it lasts.

import { signal } from '@preact/signals'
import { Glyph } from '../design/glyph.tsx'
import { policyGaps } from '../live/store.ts'
import { me } from '../session/session.ts'
import { text } from '../text/text.ts'
import { recall, remember } from './memory.ts'

/** Seen and put away in this browser, until it is something else. */
const SEEN = 'policy-gaps'
const seen = signal(recall(SEEN) ?? '')

export const PolicyBanner = () => {
  const trouble = policyGaps.value
  const role = me.value?.role
  if (trouble === null || role === undefined || role === 'family') return null
  const { facts } = trouble
  const isDeadEnd = Number(facts.deadEnds ?? 0) > 0
  const what = JSON.stringify(facts)
  const canMend = role === 'director' || role === 'admin'
  if (!isDeadEnd && (!canMend || seen.value === what)) return null
  const { policies: words, role: roles, trouble: shared } = text.value
  const who = String(facts.name ?? roles[String(facts.who ?? '')] ?? facts.who ?? '')
  const gap = words.gap(String(facts.why ?? ''), { who, where: String(facts.where ?? '') })
  return (
    <div
      class="banner"
      data-tone={isDeadEnd ? 'critical' : 'warning'}
      role={isDeadEnd ? 'alert' : 'status'}
      data-testid="banner-policies"
    >
      <Glyph shape={isDeadEnd ? 'critical' : 'warning'} size={22} />
      <p>{words.gaps(gap, Number(facts.gaps ?? 0) - 1)}</p>
      {!isDeadEnd && (
        <button
          type="button"
          class="button"
          data-size="small"
          onClick={() => {
            seen.value = what
            remember(SEEN, what)
          }}
        >
          {shared.dismiss}
        </button>
      )}
    </div>
  )
}
