// Words of the page of SMS answers, in English.

import type { Dictionary } from './zh-cn.ts'

export const answerWordsEn: Pick<Dictionary, 'answers'> = {
  answers: {
    nav: 'SMS answers',
    title: 'SMS answers',
    lead: 'What people answered to the SMS they were sent, and what it was taken for: 1 I take it, 2 on the way, 3 cannot go, 4 there.',
    tabs: { all: 'All', idle: 'Did nothing' },
    tabsLabel: 'Which answers to show',
    empty: { all: 'Nobody has answered an SMS yet', idle: 'No answer went without effect' },
    emptyHint: {
      all: 'Answers appear here at once when they come in.',
      idle: 'Every answer was carried out.',
    },
    blank: '(empty SMS)',
    stranger: 'Unknown number',
    about: (id) => `Alert ${id}`,
    noAlert: 'About no alert',
    lastTold: 'They were last told of:',
    more: 'Earlier answers',
    did: {
      acknowledge: 'Noted: they take it',
      onTheWay: 'Noted: on the way',
      decline: 'Noted: cannot go',
      arrived: 'Noted: there',
    },
    idle: {
      alreadyAcknowledged: 'Somebody was faster; nothing changed',
      alreadySaid: 'Noted before; nothing changed',
      changedMeanwhile: 'Things had changed; nothing was done',
      alreadyResolved: 'Too late: the alert was resolved',
      nothingTold: 'Expired: no SMS went to this number within a day',
      stillATest: 'It is a test; nothing to do',
      notTold: 'They were never told of that number',
      ambiguous: 'Several alerts were open, and they did not say which',
      unreadable: 'Not understood',
      notTheirs: 'They no longer look after this resident',
      unknownNumber: 'Unknown number; not carried out',
    },
    other: (code) => `Not carried out (${code})`,
    ring: 'Please call and ask',
    ringStranger: 'If a colleague or relative has a new number, update their entry',
  },
}
