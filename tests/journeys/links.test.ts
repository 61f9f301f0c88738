import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import { openLinkKey } from '../../gateway/links/key.ts'
import { LINK_ACTS, mint } from '../../gateway/links/token.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { startGatewayChild } from '../support/gateway-child.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { createSmsNetwork, SMS_CONFIG } from '../support/sms-network.ts'
import { breakTable, copyAsCrashed, onStore } from '../support/store-tools.ts'
import { openWire } from '../support/wire.ts'

/** Friday 10:00 in Shanghai. */
const START = Date.UTC(2026, 10, 20, 2, 0)

async function pressed() {
  const clock = createManualClock(START)
  const network = createSmsNetwork()
  const folder = testFolder()
  await createCommunity(folder)
  const open = (where = folder): Promise<Journey> =>
    startJourney({ folder: where, clock, config: SMS_CONFIG, fetch: network.fetch })
  const journey = await open()
  await (await journey.wire('band-1')).say('sos', { id: 'press-1' })
  const duty = await eventually(() => network.linkOf('p-duty'), 'the officer has an SMS')
  const family = await eventually(() => network.linkOf('p-family'), 'the daughter has an SMS')
  const pass = async (where: Journey, ms: number): Promise<void> => {
    clock.advance(ms)
    await where.gateway.settled()
  }
  return { clock, network, folder, open, journey, duty, family, pass }
}

const look = async (journey: Journey, path: string, init: RequestInit = {}) => {
  const response = await fetch(`${journey.base}${path}`, { redirect: 'manual', ...init })
  return { status: response.status, headers: response.headers, html: await response.text() }
}
/** Presses a button as the page shows it; what the reader then sees. */
async function press(journey: Journey, token: string, act: string, turn = 0) {
  const posted = await look(journey, `/l/${token}`, {
    method: 'POST',
    // What a browser says on a page without a referrer.
    headers: { origin: 'null' },
    body: new URLSearchParams({ act, turn: String(turn) }),
  })
  const see = posted.headers.get('location')
  return see === null ? posted : { ...(await look(journey, see)), posted: posted.status }
}
const lines = (journey: Journey, kind: string) =>
  journey
    .rows('select actor, detail from timeline where alert_id = 1 and kind = ? order by seq', kind)
    .map(({ actor, detail }) => [actor, JSON.parse(String(detail))])

describe('the link in an SMS', () => {
  it('shows who, what and where to whoever opens it, and acts for nobody who only looks', async () => {
    const { journey, duty, family } = await pressed()
    expect(duty).toMatch(/^[0-9A-Za-z]{35}$/)
    for (const [path, init] of [
      [`/l/${duty}`, {}],
      [`/l/${duty}`, { method: 'HEAD' }],
      [`/l/${duty}?act=take&turn=0`, {}],
    ] as const)
      expect((await look(journey, path, init)).status).toBe(200)
    const page = await look(journey, `/l/${duty}`)
    for (const words of [
      '陈奶奶',
      '1楼 101室',
      '门禁 1357#',
      '还没有人接警',
      '我来处理',
      '我在路上',
      '我去不了',
    ])
      expect(page.html).toContain(words)
    expect(page.html).toContain('href="tel:13912345678"')
    // The page loads nothing, tells nobody where it was, and is in no index and no cache.
    expect(page.html).not.toMatch(/<script|src=|https?:\/\//)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('x-robots-tag')).toBe('noindex, nofollow')
    expect(page.headers.get('cache-control')).toBe('no-store')
    // The family have no need of the door code.
    expect((await look(journey, `/l/${family}`)).html).not.toContain('1357#')
    const english = await look(journey, `/l/${duty}`, { headers: { 'accept-language': 'en-GB,en;q=0.9' } })
    expect(english.html).toContain('I take it')
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
    expect(lines(journey, 'acknowledged')).toEqual([])
  })

  it('takes the alert on by its button, once: the board sees it at once, the second click is told so', async () => {
    const { journey, duty } = await pressed()
    const board = await journey.openBoard(await journey.logIn('director'))
    const taken = await press(journey, duty, 'take')
    expect(taken).toMatchObject({ status: 200, posted: 303 })
    expect(taken.html).toContain('已登记：由您处理')
    const frame = await board.frame('alert', ({ alert }) => alert.status === 'acknowledged')
    expect(frame.alert).toMatchObject({ acknowledgedBy: 'p-duty' })
    expect((await press(journey, duty, 'take')).html).toContain('不会重复登记')
    expect(lines(journey, 'acknowledged')).toEqual([['p-duty', { via: 'link', address: '127.0.0.1' }]])
    expect((await press(journey, duty, 'onTheWay')).html).toContain('您在路上')
    expect((await press(journey, duty, 'arrived')).html).toContain('请登录看板办结')
    expect(lines(journey, 'arrived')).toHaveLength(1)
    // The message it came by has been answered.
    const sms = "select reached from notification where key = '1.1.0.person.p-duty.sms.raised'"
    await eventually(() => journey.rows(sms)[0]?.reached === 'actedOn', 'the SMS counts as acted on')
  })

  it('pressed twice at the same moment acts once', async () => {
    const { journey, duty } = await pressed()
    const both = await Promise.all([press(journey, duty, 'take'), press(journey, duty, 'take')])
    for (const { html } of both) expect(html).toMatch(/由您处理|不会重复登记/)
    expect(lines(journey, 'acknowledged')).toHaveLength(1)
    expect(journey.rows('select act, turn from link_use')).toEqual([{ act: 'take', turn: 0 }])
  })

  it('says who was first when somebody was, and lets one go as well', async () => {
    const { journey, duty, family } = await pressed()
    await press(journey, family, 'take')
    const late = await press(journey, duty, 'take')
    expect(late.html).toContain('陈女儿 已于 10:00 先接警')
    expect(late.html).toContain('我在路上')
    expect(lines(journey, 'acknowledged')).toHaveLength(1)
    expect(journey.rows('select person_id from link_use')).toEqual([{ person_id: 'p-family' }])
  })

  it('after a crash remembers what it has done: the same form again changes nothing', async () => {
    const { journey: first, folder, open, duty } = await pressed()
    await press(first, duty, 'onTheWay')
    const crashed = copyAsCrashed(folder)
    await first.close()
    const second = await open(crashed)
    expect((await press(second, duty, 'onTheWay')).html).toContain('不会重复登记')
    expect(lines(second, 'onTheWay')).toHaveLength(1)
    expect((await press(second, duty, 'arrived')).html).toContain('已登记：您已到达')
  })

  it('does nothing at all when its use cannot be recorded, says so, and works when it can', async () => {
    const { journey, folder, duty } = await pressed()
    const mend = breakTable(folder, 'link_use')
    expect((await press(journey, duty, 'take')).html).toContain('暂时无法登记')
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
    expect(lines(journey, 'acknowledged')).toEqual([])
    mend()
    expect((await press(journey, duty, 'take')).html).toContain('已登记：由您处理')
  })

  it('killed right after it has answered, the gateway still knows: the same form changes nothing', async () => {
    const folder = testFolder()
    await createCommunity(folder)
    const first = await startGatewayChild(folder)
    const band = await openWire(first.mqttPort, 'band-1')
    const createdAt = Date.now()
    await band.say('sos', { id: 'press-1' })
    const messageKey = '1.1.0.person.p-duty.sms.raised'
    const expiresAt = createdAt + 2 * HOUR
    const claims = { alertId: 1, personId: 'p-duty', acts: LINK_ACTS, expiresAt, messageKey }
    const path = `/l/${mint(openLinkKey(folder), claims)}`
    const take = async (port: number): Promise<string | null> => {
      const body = new URLSearchParams({ act: 'take', turn: '0' })
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        redirect: 'manual',
        body,
      })
      return answer.headers.get('location')
    }
    expect(await take(first.httpPort)).toBe(`${path}?said=take`)
    await first.kill()
    const second = await startGatewayChild(folder)
    expect(await take(second.httpPort)).toBe(`${path}?said=again-take`)
    await second.kill()
    const count = (sql: string) => onStore(folder, (db) => db.prepare(sql).get()?.n)
    expect(count("select count(*) as n from timeline where kind = 'acknowledged'")).toBe(1)
    expect(count('select count(*) as n from link_use')).toBe(1)
  })

  it('takes its act back within 10 s, and acts again by a new form but never by the old one', async () => {
    const { journey, duty, pass } = await pressed()
    expect((await press(journey, duty, 'take')).html).toContain('按错了，撤销')
    await pass(journey, 5 * SECOND)
    expect((await press(journey, duty, 'undo')).html).toContain('已撤销')
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
    expect((await press(journey, duty, 'take', 0)).html).toContain('不会重复登记')
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
    expect((await press(journey, duty, 'take', 1)).html).toContain('已登记：由您处理')
    await pass(journey, 11 * SECOND)
    expect((await press(journey, duty, 'undo', 1)).html).toContain('不能再撤销')
    expect(lines(journey, 'undone')).toEqual([
      ['p-duty', { action: 'acknowledge', via: 'link', address: '127.0.0.1' }],
    ])
  })

  it('“I cannot go” of the only officer brings the next step at once', async () => {
    const { journey, network, duty } = await pressed()
    expect((await press(journey, duty, 'decline')).html).toContain('值班室已看到')
    await eventually(() => network.linkOf('p-grid'), 'the grid worker is told 60 s early')
    expect(journey.alerts()[0]).toMatchObject({ status: 'open', nextStep: 2, declined: ['p-duty'] })
  })
})

describe('a link that does not work', () => {
  it('forged, cut or of nobody: says so, gives nothing away, and stops being answered after twenty', async () => {
    const { journey, duty } = await pressed()
    const forged = duty.slice(0, -1) + (duty.endsWith('A') ? 'B' : 'A')
    for (const token of [forged, duty.slice(0, 20), 'x']) {
      const page = await press(journey, token, 'take')
      expect(page.status).toBe(404)
      expect(page.html).toContain('链接无效')
      expect(page.html).not.toContain('陈奶奶')
    }
    const answers = []
    for (let n = 0; n < 20; n++) answers.push((await look(journey, `/l/${forged}`)).status)
    expect(answers.slice(0, 17)).toEqual(Array(17).fill(404))
    expect(answers.slice(17)).toEqual([429, 429, 429])
    // Whoever holds a genuine one is not locked out by it.
    expect((await look(journey, `/l/${duty}`)).status).toBe(200)
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
  })

  it('older than two hours: says so, with the desk’s number', async () => {
    const { journey, family, pass } = await pressed()
    await pass(journey, 2 * HOUR + MINUTE)
    const page = await press(journey, family, 'take')
    expect(page.status).toBe(410)
    expect(page.html).toContain('链接已过期')
    expect(page.html).toContain('tel:02155550000')
    expect(lines(journey, 'acknowledged')).toEqual([])
  })

  it('of an alert that is closed: says when and how it ended', async () => {
    const { journey, duty } = await pressed()
    const cookie = await journey.logIn('second')
    await journey.api(cookie, '/api/alerts/1/actions', {
      requestId: 'request-1',
      action: 'resolve',
      outcome: 'accidental',
    })
    const page = await press(journey, duty, 'take')
    expect(page.status).toBe(410)
    expect(page.html).toContain('已于 10:00 办结：误触')
  })

  it('a form from elsewhere is welcome here only: everything with a session still wants our own pages', async () => {
    const { journey } = await pressed()
    const cookie = await journey.logIn('duty')
    const response = await fetch(`${journey.base}/api/alerts/1/actions`, {
      method: 'POST',
      headers: { cookie, origin: 'null', 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'acknowledge', requestId: 'request-2' }),
    })
    expect(response.status).toBe(403)
    const form = await fetch(`${journey.base}/api/session`, {
      method: 'POST',
      body: new URLSearchParams({ login: 'duty', password: 'x' }),
    })
    expect(form.status).toBe(415)
  })

  it('what the family learn of an act by link is who and how, not from which address', async () => {
    const { journey, duty } = await pressed()
    await press(journey, duty, 'take')
    const read = async (login: string) => {
      const detail = await journey.api(await journey.logIn(login), '/api/alerts/1')
      return detail.body.timeline.find(({ kind }: { kind: string }) => kind === 'acknowledged').detail
    }
    expect(await read('second')).toEqual({ via: 'link', address: '127.0.0.1' })
    expect(await read('family')).toEqual({ via: 'link' })
  })
})
