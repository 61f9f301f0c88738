// What is wrong with the gateway and not over yet, for whoever joins later. Remembers frames; sends nothing.

import type { Frame } from './frames.ts'

export type SystemFrame = Extract<Frame, { type: 'system' }>
type Code = SystemFrame['code']

const REMEMBERED = 20

/** A channel's trouble ends with that channel's own word. */
const isSameChannel = (a: SystemFrame, b: SystemFrame): boolean =>
  a.code !== 'channelDown' || a.facts.name === b.facts.name

/** What is over, or said anew, with this word. */
const ENDS: Readonly<Partial<Record<Code, readonly Code[]>>> = {
  storeRecovered: ['storeUnavailable', 'unstoredSos'],
  rulesAccepted: ['rulesRefused'],
  rulesRefused: ['rulesRefused'],
  policyGaps: ['policyGaps'],
  channelDown: ['channelDown'],
  channelUp: ['channelDown'],
}
/** A word that says how it is now may say that nothing is wrong. */
const isOver = ({ code, facts }: SystemFrame): boolean => code === 'policyGaps' && facts.gaps === 0
const GOOD_NEWS: ReadonlySet<Code> = new Set(['storeRecovered', 'rulesAccepted', 'channelUp'])

/** These belong to every snapshot; the others are told once to whoever joins. */
const WITH_SNAPSHOT: ReadonlySet<Code> = new Set(['rulesRefused', 'policyGaps', 'channelDown'])

export type Troubles = Readonly<{
  told(frame: SystemFrame): void
  withSnapshot(): readonly SystemFrame[]
  onJoin(): readonly SystemFrame[]
}>

export function createTroubles(): Troubles {
  let troubles: readonly SystemFrame[] = []
  return {
    told(frame) {
      const ended = ENDS[frame.code] ?? []
      const others = troubles.filter(
        (trouble) => !ended.includes(trouble.code) || !isSameChannel(trouble, frame),
      )
      troubles = GOOD_NEWS.has(frame.code) || isOver(frame) ? others : [...others, frame].slice(-REMEMBERED)
    },
    withSnapshot: () => troubles.filter(({ code }) => WITH_SNAPSHOT.has(code)),
    onJoin: () => troubles.filter(({ code }) => !WITH_SNAPSHOT.has(code)),
  }
}
