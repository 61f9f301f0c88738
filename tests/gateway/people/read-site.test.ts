import { expect, test } from 'vitest'
import { readSite, type SiteFile } from '../../../gateway/people/read-site.ts'
import { readSiteFiles } from '../../../gateway/people/site-files.ts'
import { SITE } from '../../support/gateway-fakes.ts'

const yaml = (text: string): SiteFile => ({ path: 'site.yaml', text })
const faultsOf = (files: readonly SiteFile[], today?: string): readonly string[] => {
  const site = readSite(files, today)
  return site.ok ? [] : site.faults.map(({ file, line, message }) => `${file}:${line} ${message}`)
}
const adviceOf = (text: string): readonly string[] => {
  const site = readSite([yaml(text)])
  return site.ok ? [] : site.faults.map(({ advice }) => advice)
}
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length

test('the sample community has 60 residents in 12 buildings of 6 grids, 12 drains, and a duty officer at every hour', async () => {
  const site = readSite(await readSiteFiles('config/sample/site.yaml'), '2026-11-21')
  expect(site.ok ? [] : site.faults).toEqual([])
  if (!site.ok) return
  const { directory, logins } = site
  expect([directory.residents.size, directory.buildings.size, directory.grids.size]).toEqual([60, 12, 6])
  expect([directory.drains.size, directory.devices.size]).toEqual([12, 72])
  for (let n = 1; n <= 60; n++) {
    const id = String(n).padStart(3, '0')
    expect(directory.devices.get(`band-${id}`)?.residentId).toBe(`r-${id}`)
  }
  const ages = [...directory.residents.values()].map(({ born }) => 2026 - Number(born.slice(0, 4)))
  expect([Math.min(...ages), Math.max(...ages)]).toEqual([66, 97])
  expect(logins.map(({ login, personId }) => [login, directory.people.get(personId)?.role])).toEqual([
    ['duty', 'duty'],
    ['grid', 'grid'],
    ['director', 'director'],
    ['family', 'family'],
  ])
  expect(directory.residents.get('r-001')?.caregivers[0]?.personId).toBe(logins[3]?.personId)

  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
  const shifts = [...directory.shifts.values()].filter(({ role }) => role === 'duty')
  const uncovered: string[] = []
  for (let day = 1; day <= 7; day++)
    for (let minute = 0; minute < 1440; minute++) {
      const yesterday = day === 1 ? 7 : day - 1
      const covered = shifts.some(({ weekdays, from, to }) =>
        minutes(to) > minutes(from)
          ? weekdays.includes(day) && minute >= minutes(from) && minute < minutes(to)
          : (weekdays.includes(day) && minute >= minutes(from)) ||
            (weekdays.includes(yesterday) && minute < minutes(to)),
      )
      if (!covered) uncovered.push(`${day} ${minute}`)
    }
  expect(uncovered).toEqual([])
})

test('a good site becomes a frozen directory with its logins', () => {
  const site = readSite([yaml(SITE)])
  expect(site.ok).toBe(true)
  if (!site.ok) return
  expect(site.directory.residents.get('r-1')).toMatchObject({ born: '1942-03-26', tags: [], conditions: [] })
  expect(site.directory.people.get('p-duty')).not.toHaveProperty('login')
  expect(site.logins).toContainEqual({ personId: 'p-duty', login: 'duty' })
  expect(() => Object.assign(site.directory.residents.get('r-1')!, { name: 'x' })).toThrow(TypeError)
  expect(site.directory.communities.get('c-1')?.timeZone).toBe('Asia/Shanghai')
})

test('all faults come at once, each with its line: schema, references, duplicates, dates, phones and shifts', () => {
  const text = `communities:
  - { id: c-1, name: 梧桐里, address: 路, timeZone: Asia/Shanghaj }
grids:
  - { id: g-1, communityId: c-1, name: 东 }
  - { id: g-1, communityId: c-1, name: 西 }
buildings:
  - { id: b-1, gridId: g-7, name: 1号楼 }
people:
  - { id: p-1, name: 李, role: duty, phone: 1380000010 }
  - { id: p-2, name: 王, role: family, phone: "13800000102" }
residents:
  - id: r-1
    name: 张
    sex: female
    born: 1942-02-30
    buildingId: b-1
    door: "301"
  - id: r-2
    name: 赵
    sex: male
    born: 1940-01-01
    buildingId: b-2
    door: "302"
    caregivers:
      - { personId: p-2, relation: 儿子 }
      - { personId: p-9, relation: 女儿 }
    phnoe: 021-55550001
shifts:
  - { id: s-1, communityId: c-1, role: duty, personId: p-1, weekdays: [1, 8], from: "8:00", to: "20:00" }
`
  expect(faultsOf([yaml(text)])).toEqual([
    'site.yaml:2 community c-1: `timeZone` is no time zone',
    'site.yaml:5 grid g-1 stands here twice',
    'site.yaml:7 building b-1: there is no grid g-7',
    'site.yaml:9 person p-1: `phone` "1380000010" is no telephone number',
    'site.yaml:15 resident r-1: `born` is no date',
    'site.yaml:27 resident r-2: unknown field `phnoe`',
    'site.yaml:29 shift s-1: `weekdays.1` is above 7',
    'site.yaml:29 shift s-1: `from` is no time of day',
  ])
})

test('references of entries that are right otherwise are followed: a building, a caregiver, a role', () => {
  const text = SITE.replace('buildingId: b-2', 'buildingId: b-22')
    .replace('personId: p-cora', 'personId: p-coral')
    .replace('personId: p-ben', 'personId: p-duty')
  expect(faultsOf([yaml(text)])).toEqual([
    `site.yaml:${lineOf(text, 'personId: p-duty')} resident r-1: p-duty is duty, not family`,
    `site.yaml:${lineOf(text, 'b-22')} resident r-2: there is no building b-22`,
    `site.yaml:${lineOf(text, 'p-coral')} resident r-2: there is no person p-coral`,
  ])
  expect(adviceOf(text).slice(1)).toEqual(['did you mean b-2?', 'did you mean p-cora?'])
})

test('every fault says what would be right', () => {
  expect(adviceOf(SITE.replace('sex: male', 'sex: m'))).toEqual(['female or male'])
  expect(adviceOf(SITE.replace('  - { id: g-2,', '  - { communityid: c-1, id: g-2,'))).toEqual([
    'did you mean `communityId`?',
  ])
  expect(adviceOf(`${SITE}\nresidnets:\n  - { id: r-9 }`)).toEqual(['did you mean `residents`?'])
  expect(adviceOf(SITE.replace('born: 1942-03-26', 'born: 26.3.1942'))[0]).toContain('1948-03-07')
})

test('one band per resident, one sensor per drain, one login per person', () => {
  const text = SITE.replace(
    '{ id: band-spare, kind: band }',
    '{ id: band-spare, kind: band, residentId: r-1 }',
  ).replace('login: director', 'login: duty')
  expect(faultsOf([yaml(text)]).map((fault) => fault.replace(/^.*?:\d+ /, ''))).toEqual([
    'person p-director: login duty belongs to person p-duty already',
    'device band-spare: resident r-1 belongs to device band-1 already',
  ])
})

test('a date of birth in the future is a fault once today is known', () => {
  expect(faultsOf([yaml(SITE)], '1942-03-26')).toEqual([])
  expect(faultsOf([yaml(SITE)], '1942-03-25')).toHaveLength(1)
})

test('broken YAML, an empty file and a list for a site are each one clear fault', () => {
  const broken = faultsOf([yaml('communities:\n  - { id: c-1, name: "梧桐里 }\ngrids: []\n')])
  expect(broken[0]).toMatch(/^site\.yaml:\d+ the YAML cannot be read/)
  expect(faultsOf([yaml('')])).toEqual(['site.yaml:1 this is no site file'])
  expect(faultsOf([yaml('- 1')])).toEqual(['site.yaml:1 this is no site file'])
  expect(faultsOf([{ path: 'people.csv', text: '' }])).toEqual(['people.csv:1 no site file'])
})

const CSV_SITE = `communities: [{ id: c-1, name: 梧桐里, address: 路 }]
grids: [{ id: g-1, communityId: c-1, name: 东 }]
buildings: [{ id: b-1, gridId: g-1, name: 1号楼 }]
people: people.csv
residents: residents.csv
devices: devices.csv
`
const PEOPLE =
  'id,name,role,phone,gridIds,login\np-1,吴敏,grid,13800000201,g-1,wu\np-2,张丽,family,+86 138 0000 3001,,\n'
const RESIDENTS =
  '\uFEFF编号,姓名,性别,出生日期,楼栋,门牌,进门方式,疾病,标签,照护人,安全区纬度,安全区经度,安全区半径\n' +
  'r-1,张文娟,女,1942-03-26,b-1,0301,"密码 1234#, 二道门",高血压;糖尿病,独居,p-2:女儿,31.2304,121.4737,500\n'
const DEVICES = 'id,kind,residentId\nband-1,手环,r-1\n'
const tables = (residents = RESIDENTS): readonly SiteFile[] => [
  yaml(CSV_SITE),
  { path: 'people.csv', text: PEOPLE },
  { path: 'residents.csv', text: residents },
  { path: 'devices.csv', text: DEVICES },
]

test('tables from a Chinese spreadsheet read like the YAML: headings, words, lists, leading zeros, commas', () => {
  const site = readSite(tables())
  expect(site.ok ? [] : site.faults).toEqual([])
  if (!site.ok) return
  expect(site.directory.residents.get('r-1')).toEqual({
    id: 'r-1',
    name: '张文娟',
    sex: 'female',
    born: '1942-03-26',
    buildingId: 'b-1',
    door: '0301',
    entry: '密码 1234#, 二道门',
    conditions: ['高血压', '糖尿病'],
    tags: ['独居'],
    caregivers: [{ personId: 'p-2', relation: '女儿' }],
    safeZone: { latitude: 31.2304, longitude: 121.4737, radiusMetres: 500 },
  })
  expect(site.directory.people.get('p-2')?.phone).toBe('13800003001')
  expect(site.directory.people.get('p-1')?.gridIds).toEqual(['g-1'])
  expect(site.logins).toEqual([{ personId: 'p-1', login: 'wu' }])
})

test('faults in a table name its file and line, an unknown column, a row too long', () => {
  const rows = RESIDENTS.replace('标签', '标鉴')
    .replace('1942-03-26', '1942/3/26')
    .concat('r-2,王德明,男,1938-01-02,b-1,101,开门,,,p-2,,,,多\n')
  expect(faultsOf(tables(rows))).toEqual([
    'residents.csv:1 `标鉴` is no column of residents',
    'residents.csv:2 resident r-1: `born` is no date',
    'residents.csv:3 the row has 14 cells, the heading 13',
    'residents.csv:3 resident r-2: `caregivers.0.relation` is missing',
  ])
})

test('a table that is not there is a fault at the line that names it', () => {
  expect(faultsOf(tables().filter(({ path }) => path !== 'residents.csv'))).toContain(
    'site.yaml:5 residents: there is no file residents.csv',
  )
})

test('reports by e-mail need an address and an office, and come from the table as from the file', () => {
  const person = (more: string) => `people:\n  - { id: p-1, name: 李, ${more} }\n`
  expect(faultsOf([yaml(person('role: director, reports: [daily]'))])).toEqual([
    'site.yaml:2 person p-1: `reports` needs an e-mail address',
  ])
  const kin = person('role: family, email: a@example.org, reports: [daily]')
  expect(faultsOf([yaml(kin)])).toEqual([
    'site.yaml:2 person p-1: `reports` is for duty officers, directors and admins',
  ])
  const weekly = person('role: director, email: a@example.org, reports: [weekly]')
  expect(faultsOf([yaml(weekly)])).toEqual(['site.yaml:2 person p-1: `reports.0` is none of daily, monthly'])
  const csv = {
    path: 'people.csv',
    text: '编号,姓名,角色,邮箱,报告\np-1,李,社区主任,a@example.org,daily;monthly\n',
  }
  const site = readSite([yaml('people: people.csv\n'), csv])
  expect(site.ok && site.directory.people.get('p-1')?.reports).toEqual(['daily', 'monthly'])
})
