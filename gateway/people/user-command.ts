// `npm run user`: accounts of staff and family. A password is typed unseen or made up and shown once, never an argument.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Person, Role } from '../../alerts/model/people.ts'
import { GatewayError } from '../errors.ts'
import type { Account } from '../http/ports.ts'
import { directoryFrom } from './directory.ts'
import { formatFault } from './fault.ts'
import { readNewPerson } from './new-person.ts'
import { generatePassword, hashPassword, PASSWORD_LENGTH } from './password.ts'
import type { PeopleStore } from './ports.ts'

export const USER_USAGE = `npm run user -- add --login NAME (--person ID | --role ROLE --name NAME) [options]
npm run user -- list
npm run user -- password --login NAME
npm run user -- disable --login NAME
npm run user -- enable --login NAME

  --person ID       an account for somebody who is in the directory already
  --role ROLE       duty, grid, director, family or admin
  --name NAME       --name-en NAME, --phone NUMBER, --locale zh-CN|en
  --grid ID         a grid worker's grid; may be repeated
  --community ID    needed where there is more than one
  --generate        make up a password and show it once (also when there is no terminal to ask at)
  --data FOLDER     the gateway's data folder (default ./data)`

export type UserDeps = Readonly<{
  openStore(dataFolder: string): Promise<PeopleStore>
  say(line: string): void
  /** Asks unseen; undefined when interrupted. Absent where there is no terminal. */
  askHidden?(question: string): Promise<string | undefined>
}>

const OPTIONS = {
  login: { type: 'string' },
  person: { type: 'string' },
  role: { type: 'string' },
  name: { type: 'string' },
  'name-en': { type: 'string' },
  phone: { type: 'string' },
  locale: { type: 'string' },
  grid: { type: 'string', multiple: true },
  community: { type: 'string' },
  generate: { type: 'boolean', default: false },
  data: { type: 'string', default: './data' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

export type UserOptions = ReturnType<typeof parse>['values']
const parse = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS })

/** Runs one command; 0 done, 1 it could not be, 2 a wrong command line. */
export async function runUser(argv: readonly string[], deps: UserDeps): Promise<0 | 1 | 2> {
  let parsed: ReturnType<typeof parse> | undefined
  try {
    parsed = parse(argv)
  } catch {
    parsed = undefined
  }
  const verb = parsed?.positionals[0]
  const command = verb !== undefined && Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined
  if (parsed === undefined || command === undefined || parsed.values.help) {
    deps.say(USER_USAGE)
    return parsed?.values.help ? 0 : 2
  }
  try {
    const store = await deps.openStore(resolve(parsed.values.data))
    try {
      return await command(store, parsed.values, deps)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    deps.say(`${error.message}${error.advice === '' ? '' : `\n    → ${error.advice}`}`)
    return 1
  }
}

type Command = (store: PeopleStore, options: UserOptions, deps: UserDeps) => Promise<0 | 1 | 2>

const COMMANDS: Readonly<Record<string, Command>> = { add, list, password, disable, enable }

async function add(store: PeopleStore, options: UserOptions, deps: UserDeps): Promise<0 | 1 | 2> {
  const { login } = options
  if (login === undefined || (options.person === undefined) === (options.role === undefined)) {
    deps.say(USER_USAGE)
    return 2
  }
  const directory = directoryFrom(await store.load())
  const accounts = await store.accounts()
  const read = readNewPerson({ ...options, login }, directory)
  if (!read.ok) {
    for (const fault of read.faults) deps.say(formatFault(fault))
    return 1
  }
  const { person, known } = read
  const taken = accounts.find((account) => account.login === login || account.personId === person.id)
  if (taken !== undefined) {
    deps.say(`${taken.personId} has the login ${taken.login} already.`)
    return 1
  }
  const chosen = await choosePassword(options, deps)
  if (chosen === undefined) return 1
  await store.apply({
    changes: known ? [] : [{ type: 'added', entity: { kind: 'person', id: person.id, body: person } }],
    credentials: [],
    accounts: [
      { personId: person.id, login, passwordHash: await hashPassword(chosen.password), disabled: false },
    ],
  })
  deps.say(`${person.name} (${person.id}, ${person.role}) logs in as ${login}.`)
  showOnce(chosen, deps)
  return 0
}

async function list(store: PeopleStore, _options: UserOptions, { say }: UserDeps): Promise<0> {
  const { people } = directoryFrom(await store.load())
  const accounts = await store.accounts()
  if (accounts.length === 0) say('Nobody can log in yet: npm run user -- add …')
  for (const { login, personId, disabled } of [...accounts].sort((a, b) => a.login.localeCompare(b.login))) {
    const person: Person | undefined = people.get(personId)
    const role: Role | 'not in the directory' = person?.role ?? 'not in the directory'
    say([login, role, person?.name ?? '', personId, disabled ? 'disabled' : ''].join('\t').trimEnd())
  }
  return 0
}

async function password(store: PeopleStore, options: UserOptions, deps: UserDeps): Promise<0 | 1> {
  const account = await accountOf(store, options, deps)
  const chosen = account && (await choosePassword(options, deps))
  if (account === undefined || chosen === undefined) return 1
  await store.saveAccount({ ...account, passwordHash: await hashPassword(chosen.password) })
  await store.deleteSessionsOf(account.personId)
  deps.say(`${account.login} has a new password and is logged out everywhere.`)
  showOnce(chosen, deps)
  return 0
}

async function disable(store: PeopleStore, options: UserOptions, deps: UserDeps): Promise<0 | 1> {
  const account = await accountOf(store, options, deps)
  if (account === undefined) return 1
  await store.saveAccount({ ...account, disabled: true })
  await store.deleteSessionsOf(account.personId)
  deps.say(`${account.login} is disabled and logged out.`)
  return 0
}

async function enable(store: PeopleStore, options: UserOptions, deps: UserDeps): Promise<0 | 1> {
  const account = await accountOf(store, options, deps)
  if (account === undefined) return 1
  await store.saveAccount({ ...account, disabled: false })
  deps.say(`${account.login} may log in again.`)
  return 0
}

async function accountOf(
  store: PeopleStore,
  { login }: UserOptions,
  { say }: UserDeps,
): Promise<Account | undefined> {
  const account = (await store.accounts()).find((each) => each.login === login)
  if (account === undefined)
    say(login === undefined ? 'Say whom: --login NAME' : `There is no login ${login}.`)
  return account
}

type Chosen = Readonly<{ password: string; generated: boolean }>

async function choosePassword(
  { generate }: UserOptions,
  { askHidden, say }: UserDeps,
): Promise<Chosen | undefined> {
  if (generate || askHidden === undefined) return { password: generatePassword(), generated: true }
  const first = await askHidden(`Password (${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters): `)
  if (first === undefined) return undefined
  const { length } = [...first]
  if (length < PASSWORD_LENGTH.min || length > PASSWORD_LENGTH.max) {
    say(`A password has ${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters. Nothing was changed.`)
    return undefined
  }
  if ((await askHidden('Once more: ')) === first) return { password: first, generated: false }
  say('The two are not the same. Nothing was changed.')
  return undefined
}

function showOnce({ password: shown, generated }: Chosen, { say }: UserDeps): void {
  if (generated) say(`Password, shown this once: ${shown}`)
}
