import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clip, localTime, mask, renderMessage, type Telling } from '../../../alerts/delivery/message.ts'
import type { Alert } from '../../../alerts/model/alert.ts'
import type { NotificationReason, Recipient } from '../../../alerts/model/notification.ts'
import { placeOf } from '../../../alerts/response/place.ts'
import { respond } from '../../../alerts/response/respond.ts'
import { Desk, HOUR, MINUTE, sos, TEN, tachycardia, town } from '../response/town.ts'

const TACHYCARDIA = { title: '心率过快', advice: '请致电询问，必要时上门。' }
const to = (role: Recipient['role'], locale: Recipient['locale'] = 'zh-CN'): Recipient => ({
  kind: role === 'webhook' || role === 'streetOffice' || role === 'desk120' ? 'partner' : 'person',
  id: 'x',
  name: 'x',
  role,
  locale,
})

function opened(finding = tachycardia()): Alert {
  const { alert } = respond(undefined, finding, new Desk().context())
  if (!alert) throw new Error('nothing opened')
  return alert
}

const telling = (change: Partial<Telling> = {}): Telling => {
  const alert = change.alert ?? opened()
  return {
    alert,
    recipient: to('duty'),
    reason: 'raised',
    place: placeOf(town(), alert.subject, alert.deviceId),
    texts: TACHYCARDIA,
    now: TEN,
    ...change,
  }
}
const say = (change: Partial<Telling> = {}) => renderMessage(telling(change))

describe('the words of a message', () => {
  it('a duty officer reads what, who, why, where, when, how to get in, what to do and whom to call', () => {
    expect(say()).toEqual({
      title: '【预警】王桂兰 心率过快',
      body:
        '心率 118 次/分（界限 ≥111 次/分），已持续 10 分钟。地址：和平里社区 3号楼 2单元3楼301室。时间：11-21 10:00。' +
        '入口：门禁码2580#，备用钥匙在值班室。请致电询问，必要时上门。请致电王桂兰 13900000001。告警编号 1024。',
      severity: 'warning',
    })
  })

  it('the same in English', () => {
    const texts = { title: 'Heart rate high', advice: 'Call and ask; visit if needed.' }
    expect(say({ recipient: to('duty', 'en'), texts })).toMatchObject({
      title: '[Warning] Wang Guilan: Heart rate high',
      body: expect.stringContaining('Heart rate 118 bpm (limit ≥111 bpm) for 10 min. Address:'),
    })
  })

  it('the family gets the number of the duty desk and no door code they know anyway', () => {
    const { body } = say({ recipient: to('family') })
    expect(body).toContain('值班电话：010-60000000')
    expect(body).not.toContain('2580')
  })

  it.each([['webhook'], ['streetOffice']] as const)(
    'a %s reads a masked name, a building and no health data',
    (role) => {
      const { title, body } = say({ recipient: to(role), note: '有高血压' })
      expect(title).toBe('【预警】王** 心率过快')
      expect(body).toContain('3号楼')
      for (const secret of ['王桂兰', '118', '301', '2580', '13900000001', '高血压'])
        expect(title + body).not.toContain(secret)
    },
  )

  it('a band shows only what a person has promised', () => {
    const wearer: Recipient = { ...to('wearer'), kind: 'device' }
    const on = (reason: NotificationReason): string => say({ recipient: wearer, reason }).body
    expect(on('raised')).toBe('呼救已收到，正在通知值班员和家人')
    expect(on('confirmed')).toBe('已有人接警，正在赶来，请不要着急')
    expect(on('withdrawn')).toBe('本次呼救已结束。如仍需帮助，请再按呼救键')
  })

  it('blood pressure from a wrist is called an estimate', () => {
    const evidence = {
      samples: [{ metric: 'systolic' as const, at: TEN, value: 186 }],
      metric: 'systolic' as const,
      comparison: 'atLeast' as const,
      threshold: 180,
      since: TEN,
    }
    expect(say({ alert: opened(tachycardia({ evidence })) }).body).toContain('手环估算值，请用臂式血压计复核')
  })

  it('an escalation says for how long nobody has answered', () => {
    expect(say({ reason: 'escalated', recipient: to('director'), now: TEN + 30 * MINUTE })).toMatchObject({
      title: '【升级·预警】王桂兰 心率过快',
      body: expect.stringMatching(/^已 30 分钟无人接警。/),
    })
  })

  it('a retraction says why and that nobody needs to come', () => {
    const alert: Alert = { ...opened(sos()), status: 'resolved', outcome: 'accidental' }
    expect(
      say({ alert, reason: 'withdrawn', texts: { title: '紧急呼救' }, recipient: to('family') }),
    ).toMatchObject({
      title: '【撤回·危急】王桂兰 紧急呼救',
      body: expect.stringMatching(/^结果：误触。无需再出动。/),
    })
  })

  it('a level is named by its rule, else by the dictionary', () => {
    const alert = { ...opened(), level: 'closure' }
    expect(say({ alert }).title).toBe('【预警】王桂兰 心率过快·封控')
    expect(say({ alert, texts: { title: '水位', levels: { closure: '封路' } } }).title).toContain('水位·封路')
  })

  it('a call received 120 minutes late says so', () => {
    const alert = { ...opened(), receivedAt: TEN + 2 * HOUR }
    expect(say({ alert }).body).toContain('延迟 120 分钟收到')
  })

  it('a rule without words is named by its id rather than by nothing', () => {
    expect(say({ texts: undefined }).title).toBe('【预警】王桂兰 告警 hr-high')
  })
})

describe('limits', () => {
  it('long advice is cut short; value, address and telephone stay', () => {
    const { body } = say({ texts: { title: '心率过快', advice: '请立即致电。'.repeat(60) } })
    expect([...body].length).toBeLessThanOrEqual(300)
    for (const kept of ['心率 118', '2单元3楼301室', '13900000001', '请立即致电'])
      expect(body).toContain(kept)
  })

  it('no title is longer than 40 and no body longer than 300 characters, whatever people write', () => {
    const roles = ['duty', 'grid', 'director', 'family', 'desk120', 'webhook', 'wearer'] as const
    const reasons = ['raised', 'escalated', 'updated', 'confirmed', 'withdrawn', 'resolved'] as const
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 500 }),
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.constantFrom(...roles),
        fc.constantFrom(...reasons),
        fc.constantFrom('zh-CN' as const, 'en' as const),
        (long, title, role, reason, locale) => {
          const texts = { title, advice: long }
          const message = say({ recipient: to(role, locale), reason, texts, note: long, actorName: title })
          expect([...message.title].length).toBeLessThanOrEqual(40)
          expect([...message.body].length).toBeLessThanOrEqual(300)
          expect(message.body).not.toBe('')
        },
      ),
      { numRuns: 200 },
    )
  })

  it('clipping never cuts a character in two', () => {
    expect(clip('👵👵👵', 2)).toBe('👵…')
    expect(mask('👵王')).toBe('👵**')
  })

  it('times are the community clock: 02:00 UTC is 10:00 in Shanghai', () => {
    expect(localTime(Date.parse('2026-11-21T02:00:00Z'), 'Asia/Shanghai')).toBe('11-21 10:00')
    expect(localTime(Date.parse('2026-12-31T16:00:00Z'), 'Asia/Shanghai')).toBe('01-01 00:00')
  })
})
