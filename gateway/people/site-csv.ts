// A table of residents, people or devices as raw items: columns by their English or Chinese names, lists split at
// semicolons. Decides no more than the layout; the schema reads the values.

import { parse } from 'csv-parse/sync'
import { nearest, type SiteFault } from './fault.ts'
import { type SiteItem, withoutBlanks } from './site-item.ts'
import { SECTIONS } from './site-schema.ts'
import type { CsvSection } from './site-yaml.ts'

/** Where a cell goes: a path into the entry, and how its text is split. */
type Column = Readonly<{ path: readonly string[]; zh: string; split?: 'list' | 'caregivers' }>

const field = (name: string, zh: string): readonly [string, Column] => [name, { path: [name], zh }]
const listField = (name: string, zh: string): readonly [string, Column] => [
  name,
  { path: [name], zh, split: 'list' },
]

/** The columns of each table, by name; `zh` is the heading a Chinese spreadsheet may carry instead. */
export const CSV_COLUMNS: Readonly<Record<CsvSection, ReadonlyMap<string, Column>>> = {
  residents: new Map([
    field('id', '编号'),
    field('name', '姓名'),
    field('nameEn', '英文名'),
    field('sex', '性别'),
    field('born', '出生日期'),
    field('phone', '电话'),
    field('buildingId', '楼栋'),
    field('door', '门牌'),
    field('floor', '楼层'),
    field('entry', '进门方式'),
    listField('conditions', '疾病'),
    listField('medication', '用药'),
    listField('allergies', '过敏'),
    field('bloodType', '血型'),
    listField('tags', '标签'),
    ['caregivers', { path: ['caregivers'], zh: '照护人', split: 'caregivers' }],
    ['safeZoneLatitude', { path: ['safeZone', 'latitude'], zh: '安全区纬度' }],
    ['safeZoneLongitude', { path: ['safeZone', 'longitude'], zh: '安全区经度' }],
    ['safeZoneRadiusMetres', { path: ['safeZone', 'radiusMetres'], zh: '安全区半径' }],
    field('callEvery', '探访周期天数'),
  ]),
  people: new Map([
    field('id', '编号'),
    field('name', '姓名'),
    field('nameEn', '英文名'),
    field('role', '角色'),
    field('phone', '电话'),
    field('locale', '语言'),
    listField('gridIds', '网格'),
    field('communityId', '社区'),
    field('email', '邮箱'),
    listField('reports', '报告'),
    field('wecom', '企业微信群'),
    field('dingtalk', '钉钉群'),
    field('feishu', '飞书群'),
    field('ntfy', 'ntfy主题'),
    field('gotify', 'Gotify应用'),
    field('quietFrom', '免打扰开始'),
    field('quietTo', '免打扰结束'),
    field('quietUpTo', '免打扰级别'),
    listField('channels', '通知渠道'),
    field('login', '登录名'),
  ]),
  devices: new Map([
    field('id', '编号'),
    field('kind', '类型'),
    field('model', '型号'),
    field('residentId', '长者'),
    field('drainId', '水位点'),
  ]),
}

/** Words a Chinese table uses where the site file has codes. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sex: { 女: 'female', 男: 'male' },
  role: { 值班员: 'duty', 网格员: 'grid', 社区主任: 'director', 家属: 'family', 管理员: 'admin' },
  kind: { 手环: 'band', 水位计: 'drain' },
}

type Row = Readonly<{ record: readonly string[]; info: Readonly<{ lines: number }> }>

export type CsvTable = Readonly<{ items: readonly SiteItem[]; faults: readonly SiteFault[] }>

export function readSiteCsv(
  section: CsvSection,
  { path: file, text }: Readonly<{ path: string; text: string }>,
): CsvTable {
  const faults: SiteFault[] = []
  let rows: readonly Row[]
  try {
    // The types of csv-parse do not say that `info` wraps each record.
    rows = parse(text, {
      info: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as readonly Row[]
  } catch (error) {
    const line =
      error instanceof Error && 'lines' in error && typeof error.lines === 'number' ? error.lines : 1
    const message = `the table cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return { items: [], faults: [{ file, line, message, advice: 'check the quotes of this line' }] }
  }
  const [header, ...body] = rows
  if (header === undefined) {
    const advice = `a first line with the columns ${[...CSV_COLUMNS[section].keys()].join(',')}`
    return { items: [], faults: [{ file, line: 1, message: 'the table is empty', advice }] }
  }
  const columns = header.record.map((heading) => {
    const column = columnOf(section, heading)
    if (column === undefined && heading !== '') faults.push(unknownColumn(section, heading, file))
    return column
  })
  const items = body
    .filter(({ record }) => record.some((cell) => cell !== ''))
    .map(({ record, info }): SiteItem => {
      const place = { file, line: info.lines }
      if (record.length > columns.length)
        faults.push({
          ...place,
          message: `the row has ${record.length} cells, the heading ${columns.length}`,
          advice: 'put a cell that contains a comma in double quotes; separate lists by semicolons',
        })
      return { kind: SECTIONS[section], value: withoutBlanks(entryOf(columns, record)), placeOf: () => place }
    })
  return { items, faults }
}

const columnOf = (section: CsvSection, heading: string): Column | undefined =>
  CSV_COLUMNS[section].get(heading) ??
  [...CSV_COLUMNS[section].values()].find(({ zh }) => zh === heading) ??
  [...CSV_COLUMNS[section]].find(([name]) => name.toLowerCase() === heading.toLowerCase())?.[1]

function unknownColumn(section: CsvSection, heading: string, file: string): SiteFault {
  const names = [...CSV_COLUMNS[section].keys()]
  const close = nearest(heading, names)
  const advice = close ? `did you mean \`${close}\`?` : `known columns: ${names.join(', ')}`
  return { file, line: 1, message: `\`${heading}\` is no column of ${section}`, advice }
}

function entryOf(columns: readonly (Column | undefined)[], cells: readonly string[]): object {
  const entry: Record<string, unknown> = {}
  columns.forEach((column, index) => {
    const cell = cells[index] ?? ''
    if (column === undefined || cell === '') return
    const [first = '', second] = column.path
    if (second === undefined) entry[first] = readCell(column, cell)
    else entry[first] = { ...(entry[first] as object | undefined), [second]: cell }
  })
  return entry
}

function readCell({ path, split }: Column, cell: string): unknown {
  if (split === undefined) return WORDS[path[0] ?? '']?.[cell] ?? cell
  const parts = cell
    .split(/[;；、]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (split === 'list') return parts
  return parts.map((part) => {
    const [personId = '', relation = ''] = part.split(/[:：]/)
    return { personId: personId.trim(), relation: relation.trim() }
  })
}
