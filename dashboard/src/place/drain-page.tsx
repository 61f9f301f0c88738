// One drain: its level now, the curve with the lines of its classes, and where it is heading.

import { useMemo, useState } from 'preact/hooks'
import { DrainTrend, drainTone, drainWord } from '../board/drains.tsx'
import { Chart } from '../design/chart.tsx'
import type { Curve } from '../design/curve.ts'
import { Glyph } from '../design/glyph.tsx'
import { Card, Empty, Loading, Tabs } from '../design/parts.tsx'
import { ageText } from '../format/time.ts'
import { digits, metricText } from '../format/values.ts'
import { serverNow, slowNow } from '../live/clock.ts'
import { alerts, drainTile, hasSnapshot } from '../live/store.ts'
import type { DrainTile, Severity } from '../server-types.ts'
import { Link } from '../shell/navigation.tsx'
import { nameOf, text } from '../text/text.ts'
import { AlertTable } from './alert-table.tsx'
import { type Span, spanOf, useSamples } from './samples.ts'
import { gridName } from './subject.ts'

const classSeverity: Readonly<Record<string, Severity>> = {
  attention: 'info',
  warning: 'warning',
  closure: 'critical',
  danger: 'critical',
}

const LevelCurve = ({ tile, span }: { tile: DrainTile; span: Span }) => {
  const words = text.value
  const [round, setRound] = useState(0)
  // A retry looks at the clock again.
  const chosen = useMemo(() => spanOf(span, serverNow()), [span, round])
  const samples = useSamples({
    path: `/api/drains/${encodeURIComponent(tile.id)}`,
    metric: 'level',
    label: metricText(words, 'level'),
    ...chosen,
    live: tile.level,
    round,
  })
  const curve: Curve = {
    lines: [samples.line],
    from: chosen.from,
    to: Math.max(chosen.to, slowNow.value),
    limits: (tile.classes ?? []).map((one) => ({
      threshold: one.threshold,
      severity: classSeverity[one.level] ?? 'warning',
      label: `${words.level[one.level] ?? one.level} ${digits('level', one.threshold)} cm`,
    })),
    marks: [...alerts.value.values()]
      .filter((alert) => alert.subject.kind === 'drain' && alert.subject.id === tile.id)
      .map((alert) => ({ at: alert.eventTime, severity: alert.severity, label: '' })),
    doubtful: samples.doubtful.map((point) => ({
      at: point.at,
      value: point.value,
      label: words.quality[point.reason] ?? point.reason,
    })),
    digits: (value) => digits('level', value),
    unit: 'cm',
    atLeast: [0, 10],
  }
  return (
    <div class="body">
      <Chart
        title={metricText(words, 'level')}
        curve={curve}
        height={340}
        state={samples.state}
        onRetry={() => setRound((n) => n + 1)}
      />
    </div>
  )
}

export const DrainPage = ({ id }: { id: string }) => {
  const words = text.value
  const [span, setSpan] = useState<Span>('today')
  const tile = drainTile(id)?.value
  if (tile === undefined)
    return (
      <main id="main" class="page">
        {hasSnapshot.value ? (
          <Empty icon="search" title={words.place.drainNotFound}>
            <Link to="/" class="button">
              {words.nav.board}
            </Link>
          </Empty>
        ) : (
          <Loading />
        )}
      </main>
    )
  const tone = drainTone(tile)
  const list = tile.alertIds
    .map((alertId) => alerts.value.get(alertId))
    .filter((alert) => alert !== undefined)
  return (
    <main id="main" class="page" data-testid="drain-page">
      <div class="place-head" data-tone={tone}>
        <Glyph shape={tone} size={30} />
        <div>
          <h1>{nameOf(tile)}</h1>
          <p>
            <strong class="place-state">{drainWord(tile)}</strong> · {words.person.lastSeen}{' '}
            {tile.seenAt === null ? words.person.neverSeen : ageText(words, tile.seenAt, slowNow.value)}
          </p>
        </div>
        <span class="place-where">
          {gridName(tile.gridId)}
          {tile.deviceId !== null && <> · {tile.deviceId}</>}
        </span>
        <span class="drain-now">
          <strong>{tile.level === null ? words.person.noValue : digits('level', tile.level.value)}</strong> cm
          <DrainTrend trend={tile.trend} />
        </span>
      </div>
      <Card
        title={words.place.curves}
        side={
          <Tabs<Span>
            label={words.place.curves}
            value={span}
            onChange={setSpan}
            testid="span"
            options={[
              ['today', words.place.today],
              ['day', words.place.day],
              ['week', words.place.week],
            ]}
          />
        }
      >
        <LevelCurve tile={tile} span={span} />
      </Card>
      {list.length > 0 && (
        <Card title={words.board.queue}>
          <AlertTable alerts={list} withSubject={false} />
        </Card>
      )}
    </main>
  )
}
