import { describe, expect, it } from 'vitest'
import { createStream, keyOf, smoothNoise, unit } from '../../simulators/random.ts'

describe('seeded chance', () => {
  it('gives the same draws for the same seed and name, and others for another seed or name', () => {
    const draws = (seed: number, name: string): number[] => {
      const stream = createStream(seed, name)
      return Array.from({ length: 8 }, () => stream.next())
    }
    expect(draws(1, 'band-001')).toEqual(draws(1, 'band-001'))
    expect(draws(1, 'band-001')).not.toEqual(draws(2, 'band-001'))
    expect(draws(1, 'band-001')).not.toEqual(draws(1, 'band-002'))
  })

  it('keeps its sequence from one version to the next: xoshiro128** on seed 1', () => {
    const stream = createStream(1, 'golden')
    expect([stream.next(), stream.next(), stream.next()].map((value) => value.toFixed(6))).toEqual([
      '0.723658',
      '0.997761',
      '0.325917',
    ])
  })

  it('spreads 20,000 draws evenly: every tenth holds 2,000 ± 10 %', () => {
    const stream = createStream(7, 'even')
    const key = keyOf(7, 'even')
    const [drawn, indexed] = [new Array(10).fill(0), new Array(10).fill(0)]
    for (let n = 0; n < 20_000; n++) {
      drawn[Math.floor(stream.next() * 10)]++
      indexed[Math.floor(unit(key, 1_795_000_000_000 + n * 12_000) * 10)]++
    }
    for (const count of [...drawn, ...indexed]) {
      expect(count).toBeGreaterThan(1800)
      expect(count).toBeLessThan(2200)
    }
  })

  it('draws normals with mean 0 and deviation 1 within 0.03 over 20,000', () => {
    const stream = createStream(3, 'normal')
    const values = Array.from({ length: 20_000 }, () => stream.normal())
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(Math.sqrt(variance) - 1)).toBeLessThan(0.03)
  })

  it('moves smooth noise by less than 0.05 per hundredth of a step, between -1 and 1', () => {
    const key = keyOf(1, 'noise')
    for (let x = 0; x < 200; x += 0.01) {
      expect(Math.abs(smoothNoise(key, x))).toBeLessThanOrEqual(1)
      expect(Math.abs(smoothNoise(key, x + 0.01) - smoothNoise(key, x))).toBeLessThan(0.05)
    }
  })
})
