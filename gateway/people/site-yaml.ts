// The YAML of a site file as raw items, each knowing its lines; and the CSV files it names in place of lists.

import { isNode, LineCounter, parseDocument } from 'yaml'
import { nearest, type SiteFault } from './fault.ts'
import { type ItemPath, type SiteItem, withoutBlanks } from './site-item.ts'
import { SECTIONS, type Section } from './site-schema.ts'

/** Lists that may be given as a CSV file instead. */
export const CSV_SECTIONS = ['residents', 'people', 'devices'] as const satisfies readonly Section[]
export type CsvSection = (typeof CSV_SECTIONS)[number]

export type SiteText = Readonly<{
  items: readonly SiteItem[]
  csv: readonly Readonly<{ section: CsvSection; file: string; line: number }>[]
  faults: readonly SiteFault[]
}>

const isSection = (key: string): key is Section => Object.hasOwn(SECTIONS, key)
const isCsvSection = (key: string): key is CsvSection => (CSV_SECTIONS as readonly string[]).includes(key)

/** Reads the text of a site file. Scalars stay text (YAML's failsafe schema): the schema decides what is a number. */
export function readSiteYaml({ path: file, text }: Readonly<{ path: string; text: string }>): SiteText {
  const lines = new LineCounter()
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false })
  const lineOf = (path: ItemPath): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  if (document.errors.length > 0)
    return {
      items: [],
      csv: [],
      faults: document.errors.map(({ message, pos }) => ({
        file,
        line: lines.linePos(pos[0]).line,
        message: `the YAML cannot be read: ${message}`,
        advice: 'check the indentation and the quotes of this line and the one before',
      })),
    }

  const faults: SiteFault[] = []
  const items: SiteItem[] = []
  const csv: { section: CsvSection; file: string; line: number }[] = []
  const content: unknown = document.toJS()
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return { items, csv, faults: [notASite(file)] }

  for (const [key, value] of Object.entries(content)) {
    const line = lineOf([key])
    if (!isSection(key)) {
      const close = nearest(key, Object.keys(SECTIONS))
      const advice = close ? `did you mean \`${close}\`?` : `known lists: ${Object.keys(SECTIONS).join(', ')}`
      faults.push({ file, line, message: `\`${key}\` is no list of a site file`, advice })
    } else if (Array.isArray(value)) {
      value.forEach((entry: unknown, index) => {
        items.push({
          kind: SECTIONS[key],
          value: withoutBlanks(entry),
          placeOf: (path) => ({ file, line: lineOf([key, index, ...path]) }),
        })
      })
    } else if (isCsvSection(key) && typeof value === 'string' && value.endsWith('.csv')) {
      csv.push({ section: key, file: value, line })
    } else if (value !== '' && value !== null) {
      const advice = isCsvSection(key)
        ? `a list, or the name of a CSV file: \`${key}: ${key}.csv\``
        : 'a list: every entry on a line that begins with "- "'
      faults.push({ file, line, message: `\`${key}\` is not a list`, advice })
    }
  }
  return { items, csv, faults }
}

const notASite = (file: string): SiteFault => ({
  file,
  line: 1,
  message: 'this is no site file',
  advice: `a map of the lists ${Object.keys(SECTIONS).join(', ')}`,
})
