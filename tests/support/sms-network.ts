// Aliyun as the gateway sees it, for the journeys about links and answers: takes every SMS, and keeps what was in it.

import { channelsSchema } from '../../gateway/channels/settings.ts'

export const PUBLIC_URL = 'https://sw.example.org'
export const REPORTS = 'token-of-reports-1'
export const SMS_CONFIG = {
  http: { host: '127.0.0.1', port: 0, publicUrl: PUBLIC_URL, trustProxy: false },
  channels: channelsSchema.parse({
    aliyun: { accessKeyId: 'AK', accessKeySecret: 'geheim', receiptToken: REPORTS },
    sms: {
      signName: '梧桐里',
      template: 'SMS_1',
      variables: ['state', 'who', 'what', 'place', 'number', 'link'],
      answerTemplate: 'SMS_2',
    },
  }),
} as const

export type SentSms = Readonly<{
  key: string
  phone: string
  template: string
  values: Readonly<Record<string, string>>
}>

export function createSmsNetwork() {
  const sent: SentSms[] = []
  const fetch = (async (url: string) => {
    const { host, searchParams } = new URL(url)
    if (host !== 'dysmsapi.aliyuncs.com') return new Response(null, { status: 200 })
    sent.push({
      key: searchParams.get('OutId') ?? '',
      phone: searchParams.get('PhoneNumbers') ?? '',
      template: searchParams.get('TemplateCode') ?? '',
      values: JSON.parse(searchParams.get('TemplateParam') ?? '{}'),
    })
    return Response.json({ Code: 'OK', Message: 'OK', BizId: 'b' })
  }) as unknown as typeof globalThis.fetch
  return {
    sent,
    fetch,
    /** The link in the newest SMS to this person about this alert. */
    linkOf: (personId: string, alertId = 1): string | undefined =>
      sent.findLast(({ key }) => key.startsWith(`${alertId}.`) && key.includes(`.person.${personId}.sms`))
        ?.values.link,
    answers: () =>
      sent.filter(({ template }) => template === 'SMS_2').map(({ phone, values }) => [phone, values]),
  }
}
