// The shapes of states and severities: a state is told by shape as well as by colour and word.

import type { Condition, Severity } from '../server-types.ts'

type Shape = Condition | Severity

const bodies: Readonly<Record<Shape, () => preact.JSX.Element>> = {
  // A ring with a tick: calm, closed, done.
  fine: () => (
    <>
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2" />
      <path d="m6.4 10.3 2.5 2.5 4.8-5.3" fill="none" stroke="currentColor" stroke-width="2" />
    </>
  ),
  alarm: () => <TriangleBody />,
  critical: () => <TriangleBody />,
  warning: () => (
    <>
      <path d="M10 .9 19.1 10 10 19.1.9 10z" fill="currentColor" />
      <path d="M10 5.4v5.6M10 13.6v1.6" stroke="var(--glyph-ink, var(--surface))" stroke-width="2.2" />
    </>
  ),
  info: () => (
    <>
      <circle cx="10" cy="10" r="9" fill="currentColor" />
      <path d="M10 8.8v6M10 5v1.8" stroke="var(--glyph-ink, var(--surface))" stroke-width="2.2" />
    </>
  ),
  // A broken square with a question: the shape itself is not closed.
  unknown: () => (
    <>
      <rect
        x="1.8"
        y="1.8"
        width="16.4"
        height="16.4"
        rx="3"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-dasharray="3.4 2.4"
      />
      <path
        d="M7.4 7.7c.1-3.4 5.3-3.2 5.2 0 0 1.9-2.5 2-2.5 3.9M10.1 13.6v1.7"
        fill="none"
        stroke="currentColor"
        stroke-width="1.9"
      />
    </>
  ),
}

const TriangleBody = () => (
  <>
    <path d="M10 1.2 19.6 18H.4z" fill="currentColor" stroke="currentColor" stroke-linejoin="round" />
    <path d="M10 6.9v5.2M10 14.2v1.8" stroke="var(--glyph-ink, var(--surface))" stroke-width="2.2" />
  </>
)

export const Glyph = ({ shape, size = 16 }: { shape: Shape; size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" class="glyph">
    {bodies[shape]()}
  </svg>
)
