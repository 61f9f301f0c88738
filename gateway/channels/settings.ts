// The `channels` section of the settings: which channels a site runs and with what. A secret is written there, or named:
// { env: NAME } or { file: PATH }. Nothing here is ever logged.

import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { TEMPLATE_VARIABLES } from '../../alerts/channels/aliyun.ts'

type Named = Readonly<{ env: string }> | Readonly<{ file: string }>

function lookUp(named: Named): string | undefined {
  if ('env' in named) return process.env[named.env]
  try {
    return readFileSync(named.file, 'utf8').trim()
  } catch {
    return undefined
  }
}

const secret = z
  .union([
    z.string().min(1),
    z.strictObject({ env: z.string().min(1) }),
    z.strictObject({ file: z.string().min(1) }),
  ])
  .transform((value, context) => {
    if (typeof value === 'string') return value
    const found = lookUp(value)
    if (found !== undefined && found !== '') return found
    const where =
      'env' in value ? `the environment has no ${value.env}` : `${value.file} cannot be read, or is empty`
    context.addIssue({ code: 'custom', message: where, input: value })
    return z.NEVER
  })

const https = z.url({ protocol: /^https?$/, error: 'is no address' })
/** A robot's address holds its key. */
const robotUrl = secret.refine((url) => URL.canParse(url), 'is no address')
const robot = z.strictObject({
  groups: z.record(z.string().min(1).max(64), z.strictObject({ url: robotUrl, secret: secret.optional() })),
})

/** What a template names; it is sent these and no others. */
const variables = z.array(z.enum(TEMPLATE_VARIABLES)).min(1).optional()

export const channelsSchema = z.strictObject({
  wecom: robot.optional(),
  dingtalk: robot.optional(),
  feishu: robot.optional(),
  /** One access key for SMS and voice; give it the right to send and nothing else. */
  aliyun: z
    .strictObject({
      accessKeyId: secret,
      accessKeySecret: secret,
      /** The last part of the address its reports are pushed to: /api/receipts/aliyun/<token>. */
      receiptToken: secret.refine((token) => token.length >= 16, 'is too short').optional(),
    })
    .optional(),
  sms: z
    .strictObject({
      signName: z.string().min(1),
      template: z.string().min(1),
      templateEn: z.string().min(1).optional(),
      variables,
      /** For what is sent back to somebody who answered; absent: nothing is. */
      answerTemplate: z.string().min(1).optional(),
      answerTemplateEn: z.string().min(1).optional(),
      endpoint: https.default('https://dysmsapi.aliyuncs.com'),
    })
    .optional(),
  voice: z
    .strictObject({
      template: z.string().min(1),
      templateEn: z.string().min(1).optional(),
      variables,
      shownNumber: z.string().min(1).optional(),
      playTimes: z.number().int().min(1).max(3).default(2),
      dialDesk: z
        .boolean()
        .default(false)
        .describe('Telephone the 120 desk by software, after a person has confirmed the emergency.'),
      endpoint: https.default('https://dyvmsapi.aliyuncs.com'),
    })
    .optional(),
  email: z
    .strictObject({
      host: z.string().min(1),
      port: z.number().int().min(1).max(65_535).default(587),
      secure: z.boolean().optional().describe('TLS from the first byte; the default for port 465.'),
      plain: z.boolean().default(false).describe('No TLS at all: only for a relay on this machine.'),
      user: z.string().min(1).optional(),
      password: secret.optional(),
      from: z.string().min(3),
      /** PEM, as text or { file }. */
      ca: secret.optional(),
    })
    .optional(),
  push: z
    .strictObject({
      contact: z.string().regex(/^(?:mailto:.+@.+|https:\/\/.+)$/, 'mailto:… or https://…'),
    })
    .optional(),
  ntfy: z.strictObject({ server: https, token: secret.optional() }).optional(),
  gotify: z.strictObject({ server: https, applications: z.record(z.string(), secret) }).optional(),
})

export type ChannelSettings = Readonly<z.infer<typeof channelsSchema>>

/** What the types cannot say. */
export function channelFaults(
  { sms, voice, aliyun }: ChannelSettings,
  publicUrl: string | undefined,
): string[] {
  const needing = [...(sms ? ['sms'] : []), ...(voice ? ['voice'] : [])]
  const faults =
    aliyun === undefined
      ? needing.map((name) => `channels.${name}: needs channels.aliyun with the access key`)
      : []
  if (sms?.variables?.includes('link') === true && publicUrl === undefined)
    faults.push('channels.sms.variables: link needs http.publicUrl, the address the template begins it with')
  if (voice?.variables?.includes('link') === true)
    faults.push('channels.voice.variables: a link cannot be read aloud')
  return faults
}
