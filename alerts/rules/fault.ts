// A fault of a rule file in a person's words: where, what, and what was probably meant. Reads zod's issues; decides
// nothing about rules.

import { type Document, isMap, isNode, isPair, isScalar, type LineCounter } from 'yaml'
import { z } from 'zod'
import { didYouMean } from './nearest.ts'
import { type detectorSchema, ruleSchema } from './schema.ts'

/** `path` is the file; `line` and `column` count from 1. */
export type Fault = Readonly<{ path: string; line: number; column: number; message: string }>

type Path = readonly PropertyKey[]
type Source = Readonly<{ path: string; document: Document; lines: LineCounter }>

/** A fault at a place of the document; a missing value is reported where it is missing, at its parent. */
export function faultAt(source: Source, path: Path, message: string): Fault {
  for (let length = path.length; length >= 0; length--) {
    const node = source.document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return { path: source.path, ...position(source, node.range[0]), message }
  }
  return { path: source.path, line: 1, column: 1, message }
}

export function position(source: Pick<Source, 'lines'>, offset: number): { line: number; column: number } {
  const { line, col } = source.lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

/** A misspelt key is reported at the key itself. */
function faultAtKey(source: Source, path: Path, wrong: Readonly<{ key: string; message: string }>): Fault {
  const parent = path.length === 0 ? source.document.contents : source.document.getIn(path, true)
  const pair = isMap(parent)
    ? parent.items.find((item) => isPair(item) && keyText(item.key) === wrong.key)
    : undefined
  const key = pair?.key
  if (isNode(key) && key.range)
    return { path: source.path, ...position(source, key.range[0]), message: wrong.message }
  return faultAt(source, path, wrong.message)
}

const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key)

/** One issue of zod, at `prefix` in the document, as faults. */
export function faultsOf(source: Source, prefix: Path, issue: z.core.$ZodIssue): readonly Fault[] {
  const path = [...prefix, ...issue.path]
  const name = fieldName(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path, source.document.getIn([...prefix, 'detector', 'type']))
    return issue.keys.map((key) =>
      faultAtKey(source, path, { key, message: `unknown key "${key}"${didYouMean(key, known)}` }),
    )
  }
  // A schema's own check says all there is to say.
  if (issue.code === 'custom') return [faultAt(source, path, `${name}: ${issue.message}`)]
  const given = source.document.getIn(path)
  if (given === undefined) return [faultAt(source, path, `${name} is missing${expected(issue)}`)]
  const allowed = allowedWords(issue)
  if (allowed !== undefined)
    return [
      faultAt(
        source,
        path,
        `${name} "${shown(given)}" is not one of ${allowed.join(', ')}${didYouMean(shown(given), allowed)}`,
      ),
    ]
  return [faultAt(source, path, `${name} "${shown(given)}" is wrong${expected(issue)}`)]
}

const shown = (value: unknown): string => (typeof value === 'object' ? 'of this kind' : String(value))
const fieldName = (path: Path): string => path.map(String).join('.') || 'rule'

function allowedWords(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return issue.options.map(String)
  return undefined
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      // A schema's own words say more than the type.
      if (!issue.message.startsWith('Invalid input')) return `: it must be ${issue.message}`
      return `: it must be ${ARTICLE[issue.expected] ?? issue.expected}`
    case 'invalid_format':
      return `: it must be ${issue.message}`
    case 'too_small':
      return issue.origin === 'string' ? ': it is empty' : `: it must be at least ${issue.minimum}`
    case 'too_big':
      return `: it must be at most ${issue.maximum}`
    case 'invalid_value':
      return `: it must be one of ${issue.values.map(String).join(', ')}`
    default:
      return ''
  }
}

const ARTICLE: Readonly<Record<string, string>> = {
  string: 'text (a number in quotes is text)',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  array: 'a list',
}

/** The keys that may stand at a path of a rule; inside `detector` they depend on its type. */
function keysAt(path: Path, type: unknown): readonly string[] {
  let schema: z.core.$ZodType = ruleSchema
  for (const step of path) schema = childOf(schema, step, type) ?? z.never()
  const found = childrenOf(schema, type)
  return found === undefined ? [] : Object.keys(found)
}

function childOf(schema: z.core.$ZodType, step: PropertyKey, type: unknown): z.core.$ZodType | undefined {
  if (typeof step === 'number') return schema instanceof z.ZodArray ? schema.element : undefined
  return childrenOf(schema, type)?.[String(step)]
}

function childrenOf(
  schema: z.core.$ZodType,
  type: unknown,
): Readonly<Record<string, z.core.$ZodType>> | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return childrenOf(schema.unwrap() as z.core.$ZodType, type)
  if (schema instanceof z.ZodObject) return schema.shape
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return undefined
  const options = schema.options as (typeof detectorSchema)['options']
  return options.find((option) => option.shape.type.value === type)?.shape ?? {}
}
