import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECOND } from '../../alerts/model/time.ts'
import type { Entity } from '../../gateway/people/ports.ts'
import { openPeopleStore } from '../../gateway/storage/people-store.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type JourneyOptions, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { createNetwork } from '../support/network.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://relay.lan/hook', secret: 'partner-partner-00' }
const STREET: Entity = {
  kind: 'partner',
  id: 'street',
  body: { id: 'street', kind: 'streetOffice', name: '街道办', communityId: 'c-1', webhook: WEBHOOK },
}
const NIGHT = (who: string): string =>
  `id: night\nsteps:\n  - after: 0s\n    who: [${who}]\nfallback: [director]\n`

async function start(more: JourneyOptions = {}) {
  const policies = join(testFolder(), 'policies')
  cpSync('config/policies', policies, { recursive: true })
  const clock = createManualClock(START)
  const network = createNetwork({ 'relay.lan': () => new Response(null, { status: 200 }) })
  const journey = await startJourney({
    clock,
    fetch: network.fetch,
    webhook: WEBHOOK,
    more: [STREET],
    ...more,
    config: { policiesFolder: policies, ...more.config },
  })
  const admin = await journey.logIn('admin')
  return {
    clock,
    journey,
    admin,
    write: (name: string, text: string) => writeFileSync(join(policies, name), text),
    reload: async () => (await journey.api(admin, '/api/rules/reload', {})).body,
  }
}
const gapsOf = ({ facts }: { facts: Record<string, string | number> }) => [facts.gaps, facts.why, facts.who]

describe('policies and the people of the site', () => {
  it('fit: the board says nothing; a named person who does not exist is said to whoever joins, until the file is mended', async () => {
    const on = await start()
    const board = await on.journey.openBoard(on.admin)
    on.write('night.yaml', NIGHT('duty, person:p-dutty'))
    expect(await on.reload()).toEqual({ ok: true, changed: true })
    const said = await board.frame('system', ({ code }) => code === 'policyGaps')
    expect(said.facts).toMatchObject({
      gaps: 1,
      deadEnds: 0,
      why: 'unknown',
      name: 'p-dutty',
      policy: 'night',
    })
    const late = await on.journey.openBoard(await on.journey.logIn('duty'))
    expect((await late.frame('system', ({ code }) => code === 'policyGaps')).facts).toEqual(said.facts)
    on.write('night.yaml', NIGHT('duty, person:p-duty'))
    await on.reload()
    await late.frame('system', ({ code, facts }) => code === 'policyGaps' && facts.gaps === 0)
    const after = await on.journey.openBoard(on.admin)
    expect(after.frames.some((frame) => frame.type === 'system')).toBe(false)
  })

  it('a partner that leaves is missed as soon as the import is read', async () => {
    const on = await start()
    const board = await on.journey.openBoard(on.admin)
    const store = await openPeopleStore(on.journey.folder)
    await store.apply({ changes: [{ type: 'removed', entity: STREET }], credentials: [], accounts: [] })
    await store.close()
    await eventually(() => {
      on.clock.advance(SECOND)
      return board.frames.some((frame) => frame.type === 'system' && frame.code === 'policyGaps')
    }, 'it is said')
    const said = await board.frame('system', ({ code }) => code === 'policyGaps')
    expect(gapsOf(said)).toEqual([1, 'nobody', 'streetOffice'])
  })

  it('a start in a community where nobody can be told goes on, and says so across every board', async () => {
    const on = await start({ webhook: undefined as never, more: [] })
    const board = await on.journey.openBoard(await on.journey.logIn('duty'))
    const said = await board.frame('system', ({ code }) => code === 'policyGaps')
    expect(said.facts).toMatchObject({ deadEnds: 1, why: 'deadEnd', where: '梧桐里社区' })
    // What is there already does not stop the mending of something else.
    on.write('night.yaml', NIGHT('duty'))
    expect(await on.reload()).toEqual({ ok: true, changed: true })
  })

  it('a policy of the site’s own with family in order and a name is in force after the reload', async () => {
    const on = await start()
    on.write(
      'sos.yaml',
      'id: sos\nfamilyEvery: 1m\nsteps:\n  - { after: 0s, who: [person:p-second, familyInOrder] }\nfallback: [director]\n',
    )
    await on.reload()
    await (await on.journey.wire('band-1')).say('sos', { id: 'p' })
    const told = () => on.journey.notifications().map(({ recipient, step }) => `${step} ${recipient.id}`)
    await eventually(() => told().length > 0, 'somebody is told')
    expect(told().sort()).toEqual(['0 p-family', '0 p-second'])
    await eventually(() => {
      on.clock.advance(SECOND)
      return told().length > 2
    }, 'the only relative once more')
    expect(told()).toContain('1 p-family')
    expect(on.clock.now() - START).toBeGreaterThanOrEqual(60 * SECOND)
  })
})
