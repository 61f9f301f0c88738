// One resident: who and where, how they are now, today's curves with limits and alerts drawn in, what happened before.

import { useState } from 'preact/hooks'
import { WhyNot } from '../alert/explained.tsx'
import { Glyph } from '../design/glyph.tsx'
import { Card, Empty, Failed, Loading, Tabs } from '../design/parts.tsx'
import { ageText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { alarmSeverity } from '../live/order.ts'
import { alerts, residentTile } from '../live/store.ts'
import { TestCard } from '../proven/test-card.tsx'
import { ResidentCareCard } from '../review/resident-care.tsx'
import type { ResidentDetail, ResidentTile } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { Link } from '../shell/navigation.tsx'
import { homeOf, nameOf, text } from '../text/text.ts'
import { AlertTable } from './alert-table.tsx'
import { Identity } from './identity.tsx'
import { LatestValues } from './latest.tsx'
import { ResidentCurves } from './resident-curves.tsx'
import type { Span } from './samples.ts'
import { gridName } from './subject.ts'

const Heading = ({ tile }: { tile: ResidentTile }) => {
  const words = text.value
  const severity = alarmSeverity(tile, alerts.value)
  const reason = tile.unknownReason === undefined ? '' : ` · ${words.unknownReason[tile.unknownReason]}`
  return (
    <div class="place-head" data-tone={severity ?? tile.condition}>
      <Glyph shape={severity ?? tile.condition} size={30} />
      <div>
        <h1>
          {nameOf(tile)}{' '}
          <small>
            {words.person[tile.sex]} · {words.person.years(tile.age)}
          </small>
        </h1>
        <p>
          <strong class="place-state">
            {words.state[tile.condition]}
            {reason}
          </strong>{' '}
          · {words.person.lastSeen}{' '}
          {tile.seenAt === null ? words.person.neverSeen : ageText(words, tile.seenAt, slowNow.value)}
        </p>
      </div>
      <span class="place-where">
        {gridName(tile.gridId)} · {homeOf(tile)}
      </span>
    </div>
  )
}

/** Alerts of this person: what the history brought, and what has come since. */
const allAlerts = (detail: ResidentDetail) => {
  const byId = new Map(detail.alerts.map((alert) => [alert.id, alert]))
  for (const alert of alerts.value.values())
    if (alert.subject.kind === 'resident' && alert.subject.id === detail.tile.id) byId.set(alert.id, alert)
  return [...byId.values()].sort((a, b) => b.id - a.id)
}

export const ResidentPage = ({ id }: { id: string }) => {
  const words = text.value
  const loaded = useLoaded<ResidentDetail>(`/api/residents/${encodeURIComponent(id)}`)
  const [span, setSpan] = useState<Span>('today')
  const detail = loaded.value
  const tile = residentTile(id)?.value ?? detail?.tile
  if (tile === undefined || detail === null)
    return (
      <main id="main" class="page">
        {loaded.state !== 'failed' ? (
          <Loading />
        ) : loaded.status === 404 || loaded.status === 403 ? (
          <Empty icon="search" title={words.place.notFound}>
            <Link to="/" class="button">
              {words.nav.board}
            </Link>
          </Empty>
        ) : (
          <Failed code={loaded.code} retry={loaded.reload} />
        )}
      </main>
    )
  const list = allAlerts(detail)
  return (
    <main id="main" class="page" data-testid="resident-page">
      <Heading tile={tile} />
      <LatestValues tile={tile} />
      <div class="place-grid">
        <div class="place-side">
          <TestCard tile={tile} />
          <Identity detail={detail} tile={tile} />
          <ResidentCareCard id={id} name={nameOf(tile)} />
        </div>
        <div class="place-main">
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
            <ResidentCurves tile={tile} limits={detail.limits} alerts={list} span={span} />
          </Card>
          <Card title={words.explain.title}>
            <WhyNot subject={`resident:${id}`} />
          </Card>
          <Card title={words.place.history}>
            {list.length === 0 ? (
              <Empty icon="bell" title={words.place.noHistory} />
            ) : (
              <AlertTable alerts={list} withSubject={false} />
            )}
          </Card>
        </div>
      </div>
    </main>
  )
}
