// The scripted first five minutes, played on the sample community with real bands over MQTT and a real browser. Only
// the clock is ours: where a person would wait ten minutes, the test sets it forward.

import mqtt, { type MqttClient } from 'mqtt'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Gateway, startGateway } from '../../gateway/app.ts'
import type { Clock } from '../../gateway/clock.ts'
import { systemClock } from '../../gateway/clock.ts'
import { readConfig } from '../../gateway/config.ts'
import { prepareDemo } from '../../gateway/demo.ts'
import { logInAs, openBrowser, openPage, SIZES, shoot } from '../support/browser.ts'
import { testFolder } from '../support/folder.ts'

const MINUTE = 60_000

async function startDemo() {
  let offset = 0
  const clock: Clock = { now: () => Date.now() + offset, setTimer: systemClock.setTimer }
  const folder = testFolder()
  const config = readConfig([
    '--demo',
    '--data',
    folder,
    '--port',
    '0',
    '--mqtt-port',
    '0',
    '--host',
    '127.0.0.1',
  ])
  if (config === 'help') throw new Error('unreachable')
  const { secrets } = await prepareDemo(config)
  const start = (ports?: { http: number; mqtt: number }): Promise<Gateway> =>
    startGateway({
      config: ports
        ? {
            ...config,
            http: { ...config.http, port: ports.http },
            mqtt: { ...config.mqtt, port: ports.mqtt },
          }
        : config,
      clock,
      log: pino({ level: 'silent' }),
      version: 'test',
      onFatal: (error) => {
        throw error
      },
    })
  let gateway = await start()
  onTestFinished(() => gateway.close())
  const ports = { http: gateway.httpPort, mqtt: gateway.mqttPort }
  const secretOf = new Map(secrets.devices.map(({ deviceId, secret }) => [deviceId, secret]))
  const connect = async (deviceId: string): Promise<MqttClient> => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${ports.mqtt}`, {
      clientId: deviceId,
      username: deviceId,
      password: secretOf.get(deviceId) ?? '',
      reconnectPeriod: 300,
    })
    client.on('error', () => {})
    onTestFinished(() => void client.end(true))
    return client
  }
  const say = (client: MqttClient, topic: string, payload: object): Promise<unknown> =>
    client.publishAsync(topic, JSON.stringify(payload), { qos: 1 })
  return {
    base: `http://127.0.0.1:${ports.http}`,
    now: clock.now,
    later(ms: number) {
      offset += ms
      gateway.tick()
    },
    passwordOf: (login: string) => secrets.logins.find((one) => one.login === login)?.password ?? '',
    connect,
    say,
    async restart(meanwhile: () => Promise<void>) {
      await gateway.close()
      await meanwhile()
      gateway = await start(ports)
    },
  }
}

describe('the first five minutes', () => {
  it('a tachycardia, two SOS, a rising drain and a silent band are seen, answered and survived by one page that never reloads', async () => {
    const demo = await startDemo()
    const browser = await openBrowser()
    const { page, complaints } = await openPage(browser, demo.base)

    // Wrong password first: a sentence, not a code.
    await logInAs(page, 'duty', 'wrong-password')
    await page.getByTestId('login-error').waitFor()
    await logInAs(page, 'duty', demo.passwordOf('duty'))
    await page.getByTestId('wall').waitFor()
    await page.evaluate('window.neverReloaded = true')
    const toneOf = (tile: string) => page.getByTestId(tile).locator('.tile-body').getAttribute('data-tone')
    const nameOf = async (tile: string) =>
      (await page.getByTestId(tile).locator('.tile-name').textContent()) ?? ''

    // Sixty people, a quiet morning.
    const bands = await Promise.all(
      Array.from({ length: 60 }, (_, i) => demo.connect(`band-${String(i + 1).padStart(3, '0')}`)),
    )
    const band = (n: number): MqttClient => bands[n - 1] as MqttClient
    const topic = (n: number, kind: string): string => `v1/bands/band-${String(n).padStart(3, '0')}/${kind}`
    await Promise.all(
      bands.flatMap((client, i) => [
        demo.say(client, topic(i + 1, 'wear'), { ts: demo.now(), worn: true }),
        demo.say(client, topic(i + 1, 'status'), { ts: demo.now(), online: true, battery: 40 + (i % 60) }),
        demo.say(client, topic(i + 1, 'vitals'), {
          ts: demo.now(),
          heartRate: 58 + (i % 30),
          spo2: 95 + (i % 5),
          bloodPressure: { systolic: 112 + (i % 25), diastolic: 68 + (i % 14) },
        }),
        demo.say(client, topic(i + 1, 'steps'), { ts: demo.now(), steps: 100 * (i % 40) }),
      ]),
    )
    await page.getByTestId('tile-r-060').waitFor()
    await expect.poll(() => page.getByTestId('count-fine').textContent(), { timeout: 20_000 }).toContain('60')
    await shoot(page, '1-quiet-zh')

    // A heart that races: samples over three minutes, kept by the band and sent at once.
    const start = demo.now() - 3 * MINUTE
    for (let k = 0; k < 18; k++)
      await demo.say(band(4), topic(4, 'vitals'), {
        ts: start + MINUTE / 60 + k * 10_000,
        heartRate: 120 + Math.min(20, k * 4),
      })
    demo.later(5_000)
    for (let k = 0; k <= 18; k++) {
      demo.later(10_000)
      // Within seconds a loose sensor leaps; a heart takes its time.
      const heartRate = [95, 125][k] ?? 142
      await demo.say(band(4), topic(4, 'vitals'), { ts: demo.now(), heartRate })
    }
    await expect.poll(() => toneOf('tile-r-004'), { timeout: 20_000 }).toBe('critical')

    // An SOS at home: red within a blink, why and who was told, then answered by key and closed by click.
    await demo.say(band(9), topic(9, 'sos'), {
      ts: demo.now(),
      latitude: 31.2304,
      longitude: 121.4737,
      accuracyMetres: 15,
    })
    await expect.poll(() => toneOf('tile-r-009'), { timeout: 20_000 }).toBe('critical')
    await shoot(page, '2-sos-zh')
    await page
      .locator('.alert-card')
      .filter({ hasText: await nameOf('tile-r-009') })
      .locator('.alert-open')
      .click()
    await page.getByTestId('alert-dialog').waitFor()
    await page.getByTestId('alert-told').waitFor()
    await expect.poll(() => page.getByTestId('alert-told').textContent()).toMatch(/已送达|平台已接收/)
    await shoot(page, '3-why-and-who-zh')
    await page.getByTestId('action-acknowledge').click()
    await expect
      .poll(() => page.getByTestId('alert-timeline').textContent(), { timeout: 20_000 })
      .toMatch(/接警/)
    await page.getByTestId('action-resolve').click()
    await page.getByTestId('outcome-genuine').click()
    await page.getByTestId('action-note').fill('网格员已上门，老人头晕，家属陪同就医')
    await page.getByTestId('action-submit').click()
    await page.keyboard.press('Escape')
    await expect.poll(() => toneOf('tile-r-009'), { timeout: 20_000 }).not.toBe('critical')

    // An SOS that nobody answers climbs, step by step.
    await demo.say(band(17), topic(17, 'sos'), { ts: demo.now() })
    await expect.poll(() => toneOf('tile-r-017'), { timeout: 20_000 }).toBe('critical')
    demo.later(61_000)
    demo.later(2 * MINUTE)
    demo.later(5 * MINUTE)

    // A drain rises through its classes: one alert that gets worse.
    const water = await demo.connect('water-03')
    for (const centimetres of [2, 6, 17, 29, 42, 44]) {
      demo.later(MINUTE)
      await demo.say(water, 'v1/drains/water-03/level', { ts: demo.now(), centimetres })
    }
    await expect.poll(() => page.getByText('危险').count(), { timeout: 20_000 }).toBeGreaterThan(0)

    // A band falls silent: its socket dies without a goodbye.
    band(23).stream.destroy()
    band(23).end(true)
    demo.later(3 * MINUTE)
    await expect.poll(() => toneOf('tile-r-023'), { timeout: 20_000 }).toBe('unknown')

    // The gateway goes away and comes back; the page says how old its data is, then is current again.
    await demo.restart(async () => {
      await page.getByTestId('data-age').waitFor({ timeout: 30_000 })
      await shoot(page, '4-gateway-away-zh')
    })
    await page.getByTestId('data-age').waitFor({ state: 'detached', timeout: 60_000 })
    expect(await toneOf('tile-r-017')).toBe('critical')
    expect(await page.evaluate('window.neverReloaded')).toBe(true)
    await shoot(page, '5-after-restart-zh')
    await page.setViewportSize(SIZES.wall)
    await shoot(page, '5-after-restart-zh-wall')

    // In English, in the dark.
    await page.getByTestId('language-switch').click()
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en')
    await shoot(page, '6-english-wall')

    // A resident's page with today's curves and limits.
    await page.getByTestId('tile-r-004').click()
    await page.getByTestId('resident-page').waitFor()
    await page.locator('.uplot').first().waitFor({ timeout: 20_000 })
    await shoot(page, '7-resident-english')

    // Everybody's phone.
    await page.goto('/phones')
    await page.getByTestId('phones-page').waitFor()
    await page.locator('[data-testid^="phone-message-"]').first().waitFor()
    await shoot(page, '8-phones-english')
    expect(complaints).toEqual([])

    // A daughter on her phone sees her own elder and nobody else.
    const family = await openPage(browser, demo.base, { size: 'phone' })
    await logInAs(family.page, 'family', demo.passwordOf('family'))
    await family.page.getByTestId('family-page').waitFor()
    const seen = await family.page.evaluate(async () =>
      Promise.all(
        [
          '/api/residents/r-001',
          '/api/residents/r-004',
          '/api/drains/drain-03/samples?metric=level&from=0&to=1',
        ].map(async (path) => (await fetch(path)).status),
      ),
    )
    expect(seen).toEqual([200, 404, expect.any(Number)])
    expect(seen[2]).toBeGreaterThanOrEqual(400)
    const tiles = await family.page.locator('[data-testid^="tile-"]').all()
    expect(await Promise.all(tiles.map((tile) => tile.getAttribute('data-testid')))).toEqual(['tile-r-001'])
    await shoot(family.page, '9-family-phone-zh')
    expect(family.complaints).toEqual([])
  })
})
