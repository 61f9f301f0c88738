// The expectations must not come from what they are held against.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('what is expected of a recording is worked out without a line of the engine', () => {
  const folder = join(import.meta.dirname, 'truth')
  const imports = readdirSync(folder).flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^']+)'/g)].map(([, target]) => target),
  )
  expect(imports.length).toBeGreaterThan(5)
  expect(imports.filter((target) => !target?.startsWith('node:') && !target?.startsWith('./'))).toEqual([])
})
