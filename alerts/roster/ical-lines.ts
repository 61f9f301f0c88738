// The grammar of iCalendar (RFC 5545 3.1, 3.2): folded lines into name, parameters and value. Knows no component.

export type ContentLine = Readonly<{
  /** The line of the file it begins on; 1 = the first. */
  line: number
  /** Upper case. */
  name: string
  /** By upper-case name; of a list, the first. */
  params: Readonly<Record<string, string>>
  value: string
}>

/** What may be wrong with a calendar file: closed, so that it can be said in any language. */
export type CalendarFault =
  | 'unreadableLine'
  | 'noCalendar'
  | 'cutOff'
  | 'tooMany'
  | 'empty'
  | 'repeats'
  | 'noStart'
  | 'noEnd'
  | 'endsBeforeStart'
  | 'wholeDay'
  | 'noTime'
  | 'unknownZone'
  | 'tooFar'
  | 'unknownPerson'
  | 'ambiguousPerson'

/** `about`: the words of the file it is about; `meant`: what was probably meant, or may be. */
export type LineFault = Readonly<{
  line: number
  code: CalendarFault
  about: string
  meant?: string
  message: string
  advice: string
}>

/** Lines as they were before folding, with the number each begins on. CRLF as the RFC says, or LF as many write. */
function unfold(text: string): readonly Readonly<{ line: number; text: string }>[] {
  const whole: { line: number; text: string }[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (const [index, line] of lines.entries()) {
    const last = whole.at(-1)
    if (last !== undefined && (line.startsWith(' ') || line.startsWith('\t'))) last.text += line.slice(1)
    else whole.push({ line: index + 1, text: line })
  }
  return whole.filter((one) => one.text !== '')
}

/** `;NAME=value`, `;NAME="quoted: value"`, further values after commas. */
const PARAM = /^;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)/
const FIRST_VALUE = /^(?:"([^"]*)"|([^,]*))/

/** RFC 6868: what a parameter cannot hold as it stands. */
const unCaret = (text: string): string =>
  text.replace(/\^[n'^]/g, (pair) => (pair === '^n' ? '\n' : pair === "^'" ? '"' : '^'))

function parseLine({ line, text }: { line: number; text: string }): ContentLine | LineFault {
  const name = /^[A-Za-z0-9-]+/.exec(text)?.[0]
  const about = text.slice(0, 40)
  const fault: LineFault = {
    line,
    code: 'unreadableLine',
    about,
    message: `not a line of a calendar: ${about}`,
    advice: 'NAME:value',
  }
  if (name === undefined) return fault
  const params: Record<string, string> = {}
  let rest = text.slice(name.length)
  for (let match = PARAM.exec(rest); match !== null; match = PARAM.exec(rest)) {
    const [all, key = '', values = ''] = match
    const first = FIRST_VALUE.exec(values)
    params[key.toUpperCase()] ??= unCaret(first?.[1] ?? first?.[2] ?? '')
    rest = rest.slice(all.length)
  }
  return rest.startsWith(':') ? { line, name: name.toUpperCase(), params, value: rest.slice(1) } : fault
}

export function readLines(
  text: string,
): Readonly<{ lines: readonly ContentLine[]; faults: readonly LineFault[] }> {
  const parsed = unfold(text).map(parseLine)
  return {
    lines: parsed.filter((one): one is ContentLine => 'name' in one),
    faults: parsed.filter((one): one is LineFault => 'message' in one),
  }
}

/** TEXT (3.3.11) as it was before escaping. */
export const unescapeText = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_, character: string) =>
    character === 'n' || character === 'N' ? '\n' : character,
  )
