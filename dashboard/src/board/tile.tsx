// One resident on the wall. Subscribes to its own signal only; ages tick on the slow clock.

import type { Signal } from '@preact/signals'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Chip } from '../design/parts.tsx'
import { alertTitle } from '../format/alert-text.ts'
import { ageText } from '../format/time.ts'
import { digits, pressureText } from '../format/values.ts'
import { slowNow } from '../live/clock.ts'
import { alarmSeverity } from '../live/order.ts'
import { alerts } from '../live/store.ts'
import { isWaiting } from '../proven/test-state.ts'
import type { ResidentTile, Severity } from '../server-types.ts'
import { Link } from '../shell/navigation.tsx'
import { residentPath } from '../shell/route.ts'
import { homeOf, nameOf, text } from '../text/text.ts'

const LOW_BATTERY = 20

const Seen = ({ at }: { at: number | null }) => {
  const words = text.value
  return (
    <span class="tile-seen">{at === null ? words.person.neverSeen : ageText(words, at, slowNow.value)}</span>
  )
}

/** The word beside the shape: which alarm, why it cannot be told, or simply fine. */
const stateWord = (tile: ResidentTile): string => {
  const words = text.value
  if (tile.condition === 'alarm') {
    const worst = tile.alertIds.map((id) => alerts.value.get(id)).find((alert) => alert !== undefined)
    return worst === undefined ? words.state.alarm : alertTitle(words, worst)
  }
  if (tile.condition === 'unknown' && tile.unknownReason !== undefined)
    return words.unknownReason[tile.unknownReason]
  return words.state[tile.condition]
}

const Battery = ({ tile }: { tile: ResidentTile }) => {
  const words = text.value
  if (tile.battery === null && !tile.charging) return null
  const level = tile.battery?.value
  return (
    <span
      class="tile-battery"
      data-low={(level !== undefined && level <= LOW_BATTERY && !tile.charging) || undefined}
      title={tile.charging ? words.person.charging : words.metric.battery}
    >
      <Icon name={tile.charging ? 'charging' : 'battery'} size={15} />
      {level === undefined ? words.person.noValue : `${digits('battery', level)}%`}
    </span>
  )
}

const toneOf = (tile: ResidentTile, severity: Severity | null): string =>
  severity ?? (tile.condition === 'unknown' ? 'unknown' : 'fine')

export const Tile = ({ tile: source }: { tile: Signal<ResidentTile> }) => {
  const tile = source.value
  const words = text.value
  // Only a tile in alarm looks at the alerts: the other two thousand do not redraw when one opens.
  const severity = tile.condition === 'alarm' ? alarmSeverity(tile, alerts.value) : null
  const pressure = pressureText(tile.systolic, tile.diastolic)
  const word = stateWord(tile)
  const held =
    tile.condition === 'alarm' && tile.alertIds.every((id) => alerts.value.get(id)?.status !== 'open')
  return (
    <Link
      to={residentPath(tile.id)}
      class="tile"
      testid={`tile-${tile.id}`}
      label={`${nameOf(tile)}, ${homeOf(tile)}, ${words.state[tile.condition]}, ${word}`}
    >
      <span class="tile-body" data-tone={toneOf(tile, severity)} data-held={held || undefined}>
        <span class="tile-head">
          <Glyph shape={severity ?? tile.condition} size={15} />
          {tile.condition === 'fine' ? (
            <strong class="tile-name">{nameOf(tile)}</strong>
          ) : (
            <strong class="tile-word">{word}</strong>
          )}
          {tile.condition === 'fine' && (
            <span class="tile-age">
              {words.person[tile.sex]} {words.person.years(tile.age)}
            </span>
          )}
        </span>
        {tile.condition !== 'fine' && <strong class="tile-name">{nameOf(tile)}</strong>}
        <span class="tile-door">{homeOf(tile)}</span>
        <span class="tile-values">
          <span title={words.metric.heartRate}>
            <span class="tile-icon">
              <Icon name="heart" size={13} />
            </span>
            <b>
              {tile.heartRate === null ? words.person.noValue : digits('heartRate', tile.heartRate.value)}
            </b>
          </span>
          <span class="tile-pressure" title={words.metric.bloodPressure}>
            {pressure ?? words.person.noValue}
          </span>
          <span class="tile-steps" title={words.metric.steps}>
            <span class="tile-icon">
              <Icon name="steps" size={13} />
            </span>
            {tile.steps === null ? words.person.noValue : digits('steps', tile.steps.value)}
          </span>
        </span>
        <span class="tile-foot">
          <Battery tile={tile} />
          {isWaiting(tile.test, slowNow.value) && <Chip tone="info">{words.test.waitingShort}</Chip>}
          {tile.worn === false && tile.condition !== 'unknown' && <span>{words.person.notWorn}</span>}
          <Seen at={tile.seenAt} />
        </span>
      </span>
    </Link>
  )
}
