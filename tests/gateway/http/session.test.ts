import { afterEach, expect, test } from 'vitest'
import { GatewayError } from '../../../gateway/errors.ts'
import { SESSION_MS } from '../../../gateway/http/sessions.ts'
import { type FakeGateway, PASSWORD, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
afterEach(() => gateway.close())

const logIn = (login: string, password: string, more: object = {}) =>
  gateway.http.inject({ method: 'POST', url: '/api/session', payload: { login, password }, ...more })

test('the right password gets a session in a strict, unreadable cookie, whose token is stored only as a hash', async () => {
  gateway = await startFakeGateway()
  const reply = await logIn('duty', PASSWORD)
  expect(reply.statusCode).toBe(200)
  expect(reply.json()).toMatchObject({ personId: 'p-duty', role: 'duty', locale: 'zh-CN', demo: false })
  const cookie = String(reply.headers['set-cookie'])
  expect(cookie).toMatch(/^shouwang=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
  const token = cookie.slice('shouwang='.length).split(';')[0]!
  expect([...gateway.stored.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  expect(JSON.stringify([...gateway.stored])).not.toContain(token)
})

test('a login typed with a capital letter is the same login', async () => {
  gateway = await startFakeGateway()
  expect((await logIn('Duty', PASSWORD)).json()).toMatchObject({ personId: 'p-duty' })
})

test('behind a trusted https proxy the cookie is Secure and the browser is told to stay on https', async () => {
  gateway = await startFakeGateway({ config: { trustProxy: true } })
  const reply = await logIn('duty', PASSWORD, { headers: { 'x-forwarded-proto': 'https' } })
  expect(reply.headers['set-cookie']).toContain('Secure')
  expect(reply.headers['strict-transport-security']).toBe('max-age=31536000')
})

test('a wrong password, an unknown login and a disabled account get one and the same answer', async () => {
  gateway = await startFakeGateway()
  gateway.accounts.set('ben', { ...gateway.accounts.get('ben')!, disabled: true })
  const replies = [
    await logIn('duty', 'wrong'),
    await logIn('nobody-here', 'wrong'),
    await logIn('ben', PASSWORD),
  ]
  for (const reply of replies) {
    expect(reply.statusCode).toBe(401)
    expect(reply.json()).toMatchObject({ code: 'wrongLogin' })
    expect(reply.body).toBe(replies[0]!.body)
  }
})

test('the sixth attempt waits a minute, the wait grows to 15, and the right password does not shorten it', async () => {
  gateway = await startFakeGateway()
  for (let attempt = 1; attempt <= 5; attempt++) expect((await logIn('duty', 'wrong')).statusCode).toBe(401)
  const blocked = await logIn('duty', PASSWORD)
  expect(blocked.statusCode).toBe(429)
  expect(blocked.json()).toMatchObject({ code: 'tooManyAttempts' })
  expect(blocked.headers['retry-after']).toBe('60')
  const waits: number[] = []
  for (let round = 0; round < 5; round++) {
    gateway.clock.now += Number((await logIn('duty', 'wrong')).headers['retry-after']) * 1_000
    expect((await logIn('duty', 'wrong')).statusCode).toBe(401)
    waits.push(Number((await logIn('duty', PASSWORD)).headers['retry-after']))
  }
  expect(waits).toEqual([120, 240, 480, 900, 900])
})

test('five failures from one address block other logins from it, and no login from elsewhere', async () => {
  gateway = await startFakeGateway()
  for (let attempt = 1; attempt <= 5; attempt++) await logIn(`guess-${attempt}`, 'wrong')
  expect((await logIn('duty', PASSWORD)).statusCode).toBe(429)
  expect((await logIn('duty', PASSWORD, { remoteAddress: '10.1.2.3' })).statusCode).toBe(200)
})

test('twenty guesses at once are twenty failures: at most five are answered', async () => {
  gateway = await startFakeGateway()
  const replies = await Promise.all(Array.from({ length: 20 }, () => logIn('duty', 'wrong')))
  expect(replies.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5)
  expect(replies.filter(({ statusCode }) => statusCode === 429)).toHaveLength(15)
})

test('a session ends after twelve hours, at log-out, and within ten seconds of the account being disabled', async () => {
  gateway = await startFakeGateway()
  const who = (cookie: string) => gateway.http.inject({ url: '/api/session', headers: { cookie } })
  const ended: string[] = []
  gateway.sessions.onEnd((hash) => ended.push(hash))

  const first = await gateway.cookieOf('duty')
  gateway.clock.now += SESSION_MS - 1
  expect((await who(first)).statusCode).toBe(200)
  gateway.clock.now += 1
  expect((await who(first)).json()).toMatchObject({ code: 'notLoggedIn' })

  const second = await gateway.cookieOf('duty')
  const out = await gateway.http.inject({
    method: 'DELETE',
    url: '/api/session',
    headers: { cookie: second },
  })
  expect(out.statusCode).toBe(204)
  expect((await who(second)).statusCode).toBe(401)

  const third = await gateway.cookieOf('duty')
  gateway.accounts.set('duty', { ...gateway.accounts.get('duty')!, disabled: true })
  gateway.clock.now += 10_000
  expect((await who(third)).statusCode).toBe(401)
  expect(ended).toHaveLength(3)
})

test('logging in again ends the session the browser had before', async () => {
  gateway = await startFakeGateway()
  const first = await gateway.cookieOf('duty')
  await logIn('director', PASSWORD, { headers: { cookie: first } })
  const reply = await gateway.http.inject({ url: '/api/session', headers: { cookie: first } })
  expect(reply.statusCode).toBe(401)
  expect(gateway.stored.size).toBe(1)
})

test('a store in trouble keeps who is logged in, refuses new logins with 503 and blames nobody for it', async () => {
  let broken = false
  const guard = <T>(answer: T): Promise<T> =>
    broken ? Promise.reject(new GatewayError('storeUnavailable', 'no')) : Promise.resolve(answer)
  const source = await startFakeGateway()
  gateway = await startFakeGateway({
    accounts: {
      byLogin: async (login) => guard(source.accounts.get(login)),
      byPerson: async (id) => guard(await source.ports.accounts.byPerson(id)),
      save: async () => guard(undefined),
      createSession: async (session) => guard(void source.stored.set(session.tokenHash, session)),
      session: async (hash) => guard(source.stored.get(hash)),
      deleteSession: async () => guard(undefined),
    },
  })
  await source.close()
  const cookie = await gateway.cookieOf('duty')
  broken = true
  gateway.clock.now += 60_000
  expect((await gateway.http.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(200)
  for (let attempt = 1; attempt <= 8; attempt++) {
    const reply = await logIn('director', PASSWORD)
    expect(reply.statusCode).toBe(503)
    expect(reply.json()).toMatchObject({ code: 'storeUnavailable' })
  }
  broken = false
  expect((await logIn('director', PASSWORD)).statusCode).toBe(200)
})

test('a write from another site is refused, also the login; our own page and a tool without Origin pass', async () => {
  gateway = await startFakeGateway({ config: { origins: ['http://localhost:5173'] } })
  const from = (headers: Record<string, string>) => logIn('duty', PASSWORD, { headers })
  expect((await from({ host: 'shouwang.local:8080', origin: 'https://evil.example' })).json()).toMatchObject({
    status: 403,
    code: 'foreignOrigin',
  })
  expect((await from({ host: 'shouwang.local:8080', origin: 'null' })).statusCode).toBe(403)
  expect((await from({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect((await from({ host: 'shouwang.local:8080', origin: 'http://shouwang.local:8080' })).statusCode).toBe(
    200,
  )
  expect((await from({ origin: 'http://localhost:5173' })).statusCode).toBe(200)
  expect((await from({})).statusCode).toBe(200)
})
