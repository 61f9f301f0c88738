// All rules at a glance, and one of them beside it. On a phone the list gives way to the rule.

import { useState } from 'preact/hooks'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Chip, Empty } from '../design/parts.tsx'
import { preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { RuleList, RuleView } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { Link, route } from '../shell/navigation.tsx'
import { NotYet } from '../shell/not-yet.tsx'
import { rulePath } from '../shell/route.ts'
import { locale, text } from '../text/text.ts'
import { RuleDetail } from './rule-detail.tsx'
import { Weekly } from './weekly.tsx'
import './rules.css'

const GROUPS = ['person', 'place', 'device'] as const

const fits = (rule: RuleView, wanted: string): boolean =>
  wanted === '' ||
  [rule.id, rule.title['zh-CN'], rule.title.en, ...rule.tags].some((one) =>
    one.toLowerCase().includes(wanted),
  )

const Row = ({ rule, current }: { rule: RuleView; current: boolean }) => {
  const words = text.value.rules
  const { precision } = rule.alerts
  return (
    <Link to={rulePath(rule.id)} class="rule-row" current={current} testid={`rule-${rule.id}`}>
      <Glyph shape={rule.severity} size={16} />
      <span class="rule-row-name">
        {rule.title[locale.value]}
        {!rule.enabled && <Chip tone="unknown">{words.off}</Chip>}
        {rule.changed !== null && <Chip tone="info">{words.changed}</Chip>}
      </span>
      <span class="rule-row-figures muted">
        {words.month(rule.alerts.last30Days)}
        {precision !== null && <> · {words.precision(`${Math.round(precision * 100)}%`)}</>}
      </span>
    </Link>
  )
}

const Refusal = ({ list }: { list: RuleList }) => {
  const words = text.value.rules
  const { refusal } = list
  return (
    <>
      {refusal !== null && (
        <div class="rules-refusal" role="alert" data-testid="rules-refusal">
          <strong>{words.refused(preciseText(locale.value, refusal.at, slowNow.value))}</strong>
          <ul class="mono">
            {refusal.faults.map((fault) => (
              <li key={`${fault.path}:${fault.line}:${fault.message}`}>
                {fault.path}:{fault.line} {fault.message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {list.orphans.length > 0 && <p class="muted">{words.orphans(list.orphans.length)}</p>}
    </>
  )
}

const RulesPage = () => {
  const words = text.value
  const loaded = useLoaded<RuleList>('/api/rules')
  const [saved, setSaved] = useState<Readonly<Record<string, RuleView>>>({})
  const [wanted, setWanted] = useState('')
  const at = route.value
  const chosen = at.page === 'rule' ? at.id : null
  if (loaded.value === null)
    return (
      <main id="main" class="page">
        <NotYet asked={loaded} />
      </main>
    )
  const list = loaded.value
  const rules = list.rules.map((rule) => {
    const own = saved[rule.id]
    return own !== undefined && own.changeNo >= rule.changeNo ? own : rule
  })
  const shown = rules.filter((rule) => fits(rule, wanted.trim().toLowerCase()))
  const rule = rules.find((one) => one.id === chosen)
  return (
    <main
      id="main"
      class="page rules-page"
      data-chosen={chosen !== null || undefined}
      data-testid="rules-page"
    >
      <section class="rules-list card" aria-label={words.rules.title}>
        <header>
          <h2>{words.rules.title}</h2>
          <input
            class="input rules-find"
            type="search"
            placeholder={words.rules.find}
            aria-label={words.rules.find}
            data-testid="rules-find"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </header>
        <Refusal list={list} />
        {shown.length === 0 && <Empty icon="search" title={words.rules.noneFound} />}
        {GROUPS.map((group) => {
          const own = shown.filter((one) => one.concerns === group)
          return own.length === 0 ? null : (
            <div key={group} class="rules-group">
              <h3>{words.rules.groups[group]}</h3>
              {own.map((one) => (
                <Row key={one.id} rule={one} current={one.id === chosen} />
              ))}
            </div>
          )
        })}
      </section>
      <div class="rules-side">
        {chosen !== null && (
          <Link to="/rules" class="rules-back">
            <Icon name="back" />
            {words.rules.back}
          </Link>
        )}
        {rule !== undefined ? (
          <RuleDetail
            key={rule.id}
            rule={rule}
            list={list}
            onChanged={(next) => {
              if (next === null) loaded.reload()
              else setSaved((before) => ({ ...before, [next.id]: next }))
            }}
          />
        ) : chosen !== null ? (
          <Empty icon="search" title={words.ui.notFound} />
        ) : (
          <div class="rule-detail">
            <div class="card">
              <Empty icon="level" title={words.rules.pick} hint={words.rules.lead} />
            </div>
            <Weekly list={list} />
          </div>
        )}
      </div>
    </main>
  )
}

export default RulesPage
