import { describe, expect, it } from 'vitest'
import { createBandRequests } from '../../../gateway/ingest/band-requests.ts'
import { command } from '../../../gateway/protocol/payloads.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 2, 5, 2)

function start(publish: (deviceId: string) => Promise<unknown> = async () => 'sent') {
  const sent: string[] = []
  const payloads: string[] = []
  const requests = createBandRequests({
    async publish(deviceId, payload) {
      payloads.push(payload)
      sent.push(`${deviceId} ${JSON.parse(payload).command}`)
      return publish(deviceId)
    },
  })
  return { requests, sent, payloads }
}

describe('requests to a band', () => {
  it('are commands of the protocol, each with an id of its own', () => {
    const { requests, payloads } = start()
    requests.ask('band-1', ['locate', 'measure'], NOW)
    requests.ask('band-1', ['locate'], NOW + MINUTE)
    const ids = payloads.map((payload) => command.parse(JSON.parse(payload)).id)
    expect(new Set(ids).size).toBe(3)
  })

  it('locate at most once a minute, measure at most once in three, each band for itself', () => {
    const { requests, sent } = start()
    for (let seconds = 0; seconds <= 180; seconds += 10) {
      requests.ask('band-1', ['locate', 'measure'], NOW + seconds * 1_000)
      if (seconds === 10) requests.ask('band-2', ['locate'], NOW + seconds * 1_000)
    }
    expect(sent).toEqual([
      'band-1 locate',
      'band-1 measure',
      'band-2 locate',
      'band-1 locate',
      'band-1 locate',
      'band-1 locate',
      'band-1 measure',
    ])
  })

  it('a clock that was set back an hour keeps nobody from being asked', () => {
    const { requests, sent } = start()
    requests.ask('band-1', ['locate'], NOW)
    requests.ask('band-1', ['locate'], NOW - 60 * MINUTE)
    expect(sent).toHaveLength(2)
  })

  it('to a band that is away, or through a broker in trouble, are nobody’s problem', async () => {
    const { requests, sent } = start(() => Promise.reject(new Error('broken')))
    requests.ask('band-1', ['locate'], NOW)
    requests.ask('band-2', ['locate'], NOW)
    await Promise.resolve()
    expect(sent).toEqual(['band-1 locate', 'band-2 locate'])
  })
})
