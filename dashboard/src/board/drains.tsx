// The strip of drains: level, class, trend, the last hour as a line. Worst first.

import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Sparkline } from '../design/sparkline.tsx'
import { ageText } from '../format/time.ts'
import { digits } from '../format/values.ts'
import { slowNow } from '../live/clock.ts'
import { drains, hasSnapshot } from '../live/store.ts'
import type { DrainTile } from '../server-types.ts'
import { Link } from '../shell/navigation.tsx'
import { drainPath } from '../shell/route.ts'
import { nameOf, text } from '../text/text.ts'

/** Below a millimetre a minute the level counts as steady. */
const STEADY_CM = 0.5
const LEAST_SPAN_CM = 4

/** The class the water has reached; a ladder of the sensor's battery is not water. */
const waterClass = (tile: DrainTile): string | null =>
  ['attention', 'warning', 'closure', 'danger'].includes(tile.levelClass ?? '') ? tile.levelClass : null

export const drainTone = (tile: DrainTile): 'critical' | 'warning' | 'info' | 'unknown' | 'fine' => {
  const reached = waterClass(tile)
  if (reached === 'danger' || reached === 'closure') return 'critical'
  if (reached === 'warning') return 'warning'
  if (reached !== null) return 'info'
  if (tile.condition === 'unknown') return 'unknown'
  return tile.condition === 'alarm' ? 'warning' : 'fine'
}

export const drainWord = (tile: DrainTile): string => {
  const words = text.value
  const reached = waterClass(tile)
  if (reached !== null) return words.level[reached] ?? reached
  if (tile.condition === 'unknown')
    return tile.unknownReason === undefined ? words.state.unknown : words.unknownReason[tile.unknownReason]
  return words.state[tile.condition]
}

export const DrainTrend = ({ trend }: { trend: number | null }) => {
  const words = text.value.board
  if (trend === null) return null
  if (Math.abs(trend) < STEADY_CM) return <span class="drain-trend muted">{words.steady}</span>
  const up = trend > 0
  return (
    <span class="drain-trend" data-up={up || undefined} title={up ? words.rising : words.falling}>
      <Icon name={up ? 'up' : 'down'} size={14} />
      {words.perTen(digits('level', Math.abs(trend)))}
    </span>
  )
}

const Drain = ({ tile }: { tile: DrainTile }) => {
  const words = text.value
  const tone = drainTone(tile)
  return (
    <Link to={drainPath(tile.id)} class="drain" testid={`drain-${tile.id}`}>
      <span class="drain-body" data-tone={tone}>
        <span class="drain-head">
          <Glyph shape={tone} size={13} />
          <strong>{nameOf(tile)}</strong>
        </span>
        <span class="drain-line">
          <span class="drain-level">
            <b>{tile.level === null ? words.person.noValue : digits('level', tile.level.value)}</b> cm
          </span>
          <span class="drain-word">{drainWord(tile)}</span>
        </span>
        <Sparkline values={tile.recent} leastSpan={LEAST_SPAN_CM} />
        <span class="drain-foot">
          {tone === 'unknown' || tile.trend === null ? (
            <span class="muted">
              {tile.seenAt === null ? words.person.neverSeen : ageText(words, tile.seenAt, slowNow.value)}
            </span>
          ) : (
            <DrainTrend trend={tile.trend} />
          )}
        </span>
      </span>
    </Link>
  )
}

export const Drains = () => {
  if (!hasSnapshot.value || drains.value.length === 0) return null
  return (
    <section class="drains" aria-label={text.value.board.drains}>
      {drains.value.map((tile) => (
        <Drain key={tile.id} tile={tile} />
      ))}
    </section>
  )
}
