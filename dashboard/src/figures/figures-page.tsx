// How fast people came: the two telecare standards as a plain yes or no, the same by shift, grid, rule or outcome, and
// day by day. The numbers are the server's; this page only asks and shows.

import { useMemo, useState } from 'preact/hooks'
import { Card, Empty, Tabs } from '../design/parts.tsx'
import { startOfDay } from '../format/time.ts'
import { now } from '../live/clock.ts'
import type { KpiAnswer } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { NotYet } from '../shell/not-yet.tsx'
import { text } from '../text/text.ts'
import { DayBars } from './day-bars.tsx'
import { DeskTable } from './desk-table.tsx'
import { FiguresTable } from './figures-table.tsx'
import { OwnLine } from './own-line.tsx'
import { Standards } from './standards.tsx'
import './figures.css'

const DAYS = { week: 7, month: 30, quarter: 90, year: 365 } as const
type Range = keyof typeof DAYS
type By = Exclude<KpiAnswer['by'], 'day'>
const DAY_MS = 86_400_000

const FiguresPage = () => {
  const words = text.value.figures
  const [range, setRange] = useState<Range>('month')
  const [of, setOf] = useState<KpiAnswer['of']>('urgent')
  const [by, setBy] = useState<By>('shift')
  // Whole days, so that the question stays the same while the page is open.
  const question = useMemo(() => {
    const to = startOfDay(now.peek()) + DAY_MS
    return `from=${to - DAYS[range] * DAY_MS}&to=${to}&of=${of}`
  }, [range, of])
  const groups = useLoaded<KpiAnswer>(`/api/kpi?${question}&by=${by}`)
  const days = useLoaded<KpiAnswer>(`/api/kpi?${question}&by=day`)
  const total = (groups.value ?? days.value)?.total
  const isNothing = total !== undefined && total.alerts === 0 && total.tests === 0 && total.own.alerts === 0
  return (
    <main id="main" class="page" data-testid="figures-page">
      <Card
        title={words.title}
        side={
          <>
            <Tabs<Range>
              label={words.range}
              value={range}
              onChange={setRange}
              testid="figures-range"
              options={(Object.keys(DAYS) as Range[]).map((key) => [key, words.ranges[key]] as const)}
            />
            <Tabs<KpiAnswer['of']>
              label={words.ofLabel}
              value={of}
              onChange={setOf}
              testid="figures-of"
              options={[
                ['urgent', words.of.urgent],
                ['all', words.of.all],
              ]}
            />
          </>
        }
      >
        <p class="page-note muted">{words.lead}</p>
        {total === undefined ? (
          <NotYet asked={groups} />
        ) : isNothing ? (
          <Empty icon="clock" title={words.empty} hint={words.emptyHint} />
        ) : (
          <div class="kpi">
            <Standards standards={total.standards} />
            <OwnLine own={total.own} />
            {days.value !== null && days.value.groups.length > 1 && <DayBars days={days.value.groups} />}
            <div class="kpi-by">
              <Tabs<By>
                label={words.byLabel}
                value={by}
                onChange={setBy}
                testid="figures-by"
                options={[
                  ['shift', words.by.shift],
                  ['grid', words.by.grid],
                  ['rule', words.by.rule],
                  ['outcome', words.by.outcome],
                ]}
              />
              <a
                class="button"
                data-size="small"
                href={`/api/kpi.csv?${question}&by=${by}`}
                download={`kpi-by-${by}.csv`}
                data-testid="figures-download"
              >
                {words.download}
              </a>
            </div>
            {groups.state === 'failed' || groups.value === null ? (
              <NotYet asked={groups} />
            ) : (
              <>
                <FiguresTable answer={groups.value} />
                <DeskTable answer={groups.value} />
              </>
            )}
            <p class="muted small">{words.source}</p>
          </div>
        )}
      </Card>
    </main>
  )
}

export default FiguresPage
