// A detector with other numbers in it. Durations are given in seconds. What one parameter drags along (`clear` follows
// `raise`) each kind knows itself.

import { type Picker, seconds } from './kind.ts'
import { kindOf } from './kinds/index.ts'
import type { DetectorSpec, Rule } from './schema.ts'

export type Parameters = Readonly<Record<string, number>>
/** Overridable parameters and their present values; durations in seconds. */
export const parametersOf = (rule: Pick<Rule, 'detector'>): Parameters =>
  kindOf(rule.detector).parameters(rule.detector)

/** The detector with other numbers in it. Unknown names and numbers that are none are left out: see overrideFaults. */
export function overridden(spec: DetectorSpec, own: Parameters): DetectorSpec {
  for (const _ in own) return kindOf(spec).withParameters(spec, pickerOf(own))
  return spec
}

function pickerOf(own: Parameters): Picker {
  const number = (name: string, fallback: number): number => {
    const value = own[name]
    return value !== undefined && Number.isFinite(value) ? value : fallback
  }
  return {
    number,
    time: (name, fallback) => Math.round(number(name, seconds(fallback)) * 1_000),
  }
}
