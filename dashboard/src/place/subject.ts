// Whom an alert is about, as a name and a place on the board.

import type { World } from '../live/world.ts'
import type { Alert } from '../server-types.ts'
import { drainPath, residentPath } from '../shell/route.ts'
import { nameOf, text } from '../text/text.ts'

export type SubjectName = Readonly<{ name: string; place: string; path: string | null }>

export const gridName = (world: World, gridId: string): string => {
  const grid = world.grids.find((one) => one.id === gridId)
  return grid === undefined ? '' : nameOf(grid)
}

export const subjectName = (world: World, subject: Alert['subject']): SubjectName => {
  const words = text.value
  switch (subject.kind) {
    case 'resident': {
      const tile = world.residents.get(subject.id)
      if (tile === undefined) return { name: subject.id, place: '', path: residentPath(subject.id) }
      return { name: nameOf(tile), place: `${tile.building} ${tile.door}`, path: residentPath(subject.id) }
    }
    case 'drain': {
      const tile = world.drains.get(subject.id)
      if (tile === undefined) return { name: subject.id, place: '', path: drainPath(subject.id) }
      return { name: nameOf(tile), place: gridName(world, tile.gridId), path: drainPath(subject.id) }
    }
    case 'device':
      return { name: words.alert.subjectDevice(subject.id), place: '', path: null }
    case 'system':
      return { name: words.alert.subjectSystem, place: '', path: null }
  }
}
