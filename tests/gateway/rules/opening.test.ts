import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RuleChange } from '../../../alerts/rules/adjust.ts'
import { parametersOf } from '../../../alerts/rules/override.ts'
import { readSources } from '../../../gateway/catalogue-files.ts'
import { edit } from '../../../gateway/rules/catalogue-log.ts'
import { openRules } from '../../../gateway/rules/opening.ts'
import type { RuleMemory } from '../../../gateway/storage/rules.ts'
import { testFolder } from '../../support/folder.ts'

const folders = { rules: 'config/rules', policies: 'config/policies', incidents: 'config/incidents' }

const change = (no: number, raise: number): RuleChange => ({
  no,
  at: no,
  author: 'p',
  reason: 'r',
  ruleId: 'hr-high',
  change: { parameters: { raise } },
})

function editionOf(changes: readonly RuleChange[]) {
  const edited = edit(readSources(folders), changes)
  if (!edited.ok) throw edited.error
  return edited.edition
}

/** A store in which these bodies were in force one after the other, from rows 1, 11, 21 … on. */
function memoryOf(
  bodies: readonly Readonly<{ hash: string; body: string }>[],
  changes: readonly RuleChange[],
): RuleMemory {
  const newest = bodies.at(-1)
  return {
    changes,
    lastChangeNo: changes.length,
    carePlans: new Map(),
    titles: {},
    newest: newest === undefined ? null : { hash: newest.hash, at: 5 },
    before: (seq) => bodies.filter((_, i) => i * 10 + 1 < seq).at(-1)?.hash ?? null,
    bodyOf: (hash) => bodies.find((one) => one.hash === hash)?.body,
  }
}

const raiseOf = (opened: ReturnType<typeof openRules>['next']): number | undefined => {
  const rule = opened.catalogue.byId.get('hr-high')
  return rule && parametersOf(rule).raise
}

const open = (
  memory: RuleMemory,
  more: { floor?: number; folders?: typeof folders; unreadable?: string[] } = {},
) =>
  openRules({
    folders: more.folders ?? folders,
    memory,
    floor: more.floor ?? 1,
    now: 9,
    onUnreadable: (hash) => more.unreadable?.push(hash),
  })

describe('the rules a start begins with', () => {
  it('in a new store: those of the files, and they are news', () => {
    const opened = open(memoryOf([], []))
    expect(opened).toMatchObject({ isNews: true, refusal: null, since: 9 })
    expect(opened.left).toBe(opened.next)
    expect(opened.before).toBe(opened.next)
  })

  it('each row of the log has those of its time: 112 from row 1, 113 from row 11, with the changes made until then', () => {
    const changes = [change(1, 112), change(2, 113)]
    const first = editionOf(changes.slice(0, 1))
    const second = editionOf(changes)
    const memory = memoryOf([first, second], changes)
    const opened = open(memory, { floor: 8 })
    expect(raiseOf(opened.before)).toBe(112)
    expect(raiseOf(opened.at(second.hash))).toBe(113)
    expect(raiseOf(open(memory, { floor: 12 }).before)).toBe(113)
    expect(opened).toMatchObject({ isNews: false, since: 5 })
  })

  it('texts that this version cannot read any more, or that are gone, are today’s rules, and that is said once each', () => {
    const unreadable: string[] = []
    const old = {
      hash: 'old',
      body: JSON.stringify({ sources: { rules: [], policies: [], incidents: [] }, changesTo: 0 }),
    }
    const opened = open(memoryOf([old], []), { floor: 8, unreadable })
    expect(opened.before).toBe(opened.next)
    expect(opened.at('never-seen')).toBe(opened.next)
    opened.at('old')
    expect(unreadable).toEqual(['old', 'never-seen'])
    expect(opened.isNews).toBe(true)
  })

  it('with faulty files: those from before and the faults; without any from before, the faults', () => {
    const folder = testFolder()
    cpSync('config/rules', join(folder, 'rules'), { recursive: true })
    writeFileSync(join(folder, 'rules', 'own.yaml'), 'rules:\n  - id: Bad\n')
    const faulty = { ...folders, rules: join(folder, 'rules') }
    const before = editionOf([])
    const opened = open(memoryOf([before], []), { folders: faulty })
    expect(opened.next.hash).toBe(before.hash)
    expect(opened.isNews).toBe(false)
    expect(opened.refusal?.faults[0]).toMatchObject({ path: 'rules/own.yaml' })
    expect(() => open(memoryOf([], []), { folders: faulty })).toThrow(/the rules have \d+ fault/)
  })
})
