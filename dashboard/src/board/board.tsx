// The board: drains, the wall of residents, the alert queue. On a phone one of the three at a time.

import { signal } from '@preact/signals'
import { Tabs } from '../design/parts.tsx'
import { openAlerts } from '../live/store.ts'
import { text } from '../text/text.ts'
import { Drains } from './drains.tsx'
import { ProvenLine } from './proven.tsx'
import { Queue } from './queue.tsx'
import { Wall } from './wall.tsx'

type Part = 'queue' | 'residents' | 'drains'
const part = signal<Part>('queue')

export const Board = () => {
  const words = text.value.board
  const waiting = openAlerts.value.length
  return (
    <main id="main" class="board" data-part={part.value}>
      <div class="board-tabs">
        <Tabs<Part>
          label={words.show}
          value={part.value}
          testid="board-tab"
          onChange={(next) => {
            part.value = next
          }}
          options={[
            ['queue', waiting === 0 ? words.queue : `${words.queue} ${waiting}`],
            ['residents', words.residents],
            ['drains', words.drains],
          ]}
        />
      </div>
      <div class="board-main">
        <Drains />
        <Wall />
        <ProvenLine />
      </div>
      <Queue />
    </main>
  )
}
