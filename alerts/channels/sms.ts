// Short messages by Aliyun: SendSms with an approved signature and template. Fifty notices a day for one number [doc
// 2881383]; the text a template makes of the values is the provider's.

import type { Notification } from '../model/notification.ts'
import { DAY } from '../model/time.ts'
import {
  type AliyunDeps,
  answerValues,
  createAliyunChannel,
  type TemplateVariable,
  templateValues,
} from './aliyun.ts'
import type { Channel } from './channel.ts'
import type { Quota } from './quota.ts'

export type SmsTemplate = Readonly<{
  signName: string
  code: string
  codeEn?: string
  /** What both of them name; absent: the usual ones. */
  variables?: readonly TemplateVariable[]
  /** For what is sent back to somebody who answered. */
  answer?: string
  answerEn?: string
}>

export const SMS_QUOTA: Quota = [{ most: 50, withinMs: DAY, called: '50 messages a day to one number' }]

/** `link`: the end of the address under which the person can act. */
export const createSmsChannel = (
  deps: AliyunDeps &
    Readonly<{ template: SmsTemplate; link?: (notification: Notification) => string | undefined }>,
): Channel => {
  const { signName, code, codeEn = code, variables, answer = code, answerEn = answer } = deps.template
  return createAliyunChannel(
    {
      name: 'sms',
      action: 'SendSms',
      quota: SMS_QUOTA,
      receipt: 'BizId',
      query: (notification) => {
        const { address, recipient, message } = notification
        const isEn = recipient.locale === 'en'
        const isAnswer = message.brief?.answer !== undefined
        return {
          PhoneNumbers: address,
          SignName: signName,
          TemplateCode: isAnswer ? (isEn ? answerEn : answer) : isEn ? codeEn : code,
          TemplateParam: isAnswer
            ? answerValues(notification)
            : templateValues(notification, variables, deps.link?.(notification)),
        }
      },
    },
    deps,
  )
}
