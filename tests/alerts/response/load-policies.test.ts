import { describe, expect, it } from 'vitest'
import { loadPolicies } from '../../../alerts/response/load-policies.ts'
import { firingAt, policyFor } from '../../../alerts/response/policy.ts'
import { HOUR, MINUTE, policyBook, policyFiles, SECOND } from './town.ts'

const load = (text: string) => loadPolicies([{ path: 'p.yaml', text }])
const faults = (text: string) => {
  const loaded = load(text)
  return loaded.ok ? [] : loaded.faults.map(({ line, message }) => `${line}: ${message}`)
}
const SOUND = `id: night
steps:
  - after: 0s
    who: [duty]
  - after: 2m
    who: [director]
    repeatEvery: 5m
    repeatTimes: 2
fallback: [director]
`

const NOBODY_ACTS = `id: night
steps:
  - after: 0s
    who: [family, wearer]
fallback: [director]
`

describe('the policies as shipped', () => {
  it('are all there, and sos is at once, 60 s, 3 min, then every 5 min', () => {
    const book = policyBook()
    expect([...book.keys()]).toEqual(
      expect.arrayContaining([
        'daily-review',
        'device',
        'flood',
        'sos',
        'system',
        'vitals-critical',
        'vitals-warning',
      ]),
    )
    const sos = policyFor(book, 'sos')
    expect([0, 1, 2, 3, 4, 5].map((index) => firingAt(sos, index)?.offsetMs)).toEqual([
      0,
      60 * SECOND,
      3 * MINUTE,
      8 * MINUTE,
      13 * MINUTE,
      18 * MINUTE,
    ])
    expect(sos.steps[0]?.who).toEqual(['duty', 'family', 'desk120', 'wearer'])
  })

  it('device work reaches the list of difficult problems and the street office after 24 h', () => {
    const last = policyFor(policyBook(), 'device').steps.at(-1)
    expect(last).toMatchObject({ afterMs: 24 * HOUR, difficultProblem: true })
    expect(last?.who).toContain('streetOffice')
  })
})

describe('repeats', () => {
  it('two repeats of the last step, then the chain ends', () => {
    const loaded = load(SOUND)
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
    const night = policyFor(loaded.policies, 'night')
    expect([0, 1, 2, 3, 4].map((index) => firingAt(night, index))).toEqual([
      { index: 0, step: 0, round: 0, offsetMs: 0 },
      { index: 1, step: 1, round: 0, offsetMs: 2 * MINUTE },
      { index: 2, step: 1, round: 1, offsetMs: 7 * MINUTE },
      { index: 3, step: 1, round: 2, offsetMs: 12 * MINUTE },
      undefined,
    ])
  })
})

describe('faults', () => {
  it.each([
    ['a missing fallback is a dead end', SOUND.replace('fallback: [director]\n', ''), '5: steps.1: dead end'],
    ['nobody who can acknowledge is a dead end', NOBODY_ACTS, '3: steps: dead end: no step names'],
    [
      'a first step that waits',
      SOUND.replace('0s', '10s'),
      '3: steps.0.after: the first step must be at once',
    ],
    [
      'a step before the one above it',
      SOUND.replace('2m', '0s'),
      '5: steps.1.after: each step must be later',
    ],
    ['a role nobody has', SOUND.replace('[duty]', '[mayor]'), '4: steps.0.who.0'],
    ['a duration in words', SOUND.replace('2m', 'two minutes'), '5: steps.1.after: expected a duration'],
    ['a misspelt key', SOUND.replace('repeatTimes', 'repeatTime'), '8: steps.1.repeatTime: unknown key'],
    [
      'repeats more often than once a minute',
      SOUND.replace('repeatEvery: 5m', 'repeatEvery: 20s'),
      'once a minute',
    ],
    [
      'a misspelt role is told what was meant',
      SOUND.replace('[duty]', '[dutty]'),
      '4: steps.0.who.0: "dutty" is not one of duty, grid, director, admin, family, familyInOrder, desk120, streetOffice, wearer, webhook, siren, person:<id>; did you mean "duty"?',
    ],
    ['so is a misspelt key', SOUND.replace('fallback', 'falback'), 'unknown key; did you mean "fallback"?'],
    [
      'a channel there is not',
      SOUND.replace('who: [duty]', 'who: [duty]\n    channels: [sms, voic]'),
      '5: steps.0.channels.1: there is no channel "voic"; did you mean "voice"?',
    ],
    [
      'a step whose channels never reach somebody of it',
      SOUND.replace('who: [duty]', 'who: [duty, desk120]\n    channels: [sms]'),
      'dead end: desk120 cannot be reached by sms; add phone or webhook or email',
    ],
    [
      'an acknowledgement of seconds',
      `${SOUND}acknowledgedFor: 30s\n`,
      '10: acknowledgedFor: nobody can be anywhere within less than a minute',
    ],
    ['broken YAML', 'id: [night\nsteps: {', '2: '],
    ['an empty file', '', '1: '],
  ])('%s', (_, text, expected) => {
    expect(faults(text).some((fault) => fault.includes(expected))).toBe(true)
  })

  it('come all at once, from all files, with the file', () => {
    const loaded = loadPolicies([
      { path: 'a.yaml', text: SOUND.replace('0s', '10s').replace('[duty]', '[mayor]') },
      { path: 'b.yaml', text: 'id: Night!\nsteps: []\n' },
    ])
    const places = loaded.ok ? [] : loaded.faults.map(({ path, line }) => `${path}:${line}`)
    expect(places).toEqual(expect.arrayContaining(['a.yaml:4', 'b.yaml:1', 'b.yaml:2']))
  })

  it('steps and boardOnly exclude each other, and one of them must be there', () => {
    const load = (text: string) => loadPolicies([{ path: 'a.yaml', text }])
    expect(load('id: quiet\nboardOnly: true\n')).toMatchObject({ ok: true })
    expect(load('id: quiet\n').ok).toBe(false)
    expect(load(`${SOUND}boardOnly: true\n`).ok).toBe(false)
  })

  it('the same id in two files is refused in the second', () => {
    const loaded = loadPolicies([...policyFiles, { path: 'again.yaml', text: SOUND.replace('night', 'sos') }])
    expect(loaded.ok ? [] : loaded.faults.map(({ path, line }) => `${path}:${line}`)).toEqual([
      'again.yaml:1',
    ])
  })
})
