import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { historyFile } from '../../../gateway/storage/database.ts'
import { createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { startGatewayChild } from '../../support/gateway-child.ts'
import { eventually } from '../../support/journey.ts'
import { startPartner } from '../../support/partner.ts'
import { onStore } from '../../support/store-tools.ts'
import { openWire } from '../../support/wire.ts'

const KILLS = 3
/** In flight per device: what a band keeps until it is acknowledged. */
const WINDOW = 12
const START = Date.now() - 3_600_000

type Message = Readonly<{ kind: string; payload: Readonly<{ id: string; heartRate?: number; ts?: number }> }>

/** A band with a memory: what was not acknowledged is sent again, as DUP, over the next connection. */
function createBand(deviceId: string) {
  const unacked: Message[] = []
  const acked: Message[] = []
  let next = 0
  const compose = (): Message => {
    const id = `${deviceId}-${++next}`
    if (next % 25 === 0) return { kind: 'sos', payload: { id } }
    // Every other one carries its time, one second after the other.
    const timed = next % 2 === 0 ? { ts: START + next * 1_000 } : {}
    return { kind: 'vitals', payload: { id, heartRate: 60 + (next % 20), ...timed } }
  }
  return {
    acked,
    /** Sends until the connection is closed; with `rest`, only until nothing is unacknowledged. */
    async run(port: number, rest: boolean, onAck: () => void): Promise<void> {
      const wire = await openWire(port, deviceId).catch(() => undefined)
      if (!wire) return
      let messageId = 0
      const pending = new Map<number, Message>()
      const send = (message: Message, dup: boolean): void => {
        pending.set(++messageId, message)
        wire.publish(message.kind, message.payload, { id: messageId, dup })
      }
      let seen = 0
      const settle = (): void => {
        for (const id of wire.acks().slice(seen)) {
          seen++
          const message = pending.get(id)
          if (!message) continue
          pending.delete(id)
          unacked.splice(unacked.indexOf(message), 1)
          acked.push(message)
          onAck()
          if (!rest && !wire.isClosed()) {
            const fresh = compose()
            unacked.push(fresh)
            send(fresh, false)
          }
        }
      }
      wire.socket.on('data', () => setImmediate(settle))
      for (const message of [...unacked]) send(message, true)
      while (!rest && pending.size < WINDOW) {
        const fresh = compose()
        unacked.push(fresh)
        send(fresh, false)
      }
      if (rest) await Promise.race([wire.closed, eventually(() => pending.size === 0, 'all is acknowledged')])
      else await wire.closed
      settle()
    },
    sent: () => next,
  }
}

describe('kill -9 at any instant, under load', () => {
  it(`${KILLS} kills: every acknowledged message is there exactly once, one alert per elder, every notification delivered`, async () => {
    const partner = await startPartner()
    const folder = testFolder()
    await createCommunity(folder, { webhook: partner })
    const bands = ['band-1', 'band-2', 'band-3'].map(createBand)
    for (let kill = 1; kill <= KILLS; kill++) {
      const gateway = await startGatewayChild(folder)
      // At some acknowledgement, whichever device it belongs to: the others are in the midst of theirs.
      let left = 1 + Math.floor(Math.random() * 400)
      const over = bands.map((band) =>
        band.run(gateway.mqttPort, false, () => {
          if (--left === 0) void gateway.kill()
        }),
      )
      await Promise.all(over)
    }
    const last = await startGatewayChild(folder)
    await Promise.all(bands.map((band) => band.run(last.mqttPort, true, () => {})))
    await eventually(
      () =>
        onStore(
          folder,
          (db) =>
            db
              .prepare(
                "select count(*) as n from notification where status in ('queued', 'sending', 'retrying') and body not like '%\"downlink\"%'",
              )
              .get()?.n === 0,
        ),
      'every notification that can be delivered is',
    )
    const timedSent = bands.flatMap((band) => band.acked.filter(({ payload }) => payload.ts !== undefined))
    const samples = await eventually(() => {
      const history = new DatabaseSync(historyFile(folder), { readOnly: true })
      const rows = history
        .prepare('select at, value from sample where metric = 0 and at < ?')
        .all(START + 3_500_000)
      history.close()
      return rows.length >= timedSent.length && rows
    }, 'the history is filed')
    expect(samples).toHaveLength(timedSent.length)
    expect((await last.stop()).code).toBe(0)

    onStore(folder, (db) => {
      expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
      const untimed = new Map<string, number>()
      const timed = new Set<string>()
      for (const { payload } of db
        .prepare("select payload from log where topic like '%/vitals' or topic like '%/sos'")
        .all()) {
        const { id, ts } = JSON.parse(Buffer.from(payload as Uint8Array).toString())
        if (ts === undefined) untimed.set(id, (untimed.get(id) ?? 0) + 1)
        else timed.add(id)
      }
      const acked = bands.flatMap((band) => band.acked.map(({ payload }) => payload.id))
      expect(new Set(acked).size).toBe(acked.length)
      expect(acked.filter((id) => !untimed.has(id) && !timed.has(id))).toEqual([])
      // A reading with a time of its own is told apart by it, where readings are kept (below).
      expect([...untimed].filter(([, count]) => count > 1)).toEqual([])
      expect(untimed.size + timed.size).toBe(bands.reduce((sum, band) => sum + band.sent(), 0))

      const alerts = db
        .prepare('select id, body from alert order by id')
        .all()
        .map(({ body }) => JSON.parse(String(body)))
      const subjects = alerts.map(({ subject, ruleId }) => `${ruleId} ${subject.id}`)
      expect(new Set(subjects).size).toBe(subjects.length)
      for (const [index, band] of bands.entries()) {
        const presses = band.acked.filter(({ kind }) => kind === 'sos').length
        const alert = alerts.find(
          ({ ruleId, subject }) => ruleId === 'sos' && subject.id === `r-${index + 1}`,
        )
        expect(alert?.repeats ?? -1, `presses of band-${index + 1}`).toBe(presses - 1)
        expect(
          db.prepare('select count(*) as n from press where device_id = ?').get(`band-${index + 1}`)?.n,
        ).toBe(presses)
      }
      // Every row over the webhook is delivered, and it has really been there.
      const rows = db.prepare("select key, status from notification where key like '%.webhook.%'").all()
      expect(rows.length).toBeGreaterThan(0)
      const arrived = new Set(partner.received.map(({ key }) => key))
      for (const { key, status } of rows) {
        expect(status, String(key)).toBe('delivered')
        expect(arrived.has(String(key)), String(key)).toBe(true)
      }
      expect([...arrived].filter((key) => !rows.some((row) => row.key === key))).toEqual([])
    })
  })
})
