// Seeded chance. A value depends on (seed, name, index) only, so adding one device or one draw changes no other.
// Knows nothing of bands or drains; never touches Math.random.

/** FNV-1a over the UTF-16 units of a name, then murmur3's finaliser: one 32-bit key per (seed, name). */
export function keyOf(seed: number, name: string): number {
  let hash = (2166136261 ^ seed) >>> 0
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619)
  return finalise(hash)
}

function finalise(value: number): number {
  let h = value >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The index-th number of a key's sequence, in [0, 1). Random access: no state. Indices may exceed 32 bits. */
export function unit(key: number, index: number): number {
  const low = index >>> 0
  const high = Math.floor(index / 4294967296) >>> 0
  return (
    finalise(Math.imul(finalise(key + Math.imul(low, 0x9e3779b1)), 0x01000193) ^ (high + low)) / 4294967296
  )
}

/** Smooth noise in [-1, 1]: random values at whole numbers, eased between them. */
export function smoothNoise(key: number, x: number): number {
  const whole = Math.floor(x)
  const part = x - whole
  const eased = part * part * (3 - 2 * part)
  return 2 * (unit(key, whole) * (1 - eased) + unit(key, whole + 1) * eased) - 1
}

/** A stream of draws for one name. */
export type Stream = Readonly<{
  /** [0, 1) */
  next(): number
  between(low: number, high: number): number
  /** Whole numbers low … high, both included. */
  whole(low: number, high: number): number
  /** Roughly normal, mean 0, standard deviation 1, never beyond ±3.5 (twelve draws, Irwin–Hall). */
  normal(): number
  chance(probability: number): boolean
}>

/** xoshiro128** (Blackman and Vigna 2018), its state filled from the name's key. */
export function createStream(seed: number, name: string): Stream {
  const key = keyOf(seed, name)
  let a = finalise(key + 1)
  let b = finalise(key + 2)
  let c = finalise(key + 3)
  let d = finalise(key + 4) | 1
  const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by))
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result / 4294967296
  }
  const normal = (): number => {
    let sum = 0
    for (let i = 0; i < 12; i++) sum += next()
    return Math.max(-3.5, Math.min(3.5, sum - 6))
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    normal,
    chance: (probability) => next() < probability,
  }
}
