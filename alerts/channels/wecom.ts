// The WeCom (企业微信) group robot: text of at most 2,048 bytes, 20 messages a minute for each robot [doc 91770].

import { MINUTE } from '../model/time.ts'
import type { Channel, Sent } from './channel.ts'
import { clipBytes } from './clip.ts'
import { GARBAGE } from './post.ts'
import { codeText, createRobotChannel, type RobotDeps, TWENTY_A_MINUTE } from './robot.ts'

export const WECOM_TEXT_BYTES = 2_048

/** 0 taken, 45009 too many, -1 busy; anything else is what the settings say wrongly (93000: no such robot). */
export function classifyWecom({ errcode, errmsg }: Readonly<Record<string, unknown>>): Sent {
  if (typeof errcode !== 'number') return GARBAGE
  const reason = codeText(errcode, errmsg)
  if (errcode === 0) return { result: 'delivered', receipt: 'wecom 0' }
  if (errcode === 45009) return { result: 'limited', reason, afterMs: MINUTE }
  if (errcode === -1) return { result: 'retry', reason }
  return { result: 'rejected', reason, about: 'channel' }
}

export const createWecomChannel = (deps: RobotDeps): Channel =>
  createRobotChannel(
    {
      name: 'wecom',
      quota: TWENTY_A_MINUTE,
      request: ({ url }, { text, mention }) => ({
        url,
        body: {
          msgtype: 'text',
          text: {
            content: clipBytes(text, WECOM_TEXT_BYTES),
            ...(mention === undefined ? {} : { mentioned_mobile_list: [mention] }),
          },
        },
      }),
      classify: classifyWecom,
    },
    deps,
  )
