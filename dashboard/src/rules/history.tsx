// Who changed a rule, when, why and what; and the way back.

import { preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { RuleAdjustment, RuleHistoryEntry, RuleView } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { NotYet } from '../shell/not-yet.tsx'
import { locale, text } from '../text/text.ts'
import { parameterName, parameterText } from './parameter.tsx'

type Part = Readonly<{ label: string; words: string }>

/** One change in words: each number from what to what. */
const partsOf = (rule: RuleView, entry: RuleHistoryEntry): readonly Part[] => {
  const words = text.value.rules
  const { change, before } = entry
  const numbers = (
    after: RuleAdjustment['parameters'],
    earlier: RuleAdjustment['parameters'],
    lead: string,
  ): Part[] =>
    Object.entries(after ?? {}).map(([name, value]) => {
      const parameter = rule.parameters.find((one) => one.name === name)
      const say = (one: number | null | undefined): string =>
        parameter === undefined ? String(one ?? '–') : parameterText(parameter, one ?? parameter.standard)
      return {
        label: `${lead}${parameter === undefined ? name : parameterName(parameter)}`,
        words: words.what.from(say(earlier?.[name]), say(value)),
      }
    })
  const switched =
    change.enabled === undefined
      ? []
      : [{ label: '', words: change.enabled === false ? words.what.disabled : words.what.enabled }]
  const tags = Object.entries(change.forTags ?? {}).flatMap(([tag, after]) =>
    numbers(after ?? {}, before.forTags?.[tag] ?? {}, `${words.what.tag(tag)} `),
  )
  return [...switched, ...numbers(change.parameters, before.parameters, ''), ...tags]
}

type Props = {
  rule: RuleView
  mayChange: boolean
  busy: boolean
  /** `to`: as it was after that change; null: as before the newest. */
  onRestore: (to: number | null) => void
}

export const History = ({ rule, mayChange, busy, onRestore }: Props) => {
  const words = text.value.rules
  // The newest change is part of the path, so that saving one fetches the list anew.
  const loaded = useLoaded<readonly RuleHistoryEntry[]>(
    `/api/rules/${encodeURIComponent(rule.id)}/history?after=${rule.changeNo}`,
  )
  return (
    <section class="rule-part" data-testid="rule-history">
      <header class="rule-part-head">
        <h3>{words.history}</h3>
      </header>
      {loaded.value === null && <NotYet asked={loaded} />}
      {loaded.value?.length === 0 && <p class="muted">{words.historyNone}</p>}
      <ol class="rule-changes">
        {loaded.value?.map((entry, i) => (
          <li key={entry.no} data-testid={`change-${entry.no}`}>
            <div class="rule-change-head">
              <strong>{entry.byName}</strong>
              <span class="muted">{preciseText(locale.value, entry.at, slowNow.value)}</span>
              <span class="muted">{words.number(entry.no)}</span>
            </div>
            {entry.restores !== undefined && <p>{words.what.restored(entry.restores)}</p>}
            <ul>
              {partsOf(rule, entry).map((part) => (
                <li key={part.label + part.words}>
                  {part.label !== '' && <span class="muted">{part.label} </span>}
                  {part.words}
                </li>
              ))}
            </ul>
            <p class="rule-reason">{entry.reason}</p>
            {mayChange && (
              <button
                type="button"
                class="button"
                data-size="small"
                disabled={busy}
                data-testid={`undo-${entry.no}`}
                onClick={() => onRestore(i === 0 ? null : entry.no)}
              >
                {i === 0 ? words.undo : words.restore}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
