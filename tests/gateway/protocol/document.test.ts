import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { decode } from '../../../gateway/ingest/decode.ts'
import { renderProtocol } from '../../../gateway/protocol/document.ts'
import { command } from '../../../gateway/protocol/payloads.ts'

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url))
const { markdown, schemas } = renderProtocol()

describe('the protocol’s documents', () => {
  it('are what the schemas say now; if not, run `npm run docs`', () => {
    expect(readFileSync(`${docs}protocol.md`, 'utf8')).toBe(markdown)
    expect(readdirSync(`${docs}protocol`).sort()).toEqual([...schemas.keys()].sort())
    for (const [name, text] of schemas) expect(readFileSync(`${docs}protocol/${name}`, 'utf8')).toBe(text)
  })

  it('show examples that are read without a doubt or a rejection', () => {
    const sections = [...markdown.matchAll(/### (\w+)\n\n`(v1[^`]+)`[\s\S]*?```json\n(.*)\n```/g)]
    expect(sections.length).toBe(9)
    for (const [, kind, topic = '', example = ''] of sections) {
      if (kind === 'command') {
        expect(command.safeParse(JSON.parse(example)).success).toBe(true)
        continue
      }
      const decoded = decode(topic.replace('{deviceId}', 'd-1'), Buffer.from(example), 1_790_000_060_000)
      expect(decoded).toMatchObject({
        ok: true,
        kind,
        rejected: [],
        readings: [{ doubtful: [], deviceClock: true }],
      })
    }
  })

  it('name every field of every payload', () => {
    for (const text of schemas.values())
      for (const field of Object.keys(JSON.parse(text).properties)) expect(markdown).toContain(`\`${field}\``)
  })
})
