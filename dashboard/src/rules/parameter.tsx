// One number of a rule: a slider, the number itself, what the files say. Values are as in a care plan; people read them
// in the parameter's own unit.

import type { RuleParameter } from '../server-types.ts'
import { locale, text } from '../text/text.ts'

const COMMA = /,/g

/** "10 分钟", "131 次/分", "88%". */
export const parameterText = (parameter: Pick<RuleParameter, 'scale' | 'unit'>, value: number): string => {
  const words = text.value.rules.unit
  const number = String(Math.round((value / parameter.scale) * 100) / 100)
  const unit = words[parameter.unit] ?? parameter.unit
  return unit === '' ? number : unit === '%' ? `${number}%` : `${number} ${unit}`
}

/** "报警限值 · 收缩压"; a class by its own name. */
export const parameterName = (parameter: RuleParameter): string => {
  const words = text.value
  if (parameter.level !== undefined) return parameter.level[locale.value]
  const label = words.rules.parameter[parameter.label] ?? parameter.label
  const isLimit = ['raise', 'clear', 'nightRaise', 'nightClear'].includes(parameter.label)
  return isLimit && parameter.metric !== undefined
    ? `${label} · ${words.metric[parameter.metric] ?? parameter.metric}`
    : label
}

type Props = {
  parameter: RuleParameter
  value: number
  /** What it is without this person's change: shown as the mark to go back to. */
  standard: number
  disabled: boolean
  fault?: string | undefined
  onChange: (value: number) => void
}

export const Parameter = ({ parameter, value, standard, disabled, fault, onChange }: Props) => {
  const words = text.value.rules
  const { name, min, max, step, scale } = parameter
  const label = parameterName(parameter)
  const read = (typed: string): void => {
    const number = Number(typed.replace(COMMA, '.'))
    if (typed.trim() !== '' && Number.isFinite(number)) onChange(number * scale)
  }
  return (
    <div class="parameter" data-changed={value !== standard || undefined} data-testid={`parameter-${name}`}>
      <span class="parameter-name" id={`parameter-${name}`}>
        {label}
      </span>
      <input
        type="range"
        aria-labelledby={`parameter-${name}`}
        aria-valuetext={parameterText(parameter, value)}
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        data-testid={`slider-${name}`}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      <span class="parameter-value">
        <input
          class="input"
          inputMode="decimal"
          aria-labelledby={`parameter-${name}`}
          aria-invalid={fault !== undefined}
          disabled={disabled}
          value={String(Math.round((value / scale) * 100) / 100)}
          data-testid={`number-${name}`}
          onChange={(event) => read(event.currentTarget.value)}
        />
        <span>{words.unit[parameter.unit] ?? parameter.unit}</span>
      </span>
      <span class="parameter-standard">
        {value === standard ? (
          <span class="muted">{words.standard(parameterText(parameter, standard))}</span>
        ) : (
          <button
            type="button"
            class="button"
            data-kind="quiet"
            data-size="small"
            disabled={disabled}
            data-testid={`reset-${name}`}
            onClick={() => onChange(standard)}
          >
            {words.standard(parameterText(parameter, standard))}
          </button>
        )}
      </span>
      {fault !== undefined && (
        <span class="fault" role="alert">
          {fault}
        </span>
      )}
    </div>
  )
}
