// The person behind a new account: somebody in the directory, or somebody new held to the rules of the site file.

import type { Directory, Person } from '../../alerts/model/people.ts'
import { entitiesOf } from './directory.ts'
import { nearest, type SiteFault } from './fault.ts'
import { understand } from './read-site.ts'
import { findReferenceFaults } from './references.ts'

export type PersonOptions = Readonly<{
  login: string
  person?: string | undefined
  role?: string | undefined
  name?: string | undefined
  'name-en'?: string | undefined
  phone?: string | undefined
  locale?: string | undefined
  grid?: readonly string[] | undefined
  community?: string | undefined
}>

export type NewPerson =
  | Readonly<{ ok: true; person: Person; known: boolean }>
  | Readonly<{ ok: false; faults: readonly SiteFault[] }>

const HERE = { file: 'command line', line: 1 }

export function readNewPerson(options: PersonOptions, directory: Directory): NewPerson {
  const { login, person: personId } = options
  const known = personId === undefined ? undefined : directory.people.get(personId)
  if (personId !== undefined && known === undefined) {
    const close = nearest(personId, directory.people.keys())
    const advice = close ? `did you mean ${close}?` : 'import the site first, or use --role and --name'
    return { ok: false, faults: [{ ...HERE, message: `there is no person ${personId}`, advice }] }
  }
  const onlyCommunity = directory.communities.size === 1 ? [...directory.communities.keys()][0] : undefined
  const value = known
    ? { ...texts(known), login }
    : texts({
        id: `p-${login}`,
        name: options.name,
        nameEn: options['name-en'],
        role: options.role,
        phone: options.phone,
        locale: options.locale,
        gridIds: options.grid,
        communityId: options.community ?? (options.role === 'family' ? undefined : onlyCommunity),
        login,
      })
  const { entry, faults } = understand({ kind: 'person', value, placeOf: () => HERE }, undefined)
  if (entry === undefined || entry.entity.kind !== 'person') return { ok: false, faults }
  if (known !== undefined) return { ok: true, person: known, known: true }
  const others = entitiesOf(directory).map((entity) => ({ entity, placeOf: () => HERE }))
  const clashes = findReferenceFaults([...others, entry])
  if (clashes.length > 0) return { ok: false, faults: clashes }
  return { ok: true, person: entry.entity.body, known: false }
}

/** Only what was said: the schema knows absent, not undefined. */
const texts = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined))
