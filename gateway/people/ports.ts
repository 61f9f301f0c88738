// What the site import and the account commands need of storage: entities as rows, accounts, one transaction.

import type {
  Building,
  Community,
  Device,
  Drain,
  Grid,
  Partner,
  Person,
  Resident,
  Shift,
} from '../../alerts/model/people.ts'
import type { Account } from '../http/ports.ts'

/** What each kind of row holds. The order is the order of dependence: a kind refers only to kinds above it, or beside. */
export type EntityBodies = Readonly<{
  community: Community
  grid: Grid
  building: Building
  drain: Drain
  person: Person
  resident: Resident
  device: Device
  shift: Shift
  partner: Partner
}>

export const ENTITY_KINDS = [
  'community',
  'grid',
  'building',
  'drain',
  'person',
  'resident',
  'device',
  'shift',
  'partner',
] as const satisfies readonly (keyof EntityBodies)[]

export type EntityKind = keyof EntityBodies

/** One row of the directory: unique by (kind, id); `body` is the whole entity, its id included. */
export type Entity = {
  [K in EntityKind]: Readonly<{ kind: K; id: string; body: EntityBodies[K] }>
}[EntityKind]

export type FieldChange = Readonly<{ field: string; before: unknown; after: unknown }>

/** What an import does to one row. */
export type DirectoryChange =
  | Readonly<{ type: 'added'; entity: Entity }>
  | Readonly<{ type: 'changed'; entity: Entity; fields: readonly FieldChange[] }>
  | Readonly<{ type: 'removed'; entity: Entity }>

/** A device may log in with the secret whose SHA-256 (hex) this is; see device-secret.ts. */
export type DeviceCredential = Readonly<{ deviceId: string; secretHash: string }>

/** Everything one import writes: all of it or nothing. */
export type ImportBatch = Readonly<{
  changes: readonly DirectoryChange[]
  /** Inserted or replaced by device id. A removed device loses its credential with its row. */
  credentials: readonly DeviceCredential[]
  /** Inserted or replaced by person id; the login is unique. */
  accounts: readonly Account[]
}>

/**
 * The people store, opened on a data folder by `openPeopleStore(dataFolder)` in gateway/storage/people-store.ts.
 * It may be open beside a running gateway: a write waits for the other's lock, and fails with
 * GatewayError('databaseLocked') when it cannot get it. Every write resolves after its commit.
 */
export type PeopleStore = Readonly<{
  load(): Promise<readonly Entity[]>
  /** Ids of devices that already have a secret. */
  credentialedDevices(): Promise<readonly string[]>
  apply(batch: ImportBatch): Promise<void>
  accounts(): Promise<readonly Account[]>
  /** Inserts or replaces by person id. */
  saveAccount(account: Account): Promise<void>
  /** Ends every session of a person: after a new password and after disabling. */
  deleteSessionsOf(personId: string): Promise<void>
  close(): Promise<void>
}>
