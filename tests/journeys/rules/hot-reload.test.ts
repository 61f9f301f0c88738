import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../alerts/model/time.ts'
import type { Frame } from '../../../gateway/live/frames.ts'
import { createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { copyAsCrashed } from '../../support/store-tools.ts'
import { createRuleFiles, PULSE } from './rule-files.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const FAULTY = PULSE({ raise: 111, clear: 120 }).replace('severity: warning', 'severity: bad')

async function start() {
  const clock = createManualClock(START)
  const files = createRuleFiles()
  const journey = await startJourney({ clock, config: files.config })
  const admin = await journey.logIn('admin')
  const reload = () => journey.api(admin, '/api/rules/reload', {})
  const list = async () => (await journey.api(admin, '/api/rules')).body
  const titleOf = async (id: string) => (await list()).rules.find((rule: any) => rule.id === id)?.title.en
  return { clock, files, journey, admin, reload, list, titleOf }
}

/** Nobody can be told here: what the board says of that is not about the rules. */
const aboutRules = (frames: readonly Frame[]) =>
  frames.filter((frame) => frame.type === 'system' && frame.code !== 'policyGaps')
const hashes = (journey: Journey) =>
  journey.rows('select hash from catalogue_since order by seq').map(({ hash }) => hash)

describe('rules read again while the gateway runs', () => {
  it('good files take over at once, and the log says from which row on', async () => {
    const on = await start()
    expect(hashes(on.journey)).toHaveLength(1)
    on.files.own(PULSE({ raise: 125, clear: 119 }))
    expect((await on.reload()).body).toEqual({ ok: true, changed: true })
    const band = await on.journey.wire('band-1')
    for (const heartRate of [118, 118, 118, 118]) {
      on.clock.advance(MINUTE)
      await band.say('vitals', { heartRate, ts: on.clock.now() })
    }
    expect(on.journey.alerts()).toEqual([])
    const log = on.journey.rows("select seq, payload from log where topic = 'catalogue' order by seq")
    expect(log.map(({ payload }) => Buffer.from(payload as Uint8Array).toString())).toEqual(
      hashes(on.journey),
    )
    expect((await on.reload()).body).toEqual({ ok: true, changed: false })
    expect(hashes(on.journey)).toHaveLength(2)
  })

  it('faulty files are refused with all their faults, on the board, in the list and to whoever joins; the old rules stay', async () => {
    const on = await start()
    const board = await on.journey.openBoard(on.admin)
    on.files.own(FAULTY)
    on.files.write('more.yaml', 'rules:\n  - id: Bad\n')
    const answer = (await on.reload()).body
    expect(answer).toMatchObject({ ok: false, refusal: { at: START } })
    const paths = answer.refusal.faults.map(({ path }: any) => path)
    expect(new Set(paths)).toEqual(new Set(['rules/own.yaml', 'rules/more.yaml']))
    expect(answer.refusal.faults.every(({ line }: any) => line > 0)).toBe(true)
    const frame = await board.frame('system', ({ code }) => code === 'rulesRefused')
    expect(frame.facts).toMatchObject({
      faults: answer.refusal.faults.length,
      first: expect.stringContaining('rules/'),
    })
    expect((await on.list()).refusal).toEqual(answer.refusal)
    const late = await on.journey.openBoard(on.admin)
    await late.frame('system', ({ code }) => code === 'rulesRefused')
    expect(await on.titleOf('hr-high')).toBe('Heart rate high')
    expect(hashes(on.journey)).toHaveLength(1)

    on.files.write('more.yaml', `rules:${PULSE({ id: 'hr-other', raise: 150, clear: 140 })}`)
    on.files.own(PULSE())
    expect((await on.reload()).body).toEqual({ ok: true, changed: true })
    await board.frame('system', ({ code }) => code === 'rulesAccepted')
    expect((await on.list()).refusal).toBeNull()
    expect(await on.titleOf('hr-other')).toBe('Heart rate high')
    const calm = await on.journey.openBoard(on.admin)
    expect(aboutRules(calm.frames)).toEqual([])
  })

  it('a rule that did not change goes on: 90 s of its 2 min are not lost by a change of another', async () => {
    const on = await start()
    const band = await on.journey.wire('band-1')
    await band.say('vitals', { spo2: 88, ts: START })
    on.clock.advance(90 * SECOND)
    on.files.own(PULSE({ raise: 125, clear: 119 }))
    await on.reload()
    on.clock.advance(30 * SECOND)
    await band.say('vitals', { spo2: 88, ts: on.clock.now() })
    expect(on.journey.alerts()).toMatchObject([{ ruleId: 'spo2-low', evidence: { since: START } }])
  })

  it('a rule that looks at something else now begins anew; the alert of one that is gone stays until somebody closes it', async () => {
    const on = await start()
    const band = await on.journey.wire('band-1')
    for (let n = 0; n < 4; n++) {
      await band.say('vitals', { heartRate: 118, ts: on.clock.now() })
      on.clock.advance(MINUTE)
    }
    expect(on.journey.alerts()).toMatchObject([{ ruleId: 'hr-high', status: 'open' }])
    const board = await on.journey.openBoard(on.admin)
    on.files.own('')
    rmSync(join(on.files.rules, 'own.yaml'))
    expect((await on.reload()).body).toEqual({ ok: true, changed: true })
    await band.say('vitals', { heartRate: 70, ts: on.clock.now() })
    expect(on.journey.alerts()).toMatchObject([{ status: 'open' }])
    // Whoever reads the alert still reads its title.
    const { rules } = await board.frame('snapshot', ({ rules }) => rules !== undefined)
    expect(rules).toMatchObject({ 'hr-high': { 'zh-CN': '心率偏快', en: 'Heart rate high' } })
    expect(rules).toMatchObject({ 'band-offline': { levels: { silent: { en: 'Silent' } } } })
    const closing = { action: 'resolve', outcome: 'genuine', requestId: 'request-1' }
    expect((await on.journey.api(on.admin, '/api/alerts/1/actions', closing)).status).toBe(200)

    on.files.own(PULSE())
    await on.reload()
    await band.say('vitals', { heartRate: 118, ts: on.clock.now() })
    on.clock.advance(MINUTE)
    await band.say('vitals', { heartRate: 118, ts: on.clock.now() })
    on.files.own(PULSE({ raise: 37.5, clear: 37 }).replace('metric: heartRate', 'metric: temperature'))
    await on.reload()
    on.files.own(PULSE())
    await on.reload()
    on.clock.advance(MINUTE)
    await band.say('vitals', { heartRate: 118, ts: on.clock.now() })
    expect(on.journey.alerts()).toHaveLength(1)
    const { rows } = on.journey
    expect(rows('select hash from catalogue_since')).toHaveLength(5)
    expect(rows('select hash from catalogue')).toHaveLength(3)
  })

  it("a board's change whose parameter left the files is named on the rule's page and ignored; one of a rule that is gone is an orphan", async () => {
    const on = await start()
    const director = await on.journey.logIn('director')
    const change = (parameters: object, expected: number) =>
      on.journey.api(director, '/api/rules/hr-high/changes', {
        change: { parameters },
        reason: 'x',
        expected,
      })
    await change({ raise: 125, for: 300 }, 0)
    on.files.own(
      PULSE().replace(
        /detector:.*/,
        'detector: { type: absence, metric: heartRate, for: 30m, heardWithin: 25m }',
      ),
    )
    await on.reload()
    const view = (await on.list()).rules.find(({ id }: any) => id === 'hr-high')
    expect(view).toMatchObject({ version: '1+1', faults: [expect.stringContaining('no parameter "raise"')] })
    expect(view.parameters.find(({ name }: any) => name === 'for')).toMatchObject({
      value: 300,
      standard: 1_800,
    })
    rmSync(join(on.files.rules, 'own.yaml'))
    await on.reload()
    expect((await on.list()).orphans).toMatchObject([{ ruleId: 'hr-high', no: 1, by: 'p-director' }])
    expect((await on.journey.api(director, '/api/rules/hr-high/history')).body).toHaveLength(1)
  })

  it('policies are read with them: a rule may name a new policy in the same breath, and a missing one is a fault', async () => {
    const on = await start()
    on.files.own(PULSE().replace('policy: vitals-warning', 'policy: night-watch'))
    expect((await on.reload()).body.refusal.faults[0].message).toContain('there is no policy "night-watch"')
    writeFileSync(
      join(on.files.config.policiesFolder, 'night-watch.yaml'),
      'id: night-watch\nfallback: [director]\nsteps:\n  - { after: 0s, who: [duty] }\n',
    )
    expect((await on.reload()).body).toEqual({ ok: true, changed: true })
  })

  it('an editor that writes in two steps, half a file first, is waited for: nothing is refused', async () => {
    const files = createRuleFiles()
    const journey = await startJourney({ config: files.config })
    const cookie = await journey.logIn('admin')
    const board = await journey.openBoard(cookie)
    files.own('')
    files.own(FAULTY)
    files.own(PULSE({ id: 'hr-new', raise: 125, clear: 119 }))
    const snapshot = await board.frame('snapshot', ({ rules }) => rules?.['hr-new'] !== undefined)
    expect(snapshot.rules?.['hr-new']).toMatchObject({ en: 'Heart rate high' })
    expect(aboutRules(board.frames)).toEqual([])
    files.own(FAULTY)
    await board.frame('system', ({ code }) => code === 'rulesRefused')
    files.own(PULSE())
    await board.frame('system', ({ code }) => code === 'rulesAccepted')
    await eventually(() => hashes(journey).length === 3, 'the third set of rules is written down')
  })
})

describe('a restart with other files', () => {
  it('good ones are in force from the start, in the log, and the states that go on are refitted', async () => {
    const on = await start()
    const band = await on.journey.wire('band-1')
    await band.say('vitals', { heartRate: 118, spo2: 88, ts: START })
    const crashed = copyAsCrashed(on.journey.folder)
    await on.journey.close()
    on.files.own(PULSE({ raise: 115, clear: 110 }))
    for (const folder of [on.journey.folder, crashed]) {
      const clock = createManualClock(START)
      const later = await startJourney({ folder, clock, config: on.files.config })
      expect(hashes(later)).toHaveLength(2)
      clock.advance(2 * MINUTE)
      const back = await later.wire('band-1')
      await back.say('vitals', { heartRate: 118, spo2: 88, ts: clock.now() })
      expect(later.alerts()).toMatchObject([
        { ruleId: 'hr-high', evidence: { since: START, threshold: 115 } },
        { ruleId: 'spo2-low', evidence: { since: START } },
      ])
      await later.close()
    }
  })

  it('faulty ones are refused and the gateway starts with those from before: a restart is no reason to stop watching', async () => {
    const on = await start()
    const director = await on.journey.logIn('director')
    const change = { change: { parameters: { raise: 125 } }, reason: 'x', expected: 0 }
    await on.journey.api(director, '/api/rules/hr-high/changes', change)
    await on.journey.close()
    on.files.own(FAULTY)
    const later = await startJourney({ folder: on.journey.folder, clock: on.clock, config: on.files.config })
    const list = (await later.api(on.admin, '/api/rules')).body
    expect(list.refusal.faults.length).toBeGreaterThan(0)
    expect(list.rules.find(({ id }: any) => id === 'hr-high')).toMatchObject({ version: '1+1', changeNo: 1 })
    const board = await later.openBoard(on.admin)
    await board.frame('system', ({ code }) => code === 'rulesRefused')
    // The board's changes go on over those rules.
    const more = { change: { parameters: { raise: 126 } }, reason: 'x', expected: 1 }
    expect((await later.api(director, '/api/rules/hr-high/changes', more)).body).toMatchObject({
      version: '1+2',
    })
  })

  it('faulty ones and nothing from before: it does not start', async () => {
    const folder = testFolder()
    await createCommunity(folder)
    const files = createRuleFiles()
    files.own(FAULTY)
    await expect(startJourney({ folder, config: files.config })).rejects.toThrow(/the rules have \d+ fault/)
  })
})
