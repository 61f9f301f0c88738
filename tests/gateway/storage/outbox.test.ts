import { describe, expect, it } from 'vitest'
import { readOutbox } from '../../../alerts/delivery/outbox.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import type { UnsentPage } from '../../../gateway/storage/notification-rows.ts'
import { unsentPages } from '../../../gateway/storage/outbox.ts'

const message = (key: string, emergency: boolean): Notification =>
  ({ key, emergency, createdAt: 1 }) as unknown as Notification

describe('what a start finds unsent', () => {
  it('nothing is read before the doors are open; then every emergency, and 5 others after all of them', async () => {
    const read: boolean[] = []
    const rows = { urgent: [message('a', true), message('b', true)], rest: 'cdefg'.split('') }
    const page = async ({ emergency }: UnsentPage): Promise<readonly Notification[]> => {
      read.push(emergency)
      return emergency ? rows.urgent : rows.rest.map((key) => message(key, false))
    }
    const doors = Promise.withResolvers<void>()
    const taken = Promise.withResolvers<void>()
    const urgent: string[] = []
    const rest = readOutbox(unsentPages(page, doors.promise), {
      isClosing: () => false,
      take: (emergencies) => urgent.push(...emergencies.map(({ key }) => key)),
      taken: taken.resolve,
    })
    await new Promise((resume) => setImmediate(resume))
    expect(read).toEqual([])
    doors.resolve()
    await taken.promise
    expect(urgent).toEqual(['a', 'b'])
    expect((await rest)?.map(({ key }) => key)).toEqual(rows.rest)
    expect(read).toEqual([true, false])
  })

  it('pages of 2,000 follow each other from the last one read, until one is not full', async () => {
    const asked: (string | null)[] = []
    const all = Array.from({ length: 4_500 }, (_, i) => message(String(i).padStart(5, '0'), true))
    const page = async ({ emergency, after, limit }: UnsentPage): Promise<readonly Notification[]> => {
      if (!emergency) return []
      asked.push(after?.key ?? null)
      const from = after === null ? 0 : all.findIndex(({ key }) => key === after.key) + 1
      return all.slice(from, from + limit)
    }
    const urgent: string[] = []
    const rest = await readOutbox(unsentPages(page, Promise.resolve()), {
      isClosing: () => false,
      take: (emergencies) => urgent.push(...emergencies.map(({ key }) => key)),
      taken: () => {},
    })
    expect(urgent).toEqual(all.map(({ key }) => key))
    expect(asked).toEqual([null, '01999', '03999'])
    expect(rest).toEqual([])
  })
})
