import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../gateway/people/ports.ts'
import { runRules } from '../../../gateway/rules/rules-command.ts'
import { historyFile, openDatabase } from '../../../gateway/storage/database.ts'
import { migrateHistory } from '../../../gateway/storage/migrations.ts'
import { type CommunityOptions, createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { momentOf, NOW, pastFolder } from './past.ts'

const ROOT = join(import.meta.dirname, '../../..')

const RULE = (extra = '') => `rules:
  - id: fast
    version: '1'
    title: { zh-CN: 心率快, en: Fast }
    advice: { zh-CN: 看, en: look }
    source: test
    appliesTo: band
    concerns: person
    severity: warning
    policy: vitals-warning
    detector: { type: sustained, metric: heartRate, comparison: atLeast, raise: 110, clear: 105, for: 10m, maxGap: 15m${extra} }
`
const TESTS = `tests:
  - name: ten minutes at 115 are told
    rule: fast
    script: [{ every 1m for 15m: { heartRate: 115 } }]
    expect: [{ at: "10:10", raise: fast }]
  - name: nine are not
    rule: fast
    script: [{ every 1m for 9m: { heartRate: 115 } }]
    expect: []
`

/** A folder of rules, and the command run on it; what it said, line by line. */
function site(rules = RULE(), tests = TESTS) {
  const folder = testFolder()
  mkdirSync(join(folder, 'rules/tests'), { recursive: true })
  mkdirSync(join(folder, 'incidents'))
  cpSync(join(ROOT, 'config/policies'), join(folder, 'policies'), { recursive: true })
  writeFileSync(join(folder, 'rules/fast.yaml'), rules)
  writeFileSync(join(folder, 'rules/tests/fast.yaml'), tests)
  return async (...argv: string[]) => {
    const said: string[] = []
    const where = ['rules', 'policies', 'incidents'].flatMap((name) => [`--${name}`, join(folder, name)])
    const code = await runRules([...argv, ...where], {
      say: (line) => said.push(line),
      note: () => {},
      now: () => NOW,
      locale: 'en',
    })
    return { code, said: said.map((line) => line.replaceAll(folder, '')) }
  }
}

describe('npm run rules -- check', () => {
  it('with --data says what the policies ask of people there are not, with a path to open; nobody at all is a fault', async () => {
    const dataOf = async (options: CommunityOptions): Promise<string> => {
      const folder = testFolder()
      await createCommunity(folder, options)
      const history = openDatabase(historyFile(folder), { mode: 'write', durable: false })
      migrateHistory(history)
      history.close()
      return folder
    }
    const fine = await site()('check', '--data', await dataOf({}))
    expect(fine.said).toContainEqual(
      expect.stringMatching(
        /^warning: \/policies\/device\.yaml:\d+ streetOffice: there is none in 梧桐里社区/,
      ),
    )
    expect([fine.code, fine.said.at(-1)]).toEqual([0, expect.stringContaining('no faults.')])
    const nobody = ['p-duty', 'p-second', 'p-director', 'p-admin'].map(
      (id): Entity => ({ kind: 'person', id, body: { id, name: id, role: 'family' } }),
    )
    const dead = await site()('check', '--data', await dataOf({ shifts: false, more: nobody }))
    expect(dead.code).toBe(1)
    expect(dead.said).toContainEqual(
      expect.stringMatching(/^\/policies\/\S+ dead end: in 梧桐里社区 nobody can be told/),
    )
  })

  it('says how much there is when nothing is wrong', async () => {
    const { code, said } = await site()('check')
    expect(said).toEqual([expect.stringMatching(/^1 rule, \d+ policies, 0 groupings, 2 tests: no faults\.$/)])
    expect(code).toBe(0)
  })

  it('names every fault of the rules with file, line, column and what was meant, and exits with 1', async () => {
    const { code, said } = await site(RULE(', cleer: 3'))('check')
    expect(code).toBe(1)
    expect(said[0]).toMatch(/^\/rules\/fast\.yaml:\d+:\d+ unknown key "cleer"; did you mean "clear"\?$/)
    expect(said.at(-1)).toBe('1 fault.')
  })

  it('names the faults of the tests beside them', async () => {
    const { code, said } = await site(RULE(), TESTS.replace('rule: fast', 'rule: fats'))('check')
    expect([code, said]).toEqual([
      1,
      ['/rules/tests/fast.yaml:3:11 there is no rule "fats"; did you mean "fast"?', '1 fault.'],
    ])
  })

  it('holds the care plans of a data folder against the rules', async () => {
    const data = await pastFolder({ days: 1, bands: ['band-1'], carePlan: { fast: { raize: 120 } } })
    const { code, said } = await site()('check', '--data', data)
    expect(code).toBe(1)
    expect(said[0]).toContain('r-1')
    expect(said[0]).toContain('has no parameter "raize"; did you mean "raise"?')
  })

  it('names a data folder that is none', async () => {
    const { code, said } = await site()('check', '--data', '/nowhere')
    expect([code, said[0]]).toEqual([1, expect.stringContaining('There is no /nowhere/shouwang.db')])
  })
})

describe('npm run rules -- test', () => {
  it('passes', async () => {
    expect(await site()('test')).toEqual({ code: 0, said: ['2 of 2 tests passed.'] })
  })

  it('shows what was expected and what was found, at its place', async () => {
    const { code, said } = await site(RULE(), TESTS.replace('"10:10"', '"10:05"'))('test', 'fast')
    expect(code).toBe(1)
    expect(said).toEqual([
      '/rules/tests/fast.yaml:2:5 ten minutes at 115 are told',
      '    - 10:05 raise fast',
      '    + 10:10 raise fast warning threshold=110 value=115',
      '1 of 2 tests passed.',
    ])
  })

  it('says which rules have no test, and fails where there is nothing to run', async () => {
    const lone = TESTS.slice(0, TESTS.indexOf('  - name: nine'))
    expect((await site(RULE(), lone)('test')).said).toContain('fast has no test in which it stays quiet.')
    expect((await site()('test', 'other')).code).toBe(1)
  })
})

const SPELLS = [
  { device: 'band-1', daysAgo: 2, hour: 18, minutes: 40, heartRate: 115 },
  { device: 'band-2', daysAgo: 1, hour: 9, minutes: 40, heartRate: 140 },
]

describe('npm run rules -- backtest', () => {
  it('prints both sides, the days and what differs', async () => {
    const data = await pastFolder({ days: 4, spells: SPELLS })
    const { code, said } = await site()(
      'backtest',
      '--rule',
      'fast',
      '--set',
      'raise=120',
      '--days',
      '3',
      '--data',
      data,
    )
    const text = said.join('\n')
    expect(code).toBe(0)
    expect(text).toContain('raise')
    expect(text).toMatch(/alerts +2 +1\n/)
    expect(text).toContain('Only in "now": 1')
    expect(text).toContain('2026-11-19 18:10  resident:r-1  warning  value 115')
    expect(text).toContain('No alert is only in "changed".')
  })

  it('takes the rule as it would be from a file', async () => {
    const data = await pastFolder({ days: 4, spells: SPELLS })
    const file = join(data, 'changed.yaml')
    writeFileSync(file, RULE().replace('for: 10m', 'for: 45m'))
    const { code, said } = await site()(
      'backtest',
      '--rule',
      'fast',
      '--file',
      file,
      '--days',
      '3',
      '--data',
      data,
      '--json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(said.join('')).changed.alerts).toBe(0)
  })

  it('says what is wrong with what it was given', async () => {
    const run = site()
    const data = await pastFolder({ days: 1, bands: ['band-1'] })
    const ask = async (...argv: string[]) => (await run('backtest', ...argv, '--data', data)).said[0]
    expect(await ask()).toBe('Say which: --rule hr-high')
    expect(await ask('--rule', 'fats')).toBe('There is no rule "fats"; did you mean "fast"?')
    expect(await ask('--rule', 'fast', '--set', 'raise')).toContain('--set raise=120')
    expect(await ask('--rule', 'fast', '--set', 'clear=130')).toContain(
      'clear (130) must lie below raise (110)',
    )
    expect(await ask('--rule', 'fast', '--file', '/none.yaml')).toContain('cannot read /none.yaml')
  })
})

describe('npm run rules -- explain', () => {
  const data = () =>
    pastFolder({
      days: 4,
      spells: SPELLS,
      alerts: [{ id: 7, ruleId: 'fast', resident: 'r-1', at: momentOf(2, 18, 10) }],
    })

  it('tells in English why an alert was raised', async () => {
    const { code, said } = await site()('explain', '7', '--data', await data())
    const text = said.join('\n')
    expect(code).toBe(0)
    expect(text).toContain('Alert 7: Fast (fast), version 1 of the rule')
    expect(text).toContain('Replaying the stored readings raises it at the same moment.')
    expect(text).toContain('limit: Heart rate at least 110')
    expect(text).toContain('2026-11-19 18:10  raised')
  })

  it('tells in Chinese why there was none', async () => {
    const at = '2026-11-19T18:05'
    const { said } = await site()(
      'explain',
      '--resident',
      'r-1',
      '--at',
      at,
      '--rule',
      'fast',
      '--lang',
      'zh',
      '--data',
      await data(),
    )
    const text = said.join('\n')
    expect(text).toContain('心率快 (fast): 已越限，持续时间还不够')
    expect(text).toContain('自 2026-11-19 18:00 起，已 5 分钟，需 10 分钟')
  })

  it('asks for what is missing, and says what is not there', async () => {
    const folder = await data()
    const run = site()
    expect((await run('explain', '--data', folder)).code).toBe(2)
    expect((await run('explain', '--resident', 'r-1', '--at', 'noon', '--data', folder)).code).toBe(2)
    expect((await run('explain', '8', '--data', folder)).said).toEqual(['There is no such alert.'])
  })
})

describe('npm run rules -- report', () => {
  it('prints precision, the noisiest, and a change worth a try with the command that shows it', async () => {
    const alerts = [1, 2, 3].map((daysAgo) => ({
      id: daysAgo,
      ruleId: 'fast',
      resident: 'r-1',
      at: momentOf(daysAgo, 18, 10),
      outcome: daysAgo === 1 ? ('genuine' as const) : ('accidental' as const),
    }))
    const spells = [1, 2, 3].map((daysAgo) => ({
      device: 'band-1',
      daysAgo,
      hour: 18,
      minutes: 40,
      heartRate: daysAgo === 1 ? 130 : 112,
    }))
    const data = await pastFolder({ days: 5, bands: ['band-1'], spells, alerts })
    const { code, said } = await site()('report', '--data', data)
    const text = said.join('\n')
    expect(code).toBe(0)
    expect(text).toContain('33 % were genuine')
    expect(text).toContain('resident:r-1')
    expect(text).toContain('2 → 0 not genuine, 1 → 1 genuine')
    expect(text).toMatch(/npm run rules -- backtest --rule fast --set (raise|for)=/)
  })

  it('says so when there was no alert', async () => {
    const data = await pastFolder({ days: 1, bands: ['band-1'] })
    expect((await site()('report', '--data', data)).said).toEqual(['No alert in the last week.'])
  })
})

describe('npm run rules', () => {
  it('says how it is used when it was not told what to do, or told something else', async () => {
    expect((await site()()).code).toBe(2)
    expect((await site()('chekc')).code).toBe(2)
    expect((await site()('check', '--colour')).code).toBe(2)
    expect((await site()('--help')).code).toBe(0)
  })
})
