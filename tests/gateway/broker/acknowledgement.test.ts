import { describe, expect, it } from 'vitest'
import {
  acknowledged,
  connectPacket,
  logIn,
  openSocket,
  publishPacket,
  roundTrip,
  startBroker,
} from './harness.ts'

const VITALS = 'v1/bands/band-001/vitals'

describe('an acknowledgement', () => {
  it('is sent only after ingest says committed', async () => {
    const { port, arrived } = await startBroker({ answer() {} })
    const band = await logIn(port)
    band.send(publishPacket(VITALS, '{"heartRate":72}', 7))
    const message = await arrived.at(1)
    await roundTrip(band)
    expect(acknowledged(band)).toEqual([])
    message.done('committed')
    expect((await band.packets.at(3)).cmd).toBe('puback')
    expect(acknowledged(band)).toEqual([7])
  })

  it('is never sent for a message that failed: the socket closes, and the re-sent one arrives as a duplicate', async () => {
    const { port, arrived } = await startBroker({ answer() {} })
    const band = await logIn(port)
    band.send(publishPacket(VITALS, '{"heartRate":72}', 7))
    ;(await arrived.at(1)).done('failed')
    await band.closed
    expect(acknowledged(band)).toEqual([])

    const again = await logIn(port)
    again.send(publishPacket(VITALS, '{"heartRate":72}', 7, { dup: true }))
    const second = await arrived.at(2)
    expect(second).toMatchObject({ duplicate: true, text: '{"heartRate":72}', deviceId: 'band-001' })
    second.done('committed')
    await again.packets.at(2)
    expect(acknowledged(again)).toEqual([7])
  })

  it('comes in the order of the messages of one TCP chunk, which all reach ingest in that order', async () => {
    const { port, arrived } = await startBroker({ answer() {} })
    const band = await logIn(port)
    const ids = Array.from({ length: 40 }, (_, at) => at + 1)
    band.send(...ids.map((id) => publishPacket(VITALS, `{"seq":${id}}`, id)))
    await arrived.at(40)
    expect(arrived.items.map(({ text }) => text)).toEqual(ids.map((id) => `{"seq":${id}}`))
    for (const { done } of arrived.items) done('committed')
    await band.packets.at(41)
    expect(acknowledged(band)).toEqual(ids)
  })

  it('counts once, however often ingest calls done', async () => {
    const { port } = await startBroker({
      answer({ done }) {
        done('committed')
        done('failed')
        done('committed')
      },
    })
    const band = await logIn(port)
    band.send(publishPacket(VITALS, '{}', 1), publishPacket(VITALS, '{}', 2))
    await band.packets.at(3)
    await roundTrip(band)
    expect(acknowledged(band)).toEqual([1, 2])
  })

  it('is withheld when ingest throws, and the broker lives on', async () => {
    let isBroken = true
    const { port } = await startBroker({
      answer({ done }) {
        if (isBroken) throw new Error('the conductor fell')
        done('committed')
      },
    })
    const band = await logIn(port)
    band.send(publishPacket(VITALS, '{}', 1))
    await band.closed
    expect(acknowledged(band)).toEqual([])
    isBroken = false
    const again = await logIn(port)
    again.send(publishPacket(VITALS, '{}', 1, { dup: true }))
    await again.packets.at(2)
    expect(acknowledged(again)).toEqual([1])
  })

  it('follows what was sent right behind CONNECT in one chunk, before CONNACK: 300 messages', async () => {
    const { port, arrived } = await startBroker({ limits: { burst: 1_000 } })
    const band = await openSocket(port)
    const ids = Array.from({ length: 300 }, (_, at) => at + 1)
    band.send(connectPacket('band-001'), ...ids.map((id) => publishPacket(VITALS, `{"seq":${id}}`, id)))
    await band.packets.at(301)
    expect(arrived.items).toHaveLength(300)
    expect(acknowledged(band)).toEqual(ids)
  })

  it('is not needed for QoS 0, and is PUBREC after the commit for QoS 2', async () => {
    const { port, arrived } = await startBroker({ answer() {} })
    const band = await logIn(port)
    band.send(publishPacket(VITALS, '"two"', 5, { qos: 2 }), {
      ...publishPacket(VITALS, '"zero"', 0, { qos: 0 }),
      messageId: undefined,
    } as never)
    await arrived.at(2)
    expect(arrived.items.map(({ text }) => text)).toEqual(['"two"', '"zero"'])
    await roundTrip(band)
    expect(band.packets.items.map(({ cmd }) => cmd)).toEqual(['connack', 'pingresp'])
    for (const { done } of arrived.items) done('committed')
    expect(await band.packets.at(3)).toMatchObject({ cmd: 'pubrec', messageId: 5 })
    band.send({ cmd: 'pubrel', messageId: 5 })
    expect(await band.packets.at(4)).toMatchObject({ cmd: 'pubcomp', messageId: 5 })
  })
})
