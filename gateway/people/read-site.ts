// A site file and its tables in; a directory, or every fault at once, out. Reads no disk and no clock.

import type { z } from 'zod'
import type { Directory } from '../../alerts/model/people.ts'
import { directoryFrom } from './directory.ts'
import { nearest, type SiteFault } from './fault.ts'
import type { Entity } from './ports.ts'
import { findReferenceFaults, type PlacedEntity } from './references.ts'
import { readSiteCsv } from './site-csv.ts'
import { nameOf, type SiteItem } from './site-item.ts'
import { FIELD_ADVICE, SITE_SCHEMAS } from './site-schema.ts'
import { readSiteYaml } from './site-yaml.ts'

export type SiteFile = Readonly<{ path: string; text: string }>
export type SiteLogin = Readonly<{ personId: string; login: string }>

export type Site =
  | Readonly<{
      ok: true
      directory: Directory
      entities: readonly Entity[]
      /** Who may log in, and under which name. Passwords are never in a site file. */
      logins: readonly SiteLogin[]
    }>
  | Readonly<{ ok: false; faults: readonly SiteFault[] }>

/**
 * Reads `files`: the first YAML file is the site, the others are the tables it names, by the same relative path.
 * `today` (yyyy-mm-dd) refuses dates of birth in the future. Faults come in the order of file and line.
 */
export function readSite(files: readonly SiteFile[], today?: string): Site {
  const main = files.find(({ path }) => /\.ya?ml$/i.test(path))
  if (main === undefined)
    return fail([
      { file: files[0]?.path ?? '', line: 1, message: 'no site file', advice: 'name a .yaml file' },
    ])
  const { items, csv, faults: layoutFaults } = readSiteYaml(main)
  const faults = [...layoutFaults]
  const all = [...items]
  for (const { section, file, line } of csv) {
    const table = files.find(({ path }) => path === file)
    if (table === undefined) {
      const advice = 'put it beside the site file; the name is relative to it'
      faults.push({ file: main.path, line, message: `${section}: there is no file ${file}`, advice })
      continue
    }
    const read = readSiteCsv(section, table)
    all.push(...read.items)
    faults.push(...read.faults)
  }
  const faulty = new Set<string>()
  const placed = all.flatMap((item) => {
    const { entry, faults: own } = understand(item, today)
    faults.push(...own)
    if (entry !== undefined) return [entry]
    faulty.add(nameOf(item).replace(' ', ':'))
    return []
  })
  faults.push(...findReferenceFaults(placed, faulty))
  if (faults.length > 0) return fail(faults)

  const entities = placed.map(({ entity }) => entity)
  const logins = placed.flatMap(({ entity, login }) =>
    login === undefined ? [] : [{ personId: entity.id, login }],
  )
  return { ok: true, directory: directoryFrom(entities), entities, logins }
}

const fail = (faults: readonly SiteFault[]): Site => ({
  ok: false,
  faults: [...faults].sort((left, right) => left.file.localeCompare(right.file) || left.line - right.line),
})

export type Understood = Readonly<{ entry?: PlacedEntity; faults: readonly SiteFault[] }>

/** One raw entry held to the schema of its kind. */
export function understand(item: SiteItem, today: string | undefined): Understood {
  const read = SITE_SCHEMAS[item.kind].safeParse(item.value)
  if (!read.success) return { faults: read.error.issues.flatMap((issue) => faultsOf(item, issue)) }
  const { login, ...body } = read.data as typeof read.data & { login?: string }
  if ('born' in body && today !== undefined && body.born > today)
    return {
      faults: [
        {
          ...item.placeOf(['born']),
          message: `${nameOf(item)}: \`born\` lies in the future`,
          advice: FIELD_ADVICE.born ?? '',
        },
      ],
    }
  const entity = { kind: item.kind, id: body.id, body } as Entity
  return { entry: { entity, ...(login === undefined ? {} : { login }), placeOf: item.placeOf }, faults: [] }
}

function faultsOf(item: SiteItem, issue: z.core.$ZodIssue): readonly SiteFault[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
  const field = path.findLast((part) => typeof part === 'string')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const known = Object.keys(SITE_SCHEMAS[item.kind].shape)
      const close = nearest(key, known)
      return {
        ...item.placeOf([...path, key]),
        message: `${nameOf(item)}: unknown field \`${key}\``,
        advice: close ? `did you mean \`${close}\`?` : `known fields: ${known.join(', ')}`,
      }
    })
  const missing = issue.code === 'invalid_type' && valueAt(item.value, path) === undefined
  const what = missing ? 'is missing' : wordsFor(issue)
  return [
    {
      ...item.placeOf(path),
      message:
        field === undefined ? `${nameOf(item)}: ${what}` : `${nameOf(item)}: \`${path.join('.')}\` ${what}`,
      advice: (field === undefined ? undefined : FIELD_ADVICE[field]) ?? '',
    },
  ]
}

function wordsFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'number' ? `is above ${issue.maximum}` : 'is too long'
    case 'too_small':
      return issue.origin === 'number' ? `is below ${issue.minimum}` : 'is too short'
    case 'invalid_value':
      return `is none of ${issue.values.join(', ')}`
    case 'invalid_type':
      return `is no ${WORD_OF_TYPE[issue.expected] ?? issue.expected}`
    default:
      return issue.message
  }
}
const WORD_OF_TYPE: Readonly<Record<string, string>> = {
  array: 'list',
  object: 'map',
  record: 'map',
  string: 'text',
}

const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<string | number, unknown>)[key] : undefined,
    value,
  )
