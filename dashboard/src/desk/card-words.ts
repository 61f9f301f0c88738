// The card speaks the desk's language, Chinese: its fixed words in the language of whoever reads it on the board.

import type { Dictionary } from '../text/zh-cn.ts'

/** Names of metrics, units and cautions; what somebody wrote themselves stays as it is. */
export const inWords = ({ card120 }: Dictionary, text: string): string =>
  Object.entries(card120.inWords).reduce((told, [word, ours]) => told.replaceAll(word, ours), text)
