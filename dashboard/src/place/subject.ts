// Whom an alert is about, as a name and a place on the board.

import { communities, drainTile, grids, residentTile } from '../live/store.ts'
import type { Alert } from '../server-types.ts'
import { drainPath, residentPath } from '../shell/route.ts'
import { homeOf, nameOf, text } from '../text/text.ts'

export type SubjectName = Readonly<{ name: string; place: string; path: string | null }>

export const gridName = (gridId: string): string => {
  const grid = grids.value.find((one) => one.id === gridId)
  return grid === undefined ? '' : nameOf(grid)
}

export const subjectName = (subject: Alert['subject']): SubjectName => {
  const words = text.value
  switch (subject.kind) {
    case 'resident': {
      const tile = residentTile(subject.id)?.value
      if (tile === undefined) return { name: subject.id, place: '', path: residentPath(subject.id) }
      return { name: nameOf(tile), place: homeOf(tile), path: residentPath(subject.id) }
    }
    case 'drain': {
      const tile = drainTile(subject.id)?.value
      if (tile === undefined) return { name: subject.id, place: '', path: drainPath(subject.id) }
      return { name: nameOf(tile), place: gridName(tile.gridId), path: drainPath(subject.id) }
    }
    case 'device':
      return { name: words.alert.subjectDevice(subject.id), place: '', path: null }
    case 'system':
      return { name: words.alert.subjectSystem, place: '', path: null }
    case 'area': {
      const areas = subject.area === 'community' ? communities : grids
      const area = areas.value.find(({ id }) => id === subject.id)
      const name = area === undefined ? words.alert.subjectArea : nameOf(area)
      return { name, place: '', path: null }
    }
  }
}
