// What one import does to the store, worked out before anything is written: rows, device secrets, accounts.

import type { Directory } from '../../alerts/model/people.ts'
import type { Account } from '../http/ports.ts'
import { createDeviceSecret, hashDeviceSecret } from './device-secret.ts'
import { diffDirectory } from './diff.ts'
import { directoryFrom, entitiesOf } from './directory.ts'
import type { SiteFault } from './fault.ts'
import { generatePassword, hashPassword } from './password.ts'
import type { DirectoryChange, Entity, PeopleStore } from './ports.ts'
import type { Site, SiteLogin } from './read-site.ts'
import { findReferenceFaults } from './references.ts'

export type ImportPlan = Readonly<{
  /** The directory as it is, and as it will be. */
  before: Directory
  after: Directory
  /** Who has a login then. */
  loggingIn: ReadonlySet<string>
  changes: readonly DirectoryChange[]
  /** Rows the store has and the site file has not, kept because removal was not asked for. */
  kept: readonly Entity[]
  /** Devices that need a secret. */
  newDevices: readonly string[]
  /** People who get an account with a generated password. */
  newLogins: readonly SiteLogin[]
  /** Accounts whose login changes, or that are disabled because their person leaves. */
  changedAccounts: readonly Account[]
  /** Kept rows that no longer fit, logins that are taken: nothing is applied until they are settled. */
  faults: readonly SiteFault[]
}>

export type ReadSite = Extract<Site, { ok: true }>

/** Compares a site with the store. `remove`: rows that are not in the site file go. */
export async function planImport(
  site: ReadSite,
  store: Pick<PeopleStore, 'load' | 'accounts' | 'credentialedDevices'>,
  { remove }: Readonly<{ remove: boolean }>,
): Promise<ImportPlan> {
  const before = directoryFrom(await store.load())
  const all = diffDirectory(before, site.directory)
  const changes = remove ? all : all.filter(({ type }) => type !== 'removed')
  const kept = all.filter(({ type }) => type === 'removed' && !remove).map(({ entity }) => entity)
  const credentialed = new Set(await store.credentialedDevices())
  const accounts = await store.accounts()
  const byPerson = new Map(accounts.map((account) => [account.personId, account]))
  const gone = new Set(changes.filter(({ type }) => type === 'removed').map(({ entity }) => entity.id))

  const renamed = site.logins.flatMap(({ personId, login }) => {
    const account = byPerson.get(personId)
    return account === undefined || account.login === login ? [] : [{ ...account, login }]
  })
  const leaving = accounts
    .filter(({ personId, disabled }) => !disabled && gone.has(personId) && before.people.has(personId))
    .map((account) => ({ ...account, disabled: true }))
  const after = directoryFrom([...entitiesOf(site.directory), ...kept])
  const people = [...site.logins, ...accounts.filter(({ disabled }) => !disabled)]
  return {
    before,
    after,
    loggingIn: new Set(people.map(({ personId }) => personId)),
    changes,
    kept,
    newDevices: [...site.directory.devices.keys()].filter((id) => !credentialed.has(id)),
    newLogins: site.logins.filter(({ personId }) => !byPerson.has(personId)),
    changedAccounts: [...renamed, ...leaving],
    faults: [...faultsOfKept(site.directory, kept), ...takenLogins(site.logins, accounts)],
  }
}

/** A kept row must still fit: a band adopted at the board and a new one for the same resident do not. */
function faultsOfKept(after: Directory, kept: readonly Entity[]): readonly SiteFault[] {
  if (kept.length === 0) return []
  const inFile = entitiesOf(after).map((entity) => ({
    entity,
    placeOf: () => ({ file: 'site file', line: 1 }),
  }))
  const inStore = kept.map((entity) => ({ entity, placeOf: () => ({ file: 'store', line: 1 }) }))
  return findReferenceFaults([...inFile, ...inStore]).map((fault) => ({
    ...fault,
    advice: `${fault.advice}; or remove what is not in the site file with --remove`,
  }))
}

function takenLogins(logins: readonly SiteLogin[], accounts: readonly Account[]): readonly SiteFault[] {
  return logins.flatMap(({ personId, login }) => {
    const holder = accounts.find((account) => account.login === login && account.personId !== personId)
    if (holder === undefined) return []
    const message = `person ${personId}: login ${login} belongs to ${holder.personId} already`
    return [{ file: 'store', line: 1, message, advice: 'another login for one of them' }]
  })
}

/** What an import made up and nobody will be able to read again. */
export type NewSecrets = Readonly<{
  devices: readonly Readonly<{ deviceId: string; secret: string }>[]
  logins: readonly Readonly<{ login: string; personId: string; password: string }>[]
}>

/**
 * Writes a plan without faults, in one transaction. `keepSecrets` is called before the commit: an import whose
 * secrets could not be kept has not happened.
 */
export async function applyImport(
  plan: ImportPlan,
  store: Pick<PeopleStore, 'apply' | 'deleteSessionsOf'>,
  keepSecrets: (secrets: NewSecrets) => Promise<void>,
): Promise<NewSecrets> {
  const devices = plan.newDevices.map((deviceId) => ({ deviceId, secret: createDeviceSecret() }))
  const logins = plan.newLogins.map(({ personId, login }) => ({
    login,
    personId,
    password: generatePassword(),
  }))
  const secrets: NewSecrets = { devices, logins }
  const accounts: Account[] = [...plan.changedAccounts]
  for (const { personId, login, password } of logins)
    accounts.push({ personId, login, passwordHash: await hashPassword(password), disabled: false })
  if (devices.length + logins.length > 0) await keepSecrets(secrets)
  await store.apply({
    changes: plan.changes,
    credentials: devices.map(({ deviceId, secret }) => ({ deviceId, secretHash: hashDeviceSecret(secret) })),
    accounts,
  })
  for (const { personId, disabled } of plan.changedAccounts)
    if (disabled) await store.deleteSessionsOf(personId)
  return secrets
}

/** The secrets as a text file: one line each, comments with `#`. */
export function formatSecrets({ devices, logins }: NewSecrets): string {
  return [
    '# Written once by the import. The gateway keeps only hashes: store this safely, then delete it.',
    ...(devices.length > 0 ? ['', '# device (MQTT username) and its secret (MQTT password)'] : []),
    ...devices.map(({ deviceId, secret }) => `${deviceId} ${secret}`),
    ...(logins.length > 0 ? ['', '# login, first password, person'] : []),
    ...logins.map(({ login, password, personId }) => `${login} ${password} ${personId}`),
    '',
  ].join('\n')
}
