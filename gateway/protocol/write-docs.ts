// `npm run docs`: writes docs/protocol.md and docs/protocol/*.schema.json. What they say is in document.ts.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderProtocol } from './document.ts'

const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const { markdown, schemas } = renderProtocol()
mkdirSync(join(docs, 'protocol'), { recursive: true })
writeFileSync(join(docs, 'protocol.md'), markdown)
for (const [name, text] of schemas) writeFileSync(join(docs, 'protocol', name), text)
