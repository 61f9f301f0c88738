// The two standards, each as a shape, a word and a number: met or not.

import { Glyph } from '../design/glyph.tsx'
import type { Figures } from '../server-types.ts'
import { text } from '../text/text.ts'
import { percentText } from './percent.ts'

export const Standards = ({ standards }: { standards: Figures['standards'] }) => {
  const words = text.value.figures
  return (
    <ul class="standards">
      {standards.map(({ withinMs, wanted, judged, within, share, met }) => {
        const seconds = withinMs / 1_000
        return (
          <li
            key={withinMs}
            data-met={met === undefined ? 'unknown' : met ? 'yes' : 'no'}
            data-testid={`standard-${seconds}`}
          >
            <span>{words.standard(seconds)}</span>
            <strong>{share === undefined ? '–' : percentText(share)}</strong>
            <span class="standards-verdict">
              <Glyph shape={met === undefined ? 'unknown' : met ? 'fine' : 'critical'} size={18} />
              {met === undefined ? words.noJudgement : met ? words.met : words.notMet}
            </span>
            <span class="muted small">
              {words.wanted(percentText(wanted))}
              {judged > 0 && ` · ${words.counted(within, judged)}`}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
