// Words in English for push on a phone and the home screen.

import type { phoneWords } from './zh-cn-phone.ts'

export const phoneWordsEn: typeof phoneWords = {
  phone: {
    staleHint: (at, before) =>
      `No connection since ${at} (before: ${before}): how things are now is not known here. This does not mean trouble, nor that all is well.`,
    off: 'Notify me on this phone',
    on: 'This phone is notified',
    busy: 'One moment…',
    hint: 'Alerts reach this phone even when the page is closed. A notification does not mean that somebody has taken it on.',
    failure: {
      blocked:
        'Notifications are blocked. Allow them for this browser (or for “Shouwang”) in the phone’s settings, then come back.',
      noService:
        'This phone’s browser cannot reach its push service, as many Android phones in China cannot. Ring the desk and ask to be told by SMS or by telephone.',
      failed: 'It could not be switched on. Check the connection and try again.',
    },
    hindrance: {
      weChat: {
        title: 'WeChat cannot show notifications',
        steps: [
          'Tap “···” in the upper right corner.',
          'Choose “Open in browser” (on an iPhone “Open in Safari”).',
          'Log in there and switch notifications on.',
        ],
      },
      homeScreen: {
        title: 'Put Shouwang on the home screen to be notified',
        steps: [
          'Tap the share button (a box with an arrow).',
          'Choose “Add to Home Screen”.',
          'Open Shouwang from the home screen, log in and switch notifications on.',
        ],
      },
      insecure: {
        title: 'This address cannot notify you',
        steps: ['Notifications need an address that begins with https: ask the duty desk for it.'],
      },
      unsupported: {
        title: 'This browser cannot notify you',
        steps: [
          'Use the phone’s own browser or Chrome, or ring the desk and ask to be told by SMS or by telephone.',
        ],
      },
    },
  },
}
