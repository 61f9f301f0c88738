// The channels a site has settings for, each with what it needs of this machine: network, hashes, chance, the store.

import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { Channel } from '../../alerts/channels/channel.ts'
import { createDingtalkChannel } from '../../alerts/channels/dingtalk.ts'
import { createEmailChannel } from '../../alerts/channels/email.ts'
import { createFeishuChannel } from '../../alerts/channels/feishu.ts'
import { createGotifyChannel } from '../../alerts/channels/gotify.ts'
import { createNtfyChannel } from '../../alerts/channels/ntfy.ts'
import type { Post } from '../../alerts/channels/post.ts'
import { createPushChannel } from '../../alerts/channels/push.ts'
import type { RobotDeps } from '../../alerts/channels/robot.ts'
import { createSmsChannel } from '../../alerts/channels/sms.ts'
import { createVoiceChannel } from '../../alerts/channels/voice.ts'
import { createWecomChannel } from '../../alerts/channels/wecom.ts'
import type { ReportRef } from '../../alerts/model/notification.ts'
import type { Directory, Locale } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Links } from '../links/links.ts'
import { hmacHex } from './hmac.ts'
import type { ChannelSettings } from './settings.ts'
import { createSmtp } from './smtp.ts'
import type { Subscriptions } from './subscriptions.ts'
import { sealWith, type VapidKeys } from './vapid.ts'

export type ChannelDeps = Readonly<{
  settings: ChannelSettings
  /** Where people open an alert, or act on it. */
  links: Links
  fetch: Post
  now(): EpochMs
  directory(): Directory
  pastSends(query: { channel: 'sms' | 'voice'; address: string; since: EpochMs }): Promise<readonly EpochMs[]>
  /** The table of a report that went out, in one language. */
  reportTable(query: ReportRef & Readonly<{ locale: Locale }>): Promise<string | undefined>
  subscriptions: Subscriptions
  vapid?: VapidKeys | undefined
}>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmacBase64 = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64')

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }
/** The settings that are there. */
const given = <T extends object>(settings: T): Given<T> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Given<T>

const ROBOTS = { wecom: createWecomChannel, dingtalk: createDingtalkChannel, feishu: createFeishuChannel }

export function createChannels(deps: ChannelDeps): Readonly<{ channels: readonly Channel[]; close(): void }> {
  const { settings, fetch, now } = deps
  const { aliyun, sms, voice, email, push, ntfy, gotify } = settings
  const channels: Channel[] = []
  const closers: (() => void)[] = []
  const { url: link, board } = deps.links

  const mention: RobotDeps['mention'] = ({ recipient: { kind, id } }) =>
    kind === 'person' ? deps.directory().people.get(id)?.phone : undefined
  for (const name of ['wecom', 'dingtalk', 'feishu'] as const) {
    const groups = settings[name]?.groups
    if (groups === undefined) continue
    const group: RobotDeps['group'] = (wanted) => {
      const found = groups[wanted]
      return found && { url: found.url, ...(found.secret === undefined ? {} : { secret: found.secret }) }
    }
    channels.push(ROBOTS[name]({ fetch, hmac: hmacBase64, now, group, link: board, mention }))
  }

  const aliyunDeps = (channel: 'sms' | 'voice', endpoint: string) => ({
    fetch,
    digest: { sha256, hmac: hmacHex },
    now,
    nonce: randomUUID,
    key: { id: aliyun?.accessKeyId ?? '', secret: aliyun?.accessKeySecret ?? '' },
    endpoint,
    past: (address: string, since: EpochMs) => deps.pastSends({ channel, address, since }),
  })
  if (aliyun !== undefined && sms !== undefined) {
    const { signName, template: code, templateEn: codeEn, variables } = sms
    const { answerTemplate: answer, answerTemplateEn: answerEn } = sms
    const template = { signName, code, ...given({ codeEn, variables, answer, answerEn }) }
    channels.push(createSmsChannel({ ...aliyunDeps('sms', sms.endpoint), template, link: deps.links.token }))
  }
  if (aliyun !== undefined && voice !== undefined) {
    const { template: code, templateEn: codeEn, variables, shownNumber, playTimes, dialDesk } = voice
    const template = { code, playTimes, ...given({ codeEn, variables, shownNumber }) }
    channels.push(
      createVoiceChannel({ ...aliyunDeps('voice', voice.endpoint), template, dialsDesk: dialDesk }),
    )
  }
  if (email !== undefined) {
    const smtp = createSmtp({ ...email, secure: email.secure ?? email.port === 465 })
    closers.push(smtp.close)
    const domain = /@([A-Za-z0-9.-]+)/.exec(email.from)?.[1] ?? 'shouwang.invalid'
    channels.push(
      createEmailChannel({
        send: smtp.send,
        link,
        domain,
        tableOf: (report, locale) => deps.reportTable({ ...report, locale }),
      }),
    )
  }
  if (push !== undefined && deps.vapid !== undefined)
    channels.push(
      createPushChannel({
        fetch,
        now,
        subscriptions: deps.subscriptions.of,
        link: deps.links.path,
        seal: sealWith(deps.vapid, push.contact, now),
        remove: async (endpoint) => void (await deps.subscriptions.remove(endpoint)),
      }),
    )
  if (ntfy !== undefined) {
    const { server, token } = ntfy
    channels.push(createNtfyChannel({ fetch, now, server, link, ...(token === undefined ? {} : { token }) }))
  }
  if (gotify !== undefined) {
    const { server, applications } = gotify
    channels.push(createGotifyChannel({ fetch, now, server, link, token: (name) => applications[name] }))
  }
  return {
    channels,
    close() {
      for (const close of closers) close()
    },
  }
}
