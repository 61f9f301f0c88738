// What the few who learn of a test read about it, Chinese first: that it is one, and what to do if it is not. Words only.

import type { Message, NotificationReason, Recipient } from '../model/notification.ts'
import type { Locale } from '../model/people.ts'

export type TestTelling = Readonly<{
  recipient: Recipient
  reason: NotificationReason
  /** Whose band it is, in the recipient's language. */
  who: string
  alertId: number
  /** A channel had taken a message about it to somebody. */
  isProven: boolean
}>

type TestWords = Readonly<{
  /** Instead of the rule's title, where strangers read along. */
  what: string
  title: (who: string) => string
  endedTitle: (who: string) => string
  wearer: string
  wearerEnded: string
  family: string
  announcer: (alertId: number) => string
  ended: string
  unproven: string
}>

export const TEST_WORDS: Readonly<Record<Locale, TestWords>> = {
  'zh-CN': {
    what: '呼救键测试',
    title: (who) => `【测试】${who} 按下了呼救键`,
    endedTitle: (who) => `【测试结束】${who} 呼救键测试`,
    wearer: '测试已收到。如果真的需要帮助，请再按一次呼救键',
    wearerEnded: '测试已结束。需要帮助时，请按呼救键',
    family: '这是社区事先安排的呼救键测试，不是求救，请放心。',
    announcer: (alertId) =>
      `您宣布的测试：按键已收到，没有通知120。如果其实是真的求救，请立即在看板上点“这是真的”；再按一次呼救键也会按真实求救处理。告警编号 ${alertId}。`,
    ended: '测试已结束，无需处理。',
    unproven: '按键已收到，但没有一条消息送达任何人，这条通路没有走通，请检查通知渠道。',
  },
  en: {
    what: 'SOS button test',
    title: (who) => `[Test] ${who} pressed SOS`,
    endedTitle: (who) => `[Test over] ${who}: SOS button`,
    wearer: 'Test received. If you need help, press SOS once more',
    wearerEnded: 'The test is over. Press SOS if you need help',
    family: 'This is a test of the SOS button the community had planned, not a call for help. All is well.',
    announcer: (alertId) =>
      `The test you announced: the press has arrived, 120 was not told. If it is a real call for help, say "This is real" on the board at once; a second press counts as real too. Alert ${alertId}.`,
    ended: 'The test is over; nothing to do.',
    unproven:
      'The press arrived, but no message reached anybody: this path is not proven. Please check the channels.',
  },
}

export function renderTest({
  recipient,
  reason,
  who,
  alertId,
  isProven,
}: TestTelling): Pick<Message, 'title' | 'body'> {
  const words = TEST_WORDS[recipient.locale]
  const isOver = reason === 'resolved' || reason === 'withdrawn'
  const title = isOver ? words.endedTitle(who) : words.title(who)
  if (recipient.role === 'wearer') return { title, body: isOver ? words.wearerEnded : words.wearer }
  if (isOver) return { title, body: reason === 'resolved' && !isProven ? words.unproven : words.ended }
  return { title, body: recipient.role === 'family' ? words.family : words.announcer(alertId) }
}
