// Shortens a text to what a provider takes, by characters as people count them or by bytes, never within one.

/** At most `limit` characters; what is cut ends in an ellipsis. */
export function clipCharacters(text: string, limit: number): string {
  const characters = [...text]
  return characters.length <= limit ? text : `${characters.slice(0, Math.max(0, limit - 1)).join('')}…`
}

const bytesOf = (character: string): number => {
  const point = character.codePointAt(0) ?? 0
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

/** At most `limit` bytes of UTF-8; what is cut ends in an ellipsis, itself three bytes. */
export function clipBytes(text: string, limit: number): string {
  let bytes = 0
  let kept = 0
  let fits = 0
  for (const character of text) {
    bytes += bytesOf(character)
    if (bytes <= limit - 3) fits = kept + character.length
    kept += character.length
    if (bytes > limit) return `${text.slice(0, fits)}…`
  }
  return text
}
