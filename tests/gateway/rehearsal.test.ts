import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readSources } from '../../gateway/catalogue-files.ts'
import { knock, rehearse } from '../../gateway/rehearsal.ts'
import { edit } from '../../gateway/rules/catalogue-log.ts'
import { createRuleTexts } from '../../gateway/rules/rule-texts.ts'

function shipped() {
  const folders = { rules: 'config/rules', policies: 'config/policies', incidents: 'config/incidents' }
  const read = edit(readSources(folders), [])
  if (!read.ok) throw read.error
  return read.edition
}

describe('the rehearsal before the doors open', () => {
  it('with the shipped rules: 20 presses reach the board, and each is signed for the desk once', async () => {
    const edition = shipped()
    const { catalogue, groupings, policies } = edition
    const rehearsed = await rehearse({
      catalogue,
      groupings,
      policies,
      ruleTexts: createRuleTexts(() => edition),
      now: Date.now,
    })
    expect(rehearsed).toEqual({ shown: 20, told: 20 })
  })

  it('says what a press would have met: words that cannot be found', async () => {
    const { catalogue, groupings, policies } = shipped()
    const ruleTexts = (): never => {
      throw new Error('no words')
    }
    await expect(rehearse({ catalogue, groupings, policies, ruleTexts, now: Date.now })).rejects.toThrow(
      'no words',
    )
  })

  it('knocks at our own door wherever it listens, and says when nobody answers', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.end('ok')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    for (const host of ['127.0.0.1', '0.0.0.0', 'localhost']) await knock({ host, port })
    expect(asked).toEqual(['/livez', '/livez', '/livez'])
    await new Promise((resolve) => server.close(resolve))
    onTestFinished(() => server.closeAllConnections())
    await expect(knock({ host: '127.0.0.1', port })).rejects.toThrow('fetch failed')
  })
})
