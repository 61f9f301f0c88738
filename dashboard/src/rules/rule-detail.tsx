// One rule, for the director and the nurse: what it is for, its numbers on sliders, a trial on the last month, and then,
// with a reason, the change.

import { useEffect, useState } from 'preact/hooks'
import { Glyph } from '../design/glyph.tsx'
import { Chip, Field } from '../design/parts.tsx'
import { say, sayProblem } from '../design/toast.tsx'
import { preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { RuleChangeRequest, RuleConflict, RuleList, RuleUndoRequest, RuleView } from '../server-types.ts'
import { type Answer, request } from '../session/request.ts'
import { mayChangeRules } from '../session/session.ts'
import { locale, text } from '../text/text.ts'
import { adjustmentOf, type Draft, emptyDraft, inForce, isChanged, standardOf, withNumber } from './draft.ts'
import { History } from './history.tsx'
import { Parameter } from './parameter.tsx'
import { Trial } from './trial.tsx'

type Props = { rule: RuleView; list: RuleList; onChanged: (rule: RuleView | null) => void }

export const RuleDetail = ({ rule, list, onChanged }: Props) => {
  const words = text.value
  const [draft, setDraft] = useState<Draft>(emptyDraft())
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [numberFaults, setNumberFaults] = useState<Readonly<Record<string, string>>>({})
  const [busy, setBusy] = useState(false)
  const mayChange = mayChangeRules.value && rule.fixed === undefined
  const values = { ...inForce(rule, draft.tag), ...draft.numbers }
  const changed = isChanged(draft)

  useEffect(() => {
    setNumberFaults({})
    setFault(null)
  }, [draft])

  const answered = (answer: Answer<RuleView>, done: string): boolean => {
    if (answer.ok) {
      setDraft(emptyDraft(draft.tag))
      setReason('')
      say(done)
      onChanged(answer.value)
      return true
    }
    if (answer.code === 'ruleChanged') {
      const conflict = answer.conflict as RuleConflict | undefined
      setFault(
        conflict === undefined
          ? (words.problem.ruleChanged ?? answer.code)
          : words.rules.conflict(conflict.byName, preciseText(locale.value, conflict.at, slowNow.value)),
      )
      onChanged(null)
      return false
    }
    const named = answer.faults.filter((one) => rule.parameters.some(({ name }) => one.path.endsWith(name)))
    setNumberFaults(
      Object.fromEntries(named.map((one) => [one.path.split(/[./]/).at(-1) ?? one.path, one.message])),
    )
    if (answer.faults.length > 0) setFault(answer.faults.map((one) => one.message).join(' '))
    else sayProblem(answer.code)
    return false
  }

  const post = async (
    way: 'changes' | 'undo',
    body: RuleChangeRequest | RuleUndoRequest,
    done: string,
  ): Promise<boolean> => {
    setBusy(true)
    const answer = await request<RuleView>(`/api/rules/${encodeURIComponent(rule.id)}/${way}`, {
      method: 'POST',
      body,
    })
    setBusy(false)
    return answered(answer, done)
  }

  const save = (event: Event): void => {
    event.preventDefault()
    if (reason.trim() === '') setFault(words.rules.reasonRequired)
    else
      void post(
        'changes',
        { change: adjustmentOf(rule, draft), reason: reason.trim(), expected: rule.changeNo },
        words.rules.saved,
      )
  }

  const toggle = (): void => {
    const why = reason.trim()
    if (why === '') {
      setFault(words.rules.reasonRequired)
      document.getElementById('rule-reason')?.focus()
      return
    }
    void post(
      'changes',
      { change: { enabled: !rule.enabled }, reason: why, expected: rule.changeNo },
      words.rules.saved,
    )
  }

  const restore = (to: number | null): void =>
    void post(
      'undo',
      {
        reason: reason.trim() === '' ? words.rules.undoReason : reason.trim(),
        expected: rule.changeNo,
        ...(to === null ? {} : { to }),
      },
      words.rules.undone,
    )

  const metric = rule.metrics[0]
  const tags = [...new Set([...list.tags, ...rule.forTags.map((one) => one.tag)])]
  return (
    <article class="rule-detail" data-testid="rule-detail" data-rule={rule.id}>
      <header class="rule-head" data-tone={rule.severity}>
        <h1>
          <Glyph shape={rule.severity} size={22} />
          <span>{rule.title[locale.value]}</span>
        </h1>
        <div class="rule-chips">
          <Chip tone={rule.severity}>{words.severity[rule.severity]}</Chip>
          {!rule.enabled && <Chip tone="unknown">{words.rules.off}</Chip>}
          {rule.changed !== null && <Chip tone="info">{words.rules.changed}</Chip>}
          <Chip>{words.rules.month(rule.alerts.last30Days)}</Chip>
          <span class="muted small">
            {rule.alerts.precision === null
              ? words.rules.precisionNone
              : words.rules.closed(rule.alerts.genuine, rule.alerts.notGenuine)}
          </span>
          <span class="muted small rule-version">
            {words.rules.version} {rule.version}
          </span>
        </div>
      </header>

      <section class="rule-part">
        <p>
          <strong>{words.rules.advice}</strong> {rule.advice[locale.value]}
        </p>
        <p class="muted small">
          {words.rules.source}: {rule.source}
        </p>
        {rule.tags.length > 0 && <p class="muted small">{words.rules.onlyFor(rule.tags.join('、'))}</p>}
        {rule.faults.length > 0 && (
          <p class="fault">
            {words.rules.faults}: {rule.faults.join(' · ')}
          </p>
        )}
        {rule.fixed !== undefined && <p class="muted">{words.rules.fixed[rule.fixed]}</p>}
        {rule.fixed === undefined && !mayChange && <p class="muted">{words.rules.readOnly}</p>}
      </section>

      {rule.parameters.length > 0 && (
        <section class="rule-part" data-testid="rule-parameters">
          <header class="rule-part-head">
            <h3>{words.rules.numbers}</h3>
            {tags.length > 0 && (
              <label class="rule-for">
                <span class="muted">{words.rules.for}</span>
                <select
                  class="input"
                  data-testid="rule-tag"
                  value={draft.tag ?? ''}
                  onChange={(event) => setDraft(emptyDraft(event.currentTarget.value || null))}
                >
                  <option value="">{words.rules.everybody}</option>
                  {tags.map((tag) => (
                    <option key={tag} value={tag}>
                      {words.rules.what.tag(tag)}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </header>
          {draft.tag !== null && <p class="muted">{words.rules.tagHint}</p>}
          {rule.parameters.map((parameter) => (
            <Parameter
              key={parameter.name}
              parameter={parameter}
              value={values[parameter.name] ?? parameter.value}
              standard={standardOf(rule, draft.tag, parameter.name)}
              disabled={busy || rule.fixed !== undefined}
              fault={numberFaults[parameter.name]}
              onChange={(value) => setDraft((before) => withNumber(rule, before, parameter.name, value))}
            />
          ))}
        </section>
      )}

      {mayChange && (
        <form
          class="rule-part rule-save"
          onSubmit={save}
          data-testid="rule-save-form"
          data-changed={changed || undefined}
        >
          <Field label={words.rules.reason} hint={words.rules.reasonHint} fault={fault ?? undefined}>
            {(ids) => (
              <input
                {...ids}
                id="rule-reason"
                class="input"
                maxLength={500}
                data-testid="rule-reason"
                value={reason}
                onInput={(event) => {
                  setReason(event.currentTarget.value)
                  setFault(null)
                }}
              />
            )}
          </Field>
          <div class="rule-save-buttons">
            <button
              type="button"
              class="button"
              disabled={busy}
              aria-pressed={rule.enabled}
              title={words.rules.enabledHint}
              data-testid="rule-toggle"
              onClick={toggle}
            >
              {rule.enabled ? words.rules.what.disabled : words.rules.what.enabled}
            </button>
            <span class="grow" />
            {changed && (
              <button
                type="button"
                class="button"
                data-kind="quiet"
                disabled={busy}
                data-testid="rule-discard"
                onClick={() => setDraft(emptyDraft(draft.tag))}
              >
                {words.rules.discard}
              </button>
            )}
            <button
              type="submit"
              class="button"
              data-kind="primary"
              disabled={busy || !changed}
              data-testid="rule-save"
            >
              {words.rules.save}
            </button>
          </div>
        </form>
      )}

      {rule.detector !== 'internal' && rule.detector !== 'event' && (
        <Trial
          ruleId={rule.id}
          metric={metric}
          parameters={draft.tag === null && changed ? draft.numbers : null}
        />
      )}
      <History rule={rule} mayChange={mayChange} busy={busy} onRestore={restore} />
    </article>
  )
}
