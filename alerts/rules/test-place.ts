// A value of a test file with its place in it, so that a fault is told at its line and with what was probably meant.

import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Fault, RuleFile } from './load.ts'
import { didYouMean } from './nearest.ts'

/** Where a value stands in its file, and how to complain about it. */
export type Place = Readonly<{
  value: unknown
  fault(message: string): void
  at(key: string | number): Place
  /** The keys of a mapping; an unknown one is a fault. */
  known(keys: readonly string[]): void
}>

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type Positioned = Place & Readonly<{ line: number; column: number }>

/** The whole file as a place; undefined when it is no YAML, which is then a fault. */
export function openFile(file: RuleFile, faults: Fault[]): Positioned | undefined {
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines })
  const complain = (offset: number, message: string): void => {
    const { line, col } = lines.linePos(offset)
    faults.push({ path: file.path, line: Math.max(1, line), column: Math.max(1, col), message })
  }
  for (const error of [...document.errors, ...document.warnings])
    complain(error.pos[0], `not valid YAML: ${error.message.split('\n')[0] ?? ''}`)
  if (document.errors.length + document.warnings.length > 0) return undefined
  const placeOf = (node: unknown, value: unknown, offset: number): Positioned => {
    const start = isNode(node) && node.range ? node.range[0] : offset
    const { line, col } = lines.linePos(start)
    return {
      value,
      line: Math.max(1, line),
      column: Math.max(1, col),
      fault: (message) => complain(start, message),
      at(key) {
        const child = isMap(node) || isSeq(node) ? node.get(key, true) : undefined
        const inside = isObject(value) || Array.isArray(value) ? (value as never)[key] : undefined
        return placeOf(child, inside, start)
      },
      known(keys) {
        if (!isMap(node)) return
        for (const { key } of node.items) {
          const word = String(isScalar(key) ? key.value : key)
          if (!keys.includes(word))
            complain(
              isNode(key) && key.range ? key.range[0] : start,
              `unknown key "${word}"${didYouMean(word, keys)}`,
            )
        }
      },
    }
  }
  return placeOf(document.contents, document.toJS(), 0)
}

/** The id of a rule that exists. */
export function ruleId(place: Place, known: readonly string[]): string | undefined {
  const id = String(place.value)
  if (known.includes(id)) return id
  place.fault(`there is no rule "${id}"${didYouMean(id, known)}`)
  return undefined
}
