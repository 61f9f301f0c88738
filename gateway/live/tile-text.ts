// Tiles as JSON text, made at most once per change and shared by every frame that shows them.

import type { Place } from './frames.ts'
import type { LiveWorld } from './ports.ts'

export type TileTexts = Readonly<{
  /** The tile changed: its text is made anew when somebody next needs it. */
  forget(id: string): void
  forgetAll(): void
  /** The JSON of each tile that exists, joined by commas. */
  join(ids: Iterable<string>): string
}>

export function createTileTexts(tileOf: (id: string) => object | undefined): TileTexts {
  const texts = new Map<string, string>()
  const textOf = (id: string): string => {
    const known = texts.get(id)
    if (known !== undefined) return known
    const tile = tileOf(id)
    if (tile === undefined) return ''
    const text = JSON.stringify(tile)
    texts.set(id, text)
    return text
  }
  return {
    forget: (id) => texts.delete(id),
    forgetAll: () => texts.clear(),
    join: (ids) => {
      const found: string[] = []
      for (const id of ids) {
        const text = textOf(id)
        if (text !== '') found.push(text)
      }
      return found.join(',')
    },
  }
}

/** Communities, with their duty desk's number, and grids as the snapshot names them. */
export function placesOf(
  world: LiveWorld,
): Readonly<{ communities: readonly Place[]; grids: readonly Place[] }> {
  const { communities, grids } = world.directory()
  return {
    communities: [...communities.values()].map(({ id, name, nameEn, phone }) => ({
      id,
      name,
      ...(nameEn === undefined ? {} : { nameEn }),
      ...(phone === undefined ? {} : { phone }),
    })),
    grids: [...grids.values()].map(({ id, name, nameEn, communityId }) => ({
      id,
      name,
      ...(nameEn === undefined ? {} : { nameEn }),
      communityId,
    })),
  }
}
