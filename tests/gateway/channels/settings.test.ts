import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../../gateway/config.ts'
import { testFolder } from '../../support/folder.ts'

function read(yaml: string) {
  const file = join(testFolder(), 'config.yaml')
  writeFileSync(file, yaml)
  const config = readConfig(['--config', file])
  if (config === 'help') throw new Error('unreachable')
  return config.channels
}

describe('the channels of the settings', () => {
  it('are none unless a site says so', () => expect(read('http: { port: 8080 }')).toEqual({}))

  it('take a secret as text, from the environment or from a file', () => {
    const file = join(testFolder(), 'secret')
    writeFileSync(file, 'out-of-a-file\n')
    process.env.TEST_CHANNEL_SECRET = 'out-of-the-environment'
    onTestFinished(() => void delete process.env.TEST_CHANNEL_SECRET)
    expect(
      read(`
channels:
  aliyun: { accessKeyId: { env: TEST_CHANNEL_SECRET }, accessKeySecret: { file: ${file} } }
  sms: { signName: 梧桐里社区, template: SMS_1 }
  dingtalk: { groups: { duty: { url: "https://oapi.dingtalk.com/robot/send?access_token=t", secret: SECx } } }
`),
    ).toMatchObject({
      aliyun: { accessKeyId: 'out-of-the-environment', accessKeySecret: 'out-of-a-file' },
      sms: { endpoint: 'https://dysmsapi.aliyuncs.com' },
      dingtalk: { groups: { duty: { secret: 'SECx' } } },
    })
  })

  it('say every fault at once with its path, and never the secret', () => {
    const yaml = `
channels:
  wecom: { groups: { duty: { url: "not-an-address-but-a-key" } } }
  voice: { template: TTS_1, playTimes: 9 }
  email: { host: mail.example.org, from: a@b.example, password: { env: NO_SUCH_NAME } }
  push: { contact: nobody }
  fax: {}
`
    let said = ''
    try {
      read(yaml)
    } catch (error) {
      said = String(error)
    }
    for (const fault of [
      'channels.wecom.groups.duty.url: is no address',
      'channels.voice.playTimes',
      'the environment has no NO_SUCH_NAME',
      'channels.push.contact: mailto:… or https://…',
      'fax',
    ])
      expect(said).toContain(fault)
    expect(said).not.toContain('not-an-address-but-a-key')
  })

  it('of SMS and voice need the access key', () => {
    expect(() => read('channels: { voice: { template: TTS_1 } }')).toThrow(
      'channels.voice: needs channels.aliyun with the access key',
    )
  })
})
