import { expect, it } from 'vitest'
import { createEmailChannel, type Letter } from '../../../alerts/channels/email.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import { sosMail } from './provider.ts'

const report = { kind: 'daily', name: '2026-11-21', communityId: 'c-1' } as const
const mail = (more: Partial<Notification> = {}): Notification => {
  const base = sosMail({ channel: 'email', address: 'zhao@example.org' })
  const message = {
    title: '梧桐里 值守日报 2026-11-21',
    body: '共 3 条警报。',
    severity: 'info',
    report,
  } as const
  return { ...base, key: '77.1.-1.person.p.email.raised', message, emergency: false, ...more }
}

it('brings a report with its table, its own link words, and no call to take anything on', async () => {
  const letters: Letter[] = []
  const asked: unknown[] = []
  const channel = createEmailChannel({
    domain: 'example.org',
    link: () => 'https://shouwang.example/reports/2026-11-21?community=c-1',
    tableOf: async (...wanted) => {
      asked.push(wanted)
      return '\uFEFFa,b\r\n'
    },
    send: async (letter) => {
      letters.push(letter)
      return { ok: true, response: '250 ok' }
    },
  })
  expect(await channel.send(mail(), new AbortController().signal)).toMatchObject({ result: 'delivered' })
  expect(asked).toEqual([[report, 'zh-CN']])
  const [letter] = letters
  expect(letter?.attachment).toEqual({
    filename: 'report-2026-11-21.csv',
    contentType: 'text/csv; charset=utf-8',
    content: '\uFEFFa,b\r\n',
  })
  expect(letter?.text).toContain(
    '打开完整报告（需登录，可打印）: https://shouwang.example/reports/2026-11-21',
  )
  expect(letter?.text).not.toMatch(/接警: |紧急情况请直接打电话/)
  expect(letter?.urgent).toBe(false)
})

it('whose table cannot be read now is not sent without it: the channel is asked again', async () => {
  const channel = createEmailChannel({
    domain: 'example.org',
    link: () => undefined,
    tableOf: () => Promise.reject(new Error('the store cannot answer')),
    send: () => Promise.reject(new Error('must not be reached')),
  })
  await expect(channel.send(mail(), new AbortController().signal)).rejects.toThrow('the store cannot answer')
})
