// What a silence is about, in words.

import { alertTitle } from '../format/alert-text.ts'
import { communities, grids } from '../live/store.ts'
import { subjectName } from '../place/subject.ts'
import type { SilenceMatch } from '../server-types.ts'
import { nameOf, text } from '../text/text.ts'

/** "心率偏快 · 王秀兰": every matcher by its name. */
export const matchText = (match: SilenceMatch): string => {
  const words = text.value
  const { ruleId, residentId, drainId, deviceId, buildingId, gridId, communityId } = match
  const named = (all: readonly { id: string; name: string; nameEn?: string }[], id: string): string => {
    const one = all.find((other) => other.id === id)
    return one === undefined ? id : nameOf(one)
  }
  const parts = [
    ruleId === undefined ? words.silences.anyRule : alertTitle(words, { ruleId }),
    residentId === undefined ? '' : subjectName({ kind: 'resident', id: residentId }).name,
    drainId === undefined ? '' : subjectName({ kind: 'drain', id: drainId }).name,
    deviceId === undefined ? '' : words.alert.subjectDevice(deviceId),
    buildingId ?? '',
    gridId === undefined ? '' : named(grids.value, gridId),
    communityId === undefined ? '' : named(communities.value, communityId),
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
