// Words of the board's keys, in English.

import type { Dictionary } from './zh-cn.ts'

export const keyWordsEn: Pick<Dictionary, 'keys'> = {
  keys: {
    title: 'Keyboard',
    lead: 'On the board only; they do nothing while you type or a window is open.',
    next: 'Next alert',
    previous: 'Previous alert',
    open: 'Open alert',
    acknowledge: 'Acknowledge',
    comment: 'Comment',
    resolve: 'Resolve',
    decline: 'I cannot go',
    search: 'Search residents',
    hush: 'Hush current alerts',
    help: 'Show this list',
    close: 'Close',
  },
}
