// How long the 120 desk took from the press on, group by group: how often each of its three moments is known, and the median.
// Groups in which the desk was never asked are left out.

import { durationText } from '../format/time.ts'
import type { Figures, KpiAnswer } from '../server-types.ts'
import { text } from '../text/text.ts'
import { groupName } from './group-name.ts'

export const DESK_STEPS = ['received', 'vehicleOut', 'arrived'] as const

export const hasDeskTimes = ({ desk }: Pick<Figures, 'desk'>): boolean =>
  DESK_STEPS.some((step) => desk[step].count > 0)

const Row = ({ name, figures, total }: { name: string; figures: Figures; total?: boolean }) => (
  <tr data-total={total}>
    <th scope="row">{name}</th>
    {DESK_STEPS.flatMap((step) => {
      const { count, p50 } = figures.desk[step]
      return [
        <td key={`${step}-count`}>{count}</td>,
        <td key={`${step}-p50`}>{p50 === undefined ? '–' : durationText(text.value, p50)}</td>,
      ]
    })}
  </tr>
)

export const DeskTable = ({ answer }: { answer: KpiAnswer }) => {
  const words = text.value.figures
  if (!hasDeskTimes(answer.total))
    return (
      <p class="muted small" data-testid="figures-desk-none">
        {words.desk.none}
      </p>
    )
  return (
    <section data-testid="figures-desk">
      <h3 class="kpi-heading">{words.desk.title}</h3>
      <div class="table-scroll">
        <table class="table kpi-table">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {words.by[answer.by === 'day' ? 'shift' : answer.by]}
              </th>
              {DESK_STEPS.map((step) => (
                <th key={step} scope="colgroup" colSpan={2}>
                  {words.desk[step]}
                </th>
              ))}
            </tr>
            <tr>
              {DESK_STEPS.flatMap((step) => [
                <th key={`${step}-count`} scope="col">
                  {words.desk.count}
                </th>,
                <th key={`${step}-p50`} scope="col">
                  {words.columns.median}
                </th>,
              ])}
            </tr>
          </thead>
          <tbody>
            {answer.groups
              .filter(({ figures }) => hasDeskTimes(figures))
              .map((group) => (
                <Row key={group.key} name={groupName(answer.by, group)} figures={group.figures} />
              ))}
            <Row name={words.total} figures={answer.total} total />
          </tbody>
        </table>
      </div>
    </section>
  )
}
