// The DingTalk (钉钉) group robot: signed address, 20 messages a minute; one too many and the robot is mute for ten
// minutes, which is why the count is kept here as well.

import { type EpochMs, MINUTE } from '../model/time.ts'
import type { Channel, Sent } from './channel.ts'
import { clipBytes } from './clip.ts'
import { GARBAGE } from './post.ts'
import { codeText, createRobotChannel, type RobotDeps, TWENTY_A_MINUTE } from './robot.ts'

/** No limit of bytes is published for text; the strictest of the three robots' is kept. */
export const DINGTALK_TEXT_BYTES = 2_048
const MUTE_MS = 10 * MINUTE

/** `&timestamp=…&sign=…`: base64 of HMAC-SHA256(secret, timestamp + "\n" + secret), URL-encoded; valid for an hour. */
export const dingtalkSignature = (
  secret: string,
  at: EpochMs,
  hmac: (key: string, text: string) => string,
): string => encodeURIComponent(hmac(secret, `${at}\n${secret}`))

/** 0 taken, 130101 too fast, -1 busy; 310000 and the rest: keyword, signature, address or token is wrong. */
export function classifyDingtalk({ errcode, errmsg }: Readonly<Record<string, unknown>>): Sent {
  if (typeof errcode !== 'number') return GARBAGE
  const reason = codeText(errcode, errmsg)
  if (errcode === 0) return { result: 'delivered', receipt: 'dingtalk 0' }
  if (errcode === 130101) return { result: 'limited', reason, afterMs: MUTE_MS }
  if (errcode === -1) return { result: 'retry', reason }
  return { result: 'rejected', reason, about: 'channel' }
}

export const createDingtalkChannel = (deps: RobotDeps): Channel =>
  createRobotChannel(
    {
      name: 'dingtalk',
      quota: TWENTY_A_MINUTE,
      request({ url, secret }, { text, mention }, { hmac, now }) {
        const at = now()
        const signed =
          secret === undefined ? url : `${url}&timestamp=${at}&sign=${dingtalkSignature(secret, at, hmac)}`
        // A mention counts only when the text says it as well.
        const tail = mention === undefined ? '' : `\n@${mention}`
        const content = `${clipBytes(text, DINGTALK_TEXT_BYTES - tail.length)}${tail}`
        const mentioned = mention === undefined ? {} : { at: { atMobiles: [mention], isAtAll: false } }
        return { url: signed, body: { msgtype: 'text', text: { content }, ...mentioned } }
      },
      classify: classifyDingtalk,
    },
    deps,
  )
