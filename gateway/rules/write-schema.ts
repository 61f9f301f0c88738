// Writes the JSON Schema that editors complete rule files with. A test says when it is out of date.

import { writeFileSync } from 'node:fs'
import { rulesJsonSchema } from '../../alerts/rules/schema.ts'

const file = new URL('../../config/rules/rule.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(rulesJsonSchema(), null, 2)}\n`)
