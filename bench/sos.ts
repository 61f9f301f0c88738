// From a pressed button to the duty officer's board and to the ambulance desk's webhook, while the community's
// ordinary traffic goes on.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBand, pause, publish, quantile } from './load/band-socket.ts'
import { openBoard } from './load/board-socket.ts'
import { startChild } from './load/child.ts'
import { createBenchSite } from './load/site.ts'
import { watchStalls } from './load/stalls.ts'
import { startLoad } from './load/start.ts'
import { watchSteal } from './load/steal.ts'
import { round, table } from './table.ts'

const BACKGROUND_BANDS = 400
/** The first presses after a start are counted with the others, and shown once more by themselves. */
const FIRST = 10

export async function benchSos(options: {
  presses: number
  backgroundPerSecond: number
  everyMs: number
}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'))
  const pressedAt = new Map<string, number>()
  const seenAt = new Map<string, number>()
  const residentOf = new Map<number, string>()
  const hookedAt = new Map<number, number>()
  const hook = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const at = performance.now()
      const { alertId } = JSON.parse(body) as { alertId: number }
      if (!hookedAt.has(alertId)) hookedAt.set(alertId, at)
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  const hookAddress = hook.address()
  const hookPort = typeof hookAddress === 'object' && hookAddress ? hookAddress.port : 0

  try {
    const site = await createBenchSite(folder, {
      residents: BACKGROUND_BANDS + options.presses,
      webhook: { url: `http://127.0.0.1:${hookPort}/120`, secret: 'bench' },
    })
    const gateway = await startChild<{ mqttPort: number; httpPort: number }>('gateway-process.ts', [folder])
    const { mqttPort, httpPort } = gateway.said
    const board = await openBoard(httpPort, site, (frame) => {
      if (frame.type !== 'alert' || frame.alert.ruleId !== 'sos' || seenAt.has(frame.alert.subject.id)) return
      seenAt.set(frame.alert.subject.id, performance.now())
      residentOf.set(frame.alert.id, frame.alert.subject.id)
    })
    const bands = await Promise.all(
      site.credentials.slice(BACKGROUND_BANDS).map(([id, secret]) => openBand(mqttPort, id, secret)),
    )
    const seconds = (options.presses * options.everyMs) / 1_000 + 5
    const load = startLoad({
      port: mqttPort,
      connections: BACKGROUND_BANDS,
      window: 1,
      rate: options.backgroundPerSecond,
      seconds,
      warmUpSeconds: 2,
      credentials: site.credentials.slice(0, BACKGROUND_BANDS),
    })
    await pause(4_000)
    const stolen = watchSteal()
    const stalled = watchStalls()
    for (const band of bands) {
      const at = publish(band, 'sos', `{"ts":${Date.now()},"id":"press"}`)
      pressedAt.set(`r-${band.id.slice('band-'.length)}`, at)
      await pause(options.everyMs)
    }
    const stolenPercent = stolen()
    const stalls = (await stalled()).map(
      ([from, to]) => [from - performance.timeOrigin, to - performance.timeOrigin] as const,
    )
    const background = await load.report
    await pause(1_000)
    board.close()
    for (const { socket } of bands) socket.destroy()
    await gateway.stop()

    const all = [...pressedAt.keys()]
    const waits = (arrived: ReadonlyMap<string, number>, of: readonly string[]): number[] =>
      of.flatMap((resident) => {
        const at = arrived.get(resident)
        return at === undefined ? [] : [at - (pressedAt.get(resident) ?? Number.NaN)]
      })
    const hooked = new Map([...hookedAt].map(([alertId, at]) => [residentOf.get(alertId) ?? '', at]))
    const toBoard = waits(seenAt, all)
    const toHook = waits(hooked, all)
    /** Of those during which an idle thread was on time as well. */
    const undisturbed = (arrived: ReadonlyMap<string, number>): number[] =>
      waits(
        arrived,
        all.filter((resident) => {
          const from = pressedAt.get(resident) ?? 0
          const to = arrived.get(resident) ?? from
          return !stalls.some((stall) => stall[0] < to && stall[1] > from)
        }),
      )
    const calm = undisturbed(seenAt)
    const calmHook = undisturbed(hooked)
    const row = (name: string, values: number[]): (string | number)[] => [
      name,
      values.length,
      round(quantile(values, 0.5)),
      round(quantile(values, 0.99)),
      round(Math.max(...values)),
    ]
    console.log(
      table(
        ['SOS to', 'arrived', 'p50 ms', 'p99 ms', 'worst ms'],
        [
          row('board frame', toBoard),
          row('webhook', toHook),
          row('board frame, while the machine did not stand still', calm),
          row('webhook, while the machine did not stand still', calmHook),
          row('board frame, of the first ten after a start', waits(seenAt, all.slice(0, FIRST))),
          row('webhook, of the first ten after a start', waits(hooked, all.slice(0, FIRST))),
        ],
      ),
    )
    console.log(
      JSON.stringify({
        bench: 'sos',
        boardP99Ms: round(quantile(toBoard, 0.99)),
        webhookP99Ms: round(quantile(toHook, 0.99)),
        boardP50Ms: round(quantile(toBoard, 0.5)),
        webhookP50Ms: round(quantile(toHook, 0.5)),
        firstPressesWorstMs: round(Math.max(...waits(seenAt, all.slice(0, FIRST)))),
        presses: options.presses,
        boardArrived: toBoard.length,
        webhookArrived: toHook.length,
        calmPresses: calm.length,
        calmBoardP99Ms: round(quantile(calm, 0.99)),
        calmWebhookP99Ms: round(quantile(calmHook, 0.99)),
        stolenPercent: round(stolenPercent, 1),
        backgroundPerSecond: Math.round(background.perSecond),
      }),
    )
  } finally {
    hook.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
