// The people store in memory.

import type { Account } from '../../gateway/http/ports.ts'
import type { Entity, PeopleStore } from '../../gateway/people/ports.ts'

export function memoryPeopleStore() {
  const entities = new Map<string, Entity>()
  const secrets = new Map<string, string>()
  const accounts = new Map<string, Account>()
  const loggedOut: string[] = []
  const store: PeopleStore = {
    load: async () => [...entities.values()],
    credentialedDevices: async () => [...secrets.keys()],
    async apply(batch) {
      for (const { type, entity } of batch.changes) {
        const key = `${entity.kind}:${entity.id}`
        if (type !== 'removed') entities.set(key, entity)
        else {
          entities.delete(key)
          if (entity.kind === 'device') secrets.delete(entity.id)
        }
      }
      for (const { deviceId, secretHash } of batch.credentials) secrets.set(deviceId, secretHash)
      for (const account of batch.accounts) accounts.set(account.personId, account)
    },
    accounts: async () => [...accounts.values()],
    saveAccount: async (account) => void accounts.set(account.personId, account),
    deleteSessionsOf: async (personId) => void loggedOut.push(personId),
    close: async () => {},
  }
  return {
    store,
    entities,
    secrets,
    loggedOut,
    accountOf: (login: string) => [...accounts.values()].find((account) => account.login === login),
  }
}
