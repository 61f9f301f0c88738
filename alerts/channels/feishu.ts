// The Feishu (飞书) group robot: signed body of at most 20 KB, 100 messages a minute and 5 a second for each robot
// [add-custom-bot]. Key and message of the signature are swapped against DingTalk's, and the time is in seconds.

import { type EpochMs, MINUTE, SECOND } from '../model/time.ts'
import type { Channel, Sent } from './channel.ts'
import { clipBytes } from './clip.ts'
import { GARBAGE } from './post.ts'
import type { Quota } from './quota.ts'
import { codeText, createRobotChannel, type RobotDeps } from './robot.ts'

/** Of the 20 KB, JSON's own characters and escapes take some. */
export const FEISHU_TEXT_BYTES = 16_384
const QUOTA: Quota = [
  { most: 5, withinMs: SECOND, called: '5 messages a second' },
  { most: 100, withinMs: MINUTE, called: '100 messages a minute' },
]

/** base64 of HMAC-SHA256(key = timestamp in seconds + "\n" + secret, message = nothing); valid for an hour. */
export const feishuSignature = (
  secret: string,
  at: EpochMs,
  hmac: (key: string, text: string) => string,
): string => hmac(`${Math.floor(at / SECOND)}\n${secret}`, '')

/** 0 taken; 11232 too many, as at full hours when everybody sends; 19021 signature or clock; the rest: settings. */
export function classifyFeishu(answer: Readonly<Record<string, unknown>>): Sent {
  const code = answer.code ?? answer.StatusCode
  if (typeof code !== 'number') return GARBAGE
  const reason = codeText(code, answer.msg ?? answer.StatusMessage)
  if (code === 0) return { result: 'delivered', receipt: 'feishu 0' }
  if (code === 11232) return { result: 'limited', reason, afterMs: MINUTE }
  return { result: 'rejected', reason, about: 'channel' }
}

export const createFeishuChannel = (deps: RobotDeps): Channel =>
  createRobotChannel(
    {
      name: 'feishu',
      quota: QUOTA,
      request({ url, secret }, { text }, { hmac, now }) {
        const at = now()
        const signed =
          secret === undefined
            ? {}
            : { timestamp: String(Math.floor(at / SECOND)), sign: feishuSignature(secret, at, hmac) }
        return {
          url,
          body: { ...signed, msg_type: 'text', content: { text: clipBytes(text, FEISHU_TEXT_BYTES) } },
        }
      },
      classify: classifyFeishu,
    },
    deps,
  )
