import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Directory } from '../../../alerts/model/people.ts'
import { loadPolicies } from '../../../alerts/response/load-policies.ts'
import { policyGaps } from '../../../alerts/response/policy-gaps.ts'
import { wordsOf } from '../../../gateway/catalogue-files.ts'
import { readSite } from '../../../gateway/people/read-site.ts'
import {
  createPolicyWatch,
  faultOfGap,
  gapFacts,
  possibleChannels,
} from '../../../gateway/rules/policy-gaps.ts'
import { policyFiles } from '../../alerts/response/town.ts'
import { townDirectory } from '../../support/gateway-fakes.ts'

const bookOf = (files: typeof policyFiles) => {
  const loaded = loadPolicies(files)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return { policies: loaded.policies, policyPlaces: loaded.places }
}
const night = (who: string) =>
  bookOf([
    {
      path: 'policies/night.yaml',
      text: `id: night\nsteps:\n  - after: 0s\n    who: [duty, ${who}]\nfallback: [director]\n`,
    },
  ])
const said = (who: string, directory: Directory = townDirectory()): string[] => {
  const book = night(who)
  const gaps = policyGaps(book.policies, { directory, channels: possibleChannels(() => false) })
  return gaps.map((gap) => wordsOf(faultOfGap(gap, book, directory)))
}

it('the sample community can do all that the shipped policies ask, in the demo', () => {
  const site = readSite([
    { path: 'site.yaml', text: readFileSync('config/sample/site.yaml', 'utf8') },
    ...['residents', 'people', 'devices'].flatMap((name) => {
      try {
        return [{ path: `${name}.csv`, text: readFileSync(`config/sample/${name}.csv`, 'utf8') }]
      } catch {
        return []
      }
    }),
  ])
  if (!site.ok) throw new Error(JSON.stringify(site.faults))
  const book = bookOf(policyFiles)
  const channels = { on: ['phone', 'webhook', 'downlink'] }
  expect(policyGaps(book.policies, { directory: site.directory, channels })).toEqual([])
})

it('a gap is said where the policy names them first, with what would be right', () => {
  expect(said('person:p-dutty')).toEqual([
    'policies/night.yaml:4 person:p-dutty: there is no such person → did you mean person:p-duty?',
  ])
  expect(said('streetOffice')).toEqual([
    'policies/night.yaml:4 streetOffice: there is none in 梧桐里, so this telling falls to the next step → a partner of kind streetOffice in the site file, or leave it out here',
  ])
  expect(said('grid')).toEqual([
    expect.stringContaining(
      'policies/night.yaml:4 grid: no channel that is on reaches any in 东网格 of 梧桐里 →',
    ),
    expect.stringContaining('grid: there is none in 西网格 of 梧桐里'),
  ])
  expect(said('person:p-anna')[0]).toContain('a relative is told of their own elder only')
})

it('is told once while it is the same, and once more when it is over; a change that brings a dead end is refused', () => {
  let directory = townDirectory()
  let book = night('person:p-dutty')
  const told: [number, number][] = []
  const watch = createPolicyWatch({
    book: () => book,
    directory: () => directory,
    channels: () => possibleChannels(() => false),
    onChanged: (gaps, lines) => told.push([gaps.length, lines.length]),
  })
  watch.look()
  watch.look()
  book = night('wearer')
  watch.look()
  expect(told).toEqual([
    [1, 1],
    [0, 0],
  ])
  expect(watch.refuses(night('person:p-nobody'))).toEqual([])
  directory = { ...directory, people: new Map() }
  watch.look()
  expect(told.at(-1)).toEqual([2, 2])
  expect(
    gapFacts(policyGaps(book.policies, { directory, channels: possibleChannels(() => false) }), directory),
  ).toEqual({
    gaps: 2,
    deadEnds: 1,
    why: 'deadEnd',
    policy: 'night',
    where: '梧桐里',
  })
})
