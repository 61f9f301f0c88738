// The figures group by group, the total last. A group without a judged alert says nothing rather than 0 %.

import { durationText } from '../format/time.ts'
import type { Figures, KpiAnswer } from '../server-types.ts'
import { text } from '../text/text.ts'
import { groupName } from './group-name.ts'
import { percentText } from './percent.ts'

const spanText = (ms: number | undefined): string => (ms === undefined ? '–' : durationText(text.value, ms))

const Row = ({ name, figures, total }: { name: string; figures: Figures; total?: boolean }) => (
  <tr data-total={total}>
    <th scope="row">{name}</th>
    <td>{figures.alerts}</td>
    <td>{figures.tests}</td>
    {figures.standards.map(({ withinMs, share, met }) => (
      <td key={withinMs} data-met={met === undefined ? undefined : met ? 'yes' : 'no'}>
        {share === undefined ? '–' : percentText(share)}
      </td>
    ))}
    {[figures.acknowledge, figures.arrive, figures.resolve].flatMap(({ p50, p95 }, i) => [
      <td key={`${i}-p50`}>{spanText(p50)}</td>,
      <td key={`${i}-p95`}>{spanText(p95)}</td>,
    ])}
  </tr>
)

export const FiguresTable = ({ answer }: { answer: KpiAnswer }) => {
  const words = text.value.figures
  const { columns } = words
  return (
    <div class="table-scroll">
      <table class="table kpi-table" data-testid="figures-table">
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {words.by[answer.by === 'day' ? 'shift' : answer.by]}
            </th>
            <th scope="col" rowSpan={2}>
              {columns.alerts}
            </th>
            <th scope="col" rowSpan={2}>
              {columns.tests}
            </th>
            <th scope="col" rowSpan={2}>
              {words.within60}
            </th>
            <th scope="col" rowSpan={2}>
              {words.within180}
            </th>
            {[columns.acknowledge, columns.arrive, columns.resolve].map((label) => (
              <th key={label} scope="colgroup" colSpan={2}>
                {label}
              </th>
            ))}
          </tr>
          <tr>
            {['acknowledge', 'arrive', 'resolve'].flatMap((what) => [
              <th key={`${what}-p50`} scope="col">
                {columns.median}
              </th>,
              <th key={`${what}-p95`} scope="col">
                {columns.p95}
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {answer.groups.map((group) => (
            <Row key={group.key} name={groupName(answer.by, group)} figures={group.figures} />
          ))}
          <Row name={words.total} figures={answer.total} total />
        </tbody>
      </table>
    </div>
  )
}
