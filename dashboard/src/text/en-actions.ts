// Words of what people do about an alert, in English: on the way, there, assigned, handed over, calls, undo.

import type { Dictionary } from './zh-cn.ts'

export const actionWordsEn: Pick<Dictionary, 'actions'> = {
  actions: {
    onTheWay: 'I am on the way',
    arrived: 'I am there',
    decline: 'I cannot go',
    declineMine:
      'You have it now. It becomes open again, everybody who was told learns that you cannot go, and the next person is told at once.',
    declineShared: 'A colleague still has it, and learns that you cannot go.',
    declineOpen:
      'Everybody sees at once that you cannot go. When nobody of the staff who were told is left who can, the next person is told at once.',
    declineFamilyMine:
      'You said that you were on it. The duty desk learns that you cannot go, and the next person is told at once.',
    declineFamily:
      'The duty desk sees that you cannot go and carries on. There is nothing else you need to do.',
    declineNote: 'Note, such as: I am out of town (optional)',
    assign: 'Assign',
    handOver: 'Hand over',
    logCall: 'Log a call',
    more: 'More',
    undo: (seconds) => `Undo (${seconds})`,
    undoShort: 'Undo',
    assignLead: 'Ask a colleague to go there; they are told at once.',
    handOverLead: 'Let a colleague answer for it from here on; they are told at once.',
    logCallLead: 'Whom you called, and what came of it. Everybody on duty sees it.',
    person: 'Person',
    personRequired: 'Please choose a person.',
    onDutyNow: 'On duty now',
    offDuty: 'Off duty',
    callee: 'Called',
    calleeRequired: 'Please choose whom you called.',
    callees: { resident: 'The resident', desk120: '120 desk', other: 'Somebody else' },
    otherHint: 'If you called somebody else, write who it was in the note.',
    result: 'Result',
    resultRequired: 'Please choose a result.',
    phoneResults: {
      answered: 'answered',
      noAnswer: 'no answer',
      busy: 'busy',
      notInService: 'not in service',
    },
    undone: {
      acknowledge: 'acknowledged',
      onTheWay: 'on the way',
      arrived: 'there',
      decline: 'cannot go',
      rosterChange: 'change of duty',
      resolve: 'resolved',
    },
    via: {
      link: (address) => ` (by the link of a message${address === '' ? '' : `, from ${address}`})`,
      sms: (address) => ` (by answering an SMS${address === '' ? '' : `, from ${address}`})`,
    },
    going: (name, at) => `${name} is on the way (${at})`,
    there: (name, at) => `${name} is there (${at})`,
    declined: (name) => `${name} cannot go`,
    assignedTo: (name, by) => `Assigned to ${name} by ${by}`,
    takenOver: (from) => `handed over by ${from}`,
    lapsesIn: 'Lapses in',
    lapsing: 'Lapsing…',
    lapsesHint:
      'If nobody is on the way by then, the escalation goes on. Going there or resolving stops this.',
    uncovered: (from, to, gaps) =>
      `Nobody is on duty from ${from} to ${to}${gaps > 1 ? `, and there are ${gaps} gaps in seven days` : ''}.`,
    accidents: (n) => `${n} accidental presses in seven days: show once more how the button works.`,
    iAmCalling: 'I am calling them now',
    iAmCallingHint:
      'The duty desk sees that you are on it. If nobody goes there, the desk carries on by itself.',
    itIsReal: 'It is a real emergency',
    itIsFalse: 'False alarm, they are fine',
    tellDesk: 'Tell the duty desk',
    changed: 'A colleague was faster; this is how it stands now',
  },
}
