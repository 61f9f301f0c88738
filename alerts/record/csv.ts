// Tables for spreadsheets. Knows nothing of what is in the cells.

/** RFC 4180 with a byte order mark: spreadsheets take Chinese names for Latin-1 without it. */
export const csvOf = (lines: readonly (readonly string[])[]): string =>
  `\uFEFF${lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`

/** A cell that begins like a formula is text all the same: spreadsheets run what they are given. */
const quoted = (cell: string): string => {
  const text = /^[=+@\t\r]|^-\D/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
