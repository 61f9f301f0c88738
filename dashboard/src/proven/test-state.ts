// What an announced test and a proof mean for a page. Pure; now is an argument.

import { ageText } from '../format/time.ts'
import type { Alert, EpochMs, ResidentTile } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'

const DAY_MS = 86_400_000

export type TileTest = NonNullable<ResidentTile['test']>
export type TestState = 'waiting' | 'pressed' | 'calledOff' | 'expired'

export const testState = (test: TileTest, now: EpochMs): TestState =>
  test.alertId !== undefined
    ? 'pressed'
    : test.endedAt !== undefined
      ? 'calledOff'
      : now < test.until
        ? 'waiting'
        : 'expired'

export const isWaiting = (test: TileTest | undefined, now: EpochMs): boolean =>
  test !== undefined && testState(test, now) === 'waiting'

/** What stands on this tile is a test, and nothing else above information does. */
export const testStands = (
  tile: Pick<ResidentTile, 'alertIds'>,
  alerts: ReadonlyMap<number, Alert>,
): boolean => {
  const standing = tile.alertIds.flatMap((id) => {
    const alert = alerts.get(id)
    return alert === undefined || alert.status === 'resolved' || alert.severity === 'info' ? [] : [alert]
  })
  return standing.length > 0 && standing.every(({ test }) => test !== undefined)
}

/** Days in full: a proof is news for weeks, and is read by people on their round. */
export const agoText = (words: Dictionary, at: EpochMs, now: EpochMs): string => {
  const days = Math.floor((now - at) / DAY_MS)
  return days < 1 ? ageText(words, at, now) : words.proven.daysAgo(days)
}

/** "43 天前走通（按键通知到人）", or that it never was. */
export const provenText = (words: Dictionary, proven: ResidentTile['proven'], now: EpochMs): string =>
  proven === undefined
    ? words.proven.never
    : `${words.proven.at(agoText(words, proven.at, now))} · ${words.proven.by[proven.by]}`

export const STALE_DAYS = 30

export const isStale = (proven: ResidentTile['proven'], days: number, now: EpochMs): boolean =>
  proven === undefined || now - proven.at >= days * DAY_MS
