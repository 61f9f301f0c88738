import { describe, expect, it } from 'vitest'
import { loadPolicies } from '../../../alerts/response/load-policies.ts'
import { Desk, MINUTE, policyBook, policyFiles, SECOND, sos, TEN } from './town.ts'

const WITH_WINDOW = policyFiles.map((file) =>
  file.path.endsWith('/sos.yaml') ? { ...file, text: `${file.text}cancelWindow: 20s\n` } : file,
)
const pressed = (): Desk => {
  const desk = new Desk(undefined, policyBook(WITH_WINDOW))
  desk.find(sos())
  return desk
}
const OUTSIDE = ['p-daughter', 'p-son', 'x-120']

describe('a cancel window of 20 s', () => {
  it('tells the officer and the band at once, family and 120 after it, the grid worker at his own time', () => {
    const desk = pressed()
    expect(desk.told()).toEqual(['band-1', 'p-day'])
    desk.tick(19 * SECOND)
    expect(desk.told()).toEqual([])
    desk.tick(20 * SECOND)
    expect(desk.told()).toEqual(OUTSIDE)
    expect(desk.last.map(({ reason }) => reason)).toEqual(['raised', 'raised', 'raised'])
    desk.tick(60 * SECOND)
    expect(desk.told()).toEqual(['p-grid'])
    expect(desk.kinds()).toEqual(['opened', 'notified', 'notified', 'escalated'])
  })

  it('closed as accidental within it, the press never reaches them; whoever was told is told', () => {
    const desk = pressed()
    desk.now = TEN + 12 * SECOND
    desk.say({ action: 'resolve', outcome: 'accidental', actorId: 'p-day', at: desk.now })
    expect(desk.told()).toEqual(['band-1', 'p-day'])
    desk.tick(MINUTE)
    expect(desk.notifications.some(({ recipient }) => OUTSIDE.includes(recipient.id))).toBe(false)
  })

  it('is not called off by taking the alert on: they are told at its end, and by whom it was taken', () => {
    const desk = pressed()
    desk.now = TEN + 5 * SECOND
    desk.say({ action: 'onTheWay', actorId: 'p-grid', at: desk.now })
    expect(desk.alert.dueAt).toBe(TEN + 20 * SECOND)
    desk.tick(20 * SECOND)
    expect(desk.told()).toEqual(OUTSIDE)
    expect(desk.last.find(({ recipient }) => recipient.id === 'p-son')?.message.body).toContain('王芳已接警')
    expect(desk.alert).toMatchObject({ status: 'acknowledged', dueAt: null, nextStep: 2 })
    desk.tick(2 * MINUTE)
    expect(desk.told()).toEqual([])
  })

  it('ends with the confirmation of a person, in these words, and not a second time', () => {
    const desk = pressed()
    desk.now = TEN + 8 * SECOND
    desk.say({ action: 'confirm', actorId: 'p-day', at: desk.now })
    const toDesk = desk.last.find(({ recipient }) => recipient.id === 'x-120')
    expect(toDesk).toMatchObject({ reason: 'confirmed', message: { card: { confirmedByPerson: true } } })
    expect(desk.told()).toEqual(['band-1', ...OUTSIDE.slice(0, 1), 'p-day', ...OUTSIDE.slice(1)])
    desk.tick(20 * SECOND)
    expect(desk.told()).toEqual([])
  })

  it('withdrawn within it, they are never told', () => {
    const desk = pressed()
    desk.say({ action: 'withdraw', actorId: 'p-day', at: TEN + 8 * SECOND })
    desk.tick(MINUTE)
    expect(desk.notifications.some(({ recipient }) => OUTSIDE.includes(recipient.id))).toBe(false)
    expect(desk.alert).toMatchObject({ status: 'acknowledged', lapsesAt: TEN + 10 * MINUTE })
  })

  it('and an acknowledgement taken back after its end leave the later steps at their times', () => {
    const desk = pressed()
    desk.now = TEN + 15 * SECOND
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
    desk.tick(20 * SECOND)
    desk.now = TEN + 24 * SECOND
    desk.say({ action: 'undo', actorId: 'p-day', at: desk.now })
    expect(desk.alert).toMatchObject({ status: 'open', nextStep: 2, dueAt: TEN + MINUTE })
  })

  it('with nobody on duty there is nobody who could call it off: family and 120 are told at once', () => {
    const desk = new Desk(undefined, policyBook(WITH_WINDOW))
    desk.directory = { ...desk.directory, shifts: new Map() }
    desk.find(sos())
    expect(desk.told()).toEqual(expect.arrayContaining(OUTSIDE))
  })
})

it.each([
  ['longer than a minute', 'cancelWindow: 90s', 'between 1s and 60s'],
  ['with nobody told within it', 'cancelWindow: 20s', 'dead end: within the cancel window nobody is told'],
])('a window %s is refused', (_, line, expected) => {
  const text = `id: x\n${line}\nsteps:\n  - after: 0s\n    who: [family]\n  - after: 1m\n    who: [duty]\nfallback: [duty]\n`
  const loaded = loadPolicies([{ path: 'x.yaml', text }])
  expect(loaded.ok ? '' : loaded.faults.map(({ message }) => message).join()).toContain(expected)
})
