import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isDeviceSecret } from '../../../gateway/people/device-secret.ts'
import { runImport } from '../../../gateway/people/import-command.ts'
import { isPassword } from '../../../gateway/people/password.ts'
import { decodeText } from '../../../gateway/people/site-files.ts'
import { runUser } from '../../../gateway/people/user-command.ts'
import { storeFile } from '../../../gateway/storage/database.ts'
import { testFolder } from '../../support/folder.ts'
import { SITE } from '../../support/gateway-fakes.ts'
import { memoryPeopleStore } from '../../support/people-store-fake.ts'

/** Two logins are enough here: each new one costs a password hash. */
const TOWN = SITE.replace(/, login: (?:grid|director|admin|anna|cora)/g, '')

function setUp(site = TOWN) {
  const folder = testFolder()
  const path = join(folder, 'site.yaml')
  const write = (text: string): void => writeFileSync(path, text)
  write(site)
  const memory = memoryPeopleStore()
  let said: string[] = []
  let minute = 0
  const deps = {
    openStore: async () => memory.store,
    // The fake keeps its rows in memory; a dry run must still be allowed to open it.
    storeFile: () => path,
    now: () => new Date(Date.UTC(2026, 10, 21, 8, minute)),
    say: (line: string) => void said.push(line),
  }
  return {
    folder,
    memory,
    write,
    secretFiles: () => readdirSync(folder).filter((name) => name.startsWith('secrets-')),
    async import(...options: string[]) {
      said = []
      const code = await runImport([path, '--data', folder, ...options], deps)
      minute++
      return { code, said }
    },
    async user(argv: string[], answers?: string[]) {
      said = []
      const queue = answers && [...answers]
      const code = await runUser([...argv, '--data', folder], {
        ...deps,
        ...(queue === undefined ? {} : { askHidden: async () => queue.shift() }),
      })
      return { code, said }
    },
  }
}

test('a dry run says what would change and writes nothing, not even a database', async () => {
  const { memory, import: run, secretFiles } = setUp()
  const { code, said } = await run('--dry-run')
  expect(code).toBe(0)
  expect(said).toContain('+ resident r-1 张文娟')
  expect(said).toContain('Devices that get a secret: 3')
  expect(said.at(-1)).toBe('Dry run: nothing was changed.')
  expect(memory.entities.size).toBe(0)
  expect(secretFiles()).toEqual([])

  const empty = testFolder()
  const path = join(empty, 'site.yaml')
  writeFileSync(path, TOWN)
  const refuse = async (): Promise<never> => {
    throw new Error('opened')
  }
  const deps = { openStore: refuse, storeFile, now: () => new Date(), say: () => {} }
  expect(await runImport([path, '--dry-run', '--data', join(empty, 'data')], deps)).toBe(0)
  expect(readdirSync(empty)).toEqual(['site.yaml'])
})

test('an import writes rows, device secrets and logins once, the secrets into a file only its owner reads', async () => {
  const { memory, import: run, folder, secretFiles } = setUp()
  const { code, said } = await run()
  expect(code).toBe(0)
  expect(memory.entities.size).toBe(18)
  const [name] = secretFiles()
  expect(said.join('\n')).toContain(join(folder, name!))
  expect(statSync(join(folder, name!)).mode & 0o777).toBe(0o600)
  const lines = readFileSync(join(folder, name!), 'utf8').split('\n')
  const secret = lines.find((line) => line.startsWith('band-1 '))!.split(' ')[1]!
  expect(isDeviceSecret(secret, memory.secrets.get('band-1')!)).toBe(true)
  expect(isDeviceSecret(`${secret}x`, memory.secrets.get('band-1')!)).toBe(false)
  const [, password] = lines.find((line) => line.startsWith('duty '))!.split(' ')
  expect(await isPassword(password!, memory.accountOf('duty')!.passwordHash)).toBe(true)
  expect(said.join('\n')).not.toContain(secret)

  const again = await run()
  expect(again).toEqual({ code: 0, said: ['Nothing changes.', 'Done.'] })
  expect(secretFiles()).toHaveLength(1)
})

test('rows that are not in the file stay without --remove; with it they go, and their people can no longer log in', async () => {
  const { memory, import: run, write } = setUp()
  await run()
  write(
    TOWN.replace(/ {2}- \{ id: p-ben.*\n/, '')
      .replace(', { personId: p-ben, relation: 儿子 }', '')
      .replace(/ {2}- \{ id: band-spare.*\n/, ''),
  )
  const kept = await run()
  expect(kept.said.join('\n')).toContain(
    'Kept, though not in the site file (--remove removes them): device band-spare, person p-ben',
  )
  expect(memory.entities.has('person:p-ben')).toBe(true)
  const removed = await run('--remove')
  expect(removed.said).toContain('- person p-ben 张伟')
  expect(removed.said).toContain('~ login ben of p-ben is disabled')
  expect(memory.entities.has('person:p-ben')).toBe(false)
  expect(memory.accountOf('ben')?.disabled).toBe(true)
  expect(memory.loggedOut).toEqual(['p-ben'])
})

test('a band adopted at the board that now clashes with the file stops the import before anything is written', async () => {
  const { memory, import: run, write } = setUp()
  write(
    TOWN.replace(
      '{ id: band-1, kind: band, residentId: r-1 }',
      '{ id: band-9, kind: band, residentId: r-1 }',
    ),
  )
  await run()
  write(TOWN)
  const before = memory.entities.size
  const { code, said } = await run()
  expect(code).toBe(1)
  expect(said.join('\n')).toMatch(/resident r-1 belongs to device band-1 already[\s\S]*--remove/)
  expect(memory.entities.size).toBe(before)
  expect((await run('--remove')).code).toBe(0)
})

test('a faulty site says every fault and changes nothing; a missing one names itself; a wrong option shows the usage', async () => {
  const {
    memory,
    import: run,
    user,
  } = setUp(TOWN.replace('sex: male', 'sex: m').replace('born: 1942-03-26', 'born: x'))
  const { code, said } = await run()
  expect(code).toBe(1)
  expect(said.at(-1)).toBe('2 faults; nothing was changed.')
  expect(memory.entities.size).toBe(0)
  expect((await run('--force')).code).toBe(2)
  const missing = await runImport(['/nowhere/site.yaml'], {
    openStore: async () => memory.store,
    storeFile,
    now: () => new Date(),
    say: (line) => said.push(line),
  })
  expect(missing).toBe(1)
  expect(said.at(-1)).toContain('cannot read /nowhere/site.yaml')
  expect((await user(['frobnicate'])).code).toBe(2)
})

test('a secret that cannot be kept undoes the import: nothing is applied', async () => {
  const { memory, import: run, folder } = setUp()
  writeFileSync(join(folder, 'secrets-2026-11-21T08-00-00-000Z.txt'), 'somebody else')
  await expect(run()).rejects.toThrow('EEXIST')
  expect(memory.entities.size).toBe(0)
})

test('a user is added for a new person with a generated password shown once, or typed twice unseen', async () => {
  const { memory, import: run, user } = setUp()
  await run()
  const made = await user(['add', '--login', 'li', '--role', 'duty', '--name', '李四'])
  expect(made.said[0]).toBe('李四 (p-li, duty) logs in as li.')
  const shown = /shown this once: (\S+)$/.exec(made.said[1]!)![1]!
  expect(await isPassword(shown, memory.accountOf('li')!.passwordHash)).toBe(true)
  expect(memory.entities.get('person:p-li')?.body).toEqual({
    id: 'p-li',
    name: '李四',
    role: 'duty',
    communityId: 'c-1',
  })

  const typed = await user(['password', '--login', 'li'], ['correct horse', 'correct horse'])
  expect(typed.said).toEqual(['li has a new password and is logged out everywhere.'])
  expect(await isPassword('correct horse', memory.accountOf('li')!.passwordHash)).toBe(true)
  expect((await user(['password', '--login', 'li'], ['correct horse', 'other horse'])).code).toBe(1)
  expect((await user(['password', '--login', 'li'], ['short'])).code).toBe(1)
  expect((await user(['password', '--login', 'li'], [])).code).toBe(1)
  expect(await isPassword('correct horse', memory.accountOf('li')!.passwordHash)).toBe(true)
})

test('an account for somebody in the directory, refused when the login or the person is taken or unknown', async () => {
  const { import: run, user } = setUp()
  await run()
  expect((await user(['add', '--login', 'wangfang', '--person', 'p-cora'])).code).toBe(0)
  expect((await user(['add', '--login', 'other', '--person', 'p-cora'])).said).toEqual([
    'p-cora has the login wangfang already.',
  ])
  expect((await user(['add', '--login', 'duty', '--role', 'duty', '--name', '甲'])).code).toBe(1)
  expect((await user(['add', '--login', 'x1', '--person', 'p-coral'])).said[0]).toContain(
    'did you mean p-cora?',
  )
  const bad = await user(['add', '--login', 'G 1', '--role', 'grid', '--name', '甲', '--phone', '12'])
  expect(bad.code).toBe(1)
  expect(bad.said).toHaveLength(3)
  expect((await user(['add', '--login', 'g1', '--role', 'grid', '--name', '甲'])).said[0]).toContain(
    'a grid worker without a grid',
  )
  expect((await user(['add', '--login', 'g1', '--role', 'grid', '--name', '甲', '--grid', 'g-2'])).code).toBe(
    0,
  )
})

test('disabling logs out, enabling lets in again, and the list shows both without any hash', async () => {
  const { memory, import: run, user } = setUp()
  await run()
  expect((await user(['disable', '--login', 'duty'])).said).toEqual(['duty is disabled and logged out.'])
  expect(memory.loggedOut).toEqual(['p-duty'])
  const { said } = await user(['list'])
  expect(said).toContain('duty\tduty\t李文静\tp-duty\tdisabled')
  expect(said.join('\n')).not.toContain('argon2')
  await user(['enable', '--login', 'duty'])
  expect(memory.accountOf('duty')?.disabled).toBe(false)
  expect((await user(['disable', '--login', 'nobody'])).said).toEqual(['There is no login nobody.'])
})

test('a table saved by a Chinese spreadsheet in GB 18030 is read', () => {
  expect(decodeText(Uint8Array.of(0xd5, 0xc5, 0xce, 0xc4, 0xbe, 0xea))).toBe('张文娟')
  expect(decodeText(new TextEncoder().encode('张文娟'))).toBe('张文娟')
})

test('an import is held against the policies: what they ask for and the site has not is said once, with file and line', async () => {
  const { import: run } = setUp()
  const { code, said } = await run('--dry-run')
  expect(code).toBe(0)
  const warnings = said.filter((line) => line.startsWith('warning: '))
  expect(warnings).toContainEqual(
    expect.stringMatching(
      /^warning: policies\/device\.yaml:\d+ streetOffice: there is none in 梧桐里, so this telling falls to the next step \(also asked for by flood\) → a partner of kind streetOffice/,
    ),
  )
  expect(warnings).toContainEqual(expect.stringMatching(/grid: there is none in 西网格 of 梧桐里/))
  await run()
  expect((await run()).said.filter((line) => line.startsWith('warning: '))).toEqual([])
})

test('an import after which nobody could be told is refused and changes nothing; a first one of that kind too', async () => {
  const nobody = TOWN.replace(/ {2}- \{ id: p-(?:duty|grid|director|admin).*\n/g, '').replace(
    /, login: \w+/g,
    '',
  )
  const { import: run, memory, write } = setUp()
  await run()
  const before = await memory.store.load()
  write(nobody)
  const { code, said } = await run('--remove')
  expect(code).toBe(1)
  expect(said).toContainEqual(
    expect.stringMatching(
      /^policies\/\S+ dead end: in 梧桐里 nobody can be told of an alert that follows canary/,
    ),
  )
  expect(said.at(-1)).toBe('Nothing was changed.')
  expect(await memory.store.load()).toEqual(before)
  expect((await setUp(nobody).import('--dry-run')).code).toBe(1)
})

test('without the folder of policies the import says that it could not look, and goes on', async () => {
  const { import: run } = setUp()
  const { code, said } = await run('--policies', '/nowhere/policies')
  expect(code).toBe(0)
  expect(said).toContain('There are no policies in /nowhere/policies: the people were not held against them.')
})
