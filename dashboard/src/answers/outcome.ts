// What an answer to an SMS came to, as the page shows it: a tone, and whether somebody should be rung about it. Codes in,
// codes out; an unknown one did nothing.

const DONE: ReadonlySet<string> = new Set(['acknowledge', 'onTheWay', 'decline', 'arrived'])
/** Whoever wrote this meant something, and nobody knows what: it stands as if they had not answered. */
const UNCLEAR: ReadonlySet<string> = new Set(['unreadable', 'ambiguous', 'notTold'])

export type Verdict = Readonly<{
  isDone: boolean
  tone: 'fine' | 'warning' | 'unknown' | 'plain'
  todo: 'ring' | 'ringStranger' | null
}>

export const verdictOf = (outcome: string): Verdict => {
  if (DONE.has(outcome)) return { isDone: true, tone: outcome === 'decline' ? 'warning' : 'fine', todo: null }
  if (UNCLEAR.has(outcome)) return { isDone: false, tone: 'warning', todo: 'ring' }
  if (outcome === 'unknownNumber') return { isDone: false, tone: 'unknown', todo: 'ringStranger' }
  return { isDone: false, tone: 'plain', todo: null }
}
