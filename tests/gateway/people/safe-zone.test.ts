import { describe, expect, it } from 'vitest'
import { readSite } from '../../../gateway/people/read-site.ts'
import { SITE } from '../../support/gateway-fakes.ts'

/** The site of the tests, with a safe zone for its first resident. */
const withZone = (zone: string): string => SITE.replace(/(\n {2}- id: r-1\n)/, `$1    safeZone: ${zone}\n`)

const zoneOf = (zone: string) => {
  const site = readSite([{ path: 'site.yaml', text: withZone(zone) }])
  return site.ok ? site.directory.residents.get('r-1')?.safeZone : site.faults.map(({ message }) => message)
}

describe('a safe zone of a site file', () => {
  it('is a circle', () => {
    expect(zoneOf('{ latitude: 31.2304, longitude: 121.4737, radiusMetres: 300 }')).toEqual({
      latitude: 31.2304,
      longitude: 121.4737,
      radiusMetres: 300,
    })
  })

  it('is a polygon of three corners or more', () => {
    expect(zoneOf('{ polygon: [[31.23, 121.47], [31.24, 121.47], [31.24, 121.48]] }')).toEqual({
      polygon: [
        [31.23, 121.47],
        [31.24, 121.47],
        [31.24, 121.48],
      ],
    })
  })

  it.each([
    [
      'a circle without its radius',
      '{ latitude: 31.2, longitude: 121.4 }',
      'is neither a circle nor a polygon',
    ],
    ['nothing at all', '{}', 'is neither a circle nor a polygon'],
    [
      'both at once',
      '{ latitude: 31.2, longitude: 121.4, radiusMetres: 300, polygon: [[31.23, 121.47], [31.24, 121.47], [31.24, 121.48]] }',
      'is neither a circle nor a polygon',
    ],
    ['two corners', '{ polygon: [[31.23, 121.47], [31.24, 121.47]] }', 'polygon` is too short'],
    [
      'a bow tie, of which nobody can say what is inside',
      '{ polygon: [[31.23, 121.47], [31.24, 121.48], [31.24, 121.47], [31.23, 121.48]] }',
      'crosses itself',
    ],
    [
      'a corner in the sea of degrees',
      '{ polygon: [[91, 121.47], [31.24, 121.48], [31.24, 121.47]] }',
      'is above 90',
    ],
  ])('is not %s', (_, zone, message) => {
    expect(zoneOf(zone)).toEqual([expect.stringContaining(message)])
  })

  it('names its fields when one is misspelt', () => {
    const site = readSite([
      { path: 'site.yaml', text: withZone('{ latitude: 31.2, longitude: 121.4, radius: 300 }') },
    ])
    expect(site.ok ? [] : site.faults.map(({ message }) => message)).toContain(
      'resident r-1: unknown field `radius`',
    )
  })
})
