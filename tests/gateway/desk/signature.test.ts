import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Partner } from '../../../alerts/model/people.ts'
import { refusalOf, signatureOf, WINDOW } from '../../../gateway/desk/signature.ts'

/** Published in docs/escalation.md: a partner checks its own code against these lines. */
const VECTOR = {
  secret: 'the-secret-of-the-desk',
  timestamp: '1795287305000',
  body: '{"version":1,"key":"a1b2c3d4-0001","eventNumber":"c-1-1024","cardVersion":3,"status":"vehicleOut","at":1795287300000,"deskEventNumber":"120-20261121-0087","vehicle":{"number":"沪A12345"}}',
  signature: '6d20d211ddba81dc43b98d69b76e145afac66da45a6df3b2e6ccdadb7a41c055',
}
const NOW = Number(VECTOR.timestamp)

const desk: Partner = {
  id: 'desk',
  kind: 'desk120',
  name: '120',
  communityId: 'c-1',
  webhook: { url: 'http://desk/', secret: VECTOR.secret },
}
const mute: Partner = { id: 'mute', kind: 'desk120', name: '120', communityId: 'c-1', phone: '120' }
const partners = new Map([desk, mute].map((partner) => [partner.id, partner]))

const check = (change: object = {}, now = NOW) =>
  refusalOf(
    {
      partnerId: 'desk',
      timestamp: VECTOR.timestamp,
      signature: VECTOR.signature,
      body: Buffer.from(VECTOR.body),
      ...change,
    },
    { partners, now },
  )

describe('the signature of a receipt', () => {
  it('fits the published vector, and the published vector is the one in the documentation', () => {
    expect(signatureOf(VECTOR.secret, VECTOR.timestamp, VECTOR.body)).toBe(VECTOR.signature)
    expect(check()).toBeUndefined()
    const page = readFileSync('docs/escalation.md', 'utf8')
    for (const line of Object.values(VECTOR)) expect(page).toContain(line)
  })

  it.each([
    ['partnerId', 'X-Shouwang-Partner'],
    ['timestamp', 'X-Shouwang-Timestamp'],
    ['signature', 'X-Shouwang-Signature'],
  ])('without %s says which header is missing', (part, header) => {
    expect(check({ [part]: undefined })).toEqual({
      ok: false,
      code: 'deskHeadersMissing',
      detail: `${header} is missing`,
    })
  })

  it('one changed byte, another secret, upper case, or a signature cut short do not fit', () => {
    const { body, signature, timestamp } = VECTOR
    for (const change of [
      { body: Buffer.from(body.replace('vehicleOut', 'arrived')) },
      { signature: signatureOf('another-secret', timestamp, body) },
      { signature: signature.toUpperCase() },
      { signature: signature.slice(0, 63) },
      { signature: '' },
      // Signed for another moment: the time is part of what is signed.
      { timestamp: String(NOW + 1) },
    ])
      expect(check(change)).toMatchObject({ code: 'signatureWrong' })
  })

  it('may be 5 min old or ahead, and not a millisecond more; the answer says by how much', () => {
    expect(check({}, NOW + WINDOW)).toBeUndefined()
    expect(check({}, NOW - WINDOW)).toBeUndefined()
    expect(check({}, NOW + WINDOW + 1)).toMatchObject({
      code: 'timestampRefused',
      detail: expect.stringContaining('300 s behind'),
    })
    expect(check({}, NOW - 2 * WINDOW)).toMatchObject({ detail: expect.stringContaining('600 s ahead') })
    expect(check({ timestamp: '1795287305' })).toMatchObject({ code: 'timestampRefused' })
  })

  it('of nobody, or of a partner without a secret, is nobody’s', () => {
    expect(check({ partnerId: 'elsewhere' })).toMatchObject({ code: 'partnerUnknown' })
    expect(check({ partnerId: 'mute' })).toMatchObject({ code: 'partnerUnknown' })
  })
})
