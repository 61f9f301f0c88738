// Tiles as JSON bytes, made at most once per change and shared by every frame that shows them.

import type { Place } from './frames.ts'
import type { LiveWorld } from './ports.ts'

export type TileTexts = Readonly<{
  /** The tile changed: its JSON is made anew when somebody next needs it. */
  forget(id: string): void
  forgetAll(): void
  /** Makes their JSON now, so that `list` finds it. */
  make(ids: readonly string[]): void
  /** The JSON array of each tile that exists, as pieces to be concatenated. */
  list(ids: Iterable<string>): readonly Buffer[]
}>

const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')
/** `[` and `]`: a list without a tile. */
export const EMPTY_LIST = 2

export function createTileTexts(tileOf: (id: string) => object | undefined): TileTexts {
  const texts = new Map<string, Buffer>()
  const textOf = (id: string): Buffer | undefined => {
    const known = texts.get(id)
    if (known !== undefined) return known
    const tile = tileOf(id)
    if (tile === undefined) return undefined
    const text = Buffer.from(JSON.stringify(tile))
    texts.set(id, text)
    return text
  }
  return {
    forget: (id) => texts.delete(id),
    forgetAll: () => texts.clear(),
    make(ids) {
      for (const id of ids) textOf(id)
    },
    list: (ids) => {
      const pieces: Buffer[] = [OPEN]
      for (const id of ids) {
        const text = textOf(id)
        if (text === undefined) continue
        if (pieces.length > 1) pieces.push(COMMA)
        pieces.push(text)
      }
      pieces.push(CLOSE)
      return pieces
    },
  }
}

/** Everybody who may be named in an alert, partners too: for staff only. */
export function peopleOf(world: LiveWorld): readonly Place[] {
  const { partners, people } = world.directory()
  return [...partners.values(), ...people.values()].map(({ id, name, nameEn }) => ({
    id,
    name,
    ...(nameEn === undefined ? {} : { nameEn }),
  }))
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
