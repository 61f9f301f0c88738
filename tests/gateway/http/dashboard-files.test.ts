import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testFolder } from '../../support/folder.ts'
import { startFakeGateway } from '../../support/gateway-fakes.ts'

async function start() {
  const folder = join(testFolder(), 'dist')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<title>守望</title>')
  writeFileSync(join(folder, 'icon.svg'), '<svg/>')
  writeFileSync(join(folder, 'assets', 'main-Bx3k.js'), 'export {}')
  writeFileSync(join(folder, '..', 'outside.txt'), 'secret')
  const gateway = await startFakeGateway({ config: { dashboardFolder: folder } })
  onTestFinished(() => gateway.close())
  return (url: string, method: 'GET' | 'POST' = 'GET') => gateway.http.inject({ method, url })
}

test('every page of the app is index.html, asked for anew each time', async () => {
  const get = await start()
  for (const url of ['/', '/index.html', '/residents/r-1', '/alerts/12?from=board']) {
    const reply = await get(url)
    expect([url, reply.statusCode, reply.body]).toEqual([url, 200, '<title>守望</title>'])
    expect(reply.headers['cache-control']).toBe('no-cache')
    expect(reply.headers['content-type']).toContain('text/html')
  }
})

test('hashed assets are kept for a year, other files are asked for again', async () => {
  const get = await start()
  const script = await get('/assets/main-Bx3k.js')
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(script.headers['content-type']).toContain('javascript')
  expect((await get('/icon.svg')).headers['cache-control']).toBe('no-cache')
})

test('a missing script, an unknown API path and a write are 404 problems, never the page', async () => {
  const get = await start()
  for (const url of ['/assets/old-1a2b.js', '/assets/', '/favicon.ico', '/api/nothing', '/live', '/mqtt']) {
    const reply = await get(url)
    expect([url, reply.statusCode, reply.json().code]).toEqual([url, 404, 'notFound'])
    expect(reply.headers['cache-control']).not.toContain('immutable')
  }
  expect((await get('/residents', 'POST')).statusCode).toBe(404)
})

test('nothing outside the folder is served', async () => {
  const get = await start()
  for (const url of ['/../outside.txt', '/assets/..%2f..%2foutside.txt'])
    expect((await get(url)).body).not.toContain('secret')
})

test('the app may load only its own files and may be framed by nobody', async () => {
  const get = await start()
  const { headers } = await get('/')
  expect(headers['content-security-policy']).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self'",
  )
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['referrer-policy']).toBe('same-origin')
})
