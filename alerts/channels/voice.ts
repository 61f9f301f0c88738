// A telephone call by Aliyun that reads a template aloud (SingleCallByTts). One callee: once a minute, five times an
// hour, twenty times a day, whether it was answered or not [docs 393519, 2680293]; it never calls 120 or other short
// numbers, which the provider does not take.

import { DAY, HOUR, MINUTE } from '../model/time.ts'
import { type AliyunDeps, createAliyunChannel } from './aliyun.ts'
import type { Channel } from './channel.ts'
import type { Quota } from './quota.ts'

export type VoiceTemplate = Readonly<{
  code: string
  codeEn?: string
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

export const createVoiceChannel = (deps: AliyunDeps & Readonly<{ template: VoiceTemplate }>): Channel => {
  const { template } = deps
  return createAliyunChannel(
    {
      name: 'voice',
      action: 'SingleCallByTts',
      quota: VOICE_QUOTA,
      receipt: 'CallId',
      query: ({ address, recipient }, values) => ({
        CalledNumber: address,
        TtsCode: recipient.locale === 'en' ? (template.codeEn ?? template.code) : template.code,
        TtsParam: values,
        PlayTimes: String(template.playTimes),
        ...(template.shownNumber === undefined ? {} : { CalledShowNumber: template.shownNumber }),
      }),
    },
    deps,
  )
}
