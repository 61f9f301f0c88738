// Who may import whom, no cycles, and no clock, chance or I/O in the pure folders. The rules are functions over
// (path, source), so that the last test can feed them planted violations: a check that cannot fail proves nothing.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

type Source = Readonly<{ path: string; text: string }>
type Import = Readonly<{ target: string; typeOnly: boolean }>

function sources(): Source[] {
  const found: Source[] = []
  const walk = (folder: string): void => {
    for (const name of readdirSync(join(ROOT, folder))) {
      const path = join(folder, name)
      if (name === 'node_modules' || name === 'dist') continue
      if (statSync(join(ROOT, path)).isDirectory()) walk(path)
      else if (/\.tsx?$/.test(name)) found.push({ path, text: readFileSync(join(ROOT, path), 'utf8') })
    }
  }
  for (const folder of ['alerts', 'gateway', 'dashboard', 'simulators', 'bench']) walk(folder)
  return found
}

/** Comments and string contents away, so that prose about Date.now is not taken for a call. */
const code = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1')

function importsOf(source: Source): Import[] {
  const found: Import[] = []
  for (const match of code(source.text).matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[\w*{][^'";]*?from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  )) {
    const specifier = match[3] ?? match[4] ?? ''
    const target = specifier.startsWith('.') ? normalize(join(dirname(source.path), specifier)) : specifier
    found.push({ target, typeOnly: match[2] !== undefined })
  }
  return found
}

const isIn = (path: string, ...folders: string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`) || path === folder)
const isPackage = (target: string): boolean =>
  !/^(?:alerts|gateway|dashboard|simulators|bench|tests)\//.test(target)
/** Contracts: types that others are compiled against. */
const CONTRACTS = [
  'gateway/http/api.ts',
  'gateway/http/ports.ts',
  'gateway/http/ports-messages.ts',
  'gateway/live/frames.ts',
  'gateway/storage/effects.ts',
  'gateway/people/ports.ts',
  'gateway/storage/commit-lane.ts',
  'gateway/storage/load.ts',
]
const PURE = ['alerts']
const PARTS = ['gateway/broker', 'gateway/storage', 'gateway/http', 'gateway/live']

function importFaults(source: Source): string[] {
  const { path } = source
  const faults: string[] = []
  for (const { target, typeOnly } of importsOf(source)) {
    const fault = (rule: string): number => faults.push(`${path} imports ${target}: ${rule}`)
    if (isIn(path, 'alerts')) {
      if (isPackage(target)) {
        if (!(['zod', 'yaml'].includes(target) && isIn(path, 'alerts/rules', 'alerts/response')))
          fault('alerts are pure; only zod and yaml, where YAML is read')
      } else if (!isIn(target, 'alerts')) fault('alerts know nothing outside alerts')
      if (isIn(path, 'alerts/model') && !isIn(target, 'alerts/model')) fault('the model imports nothing')
    }
    if (
      isIn(path, 'gateway/protocol') &&
      isPackage(target) &&
      target !== 'zod' &&
      !target.startsWith('node:')
    )
      fault('the protocol needs zod only')
    if (isIn(path, 'gateway/protocol') && !isPackage(target) && !isIn(target, 'gateway/protocol'))
      fault('the protocol stands alone')
    if (isIn(path, 'gateway') && isIn(target, 'dashboard', 'simulators', 'bench', 'tests'))
      fault('the gateway knows nobody above it')
    for (const part of PARTS)
      if (
        isIn(path, part) &&
        PARTS.some((other) => other !== part && isIn(target, other)) &&
        !(typeOnly && CONTRACTS.includes(target))
      )
        fault('broker, storage, http and live meet in app.ts only')
    if (isIn(path, 'simulators') && !isPackage(target) && !isIn(target, 'simulators', 'gateway/protocol'))
      fault('simulators know the protocol only')
    if (
      isIn(path, 'dashboard') &&
      !isPackage(target) &&
      !isIn(target, 'dashboard') &&
      path !== 'dashboard/src/server-types.ts'
    )
      fault('the dashboard sees the server through server-types.ts')
    if (path === 'dashboard/src/server-types.ts' && !typeOnly) fault('types only')
  }
  return faults
}

const IMPURE: readonly [RegExp, string][] = [
  [/\bDate\.now\b|new Date\(\s*\)/, 'reads a clock'],
  [/\bMath\.random\b|\brandomUUID\b/, 'rolls dice'],
  [/\bset(?:Timeout|Interval|Immediate)\s*\(/, 'starts a timer'],
  [/\bprocess\./, 'looks at the process'],
  [/(?<![.\w])fetch\s*\(/, 'talks to the network'],
  [/\bconsole\./, 'prints'],
  [/\bperformance\.now\b/, 'reads a clock'],
]

const purityFaults = (source: Source): string[] =>
  isIn(source.path, ...PURE) ||
  /^gateway\/(ingest\/(decode|admit|ledger|identities|ingest|world|registry|recover)|live\/(coalesce|tiles))/.test(
    source.path,
  )
    ? IMPURE.flatMap(([pattern, what]) => (pattern.test(code(source.text)) ? [`${source.path} ${what}`] : []))
    : []

function cycles(all: readonly Source[]): string[] {
  const graph = new Map(
    all.map((source) => [
      source.path,
      importsOf(source)
        .filter((i) => !i.typeOnly)
        .map((i) => i.target),
    ]),
  )
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (path: string, trail: string[]): void => {
    if (state.get(path) === 'done' || !graph.has(path)) return
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    state.set(path, 'open')
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path])
    state.set(path, 'done')
  }
  for (const { path } of all) visit(path, [])
  return found
}

describe('the house', () => {
  const all = sources()

  it('keeps its import table', () => expect(all.flatMap(importFaults)).toEqual([]))
  it('has no import cycles', () => expect(cycles(all)).toEqual([]))
  it('Invariant 12: time is an argument — the pure folders read no clock, roll no dice, do no I/O', () =>
    expect(all.flatMap(purityFaults)).toEqual([]))
  it('keeps every source file at or under 300 lines, the straight line of app.ts excepted', () => {
    const long = all.filter(
      ({ path, text }) =>
        text.split('\n').length > 301 && path !== 'gateway/app.ts' && !/\/text\/(zh-cn|en)\.ts$/.test(path),
    )
    expect(long.map(({ path }) => relative('.', path))).toEqual([])
  })

  it('notices planted violations', () => {
    const plant = (path: string, text: string): Source => ({ path, text })
    expect(importFaults(plant('alerts/model/x.ts', "import { y } from '../rules/y.ts'"))).toHaveLength(1)
    expect(importFaults(plant('alerts/rules/x.ts', "import { readFileSync } from 'node:fs'"))).toHaveLength(1)
    expect(importFaults(plant('alerts/rules/x.ts', "import { z } from 'zod'"))).toHaveLength(0)
    expect(
      importFaults(plant('gateway/broker/x.ts', "import { y } from '../storage/database.ts'")),
    ).toHaveLength(1)
    expect(
      importFaults(plant('gateway/storage/x.ts', "import type { y } from '../http/ports.ts'")),
    ).toHaveLength(0)
    expect(importFaults(plant('simulators/x.ts', "import { y } from '../gateway/app.ts'"))).toHaveLength(1)
    expect(
      importFaults(plant('dashboard/src/x.tsx', "import type { y } from '../../gateway/http/api.ts'")),
    ).toHaveLength(1)
    expect(
      importFaults(plant('dashboard/src/server-types.ts', "export { y } from '../../gateway/http/api.ts'")),
    ).toHaveLength(1)
    expect(purityFaults(plant('alerts/rules/x.ts', 'const now = Date.now()'))).toHaveLength(1)
    expect(purityFaults(plant('alerts/rules/x.ts', '// Date.now() is not called here'))).toHaveLength(0)
    expect(purityFaults(plant('alerts/delivery/x.ts', 'setTimeout(() => {}, 1)'))).toHaveLength(1)
    expect(
      cycles([
        plant('alerts/a.ts', "import { b } from './b.ts'"),
        plant('alerts/b.ts', "import { a } from './a.ts'"),
      ]),
    ).toHaveLength(1)
  })
})
