// Short messages by Aliyun: SendSms with an approved signature and template. Fifty notices a day for one number [doc
// 2881383]; the text a template makes of the values is the provider's.

import { DAY } from '../model/time.ts'
import { type AliyunDeps, createAliyunChannel } from './aliyun.ts'
import type { Channel } from './channel.ts'
import type { Quota } from './quota.ts'

export type SmsTemplate = Readonly<{ signName: string; code: string; codeEn?: string }>

export const SMS_QUOTA: Quota = [{ most: 50, withinMs: DAY, called: '50 messages a day to one number' }]

export const createSmsChannel = (deps: AliyunDeps & Readonly<{ template: SmsTemplate }>): Channel =>
  createAliyunChannel(
    {
      name: 'sms',
      action: 'SendSms',
      quota: SMS_QUOTA,
      receipt: 'BizId',
      query: ({ address, recipient }, values) => ({
        PhoneNumbers: address,
        SignName: deps.template.signName,
        TemplateCode:
          recipient.locale === 'en' ? (deps.template.codeEn ?? deps.template.code) : deps.template.code,
        TemplateParam: values,
      }),
    },
    deps,
  )
