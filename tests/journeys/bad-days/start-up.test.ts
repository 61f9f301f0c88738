import { once } from 'node:events'
import { cpSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { readConfig } from '../../../gateway/config.ts'
import { createCommunity, PASSWORD } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { type Ended, runGateway, startGatewayChild } from '../../support/gateway-child.ts'
import { startJourney } from '../../support/journey.ts'
import { copyAsCrashed } from '../../support/store-tools.ts'
import { openWire } from '../../support/wire.ts'

const FREE = ['--port', '0', '--mqtt-port', '0', '--host', '127.0.0.1']

/** One clear sentence with what to do, on stderr, no stack trace, and a non-zero exit. */
function expectClearWords(end: Ended, fault: RegExp, advice: RegExp): void {
  expect(end.code).toBe(1)
  expect(end.stderr).toMatch(/^shouwang: /)
  expect(end.stderr).toMatch(fault)
  expect(end.stderr).toMatch(advice)
  expect(end.stderr).not.toMatch(/^\s+at /m)
  expect(end.stdout).not.toMatch(/board http/)
}

async function occupy(): Promise<string> {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return String(typeof address === 'object' ? address?.port : 0)
}

/** A store with something in it, as a clean stop leaves it. */
async function filledFolder(): Promise<string> {
  const folder = testFolder()
  await createCommunity(folder, { bands: 60 })
  const journey = await startJourney({ folder })
  const band = await journey.wire('band-1')
  for (let n = 0; n < 20; n++) await band.say('sos', { id: `p-${n}` })
  await journey.close()
  return folder
}

/** Every page but the first is overwritten in part. */
function noisy(bytes: Buffer): Buffer {
  for (let at = 4_096; at < bytes.length; at += 4_096) bytes.fill(0xa5, at, at + 1_500)
  return bytes
}

/** A folder of rules or policies with one file changed. */
function changed(folder: string, file: string, edit: (text: string) => string): string {
  const copy = join(testFolder(), 'changed')
  cpSync(folder, copy, { recursive: true })
  writeFileSync(join(copy, file), edit(readFileSync(join(folder, file), 'utf8')))
  return copy
}

describe('a gateway that cannot start says so in one clear line and exits with 1', () => {
  it('MQTT port in use', async () => {
    const port = await occupy()
    const end = await runGateway('--data', testFolder(), ...FREE, '--mqtt-port', port)
    expectClearWords(end, new RegExp(`MQTT port ${port} .*in use`, 'i'), /--mqtt-port/)
  })

  it('HTTP port in use', async () => {
    const port = await occupy()
    const end = await runGateway('--data', testFolder(), ...FREE, '--port', port)
    expectClearWords(end, new RegExp(`HTTP port ${port} .*in use`, 'i'), /--port/)
  })

  it('a file where the data folder should be', async () => {
    const file = join(testFolder(), 'data')
    writeFileSync(file, '')
    const end = await runGateway('--data', file, ...FREE)
    expectClearWords(end, /cannot write to the data folder/, /--data FOLDER/)
  })

  it('a store or a history that is garbage, cut in half or full of noise: which file, and to restore it or move it away', async () => {
    const sound = await filledFolder()
    const damages: [name: string, damage: (path: string) => void][] = [
      ['shouwang.db', (path) => writeFileSync(path, Buffer.alloc(40_000, 'not a database '))],
      ['history.db', (path) => writeFileSync(path, Buffer.alloc(40_000, 'not a database '))],
      ['shouwang.db', (path) => truncateSync(path, Math.floor(statSync(path).size / 8_192) * 4_096)],
      ['shouwang.db', (path) => writeFileSync(path, noisy(readFileSync(path)))],
    ]
    for (const [name, damage] of damages) {
      const folder = copyAsCrashed(sound)
      damage(join(folder, name))
      const end = await runGateway('--data', folder, ...FREE)
      expectClearWords(end, new RegExp(`${name.replace('.', '\\.')} is damaged`), /backup|move it away/)
    }
  })

  it('a second gateway on the same data folder; the first works on', async () => {
    const folder = testFolder()
    await createCommunity(folder)
    const first = await startGatewayChild(folder)
    const end = await runGateway('--data', folder, ...FREE)
    expectClearWords(end, /in use by another/, /--data FOLDER/)
    const band = await openWire(first.mqttPort, 'band-1')
    await band.say('sos', {})
    await first.kill()
    // A killed one leaves no lock behind.
    const next = await startGatewayChild(folder)
    expect((await next.stop()).code).toBe(0)
  })

  it('a rule file with three faults: all three, each with file and line', async () => {
    const rules = changed('config/rules', 'heart-rate.yaml', (text) =>
      text
        .replace('raise: 131', 'raise: high')
        .replace('severity: warning', 'severity: bad')
        .replace('for: 2m', 'for: 2 moons'),
    )
    const settings = join(testFolder(), 'settings.yaml')
    writeFileSync(settings, `rulesFolder: ${rules}\n`)
    const end = await runGateway('--config', settings, '--data', testFolder(), ...FREE)
    expectClearWords(end, /the rules have \d+ fault/, /Mend the files/)
    expect(end.stderr.match(/heart-rate\.yaml:\d+/g)?.length).toBeGreaterThanOrEqual(3)
  })

  it('a policy file that is no YAML', async () => {
    const policies = changed('config/policies', 'sos.yaml', () => 'id: sos\nsteps: [\n')
    const settings = join(testFolder(), 'settings.yaml')
    writeFileSync(settings, `policiesFolder: ${policies}\n`)
    const end = await runGateway('--config', settings, '--data', testFolder(), ...FREE)
    expectClearWords(end, /sos\.yaml:\d+/, /Mend the files/)
  })

  it('settings with an unknown key, a wrong type and a port out of range, and a flag nobody knows: all at once', async () => {
    const settings = join(testFolder(), 'settings.yaml')
    writeFileSync(settings, 'dataFodler: here\nhttp:\n  port: 99999\nmqtt:\n  burst: many\n')
    const end = await runGateway('--config', settings, '--data', testFolder())
    expectClearWords(end, /the settings have 3 fault/, /--config FILE/)
    for (const word of ['dataFodler', 'http.port', 'mqtt.burst']) expect(end.stderr).toContain(word)
    expect(() => readConfig(['--prot', '1'])).toThrow(/--prot/)
  })

  it.each(['- just\n- a list\n', 'http: 8080\n', 'http: [\n', '"a sentence"\n', 'mqtt:\n  - 1\n'])(
    'settings that are %j',
    (text) => {
      const settings = join(testFolder(), 'settings.yaml')
      writeFileSync(settings, text)
      expect(() => readConfig(['--config', settings, ...FREE])).toThrow(/^the settings have 1 fault/)
    },
  )

  it('a settings file that is not there', () => {
    expect(() => readConfig(['--config', join(testFolder(), 'none.yaml')])).toThrow(/none\.yaml/)
  })
})

describe('a gateway that is told to stop', () => {
  it('ends with 0 although bands are connected and a dashboard is open', async () => {
    const folder = testFolder()
    await createCommunity(folder)
    const gateway = await startGatewayChild(folder)
    const band = await openWire(gateway.mqttPort, 'band-1')
    await band.say('sos', { id: 'p' })
    const base = `http://127.0.0.1:${gateway.httpPort}`
    const session = await fetch(`${base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'duty', password: PASSWORD }),
    })
    const cookie = session.headers.getSetCookie().join('; ')
    const board = new WebSocket(`${base.replace('http', 'ws')}/live`, { headers: { cookie } })
    await once(board, 'message')
    const end = await gateway.stop()
    expect(end).toMatchObject({ code: 0, signal: null, stderr: '' })
    await band.closed
  })
})
