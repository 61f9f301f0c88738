// The hand-over between shifts, in English.

import type { Dictionary } from './zh-cn.ts'

export const handoverWordsEn: Pick<Dictionary, 'handover'> = {
  handover: {
    nav: 'Hand-over',
    title: (community) => `Hand-over sheet, ${community}`,
    madeAt: (at) => `Made at ${at}`,
    refresh: 'Refresh',
    print: 'Print',
    community: 'Community',
    onDuty: 'On duty now',
    nobody: 'Nobody is on duty',
    next: (at) => `Next shift (${at})`,
    nextNobody: 'Nobody comes within 24 hours',
    open: 'Open alerts',
    noOpen: 'No alert is open.',
    takenBy: (name) => `taken on by ${name}`,
    untaken: 'nobody has taken it on',
    promised: 'Promises',
    noPromised: 'Nothing is promised.',
    promises: {
      assigned: 'was asked to go',
      onTheWay: 'is on the way',
      handedOver: 'has taken it over',
    },
    silences: 'Silences that end within 12 hours',
    noSilences: 'No silence is about to end.',
    silent: 'Wristbands without a word',
    noSilent: 'Every wristband reports.',
    seen: (at) => `last seen ${at}`,
    neverSeen: 'never seen',
    failed: 'Messages that did not arrive',
    noFailed: 'Every message has arrived.',
    gaps: 'Nobody on duty in the next seven days',
    noGaps: 'Every minute of the next seven days is covered.',
    span: (from, to) => `${from} to ${to}`,
    until: (at) => `until ${at}`,
    signatures: ['Handed over by', 'Taken over by'],
  },
}
