// The frame of a report's parts: a heading with its table, or one line that says there is nothing: an empty part must
// not look forgotten.

import type { ComponentChildren } from 'preact'
import { text } from '../text/text.ts'

type PartProps = {
  title: string
  /** Said instead of a table. */
  none?: string | false | undefined
  /** How many there are beyond those that are listed. */
  more?: number
  testid?: string
  children?: ComponentChildren
}

export const Part = ({ title, none, more = 0, testid, children }: PartProps) => (
  <section class="report-part" data-testid={testid}>
    <h2>{title}</h2>
    {typeof none === 'string' ? <p class="muted">{none}</p> : children}
    {more > 0 && <p class="muted small">{text.value.reports.more(more)}</p>}
  </section>
)

type TableProps = {
  /** A heading; `end` is a column of numbers. */
  columns: readonly (string | readonly [string, 'end'])[]
  rows: readonly (readonly [key: string | number, ...cells: ComponentChildren[]])[]
}

export const ReportTable = ({ columns, rows }: TableProps) => {
  const ends = columns.map((column) => (typeof column === 'string' ? undefined : column[1]))
  return (
    <div class="table-scroll">
      <table class="table report-table">
        <thead>
          <tr>
            {columns.map((column, i) => {
              const label = typeof column === 'string' ? column : column[0]
              return (
                <th key={label} scope="col" data-align={ends[i]}>
                  {label}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, ...cells]) => (
            <tr key={key}>
              {cells.map((cell, i) => (
                <td key={i} data-align={ends[i]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
