// A telephone call by Aliyun that reads a template aloud (SingleCallByTts). One callee: once a minute, five times an
// hour, twenty times a day, whether it was answered or not [docs 393519, 2680293]. It never calls an emergency number by
// itself: only the 120 desk, only where the site has switched that on, and only after a person's word.

import type { Notification } from '../model/notification.ts'
import { DAY, HOUR, MINUTE } from '../model/time.ts'
import { type AliyunDeps, createAliyunChannel, type TemplateVariable, templateValues } from './aliyun.ts'
import type { Channel } from './channel.ts'
import type { Quota } from './quota.ts'

export type VoiceTemplate = Readonly<{
  code: string
  codeEn?: string
  variables?: readonly TemplateVariable[]
  /** The number that is shown; only with a dedicated one. */
  shownNumber?: string
  /** 1 to 3. */
  playTimes: number
}>

export const VOICE_QUOTA: Quota = [
  { most: 1, withinMs: MINUTE, called: '1 call a minute to one number' },
  { most: 5, withinMs: HOUR, called: '5 calls an hour to one number' },
  { most: 20, withinMs: DAY, called: '20 calls a day to one number' },
]

/** 110, 119, 120, 122, 112 and Beijing's 999, however they are written: with +86, an area code, spaces or hyphens. */
export const isEmergencyNumber = (phone: string): boolean =>
  /^(?:0{0,2}86)?(?:0\d{2,3})?(?:110|112|119|120|122|999)$/.test(phone.replace(/\D/g, ''))

/** Software telephones a 120 desk for what a person has confirmed or withdrawn, and for nothing else. */
const isVouchedFor = ({ recipient, reason }: Notification): boolean =>
  recipient.role === 'desk120' && (reason === 'confirmed' || reason === 'withdrawn')

export type VoiceDeps = AliyunDeps &
  Readonly<{
    template: VoiceTemplate
    /** The site's switch; absent is off. */
    dialsDesk?: boolean
  }>

export function createVoiceChannel(deps: VoiceDeps): Channel {
  const channel = createCaller(deps)
  return {
    ...channel,
    async send(notification, signal) {
      const { address, recipient } = notification
      const isDesk = recipient.role === 'desk120' || isEmergencyNumber(address)
      if (isDesk && deps.dialsDesk !== true)
        return { result: 'rejected', reason: 'no software dials the 120 desk here', about: 'address' }
      if (isDesk && !isVouchedFor(notification))
        return {
          result: 'rejected',
          reason: 'the 120 desk is dialled for a person’s word only',
          about: 'address',
        }
      return channel.send(notification, signal)
    },
  }
}

const createCaller = (deps: VoiceDeps): Channel => {
  const { template } = deps
  return createAliyunChannel(
    {
      name: 'voice',
      action: 'SingleCallByTts',
      quota: VOICE_QUOTA,
      receipt: 'CallId',
      query: (notification) => ({
        CalledNumber: notification.address,
        TtsCode: notification.recipient.locale === 'en' ? (template.codeEn ?? template.code) : template.code,
        TtsParam: templateValues(notification, template.variables),
        PlayTimes: String(template.playTimes),
        ...(template.shownNumber === undefined ? {} : { CalledShowNumber: template.shownNumber }),
      }),
    },
    deps,
  )
}
