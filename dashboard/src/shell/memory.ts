// What this browser remembers between visits. Storage may be refused (private windows): then nothing is remembered.

const prefix = 'shouwang.'

export const recall = (key: string): string | null => {
  try {
    return localStorage.getItem(prefix + key)
  } catch {
    return null
  }
}

export const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(prefix + key, value)
  } catch {
    // A full or forbidden storage costs a preference, nothing else.
  }
}

export const forget = (key: string): void => {
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // What cannot be stored is not there.
  }
}
