import { expect, it } from 'vitest'
import { describeQuality } from './recordings.ts'
import { playWalk, walkers } from './sections/walkers.ts'
import { inOrder, leapsOf, readGeoLife, readZurich } from './truth/walks.ts'

describeQuality('walks out of a safe zone', () => {
  const { numbers } = walkers()

  it('every real departure is told within two fixes of the dwell', () => {
    expect(numbers.departures).toBeGreaterThan(100)
    expect(numbers.found).toBe(numbers.departures)
  })

  it('nobody leaves by a leap, by a cell tower, by a clock that was never set or by what arrives backwards', () =>
    expect(numbers.false).toBe(0))

  it('1,066 m/s is a leap of the receiver and moves nobody', () => {
    const way = readGeoLife().find(({ recording }) => recording.includes('002_20081027103804'))!
    const [leap] = leapsOf(way.fixes)
    const centre = way.fixes[way.fixes.indexOf(leap!) - 1]!
    const around = way.fixes.slice(way.fixes.indexOf(leap!) - 5, way.fixes.indexOf(leap!) + 1)
    expect(playWalk({ ...way, fixes: around }, { centre, radius: 300 }).alerts).toEqual([])
  })

  it('a cell’s fix 2.3 km away, good to 1,001 m, asks the band and tells nobody', () => {
    const zurich = { ...readZurich(), fixes: inOrder(readZurich().fixes) }
    const played = playWalk(zurich, { centre: zurich.fixes[0]!, radius: 300 })
    expect(played.alerts).toEqual([])
    expect(played.requests.map(({ request }) => request)).toContain('locate')
  })
})
