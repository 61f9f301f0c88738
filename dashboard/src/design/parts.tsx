// The small parts as components: card, chip, tabs, field, empty state, spinner. Buttons, tables are plain elements.

import type { ComponentChildren, TargetedKeyboardEvent } from 'preact'
import { useId } from 'preact/hooks'
import { text } from '../text/text.ts'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'fine' | 'critical' | 'warning' | 'info' | 'unknown' | 'plain'

export const Chip = ({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) => (
  <span class="chip" data-tone={tone}>
    {children}
  </span>
)

type CardProps = { title?: ComponentChildren; side?: ComponentChildren; children: ComponentChildren }

export const Card = ({ title, side, children }: CardProps) => (
  <section class="card">
    {title !== undefined && (
      <header>
        <h2>{title}</h2>
        {side}
      </header>
    )}
    {children}
  </section>
)

type TabsProps<T extends string> = {
  label: string
  options: readonly (readonly [T, ComponentChildren])[]
  value: T
  onChange: (value: T) => void
  testid?: string
}

/** One of a few, always visible; arrow keys move as in a native tab list. */
export const Tabs = <T extends string>({ label, options, value, onChange, testid }: TabsProps<T>) => {
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const at = options.findIndex(([key]) => key === value)
    const next = options[(at + step + options.length) % options.length]
    if (next === undefined) return
    onChange(next[0])
    const button = event.currentTarget.children[options.indexOf(next)]
    if (button instanceof HTMLElement) button.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {options.map(([key, words]) => (
        <button
          key={key}
          type="button"
          role="tab"
          aria-selected={key === value}
          tabIndex={key === value ? 0 : -1}
          data-testid={testid === undefined ? undefined : `${testid}-${key}`}
          onClick={() => onChange(key)}
        >
          {words}
        </button>
      ))}
    </div>
  )
}

type FieldProps = {
  label: string
  hint?: string | undefined
  fault?: string | undefined
  /** Receives the id that ties the control to its hint or fault. */
  children: (ids: { 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ComponentChildren
}

export const Field = ({ label, hint, fault, children }: FieldProps) => {
  const id = useId()
  const note = fault ?? hint
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what `children` renders inside the label.
    <label class="field">
      <span>{label}</span>
      {children(note === undefined ? {} : { 'aria-describedby': id, 'aria-invalid': fault !== undefined })}
      {note !== undefined && (
        <span id={id} class={fault === undefined ? 'hint' : 'fault'}>
          {note}
        </span>
      )}
    </label>
  )
}

type ChooseProps = {
  label: string
  hint?: string | undefined
  value: string
  testid: string
  onChange: (value: string) => void
  /** The options. */
  children: ComponentChildren
}

/** One of many, from a list that opens. */
export const Choose = ({ label, hint, value, testid, onChange, children }: ChooseProps) => (
  <Field label={label} hint={hint}>
    {(ids) => (
      <select
        {...ids}
        class="input"
        data-testid={testid}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {children}
      </select>
    )}
  </Field>
)

type LineProps = {
  label: string
  hint?: string | undefined
  fault?: string | undefined
  value: string
  maxLength: number
  testid: string
  autofocus?: boolean
  onInput: (value: string) => void
}

/** One line of a person's own words. */
export const Line = ({ label, hint, fault, value, maxLength, testid, autofocus, onInput }: LineProps) => (
  <Field label={label} hint={hint} fault={fault}>
    {(ids) => (
      <input
        {...ids}
        class="input"
        maxLength={maxLength}
        autofocus={autofocus}
        data-testid={testid}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    )}
  </Field>
)

type EmptyProps = { icon: IconName; title: string; hint?: string; children?: ComponentChildren }

export const Empty = ({ icon, title, hint, children }: EmptyProps) => (
  <div class="empty">
    <Icon name={icon} size={36} />
    <strong>{title}</strong>
    {hint !== undefined && <span>{hint}</span>}
    {children}
  </div>
)

export const Loading = () => (
  <div class="empty" role="status">
    <span class="spinner" />
    <span>{text.value.ui.loading}</span>
  </div>
)

/** What went wrong, in words, and the way to try again. */
export const Failed = ({ code, retry }: { code: string; retry: () => void }) => (
  <Empty icon="help" title={text.value.ui.failed} hint={text.value.problem[code] ?? code}>
    <button type="button" class="button" onClick={retry}>
      {text.value.ui.retry}
    </button>
  </Empty>
)
