import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RosterFeed } from '../../../alerts/model/roster-change.ts'
import { openFeedKey } from '../../../gateway/roster/feed-key.ts'
import { createFeeds } from '../../../gateway/roster/feeds.ts'
import type { StoreEffect } from '../../../gateway/storage/effects.ts'
import { TEN, town } from '../../alerts/response/town.ts'
import { testFolder } from '../../support/folder.ts'

const KEY = new Uint8Array(32).fill(7)

function desk(remembered: readonly RosterFeed[] = [], key = KEY) {
  const written: RosterFeed[] = []
  const write = async (effects: readonly StoreEffect[]): Promise<undefined> => {
    for (const effect of effects) if (effect.type === 'rosterFeed') written.push(effect.feed)
    return undefined
  }
  return { written, feeds: createFeeds({ remembered, directory: () => town(), key, write }) }
}
const tokenIn = (path: string): string => path.slice('/api/calendar/'.length)

describe('an address of a calendar', () => {
  it('opens the calendar it was made for, before and after a restart, until it is revoked', async () => {
    const first = desk()
    const opened = await first.feeds.openFeed({
      actorId: 'p-day',
      at: TEN,
      communityId: 'c-1',
      personId: 'p-day',
    })
    if (!opened.ok) throw new Error(opened.code)
    const token = tokenIn(first.feeds.feedPath(opened.feed))
    expect(first.feeds.calendar(token, TEN)).toContain('SUMMARY:值班 · 和平里社区')
    const second = desk(first.written)
    expect(second.feeds.calendar(token, TEN)).toBe(first.feeds.calendar(token, TEN))
    const again = await second.feeds.openFeed({
      actorId: 'p-day',
      at: TEN,
      communityId: 'c-1',
      personId: 'p-day',
    })
    expect(again).toEqual(opened)
    await second.feeds.revokeFeed({ actorId: 'p-day', at: TEN + 1, feedId: opened.feed.id })
    expect(second.feeds.calendar(token, TEN)).toBeUndefined()
    expect(desk(second.written).feeds.calendar(token, TEN)).toBeUndefined()
    const next = await second.feeds.openFeed({
      actorId: 'p-day',
      at: TEN,
      communityId: 'c-1',
      personId: 'p-day',
    })
    expect(next).toMatchObject({ ok: true, feed: { id: opened.feed.id + 1 } })
  })

  it('cannot be guessed from another: not its number, not its signature, not under another key', async () => {
    const { feeds, written } = desk()
    await feeds.openFeed({ actorId: 'p-day', at: TEN, communityId: 'c-1', personId: 'p-day' })
    const other = await feeds.openFeed({ actorId: 'p-director', at: TEN, communityId: 'c-1' })
    if (!other.ok) throw new Error(other.code)
    const token = tokenIn(feeds.feedPath(other.feed))
    const [id, signature] = token.split('.')
    expect(feeds.calendar(token, TEN)).toBeDefined()
    for (const wrong of [
      `1.${signature}.ics`,
      `${id}.${signature?.slice(1)}`,
      `${id}`,
      `${id}.`,
      '',
      '../../x',
      `99.${signature}`,
    ])
      expect(feeds.calendar(wrong, TEN)).toBeUndefined()
    expect(desk(written, new Uint8Array(32).fill(8)).feeds.calendar(token, TEN)).toBeUndefined()
    // A row that was changed in the file opens nothing.
    expect(desk([{ ...other.feed, communityId: 'c-2' }]).feeds.calendar(token, TEN)).toBeUndefined()
  })

  it('is for one’s own shifts; a grid worker does not open everybody’s, nobody opens a relative’s', async () => {
    const { feeds } = desk()
    const open = async (actorId: string, personId?: string) => {
      const answer = await feeds.openFeed({
        actorId,
        at: TEN,
        communityId: 'c-1',
        ...(personId ? { personId } : {}),
      })
      return answer.ok ? 'ok' : answer.code
    }
    expect(await open('p-grid', 'p-grid')).toBe('ok')
    expect(await open('p-grid')).toBe('roleNotAllowed')
    expect(await open('p-grid', 'p-day')).toBe('roleNotAllowed')
    expect(await open('p-day')).toBe('ok')
    expect(await open('p-director', 'p-son')).toBe('personNotFound')
    expect(await feeds.revokeFeed({ actorId: 'p-grid', at: TEN, feedId: 2 })).toEqual({
      ok: false,
      code: 'roleNotAllowed',
    })
    expect(await feeds.revokeFeed({ actorId: 'p-grid', at: TEN, feedId: 9 })).toEqual({
      ok: false,
      code: 'feedNotFound',
    })
  })
})

describe('the key', () => {
  it('is made once, readable by its owner only, and read again', () => {
    const folder = testFolder()
    const key = openFeedKey(folder)
    expect(key).toHaveLength(32)
    expect(openFeedKey(folder)).toEqual(key)
    expect(statSync(join(folder, 'calendar-key')).mode & 0o077).toBe(0)
  })

  it('that is damaged is not replaced: every subscription would silently end', () => {
    const folder = testFolder()
    writeFileSync(join(folder, 'calendar-key'), 'short\n')
    expect(() => openFeedKey(folder)).toThrow(/calendar-key/)
    expect(readFileSync(join(folder, 'calendar-key'), 'utf8')).toBe('short\n')
  })
})
