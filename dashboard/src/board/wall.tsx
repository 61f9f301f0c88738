// The wall: residents worst first, in three groups. Two thousand tiles are mounted only while they are near the eye.

import { computed, signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Empty, Loading } from '../design/parts.tsx'
import { matchesSearch } from '../live/order.ts'
import { counts, grids, hasSnapshot, residentTile, wall, world } from '../live/store.ts'
import type { Condition } from '../server-types.ts'
import { me } from '../session/session.ts'
import { nameOf, text } from '../text/text.ts'
import { Tile } from './tile.tsx'

const search = signal('')
/** A grid, everything, or `mine`: the grids this person answers for, until they choose otherwise. */
const chosenGrid = signal<string | null>(null)
const MINE = 'mine'
const myGrids = computed(() => me.value?.gridIds ?? [])
const grid = computed(() => chosenGrid.value ?? (myGrids.value.length > 0 ? MINE : ''))
const inGrid = (gridId: string): boolean =>
  grid.value === '' || (grid.value === MINE ? myGrids.value.includes(gridId) : grid.value === gridId)
const only = signal<Condition | ''>('')

const groups: readonly Condition[] = ['alarm', 'unknown', 'fine']
const ROWS_PER_CHUNK = 12
const LEAST_TILE_WIDTH = 186
/** A tile that needs somebody has a line more. */
const TILE_HEIGHT: Readonly<Record<Condition, number>> = { alarm: 120, unknown: 120, fine: 102 }

/** Ids by condition, filtered; one pass over the wall's order. */
const shown = computed(() => {
  const words = search.value.trim()
  const byCondition: Record<Condition, string[]> = { alarm: [], unknown: [], fine: [] }
  for (const id of wall.value) {
    const tile = world.peek().residents.get(id)
    if (tile === undefined) continue
    if (!inGrid(tile.gridId)) continue
    if (only.value !== '' && tile.condition !== only.value) continue
    if (words !== '' && !matchesSearch(tile, words)) continue
    byCondition[tile.condition].push(id)
  }
  return byCondition
})

const clearFilter = (): void => {
  search.value = ''
  chosenGrid.value = ''
  only.value = ''
}

type ChunkProps = { ids: readonly string[]; columns: number; tileHeight: number; eager: boolean }

/** A stretch of tiles. Off screen it is an empty box of its own height. */
const Chunk = ({ ids, columns, tileHeight, eager }: ChunkProps) => {
  const ref = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(eager)
  useEffect(() => {
    const element = ref.current
    if (element === null || eager) return
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.some((entry) => entry.isIntersecting)),
      { rootMargin: '800px 0px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [eager])
  const height = Math.ceil(ids.length / columns) * (tileHeight + 8) - 8
  return (
    <div
      ref={ref}
      class="tiles"
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        minHeight: `${height}px`,
        gridAutoRows: `${tileHeight}px`,
      }}
    >
      {near &&
        ids.map((id) => {
          const tile = residentTile(id)
          return tile === undefined ? null : <Tile key={id} tile={tile} />
        })}
    </div>
  )
}

const chunksOf = (ids: readonly string[], size: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, i) => ids.slice(i * size, (i + 1) * size))

const Filters = () => {
  const words = text.value.board
  return (
    <div class="filters">
      <label class="search">
        <span class="unseen">{words.search}</span>
        <Icon name="search" />
        <input
          id="wall-search"
          class="input"
          type="search"
          placeholder={words.search}
          value={search.value}
          data-testid="wall-search"
          onInput={(event) => {
            search.value = event.currentTarget.value
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            search.value = ''
            event.currentTarget.blur()
          }}
        />
      </label>
      <select
        class="input"
        aria-label={words.grid}
        value={grid.value}
        data-testid="wall-grid"
        onChange={(event) => {
          chosenGrid.value = event.currentTarget.value
        }}
      >
        {myGrids.value.length > 0 && <option value={MINE}>{words.myGrids}</option>}
        <option value="">{words.allGrids}</option>
        {grids.value.map((place) => (
          <option key={place.id} value={place.id}>
            {nameOf(place)}
          </option>
        ))}
      </select>
      <fieldset class="filter-states">
        <legend class="unseen">{words.show}</legend>
        {groups.map((condition) => (
          <button
            key={condition}
            type="button"
            class="filter-state"
            data-condition={condition}
            data-some={counts.value[condition] > 0}
            aria-pressed={only.value === condition}
            data-testid={`wall-only-${condition}`}
            onClick={() => {
              only.value = only.value === condition ? '' : condition
            }}
          >
            <Glyph shape={condition} size={14} />
            {text.value.state[condition]}
            <b>{counts.value[condition]}</b>
          </button>
        ))}
      </fieldset>
    </div>
  )
}

export const Wall = () => {
  const words = text.value
  const ref = useRef<HTMLDivElement>(null)
  const [columns, setColumns] = useState(4)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = (): void =>
      setColumns(Math.max(1, Math.floor((element.clientWidth + 8) / (LEAST_TILE_WIDTH + 8))))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const total = groups.reduce((sum, condition) => sum + shown.value[condition].length, 0)
  const everybody = wall.value.length
  return (
    <section class="wall" aria-label={words.board.residents}>
      <Filters />
      <div ref={ref} class="wall-body" data-testid="wall">
        {!hasSnapshot.value && <Loading />}
        {hasSnapshot.value && everybody === 0 && (
          <Empty icon="person" title={words.board.noResidents} hint={words.board.noResidentsHint} />
        )}
        {everybody > 0 && total === 0 && (
          <Empty icon="search" title={words.board.noMatch} hint={words.board.noMatchHint}>
            <button type="button" class="button" onClick={clearFilter}>
              {words.board.clearFilter}
            </button>
          </Empty>
        )}
        {groups.map((condition) => {
          const ids = shown.value[condition]
          if (ids.length === 0) return null
          return (
            <section key={condition} class="wall-group" data-condition={condition}>
              <h2>
                <Glyph shape={condition} size={15} />
                {words.state[condition]}
                <span class="muted">{words.board.people(ids.length)}</span>
              </h2>
              {chunksOf(ids, columns * ROWS_PER_CHUNK).map((chunk, i) => (
                // A chunk is a stretch of the list, not a thing of its own.
                <Chunk
                  key={i}
                  ids={chunk}
                  columns={columns}
                  tileHeight={TILE_HEIGHT[condition]}
                  eager={i === 0}
                />
              ))}
            </section>
          )
        })}
      </div>
    </section>
  )
}
