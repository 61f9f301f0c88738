// Whose SOS button has not been proven for long: the list a grid worker works through, live, with the test beside it.

import { useState } from 'preact/hooks'
import { Chip, Choose, Empty } from '../design/parts.tsx'
import { slowNow } from '../live/clock.ts'
import { grids, wall, world } from '../live/store.ts'
import type { ResidentTile } from '../server-types.ts'
import { me } from '../session/session.ts'
import { Link } from '../shell/navigation.tsx'
import { residentPath } from '../shell/route.ts'
import { homeOf, nameOf, text } from '../text/text.ts'
import { AnnounceButton } from './test-card.tsx'
import { isStale, isWaiting, provenText, STALE_DAYS, testState } from './test-state.ts'
import './proven.css'

const DAYS = [STALE_DAYS, 7, 90, 0]
const MOST_SHOWN = 100
type Order = 'longest' | 'home'
const doors = new Intl.Collator('zh-CN', { numeric: true })

const byHome = (a: ResidentTile, b: ResidentTile): number =>
  doors.compare(`${a.building} ${a.door}`, `${b.building} ${b.door}`)
const byAge = (a: ResidentTile, b: ResidentTile): number =>
  (a.proven?.at ?? 0) - (b.proven?.at ?? 0) || byHome(a, b)

/** A test that nobody answered, and that nothing has made good since. */
const missed = ({ test, proven }: ResidentTile, now: number): boolean =>
  test !== undefined && testState(test, now) === 'expired' && (proven?.at ?? 0) < test.until

const Row = ({ tile }: { tile: ResidentTile }) => {
  const words = text.value
  const now = slowNow.value
  return (
    <li
      class="proven-row"
      data-testid={`proven-${tile.id}`}
      data-never={tile.proven === undefined || undefined}
    >
      <span class="proven-who">
        <Link to={residentPath(tile.id)}>
          <strong>{nameOf(tile)}</strong>
        </Link>
        <span class="muted small">{homeOf(tile)}</span>
      </span>
      <span class="proven-when">
        {provenText(words, tile.proven, now)}
        <span class="chips">
          {isWaiting(tile.test, now) && <Chip tone="info">{words.test.waitingShort}</Chip>}
          {missed(tile, now) && <Chip tone="warning">{words.test.missedShort}</Chip>}
          {tile.deviceId !== null && tile.online === false && (
            <Chip tone="unknown">{words.unknownReason.offline}</Chip>
          )}
        </span>
      </span>
      <span class="proven-act">
        <AnnounceButton tile={tile} small />
      </span>
    </li>
  )
}

export const ProvenResidents = () => {
  const words = text.value.proven
  const own = me.value?.gridIds ?? []
  const [days, setDays] = useState(STALE_DAYS)
  const [grid, setGrid] = useState(own.length === 1 ? (own[0] ?? '') : '')
  const [order, setOrder] = useState<Order>('longest')
  // Values change several times a second; who is on the list changes when somebody is proven or tested.
  wall.value
  const found = [...world.value.residents.values()]
    .filter(({ gridId }) => grid === '' || gridId === grid)
    .filter(({ proven, test }) =>
      days === 0 ? true : isStale(proven, days, slowNow.value) || isWaiting(test, slowNow.value),
    )
    .sort(order === 'home' ? byHome : byAge)
  return (
    <div data-testid="proven-residents">
      <p class="page-note muted">{words.lead}</p>
      <div class="proven-filters">
        <Choose
          label={words.days}
          value={String(days)}
          testid="proven-days"
          onChange={(value) => setDays(Number(value))}
        >
          {DAYS.map((n) => (
            <option key={n} value={n}>
              {words.daysOption(n)}
            </option>
          ))}
        </Choose>
        <Choose label={words.grid} value={grid} testid="proven-grid" onChange={setGrid}>
          <option value="">{words.allGrids}</option>
          {grids.value.map((each) => (
            <option key={each.id} value={each.id}>
              {nameOf(each)}
            </option>
          ))}
        </Choose>
        <Choose
          label={words.order}
          value={order}
          testid="proven-order"
          onChange={(value) => setOrder(value === 'home' ? 'home' : 'longest')}
        >
          <option value="longest">{words.orders.longest}</option>
          <option value="home">{words.orders.home}</option>
        </Choose>
      </div>
      {found.length === 0 ? (
        <Empty icon="check" title={words.none} hint={words.noneHint} />
      ) : (
        <ul class="proven-list">
          {found.slice(0, MOST_SHOWN).map((tile) => (
            <Row key={tile.id} tile={tile} />
          ))}
        </ul>
      )}
      {found.length > MOST_SHOWN && <p class="page-note muted">{words.more(found.length - MOST_SHOWN)}</p>}
    </div>
  )
}
