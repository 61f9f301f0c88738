import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CommandInput, CommandOutcome } from '../../../gateway/http/ports.ts'
import { createLinkPages } from '../../../gateway/links/link-pages.ts'
import { LINK_ACTS, markPeople, mint, nameOf, open } from '../../../gateway/links/token.ts'
import type { LinkUse } from '../../../gateway/storage/effects.ts'
import { Desk, HOUR, SECOND, sos, TEN } from '../../alerts/response/town.ts'

const KEY = randomBytes(32)
const PEOPLE = ['p-day', 'p-son', 'p-grid'] as const

/** The store behind the door: an act and its evidence are there together, or not at all. */
function createHouse() {
  const desk = new Desk()
  desk.find(sos())
  const uses: LinkUse[] = []
  const command = async (input: CommandInput): Promise<CommandOutcome> => {
    const { evidence, requestId: _, ...said } = input
    // Both requests have looked at the store before either has acted.
    await Promise.resolve()
    const result = desk.say(said)
    if (!result.ok) return { ok: false, code: result.code }
    if (evidence?.type === 'linkUse') uses.push(evidence.use)
    return { ok: true, alert: result.alert, entries: result.entries }
  }
  const tokens = new Map(
    PEOPLE.map((personId) => [
      personId,
      mint(KEY, {
        alertId: desk.alert.id,
        personId,
        acts: LINK_ACTS,
        expiresAt: TEN + 2 * HOUR,
        messageKey: personId,
      }),
    ]),
  )
  const start = () =>
    createLinkPages({
      links: { open: (token) => open(KEY, token, markPeople(KEY, desk.directory)) },
      now: () => desk.now,
      directory: () => desk.directory,
      alert: async (id) => desk.alerts.get(id),
      timeline: async () => [...desk.entries],
      uses: async (link) => uses.filter((use) => use.link === link),
      command,
      ruleTexts: () => undefined,
      tile: () => undefined,
    })
  return { desk, uses, tokens, start }
}

it('whatever is pressed, in whatever order, how often, and over restarts: each act of a link at most once a turn', async () => {
  const press = fc.record({
    who: fc.constantFrom(...PEOPLE),
    act: fc.constantFrom(...LINK_ACTS, 'undo', 'resolve', ''),
    turn: fc.constantFrom('0', '1', '2', 'x'),
    wait: fc.constantFrom(0, SECOND, 12 * SECOND),
    restart: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(press, { maxLength: 25 }), async (presses) => {
      const { desk, uses, tokens, start } = createHouse()
      let door = start()
      for (const { who, act, turn, wait, restart } of presses) {
        desk.now += wait
        if (restart) door = start()
        const token = tokens.get(who) ?? ''
        const asked = { token, address: '203.0.113.7', languages: 'zh' }
        const before = desk.entries.length
        await door.show({ ...asked, said: act })
        expect(desk.entries.length).toBe(before)
        await door.act({ ...asked, act, turn })
      }
      const keys = uses.map(({ link, act, turn }) => `${link}|${act}|${turn}`)
      expect(new Set(keys).size).toBe(keys.length)
      // Nothing was done that is not on record, by nobody but the person whose link it was.
      const own = desk.entries.filter(({ detail }) => detail.via === 'link')
      expect(new Set(own.map(({ actor }) => actor))).toEqual(new Set(uses.map(({ personId }) => personId)))
      for (const { personId, link } of uses) expect(link).toBe(nameOf(tokens.get(personId as 'p-day') ?? ''))
      expect(uses.some(({ act }) => act === 'resolve' || act === '')).toBe(false)
      expect(desk.alert.status).not.toBe('resolved')
    }),
    { numRuns: 60 },
  )
})
